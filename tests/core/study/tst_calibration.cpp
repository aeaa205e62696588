// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/scenes/scene_camera.h"
#include "core/sources/frame_source.h"
#include "core/study/calibration.h"
#include "core/study/frame_supply.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;
using namespace splitscope::testing;

class TestCalibration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void rangesAndMeansOfTheInputAreThoseOfItsPictures();
    void aSourceWithFewerFramesSaysSo();
    void seedsThatAreEvaluatedAreLeftOut();
    void aSourceWithNothingLeftIsSaid();
    void theChoiceOfSeedsIsSeeded();
    void onlyWhatTheCodecNeedsIsLearned();
    void moreComponentsThanChannelsAreSaid();
    void cancellingStops();

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const Model> m_model;
};

void TestCalibration::initTestCase() { m_model = Model::open(saveSmallModel(m_folder.path().toStdString())); }

void TestCalibration::rangesAndMeansOfTheInputAreThoseOfItsPictures()
{
    TensorCalibrationOptions options;
    options.source = "scenes:10..12";
    options.frames = 3;
    const auto learned = calibrate(m_model, {TensorRef{}}, options);
    QCOMPARE(learned.frames, 3);
    const auto &statistics = learned.tensors.at("input:picture");
    QCOMPARE(statistics.channels, 3);
    QCOMPARE(statistics.positions, 3 * 24 * 32);

    std::vector<double> sum(3);
    std::vector<float> low(3, INFINITY);
    std::vector<float> high(3, -INFINITY);
    for (std::uint64_t seed = 10; seed <= 12; ++seed) {
        const auto input = prepareInput(SceneCamera(seed, 32, 24).renderPicture(), m_model->metadata().inputs.front());
        for (std::size_t i = 0; i < 3 * 24 * 32; ++i) {
            const auto channel = i / (24 * 32);
            const float value = input.as<float>()[i];
            sum[channel] += static_cast<double>(value);
            low[channel] = std::min(low[channel], value);
            high[channel] = std::max(high[channel], value);
        }
    }
    for (std::size_t channel = 0; channel < 3; ++channel) {
        QCOMPARE(statistics.low[channel], low[channel]);
        QCOMPARE(statistics.high[channel], high[channel]);
        QVERIFY(std::abs(static_cast<double>(statistics.mean[channel]) - sum[channel] / (3 * 24 * 32)) < 1e-5);
    }
}

void TestCalibration::aSourceWithFewerFramesSaysSo()
{
    TensorCalibrationOptions options;
    options.source = "scenes:10..11";
    options.frames = 9;
    const auto learned = calibrate(m_model, {TensorRef{}}, options);
    QCOMPARE(learned.frames, 2);
    QCOMPARE(learned.wanted, 9);
}

void TestCalibration::seedsThatAreEvaluatedAreLeftOut()
{
    const FrameSupply supply("scenes:5..14", {8, 3, "scenes:0..7"});
    QCOMPARE(supply.seeds(), (std::vector<std::uint64_t>{8, 9, 10, 11, 12, 13, 14}));
    const FrameSupply inTheMiddle("scenes:5..14", {20, 3, "scenes:7..12"});
    QCOMPARE(inTheMiddle.seeds(), (std::vector<std::uint64_t>{5, 6, 13, 14}));
}

void TestCalibration::aSourceWithNothingLeftIsSaid()
{
    TensorCalibrationOptions options;
    options.source = "scenes:5..9";
    options.avoided = "scenes:0..100";
    try {
        calibrate(m_model, {TensorRef{}}, options);
        QFAIL("nothing was thrown");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::SourceEmpty);
    }
}

void TestCalibration::theChoiceOfSeedsIsSeeded()
{
    const FrameSupply first("scenes:0..9999", {16, 4});
    const FrameSupply same("scenes:0..9999", {16, 4});
    const FrameSupply other("scenes:0..9999", {16, 5});
    QCOMPARE(first.seeds().size(), 16U);
    QCOMPARE(first.seeds(), same.seeds());
    QVERIFY(first.seeds() != other.seeds());
    QVERIFY(std::is_sorted(first.seeds().begin(), first.seeds().end()));
    const FrameSupply wide("scenes:0..18446744073709551615", {2, 1});
    QCOMPARE(wide.seeds().size(), 2U);
}

void TestCalibration::onlyWhatTheCodecNeedsIsLearned()
{
    const auto cut = Cut::edge(m_model->graph());
    TensorCalibrationOptions options;
    options.source = "no such source";
    const auto dynamic = calibratedCodec(m_model, cut, codecFromText("bits:8"), options); // opens nothing
    QCOMPARE(dynamic.codec.text(), std::string("bits:8"));
    QVERIFY(dynamic.constants.empty());

    options.source = "scenes:10..12";
    const auto fixed = calibratedCodec(m_model, cut, codecFromText("bits:8/static"), options);
    QCOMPARE(fixed.constants.tensors.size(), 1U);
    QCOMPARE(fixed.constants.tensors.at("input:picture").low.size(), 3U);
    QVERIFY(fixed.constants.tensors.at("input:picture").basis.empty());
    QCOMPARE(fixed.codec.text(), "bits:8/static@" + fixed.constants.digest());
    QCOMPARE(fixed.frames, 3);
    QCOMPARE(calibratedCodec(m_model, cut, fixed.codec, options).codec.text(), fixed.codec.text());

    const auto components = calibratedCodec(m_model, cut, codecFromText("pca:2/8"), options);
    QCOMPARE(components.constants.tensors.at("input:picture").basis.size(), 2U * 3U);
}

void TestCalibration::moreComponentsThanChannelsAreSaid()
{
    TensorCalibrationOptions options;
    options.source = "scenes:10..12";
    try {
        calibratedCodec(m_model, Cut::edge(m_model->graph()), codecFromText("pca:4/8"), options);
        QFAIL("nothing was thrown");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::InvalidArgument);
    }
}

void TestCalibration::cancellingStops()
{
    TensorCalibrationOptions options;
    options.source = "scenes:10..19";
    options.frames = 10;
    int last = 0;
    options.progress = [&](int done, int all) {
        last = done;
        return all == 10 && done < 4;
    };
    try {
        calibrate(m_model, {TensorRef{}}, options);
        QFAIL("nothing was thrown");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::Cancelled);
    }
    QCOMPARE(last, 4);
}

QTEST_GUILESS_MAIN(TestCalibration)
#include "tst_calibration.moc"
