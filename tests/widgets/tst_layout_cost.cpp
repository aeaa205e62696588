// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/layout_cost.h"

#include <QTest>

#include <random>

using namespace splitscope;

class TestLayoutCost : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void straightWiresCostNothing();
    void wiresThatChangeTheirOrderCross();
    void wiresFromOneBoxDoNotCross();
    void aSharedWireCountsOnce();
    void crossingsAreThoseOfEveryPair();
};

namespace {

/// `lefts` boxes in one column and `rights` in the next, 100 pixels apart, each 50 high; wires between them.
struct TwoColumns {
    LayeredProblem problem;
    LayeredResult result;

    TwoColumns(int lefts, int rights)
        : m_lefts(lefts)
    {
        for (int i = 0; i < lefts + rights; ++i) {
            problem.boxes.emplace_back(80.0, 50.0);
            result.ranks.push_back(i < lefts ? 0 : 1);
            result.boxes.emplace_back(
                QPointF(i < lefts ? 0.0 : 200.0, 100.0 * (i < lefts ? i : i - lefts)), problem.boxes.back());
        }
    }

    void add(int left, int right)
    {
        problem.edges.push_back({left, m_lefts + right});
        result.routes.push_back({QPointF(80.0, 100.0 * left), QPointF(200.0, 100.0 * right)});
    }

private:
    int m_lefts;
};

} // namespace

void TestLayoutCost::straightWiresCostNothing()
{
    TwoColumns columns(3, 3);
    for (int i = 0; i < 3; ++i)
        columns.add(i, i);
    const auto cost = layoutCost(columns.result, columns.problem);
    QCOMPARE(cost.crossings, std::int64_t(0));
    QCOMPARE(cost.bends, 0.0);
    QCOMPARE(cost.sum(), 0.0);
}

void TestLayoutCost::wiresThatChangeTheirOrderCross()
{
    TwoColumns columns(3, 3);
    columns.add(0, 2); // crosses both others
    columns.add(1, 0);
    columns.add(2, 1);
    const auto cost = layoutCost(columns.result, columns.problem);
    QCOMPARE(cost.crossings, std::int64_t(2));
    QCOMPARE(cost.bends, (200.0 + 100.0 + 100.0) / 50.0);
}

void TestLayoutCost::wiresFromOneBoxDoNotCross()
{
    TwoColumns columns(1, 4);
    for (int i = 3; i >= 0; --i)
        columns.add(0, i);
    QCOMPARE(layoutCost(columns.result, columns.problem).crossings, std::int64_t(0));
}

void TestLayoutCost::aSharedWireCountsOnce()
{
    TwoColumns columns(2, 2);
    columns.add(0, 1);
    columns.add(0, 1); // the same bundle, to another box further on
    columns.add(1, 0);
    QCOMPARE(layoutCost(columns.result, columns.problem).crossings, std::int64_t(1));
}

void TestLayoutCost::crossingsAreThoseOfEveryPair()
{
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        TwoColumns columns(12, 12);
        std::vector<std::pair<int, int>> wires;
        for (int i = 0; i < 25; ++i) {
            const std::pair wire(static_cast<int>(random() % 12), static_cast<int>(random() % 12));
            if (std::find(wires.begin(), wires.end(), wire) == wires.end())
                wires.push_back(wire);
        }
        for (const auto &[left, right] : wires)
            columns.add(left, right);
        std::int64_t pairs = 0;
        for (std::size_t i = 0; i < wires.size(); ++i) {
            for (std::size_t j = i + 1; j < wires.size(); ++j)
                pairs += (wires[i].first - wires[j].first) * (wires[i].second - wires[j].second) < 0;
        }
        QCOMPARE(layoutCost(columns.result, columns.problem).crossings, pairs);
    }
}

QTEST_GUILESS_MAIN(TestLayoutCost)
#include "tst_layout_cost.moc"
