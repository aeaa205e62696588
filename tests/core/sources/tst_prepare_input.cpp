// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/frame_source.h"
#include "source_testing.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace splitscope;

class TestPrepareInput : public QObject {
    Q_OBJECT

private:
    static InputSpec spec(int width, int height)
    {
        InputSpec input;
        input.name = "image";
        input.kind = InputSpec::Kind::Picture;
        input.info = {{1, 3, height, width}, DType::Float32, DimensionOrder::Contiguous};
        input.range = {-1, 3};
        input.mean = {0.485, 0.456, 0.406};
        input.std = {0.229, 0.224, 0.225};
        return input;
    }

    static Picture noise(int width, int height)
    {
        std::mt19937 random(5);
        Picture picture{width, height, std::vector<std::uint8_t>(3 * static_cast<std::size_t>(width * height))};
        std::generate(picture.rgb.begin(), picture.rgb.end(), [&] { return static_cast<std::uint8_t>(random()); });
        return picture;
    }

    static double pixel(const Picture &picture, int x, int y, int channel)
    {
        x = std::clamp(x, 0, picture.width - 1);
        y = std::clamp(y, 0, picture.height - 1);
        return picture.rgb[static_cast<std::size_t>(3 * (y * picture.width + x) + channel)];
    }

    /// Bilinear with pixel centres at half coordinates, in exact arithmetic.
    static double resizedPixel(const Picture &picture, const InputSpec &input, int x, int y, int channel)
    {
        const double sourceX = (x + 0.5) * picture.width / static_cast<double>(input.info.shape[3]) - 0.5;
        const double sourceY = (y + 0.5) * picture.height / static_cast<double>(input.info.shape[2]) - 0.5;
        const int left = static_cast<int>(std::floor(sourceX));
        const int top = static_cast<int>(std::floor(sourceY));
        const double right = sourceX - left;
        const double lower = sourceY - top;
        const auto at = [&](int dx, int dy) { return pixel(picture, left + dx, top + dy, channel); };
        return (1 - lower) * ((1 - right) * at(0, 0) + right * at(1, 0))
            + lower * ((1 - right) * at(0, 1) + right * at(1, 1));
    }

    /// The largest difference from the formula in InputSpec's contract, in steps of an 8-bit picture.
    static double worstSteps(const Picture &picture, const InputSpec &input)
    {
        const TensorValue value = prepareInput(picture, input);
        const auto height = static_cast<int>(input.info.shape[2]);
        const auto width = static_cast<int>(input.info.shape[3]);
        double worst = 0;
        for (int channel = 0; channel < 3; ++channel) {
            const auto c = static_cast<std::size_t>(channel);
            const double step = (input.valueRange()[1] - input.valueRange()[0]) / 255 / input.std[c];
            for (int y = 0; y < height; ++y) {
                for (int x = 0; x < width; ++x) {
                    const double byte = resizedPixel(picture, input, x, y, channel);
                    const double expected =
                        (byte / 255 * (input.valueRange()[1] - input.valueRange()[0]) + input.valueRange()[0] - input.mean[c])
                        / input.std[c];
                    const double got = value.as<float>()[(channel * height + y) * width + x];
                    worst = std::max(worst, std::abs(got - expected) / step);
                }
            }
        }
        return worst;
    }

private Q_SLOTS:
    void equalSizesAreOnlyScaled()
    {
        const InputSpec input = spec(40, 30);
        QVERIFY(worstSteps(noise(40, 30), input) < 1e-3);
        const TensorValue value = prepareInput(noise(40, 30), input);
        QVERIFY(value.info == input.info);
        QCOMPARE(value.data->size(), std::size_t{4 * 3 * 40 * 30});
    }

    void otherSizesAreBilinearWithinOneStepOfEightBits_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("smaller") << 37 << 23;
        QTest::newRow("larger") << 150 << 130;
        QTest::newRow("half") << 40 << 30;
        QTest::newRow("stretched") << 20 << 200;
        QTest::newRow("one pixel") << 1 << 1;
    }

    void otherSizesAreBilinearWithinOneStepOfEightBits()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QVERIFY(worstSteps(noise(80, 60), spec(width, height)) < 1.01);
    }

    void whatIsNoPictureInputIsRefused()
    {
        InputSpec tensor = spec(8, 8);
        tensor.kind = InputSpec::Kind::Tensor;
        InputSpec grey = spec(8, 8);
        grey.info.shape = {1, 1, 8, 8};
        QVERIFY(failureOf([&] { prepareInput(noise(8, 8), tensor); }) == ErrorCode::InvalidArgument);
        QVERIFY(failureOf([&] { prepareInput(noise(8, 8), grey); }) == ErrorCode::InvalidArgument);
        QVERIFY(failureOf([&] { prepareInput(Picture{}, spec(8, 8)); }) == ErrorCode::InvalidArgument);
        QVERIFY(failureOf([&] { prepareInput(Picture{8, 8, {1, 2}}, spec(8, 8)); }) == ErrorCode::InvalidArgument);
    }

    void aCameraPictureIsPreparedQuickly()
    {
        const Picture picture = noise(640, 480);
        const InputSpec input = spec(256, 192);
        QBENCHMARK { prepareInput(picture, input); }
    }
};

QTEST_GUILESS_MAIN(TestPrepareInput)
#include "tst_prepare_input.moc"
