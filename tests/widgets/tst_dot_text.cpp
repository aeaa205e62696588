// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/dot_text.h"
#include "widgets/graph/graph_layout.h"

#include <QTest>

using namespace splitscope;

class TestDotText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTextNamesEveryBoxAndEdgeInInches();
    void anAnswerBecomesBoxesColumnsAndRoutes();
    void wiresPassOtherColumnsWhereTheSplineDoes();
    void twoWiresBetweenTwoBoxesKeepApart();
    void whatIsNoAnswerIsNone_data();
    void whatIsNoAnswerIsNone();
};

namespace {

/// Two boxes in a row, 144 x 72 pixels each.
LayeredProblem twoBoxes()
{
    LayeredProblem problem;
    problem.boxes.assign(2, QSizeF(144.0, 72.0));
    problem.edges = {{0, 1}};
    return problem;
}

// What `dot -Tplain` (Graphviz 2.42.2) answers: inches, the origin at the lower left.
const char *const twoBoxesPlain = R"(graph 1 4.5556 1
node n0 1 0.5 2 1 "" solid box black lightgrey
node n1 3.5556 0.5 2 1 "" solid box black lightgrey
edge n0 n1 4 2.0092 0.5 2.1678 0.5 2.3303 0.5 2.4904 0.5 solid black
stop
)";

} // namespace

void TestDotText::theTextNamesEveryBoxAndEdgeInInches()
{
    const auto text = dotText(twoBoxes());
    QVERIFY(text.startsWith("digraph"));
    QVERIFY(text.contains("rankdir=LR"));
    QVERIFY(text.contains("n0 [width=2.0000, height=1.0000]"));
    QVERIFY(text.contains("n1 [width=2.0000, height=1.0000]"));
    QVERIFY(text.contains("n0 -> n1"));
}

void TestDotText::anAnswerBecomesBoxesColumnsAndRoutes()
{
    const auto result = layoutFromPlain(twoBoxesPlain, twoBoxes());
    QVERIFY(result);
    QCOMPARE(result->boxes[0], QRectF(0.0, 0.0, 144.0, 72.0));
    QVERIFY(std::abs(result->boxes[1].left() - (3.5556 * 72.0 - 72.0)) < 1e-9);
    QCOMPARE(result->ranks, (std::vector<int>{0, 1}));
    QCOMPARE(result->routes[0].size(), std::size_t(2));
    QCOMPARE(result->routes[0].front(), QPointF(144.0, 36.0));
    QCOMPARE(result->routes[0].back(), QPointF(result->boxes[1].left(), 36.0));
}

void TestDotText::wiresPassOtherColumnsWhereTheSplineDoes()
{
    // 0 -> 1 -> 2 along the bottom, 0 -> 2 over the top of 1.
    LayeredProblem problem;
    problem.boxes.assign(3, QSizeF(72.0, 72.0));
    problem.edges = {{0, 1}, {1, 2}, {0, 2}};
    const QByteArray plain = R"(graph 1 6 2
node n0 0.5 0.5 1 1 "" solid box black lightgrey
node n1 2.5 0.5 1 1 "" solid box black lightgrey
node n2 4.5 0.5 1 1 "" solid box black lightgrey
edge n0 n1 4 1 0.5 1.3 0.5 1.7 0.5 2 0.5 solid black
edge n1 n2 4 3 0.5 3.3 0.5 3.7 0.5 4 0.5 solid black
edge n0 n2 10 1 0.5 1.3 1.5 1.7 1.5 2 1.5 2.3 1.5 2.7 1.5 3 1.5 3.3 1.5 3.7 0.5 4 0.5 solid black
stop
)";
    const auto result = layoutFromPlain(plain, problem);
    QVERIFY(result);
    const auto &route = result->routes[2];
    QCOMPARE(route.size(), std::size_t(4));              // out of 0, into and out of column 1, into 2
    QCOMPARE(route[1], QPointF(2.0 * 72.0, 0.5 * 72.0)); // 1.5 in from below is 0.5 in from above
    QCOMPARE(route[2], QPointF(3.0 * 72.0, 0.5 * 72.0));
    QVERIFY(!result->boxes[1].contains(route[1]));
}

void TestDotText::twoWiresBetweenTwoBoxesKeepApart()
{
    auto problem = twoBoxes();
    problem.edges = {{0, 1}, {0, 1}};
    QByteArray plain = twoBoxesPlain;
    plain.replace("stop", "edge n0 n1 4 2 0.4 2.1 0.4 2.3 0.4 2.5 0.4 solid black\nstop");
    const auto result = layoutFromPlain(plain, problem);
    QVERIFY(result);
    QCOMPARE(result->routes.size(), std::size_t(2));
}

void TestDotText::whatIsNoAnswerIsNone_data()
{
    QTest::addColumn<QByteArray>("plain");
    const QByteArray good = twoBoxesPlain;
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("an error") << QByteArray("Error: <stdin>: syntax error in line 1\n");
    QTest::newRow("cut off") << good.left(good.indexOf("edge"));
    QTest::newRow("a box is missing") << QByteArray(good).replace("node n1", "node n7");
    QTest::newRow("no size") << QByteArray(good).remove(0, good.indexOf("node"));
    QTest::newRow("a spline without points") << QByteArray(good).replace("edge n0 n1 4", "edge n0 n1 0");
    QTest::newRow("points that are not there") << QByteArray(good).replace("edge n0 n1 4", "edge n0 n1 400");
    QTest::newRow("backwards") << QByteArray(good).replace("node n0 1 0.5", "node n0 5 0.5");
}

void TestDotText::whatIsNoAnswerIsNone()
{
    QFETCH(QByteArray, plain);
    QVERIFY(!layoutFromPlain(plain, twoBoxes()));
}

QTEST_GUILESS_MAIN(TestDotText)
#include "tst_dot_text.moc"
