// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cut.h"
#include "core/graph/error.h"
#include "tests/core/graph/graph_making.h"

#include <QTest>

#include <random>
#include <set>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

/// All closed sets of a small graph, found by trying every subset.
std::set<std::vector<bool>> closedSetsByBruteForce(const LayerGraph &graph)
{
    std::set<std::vector<bool>> closed;
    for (unsigned mask = 0; mask < 1u << graph.size(); ++mask) {
        bool isClosed = true;
        for (int i = 0; i < graph.size(); ++i) {
            for (const auto &tensor : graph.layer(i).inputs)
                isClosed = isClosed && (!(mask >> i & 1) || tensor.layer < 0 || (mask >> tensor.layer & 1));
        }
        std::vector<bool> set;
        for (int i = 0; i < graph.size(); ++i)
            set.push_back(mask >> i & 1);
        if (isClosed)
            closed.insert(set);
    }
    return closed;
}

std::vector<bool> asSet(const LayerGraph &graph, const Cut &cut)
{
    std::vector<bool> set;
    for (int i = 0; i < graph.size(); ++i)
        set.push_back(cut.onDevice(i));
    return set;
}

LayerGraph randomGraph(std::mt19937 &random)
{
    std::vector<Layer> layers;
    const int count = 1 + static_cast<int>(random() % 9);
    for (int i = 0; i < count; ++i) {
        std::set<int> reads{static_cast<int>(random() % static_cast<unsigned>(i + 1)) - 1};
        if (random() % 3 == 0)
            reads.insert(static_cast<int>(random() % static_cast<unsigned>(i + 1)) - 1);
        layers.push_back(makeLayer("n" + std::to_string(i), {reads.begin(), reads.end()}, 1 + random() % 50));
    }
    const ModelOutput output{"", {count - 1, 0}, layers.back().outputs[0]};
    return {{{"x", {{1, 7}, DType::Float32, DimensionOrder::Contiguous}}}, layers, {output}};
}

} // namespace

class TestCut : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theEndsCrossTheInputAndNothing();
    void aTensorWithTwoReadersCrossesOnce();
    void textNamesTheLastDeviceLayersAndReadsBack();
    void everyMoveKeepsTheSetClosedAndSmallest();
    void everyClosedSetSurvivesItsText();
    void unknownLayersAndUncuttableOnesAreRefused();
    void verificationCoversEndsClosuresAndPrefixes();
};

void TestCut::theEndsCrossTheInputAndNothing()
{
    const auto graph = makeBranchedGraph();
    const auto edge = crossingTensors(graph, Cut::edge(graph));
    QCOMPARE(edge.size(), 1u);
    QCOMPARE(graph.tensorName(edge[0]), std::string("input:picture"));
    QCOMPARE(crossingBytes(graph, Cut::edge(graph)), 400);
    QCOMPARE(crossingBytes(graph, Cut::device(graph)), 0);
}

void TestCut::aTensorWithTwoReadersCrossesOnce()
{
    const auto graph = makeBranchedGraph();
    QCOMPARE(crossingBytes(graph, Cut::upTo(graph, {1})), 40);          // b, read by c and d
    QCOMPARE(crossingBytes(graph, Cut::upTo(graph, {2})), 160 + 40);    // c for f, b for d
    QCOMPARE(crossingBytes(graph, Cut::upTo(graph, {4})), 40);          // b for c; output e stays
    QCOMPARE(crossingBytes(graph, Cut::upTo(graph, {2, 3})), 160 + 80); // a split point on each branch
}

void TestCut::textNamesTheLastDeviceLayersAndReadsBack()
{
    const auto graph = makeBranchedGraph();
    QCOMPARE(Cut::upTo(graph, {2, 3}).text(graph), std::string("c,d"));
    QCOMPARE(Cut::fromText(graph, "c,d"), Cut::upTo(graph, {2, 3}));
    QCOMPARE(Cut::fromText(graph, "d,c,a").text(graph), std::string("c,d"));
    QCOMPARE(Cut::fromText(graph, "edge").text(graph), std::string("edge"));
    QCOMPARE(Cut::fromText(graph, "e,f").text(graph), std::string("device"));
    const LayerGraph odd(
        {{"x", {{1}, DType::Float32, {}}}}, {makeLayer("edge", {-1}, 1), makeLayer("y", {0}, 1)}, {{"", {1, 0}, {}}});
    QCOMPARE(Cut::upTo(odd, {0}).text(odd), std::string("id:edge"));
    QCOMPARE(Cut::fromText(odd, "id:edge"), Cut::upTo(odd, {0}));
    QVERIFY(Cut::fromText(odd, "edge").isEdge());
}

void TestCut::everyMoveKeepsTheSetClosedAndSmallest()
{
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
        const auto graph = randomGraph(random);
        const auto closed = closedSetsByBruteForce(graph);
        for (const auto &set : closed) {
            std::vector<int> members;
            for (int i = 0; i < graph.size(); ++i) {
                if (set[static_cast<std::size_t>(i)])
                    members.push_back(i);
            }
            const auto cut = Cut::upTo(graph, members);
            const auto layer = static_cast<int>(random() % static_cast<unsigned>(graph.size()));
            std::optional<std::vector<bool>> smallestWith;
            std::optional<std::vector<bool>> largestWithout;
            const auto contains = [](const std::vector<bool> &a, const std::vector<bool> &b) {
                for (std::size_t i = 0; i < a.size(); ++i) {
                    if (b[i] && !a[i])
                        return false;
                }
                return true;
            };
            for (const auto &other : closed) {
                const auto at = static_cast<std::size_t>(layer);
                if (other[at] && contains(other, set) && (!smallestWith || contains(*smallestWith, other)))
                    smallestWith = other;
                if (!other[at] && contains(set, other) && (!largestWithout || contains(other, *largestWithout)))
                    largestWithout = other;
            }
            QCOMPARE(asSet(graph, cut.withOnDevice(graph, layer)), *smallestWith);
            QCOMPARE(asSet(graph, cut.withOnEdge(graph, layer)), *largestWithout);
        }
    }
}

void TestCut::everyClosedSetSurvivesItsText()
{
    std::mt19937 random(4);
    for (int round = 0; round < 100; ++round) {
        const auto graph = randomGraph(random);
        for (const auto &set : closedSetsByBruteForce(graph)) {
            std::vector<int> members;
            for (int i = 0; i < graph.size(); ++i) {
                if (set[static_cast<std::size_t>(i)])
                    members.push_back(i);
            }
            const auto cut = Cut::upTo(graph, members);
            QCOMPARE(asSet(graph, cut), set);
            QCOMPARE(Cut::fromText(graph, cut.text(graph)), cut);
        }
    }
}

void TestCut::unknownLayersAndUncuttableOnesAreRefused()
{
    const auto graph = makeBranchedGraph();
    for (const auto *text : {"nothing", "a,,b", "", "a,"})
        QVERIFY_EXCEPTION_THROWN(Cut::fromText(graph, text), Failure);
    auto layers = graph.layers();
    layers[1].uncuttable = "it is a secret.";
    const LayerGraph other(graph.inputs(), layers, graph.outputs());
    QVERIFY(whyIllegal(other, Cut::upTo(other, {0})).empty());
    QVERIFY(whyIllegal(other, Cut::upTo(other, {1})).find("secret") != std::string::npos);
    QVERIFY(whyIllegal(other, Cut::upTo(other, {2})).find("b") != std::string::npos);
    QVERIFY(whyIllegal(other, Cut::device(other)).empty());
}

void TestCut::verificationCoversEndsClosuresAndPrefixes()
{
    const auto graph = makeBranchedGraph();
    std::set<std::string> texts;
    for (const auto &cut : verificationCuts(graph, 1))
        QVERIFY2(texts.insert(cut.text(graph)).second, "no cut twice");
    for (const auto *text :
        {"edge", "device", "a", "b", "c", "d", "e", "f", "c,d", "c,e"}) // closures, then prefixes of a..f
        QVERIFY2(texts.count(text) == 1, text);
}

QTEST_GUILESS_MAIN(TestCut)
#include "tst_cut.moc"
