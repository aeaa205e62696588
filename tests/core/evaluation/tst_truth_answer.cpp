// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scene_evaluator.h"
#include "core/evaluation/truth_answer.h"
#include "core/graph/error.h"
#include "tests/core/evaluation/values.h"

#include <QTest>

using namespace splitscope;
using namespace splitscope::test;

namespace {

std::vector<std::string> objectClasses() { return {"sphere", "box", "cylinder", "cone", "torus"}; }

std::vector<std::string> allClasses()
{
    auto classes = objectClasses();
    classes.insert(classes.begin(), "table");
    return classes;
}

} // namespace

class TestTruthAnswer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itHasTheFormOfAnAnswer();
    void itIsWithoutError();
    void whatScenesDoNotKnowIsRefused();
};

void TestTruthAnswer::itHasTheFormOfAnAnswer()
{
    const SceneTruth truth = SceneCamera(900000, 64, 48).render().truth;
    const auto shapeOf = [&](TaskKind kind, const std::vector<std::string> &classes = {}) {
        return truthAnswer(task("t", kind, classes), truth).info.shape;
    };
    QCOMPARE(shapeOf(TaskKind::Segmentation, allClasses()), (Shape{1, 48, 64}));
    QCOMPARE(shapeOf(TaskKind::Depth), (Shape{1, 1, 48, 64}));
    QCOMPARE(shapeOf(TaskKind::Normals), (Shape{1, 3, 48, 64}));
    QCOMPARE(shapeOf(TaskKind::Boundary), (Shape{1, 1, 48, 64}));
    QCOMPARE(shapeOf(TaskKind::Classification, objectClasses()), (Shape{1, 5}));
    QCOMPARE(shapeOf(TaskKind::Detection, objectClasses()), (Shape{std::int64_t(truth.boxes.size()), 6}));
    const TensorValue normals = truthAnswer(task("n", TaskKind::Normals), truth);
    const auto pixel = std::size_t(5 * 64 + 7);
    for (std::size_t axis = 0; axis < 3; ++axis)
        QCOMPARE(normals.as<float>()[axis * 64 * 48 + pixel], truth.normals[3 * pixel + axis]);
}

void TestTruthAnswer::itIsWithoutError()
{
    const SceneTruth truth = SceneCamera(900001, 64, 48).render().truth;
    const std::vector<TaskSpec> specs{task("segmentation", TaskKind::Segmentation, allClasses()),
        task("depth", TaskKind::Depth), task("normals", TaskKind::Normals), task("edges", TaskKind::Boundary),
        task("kind", TaskKind::Classification, objectClasses()), task("boxes", TaskKind::Detection, objectClasses())};
    SceneEvaluator evaluator(specs);
    std::vector<TensorValue> answers;
    for (const TaskSpec &spec : specs)
        answers.push_back(truthAnswer(spec, truth));
    evaluator.add(answers, truth);
    TaskMetrics metrics = evaluator.result();
    QCOMPARE(metrics["segmentation"]["miou"].value, 1.0);
    QCOMPARE(metrics["depth"]["abs_rel"].value, 0.0);
    QVERIFY(metrics["normals"]["mean_deg"].value < 0.25); // a step of its histogram
    QCOMPARE(metrics["edges"]["f1"].value, 1.0);
    QCOMPARE(metrics["kind"]["top1"].value, 1.0);
    QCOMPARE(metrics["boxes"]["map"].value, 1.0);
}

void TestTruthAnswer::whatScenesDoNotKnowIsRefused()
{
    const SceneTruth truth = SceneCamera(900000, 64, 48).render().truth;
    QVERIFY_EXCEPTION_THROWN(truthAnswer(task("t", TaskKind::Tensor), truth), Failure);
    QVERIFY_EXCEPTION_THROWN(truthAnswer(task("s", TaskKind::Segmentation, {"cat", "dog"}), truth), Failure);
}

QTEST_GUILESS_MAIN(TestTruthAnswer)
#include "tst_truth_answer.moc"
