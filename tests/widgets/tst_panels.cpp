// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_graph.h"
#include "widgets/icons.h"
#include "widgets/live/live_panel.h"
#include "widgets/live/picture_view.h"
#include "widgets/live/stage_bars.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/side_dock.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/status_line.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QMainWindow>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace splitscope;

namespace {

SharedPicture picture(int width, int height)
{
    auto result = std::make_shared<Picture>();
    result->width = width;
    result->height = height;
    result->rgb.assign(static_cast<std::size_t>(3 * width * height), 200);
    return result;
}

QString textOf(const QWidget &parent, const char *name)
{
    const auto *label = parent.findChild<QLabel *>(QLatin1String(name));
    return label ? label->text() : QStringLiteral("(no label)");
}

} // namespace

class TestPanels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theLivePanelHasARowForEachTask();
    void fiveTasksHaveTheirWordsBesideTheirPictures();
    void aPictureIsShownLargeInTheCamerasPlace();
    void thinLinesStayWhereAPictureIsShrunk();
    void withoutComparisonItSaysSo();
    void everyStateIsSaid();
    void aPictureThatIsTooShortIsNotShown();
    void theScaleOfTheStagesStandsStill();
    void aStateGoesAndAProblemStays();
    void theStatusLineAddsUpBothSides();
    void theStartPageOffersSamples();
    void aDockCollapsesToAStripAndComesBack();
    void everyIconIsThere();
    void textKeepsItsContrast_data();
    void textKeepsItsContrast();
};

void TestPanels::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    QLocale::setDefault(QLocale::c());
}

void TestPanels::theLivePanelHasARowForEachTask()
{
    LivePanel panel;
    LiveView view;
    view.camera = picture(64, 48);
    for (const auto *name : {"segmentation", "depth", "normals"})
        view.tasks.push_back(
            {QString::fromLatin1(name), picture(8, 6), picture(8, 6), picture(8, 6), QStringLiteral("same")});
    view.framesPerSecond = 17.2;
    view.latencyMs = 56.2;
    view.latencyP50Ms = 55.0;
    panel.setView(view);
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column) {
            const auto *shown = panel.findChild<PictureView *>(QStringLiteral("task%1picture%2").arg(row).arg(column));
            QVERIFY(shown && shown->hasPicture());
        }
    }
    QCOMPARE(textOf(panel, "liveRate"), QStringLiteral("17.2 frames/s"));
    QVERIFY(textOf(panel, "liveLatency").contains(QStringLiteral("55.0 ms")));
    view.tasks.pop_back();
    panel.setView(view);
    QVERIFY(!panel.findChild<PictureView *>(QStringLiteral("task2picture0")));
    panel.clear();
    QVERIFY(!panel.findChild<PictureView *>(QStringLiteral("task0picture0")));
}

/// Fewer rows are as wide as the panel; of more, words above would take a third of the height.
void TestPanels::fiveTasksHaveTheirWordsBesideTheirPictures()
{
    LivePanel panel;
    panel.resize(332, 720);
    LiveView view;
    view.camera = picture(256, 192);
    const auto add = [&](const char *name) {
        view.tasks.push_back({QString::fromLatin1(name), picture(256, 192), picture(256, 192), picture(256, 192),
            QStringLiteral("100 % of pixels equal")});
    };
    const auto split = [&](int row) {
        return panel.findChild<PictureView *>(QStringLiteral("task%1picture0").arg(row))->geometry();
    };
    for (const auto *name : {"segmentation", "depth", "normals"})
        add(name);
    panel.setView(view);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    QVERIFY(split(0).left() == 0 && split(1).top() - split(0).bottom() > 10);
    add("boundaries");
    add("a_task_with_a_very_long_name");
    panel.setView(view);
    QTRY_VERIFY(split(0).left() > 60 && split(1).top() - split(0).bottom() < 6);
    for (int row = 0; row < 5; ++row)
        QVERIFY2(split(row).height() >= 50 && split(row).width() >= 64, qPrintable(QString::number(row)));
    QVERIFY(panel.minimumSizeHint().width() <= 332);
}

void TestPanels::aPictureIsShownLargeInTheCamerasPlace()
{
    LivePanel panel;
    LiveView view;
    view.camera = picture(64, 48);
    view.tasks.push_back({QStringLiteral("boxes"), picture(8, 6), picture(9, 6), {}, {}});
    panel.setView(view);
    panel.resize(332, 700);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    auto *large = panel.findChild<PictureView *>(QStringLiteral("cameraView"));
    auto *split = panel.findChild<PictureView *>(QStringLiteral("task0picture0"));
    auto *whole = panel.findChild<PictureView *>(QStringLiteral("task0picture1"));
    QCOMPARE(large->picture(), view.camera);
    QCOMPARE(large->focusPolicy(), Qt::NoFocus);
    QTest::mouseClick(split, Qt::LeftButton);
    QCOMPARE(large->picture(), view.tasks[0].split);
    QCOMPARE(large->accessibleName(), QStringLiteral("boxes, split"));
    view.tasks[0].whole = picture(10, 6); // the next frame's
    whole->setFocus();
    QTest::keyClick(whole, Qt::Key_Space);
    panel.setView(view);
    QCOMPARE(large->picture(), view.tasks[0].whole);
    QTest::keyClick(whole, Qt::Key_Return); // once more: back
    QCOMPARE(large->picture(), view.camera);
    QCOMPARE(large->accessibleName(), QStringLiteral("Camera"));
    QTest::mouseClick(split, Qt::LeftButton);
    QTest::mouseClick(large, Qt::LeftButton);
    QCOMPARE(large->picture(), view.camera);
    QTest::mouseClick(split, Qt::LeftButton);
    panel.clear();
    QVERIFY(!large->hasPicture());
    panel.setView(view); // of another model
    QCOMPARE(large->picture(), view.camera);
}

void TestPanels::thinLinesStayWhereAPictureIsShrunk()
{
    auto lines = std::make_shared<Picture>();
    lines->width = 400;
    lines->height = 300;
    lines->rgb.assign(3 * 400 * 300, 0);
    for (int y = 0; y < 300; ++y) // one bright column in every 40
        for (int x = 3; x < 400; x += 40)
            std::fill_n(lines->rgb.begin() + 3 * (400 * y + x), 3, 255);
    PictureView view;
    view.setPicture(lines);
    view.resize(50, 40);
    const auto shown = view.grab().toImage();
    int bright = 0;
    for (int x = 1; x < 49; ++x)
        bright += qGray(shown.pixel(x, 20)) > 15 ? 1 : 0;
    QVERIFY2(bright >= 9, qPrintable(QString::number(bright)));
}

void TestPanels::withoutComparisonItSaysSo()
{
    LivePanel panel;
    LiveView view;
    view.tasks.push_back({QStringLiteral("depth"), picture(8, 6), {}, {}, {}});
    panel.setView(view);
    QVERIFY(!panel.findChild<PictureView *>(QStringLiteral("task0picture1"))->hasPicture());
    panel.resize(320, 600);
    panel.grab();
}

void TestPanels::everyStateIsSaid()
{
    LivePanel panel;
    QSet<QString> said;
    const QList<LiveState> states{LiveState::Stopped, LiveState::Starting, LiveState::Live, LiveState::Paused,
        LiveState::EdgeLost, LiveState::CameraLost, LiveState::Ended};
    for (const auto state : states) {
        panel.setState(state);
        said.insert(textOf(panel, "liveState"));
    }
    QCOMPARE(said.size(), states.size());
    QVERIFY(!said.contains(QString()));
}

void TestPanels::aPictureThatIsTooShortIsNotShown()
{
    auto broken = std::make_shared<Picture>();
    broken->width = 100;
    broken->height = 100;
    broken->rgb.resize(10);
    PictureView view;
    view.setPicture(broken);
    QVERIFY(!view.hasPicture());
    view.grab();
}

void TestPanels::theScaleOfTheStagesStandsStill()
{
    StageBars bars;
    bars.setStages({10.0, 0.0, 20.0, 5.0, 3.0}, false);
    QCOMPARE(bars.scaleMs(), 50.0);
    bars.setStages({8.0, 0.0, 11.0, 4.0, 1.0}, false);
    QCOMPARE(bars.scaleMs(), 50.0); // half as long, same scale
    bars.setStages({8.0, 0.0, 60.0, 4.0, 1.0}, false);
    QCOMPARE(bars.scaleMs(), 100.0);
    bars.setStages({2.0, 0.0, 1.0, 1.0, 0.5}, false);
    QCOMPARE(bars.scaleMs(), 5.0);
    bars.grab();
}

void TestPanels::aStateGoesAndAProblemStays()
{
    MessageBar bar;
    QVERIFY(bar.isHidden());
    bar.showMessage(MessageBar::Kind::State, QStringLiteral("Edge is not answering."));
    QVERIFY(!bar.isHidden());
    bar.showMessage(MessageBar::Kind::Problem, QStringLiteral("There is no file x.pt."));
    QCOMPARE(bar.text(), QStringLiteral("There is no file x.pt."));
    bar.clearState();
    QCOMPARE(bar.text(), QStringLiteral("There is no file x.pt."));
    bar.findChild<QAbstractButton *>(QStringLiteral("messageClose"))->click();
    QVERIFY(bar.isHidden());
}

void TestPanels::theStatusLineAddsUpBothSides()
{
    const auto graph = testing::chain(4); // 1 M MACs each
    StatusLine line;
    line.setCut(graph, Cut::upTo(graph, {0}));
    QCOMPARE(textOf(line, "statusDevice"), QStringLiteral("device 1.00 M MACs"));
    QCOMPARE(textOf(line, "statusEdge"), QStringLiteral("edge 3.00 M MACs"));
    QCOMPARE(textOf(line, "statusUp"), QStringLiteral("up 32.8 kB"));
    line.setMeasured(33000, 4100, 61.2);
    QCOMPARE(textOf(line, "statusMeasured"), QStringLiteral("measured 61.2 ms"));
}

void TestPanels::theStartPageOffersSamples()
{
    StartPage page;
    page.setSamples({{QStringLiteral("a"), QStringLiteral("A"), {}}, {QStringLiteral("b"), QStringLiteral("B"), {}}});
    QSignalSpy asked(&page, &StartPage::sampleRequested);
    page.findChild<QAbstractButton *>(QStringLiteral("sample_b"))->click();
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().toString(), QStringLiteral("b"));
}

void TestPanels::aDockCollapsesToAStripAndComesBack()
{
    QMainWindow window;
    window.setCentralWidget(new QWidget);
    auto *content = new QLabel(QStringLiteral("a panel of some width"));
    auto *dock =
        new SideDock(QStringLiteral("Context"), QStringLiteral("dock"), Qt::LeftDockWidgetArea, content, &window);
    window.addDockWidget(Qt::LeftDockWidgetArea, dock);
    window.resize(900, 600);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const int before = dock->width();
    dock->findChild<QAbstractButton *>(QStringLiteral("dockCollapse"))->click();
    QVERIFY(dock->isCollapsed() && !content->isVisible());
    QTRY_VERIFY(dock->width() < 50);
    dock->findChild<QAbstractButton *>(QStringLiteral("dockCollapse"))->click();
    QVERIFY(content->isVisible());
    QTRY_COMPARE(dock->width(), before);
}

void TestPanels::everyIconIsThere()
{
    for (const auto *name : {"open", "fit", "device", "edge", "play", "pause", "compare"})
        QVERIFY2(!themedIcon(QString::fromLatin1(name)).pixmap(24, 24).isNull(), name);
    QVERIFY(!programIcon().pixmap(64, 64).isNull());
}

void TestPanels::textKeepsItsContrast_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestPanels::textKeepsItsContrast()
{
    QFETCH(bool, dark);
    installTheme(*qApp, dark ? ThemeChoice::Dark : ThemeChoice::Light);
    const auto palette = QApplication::palette();
    const auto theme = Theme::fromPalette(palette);
    QCOMPARE(theme.dark, dark);
    const QList<QColor> surfaces{theme.canvas, theme.deviceCard, theme.deviceHatch, theme.edgeCard, theme.plainCard,
        theme.warningCard, palette.color(QPalette::Window), palette.color(QPalette::Base),
        palette.color(QPalette::Button)};
    for (const auto &surface : surfaces)
        QVERIFY2(contrastRatio(theme.text, surface) >= 4.5, qPrintable(surface.name()));
    for (const auto &surface : {theme.canvas, theme.plainCard, palette.color(QPalette::Window)}) {
        QVERIFY2(contrastRatio(theme.mutedText, surface) >= 4.5, qPrintable(surface.name()));
        QVERIFY2(contrastRatio(palette.color(QPalette::PlaceholderText), surface) >= 4.5, qPrintable(surface.name()));
    }
    QVERIFY(contrastRatio(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
}

QTEST_MAIN(TestPanels)
#include "tst_panels.moc"
