// SPDX-License-Identifier: GPL-3.0-or-later
// What the service learns by calibration, and how far it is.
#include "app/desktop/workspace/codec_service.h"

#include "app/desktop/workspace/live_calibration.h"

#include <utility>

namespace splitscope {

namespace {

constexpr int calibrationFrames = 32;
constexpr int betweenCollectedMs = 120; ///< of a camera: frames beside each other teach little

/// Something that runs and cannot be opened a second time.
bool isCamera(const QString &source) { return source.startsWith(QLatin1String("camera:")); }

/// The synthetic camera's next frames are all of one scene; as many scenes teach more.
std::string calibrationSource(const QString &source)
{
    const bool oneScene = source.startsWith(QLatin1String("scenes")) && !source.contains(QLatin1String(".."));
    return oneScene ? "scenes:0..9999" : source.toStdString();
}

} // namespace

void CodecService::showCalibration()
{
    CalibrationStatus status;
    status.source = calibrationSource(m_source);
    status.frames = calibrationFrames;
    if (m_calibrating) {
        status.kind = CalibrationStatus::Kind::Running;
        status.framesDone = m_calibrated;
    } else if (!m_model || tensorsToCalibrate(m_wish, m_model->graph(), m_cut).empty()) {
        status.kind = CalibrationStatus::Kind::NotNeeded;
    } else if (!coversWish()) {
        status.kind = CalibrationStatus::Kind::Wanted;
    } else {
        status.kind = CalibrationStatus::Kind::Done;
        if (m_choice.constants) {
            status.source = m_choice.constants->source;
            status.frames = m_choice.constants->frames;
        }
    }
    if (status == m_calibration)
        return;
    m_calibration = status;
    Q_EMIT calibrationChanged(status);
}

void CodecService::calibrate()
{
    if (!m_model || m_subject.tensors.empty())
        return;
    m_calibrating = true;
    m_calibrated = 0;
    m_collected.clear();
    const auto number = m_calibrations.next();
    showCalibration();
    m_collecting = isCamera(m_source);
    if (m_collecting)
        return; // its next frames are taken as they come
    TensorCalibrationOptions options;
    options.source = calibrationSource(m_source);
    options.frames = calibrationFrames;
    options.progress = [this, number](int done, int) {
        m_calibrations.post(number, [this, done] {
            m_calibrated = done;
            showCalibration();
        });
        return m_calibrations.is(number);
    };
    startCalibration(number, [options, model = m_model, tensors = crossingTensors(m_model->graph(), m_cut)] {
        return splitscope::calibrate(model, tensors, options);
    });
}

/// One of a camera's frames for a calibration that waits for them.
void CodecService::collect(const std::shared_ptr<const Picture> &picture)
{
    if (m_collected.empty())
        m_sinceCollected.invalidate();
    if (m_sinceCollected.isValid() && m_sinceCollected.elapsed() < betweenCollectedMs)
        return;
    m_sinceCollected.start();
    m_collected.push_back(picture);
    m_calibrated = static_cast<int>(m_collected.size());
    showCalibration();
    if (m_calibrated < calibrationFrames)
        return;
    const auto number = m_calibrations.number();
    startCalibration(number,
        [this, number, model = m_model, tensors = crossingTensors(m_model->graph(), m_cut),
            pictures = std::exchange(m_collected, {}), source = m_source.toStdString()] {
            return calibrateOn(model, tensors, pictures, source, [this, number] { return m_calibrations.is(number); });
        });
    m_collecting = false;
}

void CodecService::startCalibration(std::uint64_t number, const std::function<Calibration()> &make)
{
    m_calibrator.start([this, number, make] {
        const auto fail = [&](const Error &error) {
            m_calibrations.post(number, [this, error] {
                cancelCalibration();
                Q_EMIT problem(error);
            });
        };
        try {
            const auto made = std::make_shared<const Calibration>(make());
            m_calibrations.post(number, [this, made] { takeCalibration(made); });
        } catch (const Failure &failure) {
            fail(failure.error());
        } catch (const std::exception &exception) {
            fail({ErrorCode::Internal, {{"why", exception.what()}}});
        }
    });
}

void CodecService::cancelCalibration()
{
    m_calibrations.next();
    m_collecting = false;
    if (!std::exchange(m_calibrating, false))
        return;
    showCalibration();
}

void CodecService::takeCalibration(const std::shared_ptr<const Calibration> &calibration)
{
    m_calibrating = false;
    m_knowledge.add(calibration);
    m_generation.next();
    resolve();
}

} // namespace splitscope
