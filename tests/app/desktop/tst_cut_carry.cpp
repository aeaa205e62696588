// SPDX-License-Identifier: GPL-3.0-or-later
// A cut brought over to another version of a model: chains whose sides can be told by hand.
#include "app/desktop/workspace/cut_carry.h"
#include "tests/widgets/sample_graph.h"

#include <QTest>

using namespace splitscope;

namespace {

LayerGraph chainOf(const std::vector<std::string> &ids, const std::string &uncuttable = {})
{
    testing::GraphMaker make({1, 3, 8, 8});
    int last = TensorRef::input;
    for (const auto &id : ids) {
        last = make.add(id, "conv2d", {last}, {1, 4, 8, 8}, 1000);
        if (id == uncuttable)
            make.layer(last).uncuttable = "it is a list";
    }
    make.output("result", last);
    return make.graph();
}

using Names = std::vector<std::string>;

} // namespace

class TestCutCarry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSameLayersKeepTheCut();
    void aNewLayerJoinsTheSideOfWhatNeedsIt();
    void aLayerThatIsGoneIsNamed();
    void aLayerThatIsNeededOnTheDeviceNowIsNamed();
    void theEndsStayTheEnds();
    void whereNothingIsLeftTheOtherCutIsTaken();
    void whereItCannotBeMadeTheOtherCutIsTaken();
    void everyBranchKeepsItsOwnSplitPoint();

private:
    static CarriedCut carried(const LayerGraph &after)
    {
        const auto before = chainOf({"a", "b", "c", "d"});
        return carryCut(before, Cut::fromText(before, "b"), after, Cut::edge(after));
    }
};

void TestCutCarry::theSameLayersKeepTheCut()
{
    const auto after = chainOf({"a", "b", "c", "d"});
    const auto result = carried(after);
    QCOMPARE(result.cut.text(after), std::string("b"));
    QCOMPARE(result.lost, Names());
}

void TestCutCarry::aNewLayerJoinsTheSideOfWhatNeedsIt()
{
    const auto after = chainOf({"a", "new", "b", "newer", "c", "d"});
    const auto result = carried(after);
    QCOMPARE(result.cut.text(after), std::string("b"));
    QCOMPARE(result.cut.deviceLayers(), 3);
    QCOMPARE(result.lost, Names());
}

void TestCutCarry::aLayerThatIsGoneIsNamed()
{
    const auto after = chainOf({"a", "c", "d"});
    const auto result = carried(after);
    QCOMPARE(result.cut.text(after), std::string("a"));
    QCOMPARE(result.lost, Names({"b"}));
}

void TestCutCarry::aLayerThatIsNeededOnTheDeviceNowIsNamed()
{
    const auto after = chainOf({"a", "c", "b", "d"});
    const auto result = carried(after);
    QCOMPARE(result.cut.text(after), std::string("b"));
    QCOMPARE(result.lost, Names({"c"}));
}

void TestCutCarry::theEndsStayTheEnds()
{
    const auto before = chainOf({"a", "b"});
    const auto after = chainOf({"x", "y", "z"});
    QVERIFY(carryCut(before, Cut::edge(before), after, Cut::device(after)).cut.isEdge());
    QVERIFY(carryCut(before, Cut::device(before), after, Cut::edge(after)).cut.isDevice());
}

void TestCutCarry::whereNothingIsLeftTheOtherCutIsTaken()
{
    const auto after = chainOf({"x", "y"});
    const auto before = chainOf({"a", "b"});
    const auto result = carryCut(before, Cut::fromText(before, "a"), after, Cut::fromText(after, "x"));
    QCOMPARE(result.cut.text(after), std::string("x"));
    QCOMPARE(result.lost, Names({"a"}));
}

void TestCutCarry::whereItCannotBeMadeTheOtherCutIsTaken()
{
    const auto after = chainOf({"a", "b", "c", "d"}, "b");
    const auto result = carried(after);
    QVERIFY(result.cut.isEdge());
    QCOMPARE(result.lost, Names({"b"}));
}

void TestCutCarry::everyBranchKeepsItsOwnSplitPoint()
{
    const auto graph = testing::encoderWithThreeDecoders();
    const auto cut = Cut::fromText(graph, "depth_head.conv2,normals_head.up1");
    const auto result = carryCut(graph, cut, graph, Cut::edge(graph));
    QCOMPARE(result.cut, cut);
    QCOMPARE(result.lost, Names());
}

QTEST_GUILESS_MAIN(TestCutCarry)
#include "tst_cut_carry.moc"
