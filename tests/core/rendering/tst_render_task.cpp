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
        const Picture picture = renderTask(spec, tensor<float>({1, 6}, {20, 30, 300, 100, 1, 1}));
        QVERIFY(picture.width > 300);
        QCOMPARE(colorAt(picture, 20, 60), (Color{0, 200, 0}));
        QCOMPARE(colorAt(picture, 100, 60), (Color{38, 38, 38}));
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
