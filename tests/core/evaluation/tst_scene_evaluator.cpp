// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scene_evaluator.h"
#include "core/graph/error.h"
#include "tests/core/evaluation/values.h"

#include <QTest>

using namespace splitscope;
using namespace splitscope::test;

namespace {

TaskSpec sceneSegmentation()
{
    return task("segmentation", TaskKind::Segmentation, {"table", "sphere", "box", "cylinder", "cone", "torus"});
}

/// The truth as a perfect model would answer it.
std::vector<TensorValue> perfectAnswers(const SceneTruth &truth)
{
    const std::int64_t pixels = std::int64_t(truth.width) * truth.height;
    std::vector<float> planes(truth.normals.size());
    for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
        for (std::int64_t axis = 0; axis < 3; ++axis) {
            planes[std::size_t(axis * pixels + pixel)] = truth.normals[std::size_t(3 * pixel + axis)];
        }
    }
    return {labels({1, truth.height, truth.width}, truth.classes),
        floats({1, 1, truth.height, truth.width}, truth.depth), floats({1, 3, truth.height, truth.width}, planes)};
}

} // namespace

class TestSceneEvaluator : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPerfectModelIsPerfect();
    void tasksWithoutTruthAreLeftOut();
    void aModelWithoutAnyTruthIsRefused();
};

void TestSceneEvaluator::aPerfectModelIsPerfect()
{
    SceneEvaluator evaluator({sceneSegmentation(), task("depth", TaskKind::Depth), task("normals", TaskKind::Normals)});
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
        const SceneTruth truth = SceneCamera(SceneCamera::firstHeldOutSeed + seed, 64, 48).render().truth;
        evaluator.add(perfectAnswers(truth), truth);
    }
    TaskMetrics metrics = evaluator.result();
    QCOMPARE(evaluator.frames(), std::size_t(2));
    QCOMPARE(metrics["segmentation"]["miou"].value, 1.0);
    QCOMPARE(metrics["depth"]["abs_rel"].value, 0.0);
    QVERIFY(metrics["normals"]["mean_deg"].value < 1e-3);
}

void TestSceneEvaluator::tasksWithoutTruthAreLeftOut()
{
    SceneEvaluator evaluator({task("features", TaskKind::Tensor), task("depth", TaskKind::Depth)});
    const SceneTruth truth = SceneCamera(1, 64, 48).render().truth;
    evaluator.add({floats({1}, {1.0F}), perfectAnswers(truth)[1]}, truth);
    QCOMPARE(evaluator.result().size(), std::size_t(1));
}

void TestSceneEvaluator::aModelWithoutAnyTruthIsRefused()
{
    try {
        SceneEvaluator evaluator({task("features", TaskKind::Tensor)});
        QFAIL("a model without a known task was taken");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::SourceWithoutTruth);
    }
}

QTEST_GUILESS_MAIN(TestSceneEvaluator)
#include "tst_scene_evaluator.moc"
