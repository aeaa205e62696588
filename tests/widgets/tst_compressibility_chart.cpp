// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_planning_view.h"
#include "widgets/charts/compressibility_chart.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace splitscope;

Q_DECLARE_METATYPE(splitscope::Codec)

class TestCompressibilityChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyStateSaysWhatToDo();
    void everyCutSaysItsBytesCodecAndLoss();
    void theFewestBytesAreSaid();
    void aClickAsksForTheCut();
    void aClickWithShiftAsksForTheCodecToo();
    void whereNoCodecKeepsTheLossTheCutAloneIsAskedFor();
    void thePresentCutIsMarked();
    void theTableHasEveryCut();
    void cutsOfAnotherModelAreLeftOut();
    void aStudyOfManyCutsIsShown();

private:
    QWidget *plot() const { return m_chart->findChild<QWidget *>(QStringLiteral("plot")); }
    static Compressibility study()
    {
        Compressibility made;
        made.lossLimit = 0.01;
        made.source = "study of 12 codecs, 100 frames of scenes";
        made.points = {{"b", "b", 2, 256.0, 40.0, "bits:4", 0.006}, {"edge", "edge", 0, 768.0, 192.0, "bits:8", 0.004},
            {"a", "a", 1, 1024.0, std::nullopt, "", std::nullopt}};
        return made;
    }

    std::unique_ptr<CompressibilityChart> m_chart;
};

void TestCompressibilityChart::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    installTheme(*qApp, ThemeChoice::Light);
    m_chart = std::make_unique<CompressibilityChart>();
    m_chart->resize(900, 300);
    m_chart->setView(testing::shared(testing::sampleView()));
    m_chart->setStudy(std::make_shared<const Compressibility>(study()));
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    QCoreApplication::processEvents();
}

void TestCompressibilityChart::everyStateSaysWhatToDo()
{
    QCOMPARE(m_chart->stateText(), QString());
    m_chart->setStudy({});
    QVERIFY(m_chart->stateText().startsWith(QLatin1String("Run a compression study")));
    m_chart->setView({});
    QVERIFY(m_chart->stateText().startsWith(QLatin1String("Open a model")));
}

void TestCompressibilityChart::everyCutSaysItsBytesCodecAndLoss()
{
    QCOMPARE(m_chart->markCount(), 3);
    QCOMPARE(m_chart->markText(0),
        QStringLiteral("Cut at the input. Loss up to 1 %: 192 B with bits:8, Largest loss of a task: 0.400 %, "
                       "Without a codec: 768 B"));
    QCOMPARE(m_chart->markText(1),
        QStringLiteral("Cut after a. No codec of the study keeps the loss within 1 %, Without a codec: 1.02 kB"));
}

void TestCompressibilityChart::theFewestBytesAreSaid()
{
    QCOMPARE(m_chart->note(), QStringLiteral("Fewest: 40 B after b (study of 12 codecs, 100 frames of scenes)"));
    auto none = study();
    for (auto &point : none.points)
        point.bytes.reset();
    m_chart->setStudy(std::make_shared<const Compressibility>(none));
    QVERIFY(m_chart->note().startsWith(QLatin1String("No codec keeps the loss within 1 %")));
    m_chart->grab();
}

void TestCompressibilityChart::aClickAsksForTheCut()
{
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    QSignalSpy codecs(m_chart.get(), &CompressibilityChart::cutWithCodecRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, m_chart->markPlace(2));
    QCOMPARE(cuts.first().first().value<Cut>(), Cut::upTo(*m_chart->view()->graph, {1}));
    QCOMPARE(codecs.count(), 0);
}

void TestCompressibilityChart::aClickWithShiftAsksForTheCodecToo()
{
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    QSignalSpy codecs(m_chart.get(), &CompressibilityChart::cutWithCodecRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, Qt::ShiftModifier, m_chart->markPlace(2));
    QCOMPARE(cuts.count(), 0);
    QCOMPARE(codecs.count(), 1);
    QCOMPARE(codecs.first().at(0).value<Cut>(), Cut::upTo(*m_chart->view()->graph, {1}));
    QCOMPARE(codecs.first().at(1).value<Codec>(), codecFromText("bits:4"));
}

void TestCompressibilityChart::whereNoCodecKeepsTheLossTheCutAloneIsAskedFor()
{
    QSignalSpy cuts(m_chart.get(), &Chart::cutRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, Qt::ShiftModifier, m_chart->markPlace(1));
    QCOMPARE(cuts.count(), 1);
}

void TestCompressibilityChart::thePresentCutIsMarked()
{
    const auto focus = Theme::fromPalette(m_chart->palette()).focus;
    const auto columnOfFocus = [&](int mark) {
        m_chart->setCurrentMark(-1);
        const auto image = m_chart->grab().toImage();
        for (int x = -2; x <= 2; ++x) {
            if (image.pixelColor(m_chart->markPlace(mark).x() + x, plot()->height() / 2) == focus)
                return true;
        }
        return false;
    };
    QVERIFY(columnOfFocus(1)); // after a is set
    QVERIFY(!columnOfFocus(2));
}

void TestCompressibilityChart::theTableHasEveryCut()
{
    const auto lines = QString::fromStdString(m_chart->csv()).split(QStringLiteral("\r\n"));
    QCOMPARE(lines[0], QStringLiteral("cut,name,device_layers,raw_bytes,bytes,codec,loss,loss_limit"));
    QCOMPARE(lines[1], QStringLiteral("b,b,2,256,40,bits:4,0.006,0.01"));
    QCOMPARE(lines[3], QStringLiteral("a,a,1,1024,,,,0.01"));
}

void TestCompressibilityChart::cutsOfAnotherModelAreLeftOut()
{
    auto mixed = study();
    mixed.points.push_back({"no.such.layer", "layer", 9, 5.0, 1.0, "fp16", 0.0});
    m_chart->setStudy(std::make_shared<const Compressibility>(mixed));
    QCOMPARE(m_chart->markCount(), 3);
    mixed.points.erase(mixed.points.begin(), mixed.points.begin() + 3);
    m_chart->setStudy(std::make_shared<const Compressibility>(mixed));
    QVERIFY(m_chart->stateText().startsWith(QLatin1String("This study is of another model")));
}

void TestCompressibilityChart::aStudyOfManyCutsIsShown()
{
    const auto view = testing::longView(2000);
    Compressibility many;
    many.source = "made up";
    for (int i = 1; i < 2000; i += 5) {
        const auto name = "layer" + std::to_string(i - 1);
        many.points.push_back({name, name, i, 1e6 / i, 1e5 / i, "bits:4", 0.001});
    }
    m_chart->setView(testing::shared(view));
    m_chart->setStudy(std::make_shared<const Compressibility>(many));
    m_chart->grab();
    QCOMPARE(m_chart->markCount(), 400);
}

QTEST_MAIN(TestCompressibilityChart)
#include "tst_compressibility_chart.moc"
