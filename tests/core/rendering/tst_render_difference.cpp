// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/rendering/render_task.h"
#include "tensor_making.h"

#include <QTest>

#include <cmath>

using namespace splitscope;

class TestRenderDifference : public QObject {
    Q_OBJECT

private:
    using Color = std::array<std::uint8_t, 3>;
    static constexpr Color dark{38, 38, 38};
    static constexpr Color warning{0xd5, 0x5e, 0x00};

    static TaskSpec task(TaskKind kind)
    {
        TaskSpec spec;
        spec.name = "x";
        spec.kind = kind;
        return spec;
    }

    static bool isUniformlyDark(const Picture &picture)
    {
        for (int y = 0; y < picture.height; ++y) {
            for (int x = 0; x < picture.width; ++x) {
                if (colorAt(picture, x, y) != dark)
                    return false;
            }
        }
        return !picture.empty();
    }

private Q_SLOTS:
    void equalOutputsAreUniformlyDark_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind <= static_cast<int>(TaskKind::Tensor); ++kind)
            QTest::newRow(std::string(taskKindName(static_cast<TaskKind>(kind))).c_str()) << kind;
    }

    void equalOutputsAreUniformlyDark()
    {
        QFETCH(int, kind);
        const TaskSpec spec = task(static_cast<TaskKind>(kind));
        for (const Shape &shape : {Shape{1, 3, 2, 2}, Shape{1, 1, 3, 4}, Shape{2, 6}, Shape{12}}) {
            const auto value = tensor<float>(shape, {0, 1, -2, 3, NAN, 5, 6, 7, 8, INFINITY, 10, 11});
            QVERIFY(isUniformlyDark(renderDifference(spec, value, value)));
        }
        const auto bytes = tensor<std::uint8_t>({1, 2, 3}, {0, 1, 2, 3, 4, 5});
        QVERIFY(isUniformlyDark(renderDifference(spec, bytes, bytes)));
    }

    void pixelsOfAnotherClassCarryTheWarningColorOverDimGrey()
    {
        const auto split = tensor<std::uint8_t>({1, 1, 3}, {0, 1, 2});
        const auto whole = tensor<std::uint8_t>({1, 1, 3}, {0, 1, 1});
        const Picture picture = renderDifference(task(TaskKind::Segmentation), split, whole);
        QCOMPARE(colorAt(picture, 2, 0), warning);
        for (int x = 0; x < 2; ++x) {
            const Color color = colorAt(picture, x, 0);
            QVERIFY(color[0] == color[1] && color[1] == color[2] && color[0] < 128);
        }
    }

    void depthIsHeatByRatio()
    {
        const auto split = tensor<float>({1, 1, 1, 4}, {1, 1.001F, 1.02F, 1.2F});
        const auto whole = tensor<float>({1, 1, 1, 4}, {1, 1, 1, 1});
        const Picture picture = renderDifference(task(TaskKind::Depth), split, whole);
        QCOMPARE(colorAt(picture, 0, 0), dark);
        QVERIFY(colorAt(picture, 1, 0)[0] > dark[0] + 30); // a small difference is not lost in the background
        QVERIFY(colorAt(picture, 2, 0)[0] > colorAt(picture, 1, 0)[0]);
        QCOMPARE(colorAt(picture, 3, 0), warning);
    }

    void aDepthThatIsNoNumberOnOneSideIsAFullDifference()
    {
        const auto split = tensor<float>({1, 1, 1, 1}, {NAN});
        const auto whole = tensor<float>({1, 1, 1, 1}, {1});
        QCOMPARE(colorAt(renderDifference(task(TaskKind::Depth), split, whole), 0, 0), warning);
    }

    void normalsAreHeatByAngleWhateverTheirLength()
    {
        const float tilt = 5 * 3.14159265F / 180;
        const auto split = tensor<float>({1, 3, 1, 3}, {0, std::sin(tilt), 1, 0, 0, 0, -4, -std::cos(tilt), 0});
        const auto whole = tensor<float>({1, 3, 1, 3}, {0, 0, 0, 0, 0, 0, -2, -1, -1});
        const Picture picture = renderDifference(task(TaskKind::Normals), split, whole);
        QCOMPARE(colorAt(picture, 0, 0), dark);
        const int half = colorAt(picture, 1, 0)[0]; // 5 of 10 degrees: strength 0.25 + 0.75 / 2
        QVERIFY(std::abs(half - (38 + 0.625 * (0xd5 - 38))) <= 1);
        QCOMPARE(colorAt(picture, 2, 0), warning);
    }

    void aNormalThatIsMissingOnOneSideIsAFullDifference()
    {
        const auto split = tensor<float>({1, 3, 1, 2}, {0, NAN, 0, 0, 0, 0});
        const auto whole = tensor<float>({1, 3, 1, 2}, {0, 1, 0, 0, 1, 0});
        const Picture picture = renderDifference(task(TaskKind::Normals), split, whole);
        QCOMPARE(colorAt(picture, 0, 0), warning);
        QCOMPARE(colorAt(picture, 1, 0), warning);
    }

    void boundariesAreHeatByProbability()
    {
        const auto split = tensor<float>({1, 1, 1, 2}, {50, 3});
        const auto whole = tensor<float>({1, 1, 1, 2}, {60, -3});
        const Picture picture = renderDifference(task(TaskKind::Boundary), split, whole);
        QCOMPARE(colorAt(picture, 0, 0), dark); // different logits, the same probability
        QCOMPARE(colorAt(picture, 1, 0), warning);
    }

    void otherTensorsShowWhereAlongThemTheyDiffer()
    {
        const auto split = tensor<float>({1, 4}, {1, 2, 3, 4});
        const auto whole = tensor<float>({1, 4}, {1, 2, 9, 4});
        const Picture picture = renderDifference(task(TaskKind::Classification), split, whole);
        const Picture shown = renderTask(task(TaskKind::Classification), whole);
        QCOMPARE(picture.width, shown.width);
        QCOMPARE(picture.height, shown.height);
        QCOMPARE(colorAt(picture, picture.width * 5 / 8, 0), warning);
        QCOMPARE(colorAt(picture, picture.width / 8, 0), dark);
        QCOMPARE(colorAt(picture, picture.width * 7 / 8, 0), dark);
    }

    void boxesThatOnlyOneSideHasCarryTheWarningColor()
    {
        const auto spec = task(TaskKind::Detection);
        const Backdrop input{nullptr, 400, 300};
        const auto one = tensor<float>({1, 6}, {100, 100, 200, 200, 0.9F, 1});
        const auto two = tensor<float>({2, 6}, {100, 100, 200, 200, 0.9F, 1, 20, 20, 60, 60, 0.8F, 0});
        for (const auto &picture : {renderDifference(spec, one, two, input), renderDifference(spec, two, one, input)}) {
            QCOMPARE(colorAt(picture, 20, 40), warning);
            QCOMPARE(colorAt(picture, 100, 150), dark); // both have it
        }
        const auto other = tensor<float>({1, 6}, {100, 100, 200, 200, 0.9F, 0}); // another class
        QCOMPARE(colorAt(renderDifference(spec, one, other, input), 100, 150), warning);
    }

    void boxesThatMovedShowWhatOnlyOneCovers()
    {
        const auto spec = task(TaskKind::Detection);
        const Backdrop input{nullptr, 400, 300};
        const auto at = [&](float left, float score) {
            const auto moved = tensor<float>({1, 6}, {left, 100, left + 100, 200, score, 1});
            return renderDifference(spec, moved, tensor<float>({1, 6}, {100, 100, 200, 200, 0.9F, 1}), input);
        };
        const auto far = at(120, 0.9F); // 80 of 120 columns in common
        QCOMPARE(colorAt(far, 110, 150), warning);
        QCOMPARE(colorAt(far, 210, 150), warning);
        QCOMPARE(colorAt(far, 150, 150), dark);
        const auto near = at(104, 0.9F); // 96 of 104: a tenth less would be full
        QVERIFY(colorAt(near, 102, 150)[0] > 38 && colorAt(near, 102, 150)[0] < warning[0]);
        const auto unsure = at(100, 0.8F);
        QCOMPARE(colorAt(unsure, 100, 150), warning); // the outline alone
        QCOMPARE(colorAt(unsure, 150, 150), dark);
        const auto rounded = at(100, 0.9F + 1e-6F);
        QCOMPARE(colorAt(rounded, 100, 150), dark);
    }

    void aBoxAtTheLimitOfWhatIsShownIsNoDifference()
    {
        const auto spec = task(TaskKind::Detection);
        const Backdrop input{nullptr, 400, 300};
        const auto shown = tensor<float>({1, 6}, {100, 100, 200, 200, 0.3001F, 1});
        const auto hidden = tensor<float>({1, 6}, {100, 100, 200, 200, 0.2999F, 1});
        const auto picture = renderDifference(spec, shown, hidden, input);
        QCOMPARE(colorAt(picture, 100, 150), dark);
        QCOMPARE(colorAt(renderDifference(spec, tensor<float>({0, 6}, {}), shown, input), 100, 150), warning);
    }

    void outputsOfDifferentShapesAreAFailure()
    {
        const auto a = tensor<float>({1, 4}, {1, 2, 3, 4});
        const auto b = tensor<float>({2, 2}, {1, 2, 3, 4});
        QVERIFY_THROWS_EXCEPTION(Failure, renderDifference(task(TaskKind::Tensor), a, b));
    }
};

QTEST_GUILESS_MAIN(TestRenderDifference)
#include "tst_render_difference.moc"
