// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/tensor_statistics.h"

#include "core/graph/codec_payload.h"
#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"

#include <torch/script.h>

#include <algorithm>
#include <random>

namespace splitscope {

namespace {

/// Channels at so many positions are kept to take component ranges from: 4 MB a tensor, 1,024 positions at least.
constexpr std::int64_t keptNumbers = 1 << 20;
constexpr std::int64_t leastKept = 1024;

constexpr double innerShares[]{0.005, 0.02};

/// [positions, channels] in fp32, a view where the tensor lies so.
at::Tensor byPosition(const TensorValue &value)
{
    const auto tensor = toTensor(value).to(at::kFloat);
    const auto axis = channelAxis(value.info.shape);
    const auto channels = channelsOf(value.info.shape);
    return axis < 0 ? tensor.reshape({-1, 1}) : tensor.movedim(axis, -1).reshape({-1, channels});
}

/// The rows all of whose values are finite.
at::Tensor finiteRows(const at::Tensor &rows)
{
    if (at::isfinite(rows.sum()).item<bool>()) // a sum of finite values may overflow, but only a finite sum says so
        return rows;
    const auto finite = at::isfinite(rows).all(1);
    return rows.index({finite});
}

/// A uniform sample of all rows seen: each gets a random key, and those with the smallest keys stay.
class RowSample {
public:
    RowSample(std::uint64_t seed, std::int64_t channels)
        : m_random(seed)
        , m_channels(channels)
        , m_capacity(static_cast<std::size_t>(std::max(leastKept, keptNumbers / channels)))
    {
    }

    void add(const at::Tensor &rows)
    {
        const auto data = rows.contiguous();
        const auto *values = data.data_ptr<float>();
        for (std::int64_t row = 0; row < data.size(0); ++row) {
            const auto key = m_random();
            if (key >= m_limit)
                continue;
            m_keys.emplace_back(key, m_keys.size());
            m_values.insert(m_values.end(), values + row * m_channels, values + (row + 1) * m_channels);
            if (m_keys.size() >= 2 * m_capacity)
                shrink();
        }
    }

    at::Tensor rows() const
    {
        return at::from_blob(
            const_cast<float *>(m_values.data()), {static_cast<std::int64_t>(m_keys.size()), m_channels}, at::kFloat)
            .clone();
    }

private:
    void shrink()
    {
        const auto middle = m_keys.begin() + static_cast<std::ptrdiff_t>(m_capacity);
        std::nth_element(m_keys.begin(), middle, m_keys.end());
        m_limit = middle->first;
        m_keys.erase(middle, m_keys.end());
        std::sort(m_keys.begin(), m_keys.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
        std::vector<float> values;
        values.reserve(m_capacity * static_cast<std::size_t>(m_channels));
        for (std::size_t i = 0; i < m_keys.size(); ++i) {
            const auto from = m_values.begin() + static_cast<std::ptrdiff_t>(m_keys[i].second) * m_channels;
            values.insert(values.end(), from, from + m_channels);
            m_keys[i].second = i;
        }
        m_values = std::move(values);
    }

    std::mt19937_64 m_random;
    std::int64_t m_channels;
    std::size_t m_capacity;
    std::uint64_t m_limit = std::numeric_limits<std::uint64_t>::max();
    std::vector<std::pair<std::uint64_t, std::size_t>> m_keys; ///< key, row in m_values
    std::vector<float> m_values;
};

std::vector<float> floats(const at::Tensor &tensor)
{
    const auto plain = tensor.to(at::kFloat).contiguous();
    const auto *values = plain.data_ptr<float>();
    return {values, values + plain.numel()};
}

} // namespace

struct StatisticsCollector::Data {
    std::string tensor;
    bool components = false;
    std::uint64_t seed = 0;

    std::int64_t channels = 0;
    std::int64_t positions = 0;
    int frames = 0;
    at::Tensor low, high; ///< [C]
    at::Tensor origin;    ///< [C], near the mean: sums are taken from here, so that squares do not cancel
    at::Tensor sum;       ///< [C], fp64
    at::Tensor products;  ///< [C, C], fp64
    std::optional<RowSample> sample;

    [[noreturn]] void unusable(const std::string &why) const
    {
        throw Failure(ErrorCode::InvalidArgument, {{"what", "The calibration of " + tensor}, {"why", why}});
    }

    void start(const at::Tensor &rows)
    {
        low = at::amin(rows, 0);
        high = at::amax(rows, 0);
        origin = rows.mean(0);
        sum = at::zeros({channels}, at::kDouble);
        if (!components)
            return;
        products = at::zeros({channels, channels}, at::kDouble);
        sample.emplace(seed, channels);
    }

    void add(const at::Tensor &rows)
    {
        if (positions == 0)
            start(rows);
        low = at::minimum(low, at::amin(rows, 0));
        high = at::maximum(high, at::amax(rows, 0));
        const auto centred = rows - origin;
        sum += centred.sum(0, false, at::kDouble);
        if (components) {
            products += at::mm(centred.t(), centred);
            sample->add(rows);
        }
        positions += rows.size(0);
    }

    void findComponents(const at::Tensor &mean, TensorStatistics &statistics) const
    {
        const auto shift = sum / static_cast<double>(positions);
        const auto covariance = products / static_cast<double>(positions) - at::outer(shift, shift);
        const auto [values, vectors] = at::linalg_eigh(covariance);
        auto basis = vectors.flip({1}).t().contiguous(); // rows are components, largest first
        const auto largest = std::get<1>(basis.abs().max(1, true));
        basis = (basis * basis.gather(1, largest).sign()).to(at::kFloat);
        statistics.eigenvalues = floats(values.flip({0}).clamp_min(0.0));
        statistics.basis = floats(basis);
        const auto projected = at::mm(basis, (sample->rows() - mean.to(at::kFloat)).t());
        statistics.componentLow = floats(at::amin(projected, 1));
        statistics.componentHigh = floats(at::amax(projected, 1));
        const auto count = projected.size(1);
        for (const double share : innerShares) {
            const auto left = static_cast<std::int64_t>(share * static_cast<double>(count)); // at each end
            statistics.innerRanges.push_back({share, floats(std::get<0>(projected.kthvalue(1 + left, 1))),
                floats(std::get<0>(projected.kthvalue(count - left, 1)))});
        }
    }
};

StatisticsCollector::StatisticsCollector(std::string tensor, bool components, std::uint64_t seed)
    : m_data(new Data)
{
    m_data->tensor = std::move(tensor);
    m_data->components = components;
    m_data->seed = seed;
}

StatisticsCollector::~StatisticsCollector() = default;
StatisticsCollector::StatisticsCollector(StatisticsCollector &&) noexcept = default;
StatisticsCollector &StatisticsCollector::operator=(StatisticsCollector &&) noexcept = default;

void StatisticsCollector::add(const TensorValue &value)
{
    auto &d = *m_data;
    if (!at::isFloatingType(scalarType(value.info.dtype)))
        d.unusable("it holds " + std::string(dtypeName(value.info.dtype)) + ", which no codec changes.");
    const auto channels = channelsOf(value.info.shape);
    if (d.frames > 0 && channels != d.channels)
        d.unusable(
            "it had " + std::to_string(d.channels) + " channels before and has " + std::to_string(channels) + " now.");
    d.channels = channels;
    ++d.frames;
    if (value.info.elements() == 0)
        return;
    const c10::InferenceMode guard;
    const auto rows = finiteRows(byPosition(value));
    if (rows.size(0) > 0)
        d.add(rows);
}

TensorStatistics StatisticsCollector::finish() const
{
    const auto &d = *m_data;
    if (d.positions == 0)
        d.unusable(d.frames == 0 ? "no frame was seen." : "no value that was seen is finite.");
    const c10::InferenceMode guard;
    TensorStatistics statistics;
    statistics.tensor = d.tensor;
    statistics.channels = d.channels;
    statistics.positions = d.positions;
    statistics.frames = d.frames;
    statistics.low = floats(d.low);
    statistics.high = floats(d.high);
    const auto mean = d.origin.to(at::kDouble) + d.sum / static_cast<double>(d.positions);
    statistics.mean = floats(mean);
    if (d.components)
        d.findComponents(mean, statistics);
    return statistics;
}

} // namespace splitscope
