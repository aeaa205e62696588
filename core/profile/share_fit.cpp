// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/share_fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace splitscope {

namespace {

/// Squared ratio of how well a half is measured (about 1.5 %) to how far a region's factor strays (about 30 %).
constexpr double straying = 0.0025;
constexpr double weightOfWhole = 10.0; ///< every prediction leans on it, and it was measured most often
constexpr double smallestPart = 1e-6;  ///< of the sum: a layer too quick for the clock still gets a share
constexpr double plainOverhead = 0.05; ///< of the whole: how much more two halves may take and still count in full
constexpr int mostSweeps = 500;

/// One measured sum: coefficient of each region's factor, such that the right side is 1.
struct Row {
    std::vector<double> coefficients;
    double weight = 1.0;
};

std::vector<double> scaledTo(std::vector<double> values, double total)
{
    const auto sum = std::accumulate(values.begin(), values.end(), 0.0);
    for (auto &value : values)
        value = sum > 0.0 ? value * total / sum : 0.0;
    return values;
}

std::vector<double> startingShares(std::vector<double> layerMs, double wholeMs)
{
    const auto sum = std::accumulate(layerMs.begin(), layerMs.end(), 0.0);
    for (auto &ms : layerMs)
        ms = std::max(ms, sum > 0.0 ? smallestPart * sum : 1.0);
    return scaledTo(std::move(layerMs), wholeMs);
}

/// Number of each layer's region: layers on the same side of every cut share one.
std::vector<std::size_t> regionsOf(std::size_t layers, const std::vector<MeasuredHalves> &halves)
{
    std::map<std::vector<bool>, std::size_t> known;
    std::vector<std::size_t> regions;
    for (std::size_t i = 0; i < layers; ++i) {
        std::vector<bool> sides;
        for (const auto &half : halves)
            sides.push_back(half.cut.onDevice(static_cast<int>(i)));
        regions.push_back(known.emplace(sides, known.size()).first->second);
    }
    return regions;
}

/// Halves that together are far from the whole were disturbed or run in another way than the whole, so they say less
/// about where its time goes.
double weightOf(const MeasuredHalves &halves, double wholeMs)
{
    const auto off = wholeMs > 0.0 ? std::abs((halves.headMs + halves.tailMs) / wholeMs - 1.0) : 0.0;
    return off > plainOverhead ? plainOverhead * plainOverhead / (off * off) : 1.0;
}

class FactorFit {
public:
    FactorFit(const std::vector<double> &shares, const std::vector<std::size_t> &regions)
        : m_shares(shares)
        , m_regions(regions)
        , m_factors(regions.empty() ? 0 : *std::max_element(regions.begin(), regions.end()) + 1, 1.0)
    {
    }

    template <typename Belongs>
    void addSum(double measuredMs, double weight, const Belongs &belongs)
    {
        if (!(measuredMs > 0.0))
            return;
        Row row{std::vector<double>(m_factors.size(), 0.0), weight};
        for (std::size_t i = 0; i < m_shares.size(); ++i) {
            if (belongs(static_cast<int>(i)))
                row.coefficients[m_regions[i]] += m_shares[i] / measuredMs;
        }
        m_rows.push_back(std::move(row));
    }

    /// One factor after the other, each to its best value for the others as they are, until nothing moves.
    const std::vector<double> &solve()
    {
        for (int sweep = 0; sweep < mostSweeps; ++sweep) {
            double moved = 0.0;
            for (std::size_t region = 0; region < m_factors.size(); ++region) {
                const auto best = bestFactor(region);
                moved = std::max(moved, std::abs(best - m_factors[region]));
                m_factors[region] = best;
            }
            if (moved < 1e-9)
                break;
        }
        return m_factors;
    }

private:
    double bestFactor(std::size_t region) const
    {
        double numerator = straying;
        double denominator = straying;
        for (const auto &row : m_rows) {
            const auto own = row.coefficients[region];
            const auto others =
                std::inner_product(row.coefficients.begin(), row.coefficients.end(), m_factors.begin(), 0.0)
                - own * m_factors[region];
            numerator += row.weight * own * (1.0 - others);
            denominator += row.weight * own * own;
        }
        return std::max(0.0, numerator / denominator);
    }

    const std::vector<double> &m_shares;
    const std::vector<std::size_t> &m_regions;
    std::vector<double> m_factors;
    std::vector<Row> m_rows;
};

} // namespace

std::vector<double> fitShares(
    const std::vector<double> &layerMs, double wholeMs, const std::vector<MeasuredHalves> &halves)
{
    auto shares = startingShares(layerMs, wholeMs);
    const auto regions = regionsOf(shares.size(), halves);
    FactorFit fit(shares, regions);
    fit.addSum(wholeMs, weightOfWhole, [](int) { return true; });
    for (const auto &half : halves) {
        const auto weight = weightOf(half, wholeMs);
        fit.addSum(half.headMs, weight, [&](int layer) { return half.cut.onDevice(layer); });
        fit.addSum(half.tailMs, weight, [&](int layer) { return !half.cut.onDevice(layer); });
    }
    const auto &factors = fit.solve();
    std::vector<double> fitted;
    for (std::size_t i = 0; i < shares.size(); ++i)
        fitted.push_back(shares[i] * factors[regions[i]]);
    return scaledTo(std::move(fitted), wholeMs);
}

} // namespace splitscope
