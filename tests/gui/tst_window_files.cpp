// SPDX-License-Identifier: GPL-3.0-or-later
// What the window writes, measures and remembers, driven as a person would.
#include "app/desktop/window_settings.h"
#include "tests/gui/open_window.h"
#include "widgets/graph/overlay_legend.h"
#include "widgets/panels/message_bar.h"

#include <QComboBox>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QStatusBar>
#include <QTreeView>

using namespace splitscope;

class TestWindowFiles : public QObject, private testing::OpenWindow {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void measuringIsOfferedRunsAndCanBeStopped();
    void aThemeIsForcedAndKept();
    void recentFilesAreOfferedWhileTheyExist();
    void sizeAndDocksComeBack();
    void aSessionComesBackAsItWas();
    void aSessionThatCannotBeReadIsSaid();
    void exportsAreWrittenAndSaid();
    void anExportThatCannotBeWrittenIsSaid();

private:
    static constexpr int patience = testing::patience;
};

void TestWindowFiles::init()
{
    make();
    QVERIFY(open(file));
}

void TestWindowFiles::cleanup() { window.reset(); }

void TestWindowFiles::measuringIsOfferedRunsAndCanBeStopped()
{
    auto *box = find<QComboBox>("overlayBox");
    box->setCurrentIndex(box->findText(QStringLiteral("Measured time")));
    QVERIFY(find<OverlayLegend>("overlayLegend")->accessibleName().contains(QLatin1String("not measured yet")));
    QVERIFY(window->statusBar()->currentMessage().contains(QLatin1String("Ctrl+M")));
    action("measure")->trigger();
    QCOMPARE(action("measure")->text(), QStringLiteral("Stop measuring"));
    QVERIFY(window->workspace().paused());
    QTRY_VERIFY_WITH_TIMEOUT(
        window->statusBar()->currentMessage().startsWith(QLatin1String("Measuring the layers: ")), patience);
    action("measure")->trigger();
    QCOMPARE(action("measure")->text(), QStringLiteral("Measure the layers"));
    QVERIFY(!window->workspace().paused());
    QVERIFY(window->statusBar()->currentMessage().isEmpty());

    action("measure")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(action("measure")->text(), QStringLiteral("Measure the layers"), 4 * patience);
    QVERIFY(picture().overlay.hasValues());
    QCOMPARE(picture().overlay.figure(), LayerFigure::MeasuredMs);
    QVERIFY(picture().overlay.source().contains(QLatin1String("Measured on")));
    QVERIFY(!find<QTreeView>("layerTableView")->isColumnHidden(7));
    QVERIFY(!window->workspace().paused());

    // The next time that the model is opened, what was measured is there.
    make();
    window->openFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().hasModel(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(picture().facts->profile, patience);
}

void TestWindowFiles::aThemeIsForcedAndKept()
{
    action("themeDark")->trigger();
    QTRY_VERIFY(Theme::fromPalette(window->palette()).dark);
    QTRY_VERIFY(picture().theme.dark);
    QCOMPARE(WindowSettings::theme(), ThemeChoice::Dark);
    action("themeLight")->trigger();
    QTRY_VERIFY(!picture().theme.dark);
    action("themeDesktop")->trigger();
    QCOMPARE(WindowSettings::theme(), ThemeChoice::Desktop);
}

void TestWindowFiles::recentFilesAreOfferedWhileTheyExist()
{
    QCOMPARE(WindowSettings::recentFiles().value(0), QFileInfo(file).absoluteFilePath());
    auto *menu = find<QMenu>("recentMenu");
    Q_EMIT menu->aboutToShow();
    QCOMPARE(menu->actions().first()->text(), QStringLiteral("small.pt"));
    const auto other = folder.filePath(QStringLiteral("other.pt"));
    QVERIFY(QFile::copy(file, other));
    WindowSettings::addRecentFile(other);
    WindowSettings::addRecentFile(other);
    QCOMPARE(WindowSettings::recentFiles().mid(0, 2), QStringList({other, QFileInfo(file).absoluteFilePath()}));
    QVERIFY(QFile::remove(other));
    QCOMPARE(WindowSettings::recentFiles().value(0), QFileInfo(file).absoluteFilePath());
}

void TestWindowFiles::sizeAndDocksComeBack()
{
    window->restoreLayout(); // from now on it is kept
    window->resize(1100, 750);
    action("layers")->trigger();
    QVERIFY(find<QDockWidget>("layersDock")->isVisible());
    window->close();
    make();
    window->restoreLayout();
    window->show();
    QCOMPARE(window->size(), QSize(1100, 750));
    QVERIFY(find<QDockWidget>("layersDock")->isVisible());
    QVERIFY(action("layers")->isChecked());
    WindowSettings::setLayout({}, {});
}

void TestWindowFiles::aSessionComesBackAsItWas()
{
    const auto file = folder.filePath(QStringLiteral("mine.splitscope.json"));
    const auto second = folder.filePath(QStringLiteral("again.splitscope.json"));
    graph().setCurrentLayer(layerInModule());
    window->workspace().setCut(Cut::upTo(model(), {2}));
    window->workspace().setLink(LinkSpec::fromText("6Mbps:13Mbps/50ms"));
    find<QComboBox>("overlayBox")->setCurrentIndex(3);
    action("overlayScale")->trigger();
    action("collapse")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!picture().layout->wish.folded.empty(), patience);
    action("turn")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(picture().layout->wish.topDown, patience);
    window->saveSession(file);
    QVERIFY(QFile::exists(file));
    const auto wish = picture().layout->wish;
    const auto saved = cut();

    make();
    window->openFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().hasModel(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(picture().layout->wish, wish, patience);
    QCOMPARE(cut(), saved);
    QCOMPARE(window->workspace().settings().link, LinkSpec::fromText("6Mbps:13Mbps/50ms"));
    QCOMPARE(picture().overlay.figure(), LayerFigure::OutputBytes);
    QCOMPARE(picture().overlay.scale(), OverlayScale::Logarithmic);
    window->saveSession(second);
    QFile one(file), two(second);
    QVERIFY(one.open(QIODevice::ReadOnly) && two.open(QIODevice::ReadOnly));
    QCOMPARE(one.readAll(), two.readAll());
}

void TestWindowFiles::aSessionThatCannotBeReadIsSaid()
{
    const auto *bar = find<MessageBar>("messageBar");
    window->openFile(folder.filePath(QStringLiteral("none.splitscope.json")));
    QVERIFY(bar->text().contains(QLatin1String("none.splitscope.json")));
    window->saveSession(folder.filePath(QStringLiteral("no/folder.splitscope.json")));
    QVERIFY(bar->text().contains(QLatin1String("folder.splitscope.json")));
    QVERIFY(window->workspace().hasModel());
}

void TestWindowFiles::exportsAreWrittenAndSaid()
{
    const auto file = [&](const char *name) { return folder.filePath(QLatin1String(name)); };
    window->exportPicture(file("graph.svg"));
    window->exportPicture(file("graph.png"));
    window->exportFacts(file("layers.csv"));
    window->exportNodeData(file("node_data.json"));
    window->exportAttachment(file("attachment.json"));
    for (const auto *name : {"graph.svg", "graph.png", "layers.csv", "node_data.json", "attachment.json"})
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file(name)), patience);
    QTRY_COMPARE_WITH_TIMEOUT(
        window->statusBar()->currentMessage(), QStringLiteral("Wrote attachment.json."), patience);
    QFile csv(file("layers.csv"));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    QCOMPARE(csv.readAll().count('\n'), model().size() + 1);
}

void TestWindowFiles::anExportThatCannotBeWrittenIsSaid()
{
    window->exportPicture(folder.filePath(QStringLiteral("none/graph.svg")));
    const auto *bar = find<MessageBar>("messageBar");
    QTRY_VERIFY_WITH_TIMEOUT(bar->text().contains(QLatin1String("none/graph.svg")), patience);
}

QTEST_MAIN(TestWindowFiles)
#include "tst_window_files.moc"
