// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/rendering/render_task.h"
#include "tensor_making.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <set>

using namespace splitscope;

class TestRenderTask : public QObject {
    Q_OBJECT

private:
    using Color = std::array<std::uint8_t, 3>;

    static TaskSpec task(TaskKind kind, ReturnForm returns = ReturnForm::Full)
    {
        TaskSpec spec;
        spec.name = "x";
        spec.kind = kind;
        spec.returns = returns;
        return spec;
    }

    static int luma(Color color) { return color[0] + color[1] + color[2]; }

private Q_SLOTS:
    void classesTakeTheirColors()
    {
        TaskSpec spec = task(TaskKind::Segmentation, ReturnForm::ClassIndex);
        spec.colors = {{1, 2, 3}, {40, 50, 60}};
        const Picture picture = renderTask(spec, tensor<std::uint8_t>({1, 2, 2}, {0, 1, 1, 0}));
        QCOMPARE(picture.width, 2);
        QCOMPARE(picture.height, 2);
        QCOMPARE(picture.rgb, (std::vector<std::uint8_t>{1, 2, 3, 40, 50, 60, 40, 50, 60, 1, 2, 3}));
    }

    void classesWithoutColorsAreStillToldApart()
    {
        const Picture picture =
            renderTask(task(TaskKind::Segmentation), tensor<std::uint8_t>({1, 2, 4}, {0, 1, 2, 3, 4, 5, 6, 7}));
        std::set<Color> colors;
        for (int x = 0; x < 8; ++x)
            colors.insert(colorAt(picture, x % 4, x / 4));
        QCOMPARE(colors.size(), std::size_t{8});
    }

    void fullSegmentationShowsTheLikeliestClass()
    {
        TaskSpec spec = task(TaskKind::Segmentation);
        spec.colors = {{1, 1, 1}, {2, 2, 2}, {3, 3, 3}};
        const Picture picture = renderTask(spec, tensor<float>({1, 3, 1, 2}, {5, 0, 1, -1, 2, 7}));
        QCOMPARE(colorAt(picture, 0, 0), (Color{1, 1, 1}));
        QCOMPARE(colorAt(picture, 1, 0), (Color{3, 3, 3}));
    }

    void nearIsBright()
    {
        const Picture picture = renderTask(task(TaskKind::Depth), tensor<float>({1, 1, 1, 3}, {1, 2, 4}));
        QVERIFY(luma(colorAt(picture, 0, 0)) > luma(colorAt(picture, 1, 0)));
        QVERIFY(luma(colorAt(picture, 1, 0)) > luma(colorAt(picture, 2, 0)));
    }

    void halfPrecisionDepthLooksAsDepthInFullPrecision()
    {
        // 1, 2, 4 and 0.5 in IEEE half precision.
        const auto half = tensor<std::uint16_t>({1, 1, 2, 2}, {0x3c00, 0x4000, 0x4400, 0x3800}, DType::Float16);
        const auto full = tensor<float>({1, 1, 2, 2}, {1, 2, 4, 0.5F});
        QVERIFY(renderTask(task(TaskKind::Depth, ReturnForm::Fp16), half) == renderTask(task(TaskKind::Depth), full));
    }

    void strayDepthsDoNotSpoilTheScale()
    {
        std::vector<float> values;
        for (int i = 0; i < 400; ++i)
            values.push_back(1 + static_cast<float>(i) / 800);
        const Picture clean = renderTask(task(TaskKind::Depth), tensor<float>({1, 1, 20, 20}, values));
        values[0] = 1e-6F;
        values[1] = 1e9F;
        values[2] = std::numeric_limits<float>::quiet_NaN();
        values[3] = -1;
        const Picture stray = renderTask(task(TaskKind::Depth), tensor<float>({1, 1, 20, 20}, values));
        for (int i = 4; i < 400; ++i)
            QCOMPARE(colorAt(stray, i % 20, i / 20), colorAt(clean, i % 20, i / 20));
        QCOMPARE(colorAt(stray, 2, 0), (Color{38, 38, 38}));
        QCOMPARE(colorAt(stray, 3, 0), (Color{38, 38, 38}));
    }

    void depthWithoutAnyNumberIsDark()
    {
        const Picture picture = renderTask(task(TaskKind::Depth), tensor<float>({1, 1, 1, 2}, {NAN, 0}));
        QCOMPARE(colorAt(picture, 0, 0), (Color{38, 38, 38}));
        QCOMPARE(colorAt(picture, 1, 0), (Color{38, 38, 38}));
    }

    void normalsAreHalfOfOnePlusTheUnitVector()
    {
        const auto full = tensor<float>({1, 3, 1, 2}, {3, 0, 0, 0, 0, -0.5F});
        const Picture picture = renderTask(task(TaskKind::Normals), full);
        QCOMPARE(colorAt(picture, 0, 0), (Color{255, 128, 128}));
        QCOMPARE(colorAt(picture, 1, 0), (Color{128, 128, 0}));
        const auto bytes = tensor<std::int8_t>({1, 3, 1, 2}, {127, 0, 0, 0, 0, -127});
        QVERIFY(renderTask(task(TaskKind::Normals, ReturnForm::Int8x3), bytes) == picture);
    }

    void boundariesAreGreyByProbability()
    {
        const Picture picture = renderTask(task(TaskKind::Boundary), tensor<float>({1, 1, 1, 3}, {-30, 0, 30}));
        QCOMPARE(colorAt(picture, 0, 0), (Color{0, 0, 0}));
        QVERIFY(std::abs(colorAt(picture, 1, 0)[0] - 128) <= 1);
        QCOMPARE(colorAt(picture, 2, 0), (Color{255, 255, 255}));
    }

    void classificationDrawsTheLikeliestFirst()
    {
        TaskSpec spec = task(TaskKind::Classification);
        spec.classes = {"cat", "dog", "cow"};
        const Picture sure = renderTask(spec, tensor<float>({1, 3}, {0, 20, 0}));
        const Picture unsure = renderTask(spec, tensor<float>({1, 3}, {0, 0.1F, 0}));
        const auto barLength = [](const Picture &picture) {
            int length = 0;
            while (colorAt(picture, 8 + length, 25) != Color{38, 38, 38})
                ++length;
            return length;
        };
        QVERIFY(barLength(sure) > 230);
        QVERIFY(barLength(unsure) > 70 && barLength(unsure) < 100);
        const Picture probabilities = renderTask(spec, tensor<float>({1, 3}, {0.25F, 0.5F, 0.25F}));
        QVERIFY(std::abs(barLength(probabilities) - 120) <= 2);
    }

    void detectionsAreBoxesInTheirClassColor()
    {
        TaskSpec spec = task(TaskKind::Detection);
        spec.colors = {{10, 10, 10}, {0, 200, 0}};
        const Picture picture = renderTask(spec, tensor<float>({1, 6}, {20, 30, 399, 100, 1, 1}));
        QCOMPARE(picture.width, 400); // around the box, as no input is known
        QCOMPARE(colorAt(picture, 20, 60), (Color{0, 200, 0}));
        const auto inside = colorAt(picture, 200, 60);
        QVERIFY(inside[1] > 60 && inside[1] < 100 && inside[0] < 38); // a tint of it
        QCOMPARE(colorAt(picture, 10, 60), (Color{38, 38, 38}));
    }

    void boxesStandOnThePictureInItsOwnSize()
    {
        TaskSpec spec = task(TaskKind::Detection);
        spec.colors = {{0, 200, 0}};
        // A camera of another size than the model's input of 200 x 100: white at the left, black at the right.
        Picture camera{40, 20, std::vector<std::uint8_t>(40 * 20 * 3, 0)};
        for (int at = 0; at < 40 * 20; ++at)
            std::fill_n(camera.rgb.begin() + 3 * at, 3, at % 40 < 20 ? 255 : 0);
        const Picture picture =
            renderTask(spec, tensor<float>({1, 6}, {150, 40, 180, 80, 0.9F, 0}), {&camera, 200, 100});
        QCOMPARE(picture.width, 400); // whole multiples of the input, 384 or more
        QCOMPARE(picture.height, 200);
        QCOMPARE(colorAt(picture, 300, 120), (Color{0, 200, 0})); // twice the box's left side
        QCOMPARE(colorAt(picture, 100, 100), (Color{153, 153, 153}));
        QCOMPARE(colorAt(picture, 390, 100), (Color{0, 0, 0}));
    }

    void unsureBoxesAndThoseWithoutAPlaceAreLeftOut()
    {
        const auto spec = task(TaskKind::Detection);
        const Picture nothing = renderTask(spec, tensor<float>({0, 6}, {}), {nullptr, 256, 192});
        QCOMPARE(nothing.width, 512);
        const auto rows =
            tensor<float>({3, 6}, {10, 10, 90, 90, 0.29F, 0, 10, 10, NAN, 90, 1, 0, 10, 10, 90, 90, NAN, 0});
        QCOMPARE(renderTask(spec, rows, {nullptr, 256, 192}), nothing);
        const auto beyond = tensor<float>({1, 6}, {-1e9F, -50, 1e9F, 500, 0.9F, 1e9F}); // drawn as far as there is room
        QCOMPARE(renderTask(spec, beyond, {nullptr, 256, 192}).width, 512);
    }

    void aTensorShowsItsChannelsAsTiles()
    {
        const Picture picture =
            renderTask(task(TaskKind::Tensor), tensor<float>({1, 3, 2, 2}, {0, 1, 2, 3, 5, 5, 5, 5, 0, 0, 0, 9}));
        QCOMPARE(picture.width, 4);
        QCOMPARE(picture.height, 4);
        QCOMPARE(colorAt(picture, 1, 1), colorAt(picture, 1, 3)); // both the largest of their channel
        QCOMPARE(colorAt(picture, 2, 0), colorAt(picture, 3, 1)); // a flat channel
        QCOMPARE(colorAt(picture, 3, 3), (Color{38, 38, 38}));    // no fourth channel
    }

    void whatDoesNotFitIsShownAsATensor_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind <= static_cast<int>(TaskKind::Tensor); ++kind)
            QTest::newRow(std::string(taskKindName(static_cast<TaskKind>(kind))).c_str()) << kind;
    }

    void whatDoesNotFitIsShownAsATensor()
    {
        QFETCH(int, kind);
        const TaskSpec spec = task(static_cast<TaskKind>(kind));
        QVERIFY(!renderTask(spec, tensor<float>({7}, {1, 2, 3, NAN, -INFINITY, 6, 7})).empty());
        QVERIFY(!renderTask(spec, tensor<float>({}, {1})).empty());
        QVERIFY(!renderTask(spec, tensor<float>({0, 6}, {})).empty());
        QVERIFY(!renderTask(spec, tensor<std::int64_t>({1, 2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8})).empty());
    }

    void aTensorWithTooFewBytesIsAFailure()
    {
        TensorValue value = tensor<float>({1, 1, 2, 2}, {1, 2, 3, 4});
        value.info.shape = {1, 1, 20, 20};
        QVERIFY_THROWS_EXCEPTION(Failure, renderTask(task(TaskKind::Depth), value));
    }
};

QTEST_GUILESS_MAIN(TestRenderTask)
#include "tst_render_task.moc"
