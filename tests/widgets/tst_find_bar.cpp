// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/find_bar.h"
#include "widgets/graph/selection_history.h"

#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace splitscope;

class TestFindBar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyPlaceOfTheWordsIsSearched_data();
    void everyPlaceOfTheWordsIsSearched();
    void typingGoesToTheFirstAndCounts();
    void enterGoesRoundAndShiftEnterBack();
    void searchingStartsFromTheCurrentLayer();
    void nothingFoundIsSaid();
    void anUnfinishedExpressionIsTakenAsItStands();
    void escapeEndsTheSearch();
    void historyGoesBackAndForward();
    void choosingAnewForgetsWhatCameAfter();

private:
    int layer(const char *id) const { return *m_graph->indexOf(id); }
    QLineEdit *edit() const { return m_bar->findChild<QLineEdit *>(QStringLiteral("findEdit")); }
    QString count() const { return m_bar->findChild<QLabel *>(QStringLiteral("findCount"))->text(); }

    std::shared_ptr<const LayerGraph> m_graph;
    std::unique_ptr<FindBar> m_bar;
};

void TestFindBar::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    m_graph = std::make_shared<const LayerGraph>(testing::encoderWithThreeDecoders());
    m_bar = std::make_unique<FindBar>();
    m_bar->setGraph(m_graph);
    m_bar->show();
}

void TestFindBar::everyPlaceOfTheWordsIsSearched_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("found");
    QTest::newRow("id") << "encoder.bottleneck" << 1;
    QTest::newRow("operation") << "^upsample_bilinear2d$" << 6;
    QTest::newRow("module") << "^encoder\\.stage2" << 3;
    QTest::newRow("shape") << "1x12x24x32" << 1;
    QTest::newRow("part of a shape") << "x192x256" << 3;
    QTest::newRow("any case") << "BOTTLENECK" << 1;
    QTest::newRow("one of two") << "depth_head.out|normals_head.out" << 2;
    QTest::newRow("nothing") << "attention" << 0;
}

void TestFindBar::everyPlaceOfTheWordsIsSearched()
{
    QFETCH(QString, text);
    QFETCH(int, found);
    const auto result = searchLayers(*m_graph, text);
    QCOMPARE(static_cast<int>(result.layers.size()), found);
    QCOMPARE(static_cast<int>(std::count(result.found.begin(), result.found.end(), true)), found);
    QVERIFY(result.problem.isEmpty());
}

void TestFindBar::typingGoesToTheFirstAndCounts()
{
    QSignalSpy chosen(m_bar.get(), &FindBar::layerChosen);
    QTest::keyClicks(edit(), QStringLiteral("\\.add"));
    QCOMPARE(count(), QStringLiteral("1 of 3"));
    QCOMPARE(chosen.last().first().toInt(), layer("encoder.stage1.add"));
}

void TestFindBar::enterGoesRoundAndShiftEnterBack()
{
    edit()->setText(QStringLiteral("\\.add"));
    QTest::keyClick(edit(), Qt::Key_Return);
    QCOMPARE(count(), QStringLiteral("2 of 3"));
    QTest::keyClick(edit(), Qt::Key_Return);
    QTest::keyClick(edit(), Qt::Key_Return);
    QCOMPARE(count(), QStringLiteral("1 of 3"));
    QTest::keyClick(edit(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(count(), QStringLiteral("3 of 3"));
    QTest::mouseClick(m_bar->findChild<QToolButton *>(QStringLiteral("findPrevious")), Qt::LeftButton);
    QCOMPARE(count(), QStringLiteral("2 of 3"));
}

void TestFindBar::searchingStartsFromTheCurrentLayer()
{
    m_bar->setCurrentLayer(layer("encoder.stage2.down"));
    QSignalSpy chosen(m_bar.get(), &FindBar::layerChosen);
    edit()->setText(QStringLiteral("\\.add"));
    QCOMPARE(chosen.last().first().toInt(), layer("encoder.stage2.add"));
    m_bar->setCurrentLayer(layer("encoder.stem.conv"));
    QCOMPARE(count(), QStringLiteral("3 found"));
}

void TestFindBar::nothingFoundIsSaid()
{
    QSignalSpy chosen(m_bar.get(), &FindBar::layerChosen);
    edit()->setText(QStringLiteral("attention"));
    QCOMPARE(count(), QStringLiteral("none"));
    QTest::keyClick(edit(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 0);
}

void TestFindBar::anUnfinishedExpressionIsTakenAsItStands()
{
    const auto result = searchLayers(*m_graph, QStringLiteral("conv("));
    QVERIFY(!result.problem.isEmpty());
    QVERIFY(result.layers.empty()); // no layer holds "conv("
    edit()->setText(QStringLiteral("(stage1"));
    QCOMPARE(count(), QStringLiteral("none"));
}

void TestFindBar::escapeEndsTheSearch()
{
    QSignalSpy ended(m_bar.get(), &FindBar::ended);
    QSignalSpy found(m_bar.get(), &FindBar::foundChanged);
    edit()->setText(QStringLiteral("depth"));
    QTest::keyClick(edit(), Qt::Key_Escape);
    QCOMPARE(ended.count(), 1);
    QVERIFY(edit()->text().isEmpty());
    QVERIFY(found.last().first().value<std::vector<bool>>().empty());
}

void TestFindBar::historyGoesBackAndForward()
{
    SelectionHistory history;
    QVERIFY(!history.canGoBack() && !history.canGoForward());
    for (const int layer : {3, 3, -1, 5, 8})
        history.visit(layer);
    QCOMPARE(history.back(), std::optional<int>(5));
    QCOMPARE(history.back(), std::optional<int>(3));
    QVERIFY(!history.back());
    QCOMPARE(history.forward(), std::optional<int>(5));
    history.visit(5); // what going forward chose: nothing new
    QVERIFY(history.canGoForward());
}

void TestFindBar::choosingAnewForgetsWhatCameAfter()
{
    SelectionHistory history;
    for (const int layer : {1, 2, 3})
        history.visit(layer);
    history.back();
    history.visit(9);
    QVERIFY(!history.canGoForward());
    QCOMPARE(history.back(), std::optional<int>(2));
}

QTEST_MAIN(TestFindBar)
#include "tst_find_bar.moc"
