// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/share_fit.h"
#include "tests/core/graph/graph_making.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace splitscope;

namespace {

double sum(const std::vector<double> &values) { return std::accumulate(values.begin(), values.end(), 0.0); }

double headSum(const std::vector<double> &shares, const Cut &cut)
{
    double ms = 0.0;
    for (std::size_t i = 0; i < shares.size(); ++i)
        ms += cut.onDevice(static_cast<int>(i)) ? shares[i] : 0.0;
    return ms;
}

bool isNear(double a, double b, double part) { return std::abs(a - b) <= part * std::abs(b); }

} // namespace

/// The graph of graph_making.h: a trunk a b, branches c f and d e.
class TestShareFit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutHalvesTheLayersAreScaledToTheWhole();
    void aMeasuredCutSplitsTheWholeAsMeasured();
    void branchesGetTheirOwnFactors();
    void aHeadAndTailThatCostMoreThanTheWholeShareTheDifference();
    void contradictionsNeverMakeAShareNegative();
    void aDisturbedCutHardlyCounts();
    void layersTooQuickForTheClockStillGetShares();
    void nothingGivesNothing();

private:
    LayerGraph m_graph = testing::makeBranchedGraph();
};

void TestShareFit::withoutHalvesTheLayersAreScaledToTheWhole()
{
    const std::vector<double> wanted{0.5, 1.0, 1.5, 2.0, 2.5, 3.0};
    const auto shares = fitShares({1, 2, 3, 4, 5, 6}, 10.5, {});
    for (std::size_t i = 0; i < wanted.size(); ++i)
        QVERIFY(isNear(shares[i], wanted[i], 1e-9));
}

void TestShareFit::aMeasuredCutSplitsTheWholeAsMeasured()
{
    // Alone all layers take the same time, but in the whole a and b take 9 of 12 ms: 4.5 each and 0.75 for the others.
    const auto shares = fitShares({1, 1, 1, 1, 1, 1}, 12.0, {{Cut::fromText(m_graph, "b"), 9.0, 3.0}});
    QVERIFY(isNear(sum(shares), 12.0, 1e-9));
    QVERIFY(isNear(shares[0], 4.5, 0.02));
    QVERIFY(isNear(shares[1], 4.5, 0.02));
    for (std::size_t i = 2; i < 6; ++i)
        QVERIFY(isNear(shares[i], 0.75, 0.04));
}

void TestShareFit::branchesGetTheirOwnFactors()
{
    // Made from shares 1 2 3 4 5 6 ms: a cut after c knows a b c, one after d knows a b d.
    const std::vector<double> truth{1, 2, 3, 4, 5, 6};
    std::vector<MeasuredHalves> halves;
    for (const auto *text : {"a", "b", "c", "d", "e", "c,d", "d,f"}) {
        const auto cut = Cut::fromText(m_graph, text);
        halves.push_back({cut, headSum(truth, cut), 21.0 - headSum(truth, cut)});
    }
    const auto shares = fitShares({1, 1, 1, 1, 1, 1}, 21.0, halves);
    for (std::size_t i = 0; i < truth.size(); ++i)
        QVERIFY2(isNear(shares[i], truth[i], 0.05), std::to_string(shares[i]).c_str());
}

void TestShareFit::aHeadAndTailThatCostMoreThanTheWholeShareTheDifference()
{
    // 5 + 6 ms where the whole takes 10: each is 10 % more than its part, as near as a sum of 10 allows.
    const auto cut = Cut::fromText(m_graph, "b");
    const auto shares = fitShares({1, 1, 1, 1, 1, 1}, 10.0, {{cut, 5.5, 5.5}});
    QVERIFY(isNear(sum(shares), 10.0, 1e-9));
    QVERIFY(isNear(headSum(shares, cut), 5.0, 0.02));
}

void TestShareFit::contradictionsNeverMakeAShareNegative()
{
    // Disturbed measurements: the longer head was quicker, so the layers between would take less than nothing.
    const auto shares = fitShares({1, 1, 1, 1, 1, 1}, 10.0,
        {{Cut::fromText(m_graph, "a"), 8.0, 2.0}, {Cut::fromText(m_graph, "c"), 4.0, 6.0},
            {Cut::fromText(m_graph, "c,d"), 3.0, 7.0}});
    QVERIFY(isNear(sum(shares), 10.0, 1e-9));
    for (const auto share : shares)
        QVERIFY(share >= 0.0);
}

void TestShareFit::aDisturbedCutHardlyCounts()
{
    // Layers of 1 ms each; at the cut after b another program ran while the tail was measured (4 ms became 8).
    const auto shares = fitShares({1, 1, 1, 1, 1, 1}, 6.0,
        {{Cut::fromText(m_graph, "a"), 1.0, 5.0}, {Cut::fromText(m_graph, "b"), 2.0, 8.0},
            {Cut::fromText(m_graph, "c"), 3.0, 3.0}});
    for (const auto share : shares)
        QVERIFY2(isNear(share, 1.0, 0.06), std::to_string(share).c_str());
}

void TestShareFit::layersTooQuickForTheClockStillGetShares()
{
    // All of the tail was below the clock's step, yet the tail as a whole was not.
    const auto shares = fitShares({5, 5, 0, 0, 0, 0}, 10.0, {{Cut::fromText(m_graph, "b"), 9.0, 1.0}});
    QVERIFY(isNear(sum(shares), 10.0, 1e-9));
    QVERIFY(std::all_of(shares.begin(), shares.end(), [](double share) { return share > 0.0; }));
    const auto even = fitShares({0, 0, 0, 0, 0, 0}, 6.0, {});
    for (const auto share : even)
        QVERIFY(isNear(share, 1.0, 1e-9));
}

void TestShareFit::nothingGivesNothing() { QVERIFY(fitShares({}, 1.0, {}).empty()); }

QTEST_APPLESS_MAIN(TestShareFit)
#include "tst_share_fit.moc"
