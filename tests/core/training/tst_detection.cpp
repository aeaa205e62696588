// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_camera.h"
#include "core/training/detection_torch.h"
#include "core/training/task_losses_torch.h"

#include <torch/script.h>
#include <torch/torch.h>

#include <QTest>

#include <cmath>

using namespace splitscope;

namespace {

constexpr int width = 256;
constexpr int height = 192;
constexpr int classCount = sceneClassCount - 1;

struct Labels {
    torch::Tensor objects;
    torch::Tensor classes;
};

Labels labelsOf(const SceneTruth &truth)
{
    const torch::Tensor objects = torch::tensor(std::vector<std::int64_t>(truth.objects.begin(), truth.objects.end()));
    const torch::Tensor classes = torch::tensor(std::vector<std::int64_t>(truth.classes.begin(), truth.classes.end()));
    return {
        objects.to(torch::kUInt8).view({1, truth.height, truth.width}), classes.view({1, truth.height, truth.width})};
}

/// One object of `value` and `sceneClass` that fills a rectangle.
Labels rectangle(int left, int top, int right, int bottom, int sceneClass)
{
    Labels labels{torch::zeros({1, 64, 64}, torch::kUInt8), torch::zeros({1, 64, 64}, torch::kInt64)};
    using torch::indexing::Slice;
    labels.objects.index_put_({0, Slice(top, bottom), Slice(left, right)}, 1);
    labels.classes.index_put_({0, Slice(top, bottom), Slice(left, right)}, sceneClass);
    return labels;
}

/// The map of a network that knows the truth.
torch::Tensor perfectMap(const detection::Targets &targets)
{
    const torch::Tensor heat = torch::logit(torch::clamp(targets.heat, 1e-6, 1.0 - 1e-6));
    return torch::cat({heat, torch::log(targets.reach / detection::typicalReach)}, 1);
}

torch::Tensor decode(const torch::Tensor &map, int classes)
{
    torch::jit::Module module("Rows");
    module.define(detection::decoderSource(classes));
    return module.forward({map}).toTensor();
}

} // namespace

class TestDetection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPerfectMapDecodesToTheScenesBoxes();
    void aSmallObjectHasNoBox();
    void theTargetOfARectangleIsItsMiddleAndItsSides();
    void boxDistanceIsWhatTheDefinitionSays();
    void thePerfectMapLosesLessThanAnyOther();
    void aCopyOfTheTeacherLosesNothing();
    void lossesComeDownByTheirGradient();
    void planesThatAreMissingAreSaidToBe();
};

void TestDetection::aPerfectMapDecodesToTheScenesBoxes()
{
    for (const std::uint64_t seed : {900001U, 900002U, 900003U, 900004U}) {
        const SceneTruth truth = SceneCamera(seed, width, height).render().truth;
        const Labels labels = labelsOf(truth);
        const detection::Targets targets = detection::targetsOf(labels.objects, labels.classes, classCount);
        QCOMPARE(targets.objects, double(truth.boxes.size()));
        const torch::Tensor rows = decode(perfectMap(targets), classCount);
        QCOMPARE(rows.size(0), std::int64_t(detection::mostBoxes));
        QCOMPARE(rows.size(1), std::int64_t(6));
        for (std::size_t box = 0; box < truth.boxes.size(); ++box) {
            const SceneBox &wanted = truth.boxes[box];
            bool found = false;
            for (std::int64_t row = 0; row < std::int64_t(truth.boxes.size()); ++row) {
                const auto number = [&](int column) { return rows[row][column].item<float>(); };
                found = found
                    || (std::abs(number(0) - float(wanted.left)) < 0.01F
                        && std::abs(number(1) - float(wanted.top)) < 0.01F
                        && std::abs(number(2) - float(wanted.right)) < 0.01F
                        && std::abs(number(3) - float(wanted.bottom)) < 0.01F
                        && int(number(5)) == int(wanted.sceneClass) - 1 && number(4) > 0.99F);
            }
            // The middle of a box may show another object or nothing of it; such a box has no cell of its own.
            const int x = (wanted.left + wanted.right) / 2;
            const int y = (wanted.top + wanted.bottom) / 2;
            const bool plain = truth.objects[std::size_t(y * width + x)] == wanted.object;
            QVERIFY2(found || !plain, qPrintable(QString("scene %1, box %2").arg(seed).arg(box)));
        }
    }
}

void TestDetection::aSmallObjectHasNoBox()
{
    const Labels small = rectangle(10, 10, 14, 14, 2); // 16 pixels
    QCOMPARE(detection::targetsOf(small.objects, small.classes, classCount).objects, 0.0);
    const Labels enough = rectangle(10, 10, 15, 14, 2); // 20
    QCOMPARE(detection::targetsOf(enough.objects, enough.classes, classCount).objects, 1.0);
}

void TestDetection::theTargetOfARectangleIsItsMiddleAndItsSides()
{
    // The middle is (28, 20): column 3, row 2, whose centre is the pixel (28, 20).
    const Labels labels = rectangle(16, 8, 40, 32, 3);
    const detection::Targets targets = detection::targetsOf(labels.objects, labels.classes, classCount);
    QCOMPARE(targets.heat.sizes().vec(), (std::vector<std::int64_t>{1, 5, 8, 8}));
    QCOMPARE(targets.heat[0][2][2][3].item<float>(), 1.0F);
    QCOMPARE((targets.heat == 1.0).sum().item<std::int64_t>(), std::int64_t(1));
    QCOMPARE(targets.heat[0][1].sum().item<float>(), 0.0F);
    const std::vector<float> sides{12.0F, 12.0F, 12.0F, 12.0F};
    for (int side = 0; side < 4; ++side) {
        QCOMPARE(targets.reach[0][side][2][3].item<float>(), sides[std::size_t(side)]);
    }
}

void TestDetection::boxDistanceIsWhatTheDefinitionSays()
{
    const auto reach = [](float left, float top, float right, float bottom) {
        return torch::tensor({left, top, right, bottom}).view({1, 4, 1, 1});
    };
    const auto distance = [](const torch::Tensor &a, const torch::Tensor &b) {
        return detection::boxDistance(a, b).item<float>();
    };
    QVERIFY(std::abs(distance(reach(1, 2, 3, 4), reach(1, 2, 3, 4))) < 1e-6F);
    // 2 x 2 inside 4 x 4: 4 of 16, and the hull is the larger one.
    QVERIFY(std::abs(distance(reach(1, 1, 1, 1), reach(2, 2, 2, 2)) - 0.75F) < 1e-6F);
    // 3 x 2 and 2 x 3 around a point: 4 common, 8 either, hull 9.
    QVERIFY(std::abs(distance(reach(2, 1, 1, 1), reach(1, 2, 1, 1)) - (1.0F - 4.0F / 8.0F + 1.0F / 9.0F)) < 1e-6F);
}

void TestDetection::thePerfectMapLosesLessThanAnyOther()
{
    const Labels labels = rectangle(16, 8, 40, 32, 3);
    const detection::Targets targets = detection::targetsOf(labels.objects, labels.classes, classCount);
    const torch::Tensor perfect = perfectMap(targets);
    const double least = detection::loss(perfect, targets).item<double>();
    QVERIFY(detection::loss(torch::zeros_like(perfect), targets).item<double>() > least + 0.1);
    torch::Tensor shifted = perfect.clone();
    shifted.slice(1, 5) += 0.3;
    QVERIFY(detection::loss(shifted, targets).item<double>() > least + 0.1);
}

void TestDetection::aCopyOfTheTeacherLosesNothing()
{
    torch::manual_seed(5);
    const torch::Tensor maps = torch::randn({2, 9, 8, 8});
    QVERIFY(std::abs(imitationLoss(TaskKind::Detection, maps, maps).item<double>()) < 1e-5);
    const torch::Tensor logits = torch::randn({2, 6, 8, 8});
    QVERIFY(std::abs(imitationLoss(TaskKind::Segmentation, logits, logits).item<double>()) < 1e-6);
    const torch::Tensor edges = 3.0 * torch::randn({2, 1, 8, 8});
    QVERIFY(std::abs(imitationLoss(TaskKind::Boundary, edges, edges).item<double>()) < 1e-6);
    const torch::Tensor depth = torch::rand({2, 1, 8, 8}) + 0.5;
    QCOMPARE(imitationLoss(TaskKind::Depth, depth, depth).item<double>(), 0.0);
    QVERIFY(imitationLoss(TaskKind::Boundary, edges + 1.0, edges).item<double>() > 0.01);
    QVERIFY(imitationLoss(TaskKind::Segmentation, -logits, logits).item<double>() > 0.01);
    // A constant that says the mean of every channel is the unit of the features' loss.
    const torch::Tensor features = torch::randn({4, 3, 16, 16});
    const torch::Tensor means = features.mean({0, 2, 3}, true).expand_as(features);
    QVERIFY(std::abs(featureLoss(means, features).item<double>() - 1.0) < 1e-5);
}

void TestDetection::lossesComeDownByTheirGradient()
{
    torch::manual_seed(6);
    const Labels labels = rectangle(16, 8, 40, 32, 3);
    Batch batch;
    batch.objects = labels.objects;
    batch.classes = labels.classes;
    batch.boundary = (torch::rand({1, 1, 64, 64}) > 0.9).to(torch::kFloat);
    for (const TaskKind kind : {TaskKind::Detection, TaskKind::Boundary, TaskKind::Classification}) {
        const bool map = kind == TaskKind::Detection;
        const std::vector<std::int64_t> shape = map ? std::vector<std::int64_t>{1, 9, 8, 8}
            : kind == TaskKind::Boundary            ? std::vector<std::int64_t>{1, 1, 64, 64}
                                                    : std::vector<std::int64_t>{1, 5};
        torch::Tensor output = torch::zeros(shape).set_requires_grad(true);
        torch::optim::Adam optimizer({output}, torch::optim::AdamOptions(0.1));
        const double first = labelLoss(kind, output, batch, classCount).item<double>();
        double last = first;
        for (int step = 0; step < 60; ++step) {
            optimizer.zero_grad();
            const torch::Tensor loss = labelLoss(kind, output, batch, classCount);
            loss.backward();
            optimizer.step();
            last = loss.item<double>();
        }
        QVERIFY2(last < 0.5 * first, qPrintable(QString("%1 to %2").arg(first).arg(last)));
    }
}

void TestDetection::planesThatAreMissingAreSaidToBe()
{
    Batch batch;
    QVERIFY(!hasLabelsFor(TaskKind::Detection, batch));
    batch.classes = torch::zeros({1, 64, 64}, torch::kInt64);
    QVERIFY(!hasLabelsFor(TaskKind::Detection, batch));
    QVERIFY(hasLabelsFor(TaskKind::Segmentation, batch));
    batch.objects = torch::zeros({1, 64, 64}, torch::kUInt8);
    QVERIFY(hasLabelsFor(TaskKind::Detection, batch));
}

QTEST_GUILESS_MAIN(TestDetection)
#include "tst_detection.moc"
