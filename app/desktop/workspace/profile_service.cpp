// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/profile_service.h"

#include "core/profile/board_calibration.h"
#include "core/profile/profile_cache.h"
#include "core/profile/profiler.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr double calibrationSeconds = 12.0;
constexpr int layersPercent = 65; ///< of a measurement's progress

} // namespace

ProfileService::ProfileService(double seconds, QObject *parent)
    : QObject(parent)
    , m_seconds(seconds)
{
    m_pool.setMaxThreadCount(1); // measurements beside each other would measure each other
}

ProfileService::~ProfileService()
{
    m_wish.next();
    m_pool.waitForDone();
}

void ProfileService::lookUp(std::shared_ptr<const Model> model, int threads)
{
    cancel();
    const auto wish = m_wish.next();
    m_pool.start([this, model = std::move(model), threads, wish] {
        if (const auto board = findCalibration(threads))
            m_wish.post(wish, [this, board] { Q_EMIT calibrated(*board); });
        auto found = ProfileCache().find(profileKey(*model, threads), model->graph());
        if (!found)
            return;
        const auto profile = std::make_shared<const LayerProfile>(std::move(*found));
        m_wish.post(wish, [this, profile] { Q_EMIT ready(profile); });
    });
}

void ProfileService::measure(std::shared_ptr<const Model> model, int threads)
{
    cancel();
    const auto wish = m_wish.next();
    m_measuring = true;
    m_pool.start([this, model = std::move(model), threads, wish] { runMeasurement(model, threads, wish); });
}

void ProfileService::cancel()
{
    m_wish.next();
    end();
}

void ProfileService::end()
{
    if (!m_measuring)
        return;
    m_measuring = false;
    Q_EMIT ended();
}

void ProfileService::runMeasurement(std::shared_ptr<const Model> model, int threads, std::uint64_t wish)
{
    if (!m_wish.is(wish))
        return;
    ProfileOptions options;
    options.threads = threads;
    options.seconds = m_seconds;
    options.fresh = true; // a person who asks for it wants it measured now
    options.progress = progressFrom(0, layersPercent, wish);
    try {
        const auto profile = std::make_shared<const LayerProfile>(profileModel(std::move(model), options));
        m_wish.post(wish, [this, profile] { Q_EMIT ready(profile); });
        calibrate(threads, wish);
        m_wish.post(wish, [this] { end(); });
    } catch (const Failure &failure) {
        m_wish.post(wish, [this, error = failure.error()] {
            Q_EMIT failed(error);
            end();
        });
    } catch (const std::exception &exception) {
        const Error error{ErrorCode::Internal, {{"why", exception.what()}}};
        m_wish.post(wish, [this, error] {
            Q_EMIT failed(error);
            end();
        });
    }
}

/// What was measured of this machine before still holds; of the layers it may not.
void ProfileService::calibrate(int threads, std::uint64_t wish)
{
    CalibrationOptions options;
    options.threads = threads;
    options.seconds = std::min(m_seconds, calibrationSeconds);
    options.progress = progressFrom(layersPercent, 100, wish);
    const auto board = cachedCalibration(options);
    m_wish.post(wish, [this, board] { Q_EMIT calibrated(board); });
}

std::function<bool(int, int)> ProfileService::progressFrom(int from, int to, std::uint64_t wish)
{
    return [this, from, to, wish](int done, int all) {
        const int percent = from + (to - from) * done / std::max(all, 1);
        m_wish.post(wish, [this, percent] { Q_EMIT progressed(percent, 100); });
        return m_wish.is(wish);
    };
}

} // namespace splitscope
