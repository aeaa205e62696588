// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/agreement.h"
#include "core/evaluation/task_loss.h"
#include "tests/core/evaluation/values.h"

#include <QTest>

#include <cmath>

using namespace splitscope;
using namespace splitscope::test;

class TestTaskLoss : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindLosesBetweenNothingAndAll_data();
    void everyKindLosesBetweenNothingAndAll();
    void theIntervalTurnsWithTheMetric();
    void whatWasNotMeasuredLosesEverything();
    void everyKindsAgreementHasItsPrimaryMetric_data();
    void everyKindsAgreementHasItsPrimaryMetric();
};

void TestTaskLoss::everyKindLosesBetweenNothingAndAll_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("metric");
    QTest::addColumn<double>("loss");
    QTest::newRow("segmentation") << int(TaskKind::Segmentation) << 0.99 << 0.01;
    QTest::newRow("boundary") << int(TaskKind::Boundary) << 0.75 << 0.25;
    QTest::newRow("depth") << int(TaskKind::Depth) << 0.03 << 0.03;
    QTest::newRow("depth, beyond all") << int(TaskKind::Depth) << 7.0 << 1.0;
    QTest::newRow("normals, a tenth of nine degrees") << int(TaskKind::Normals) << 0.9 << 0.01;
    QTest::newRow("normals, unrelated") << int(TaskKind::Normals) << 90.0 << 1.0;
    QTest::newRow("normals, opposite") << int(TaskKind::Normals) << 180.0 << 1.0;
    QTest::newRow("classification") << int(TaskKind::Classification) << 0.5 << 0.5;
    QTest::newRow("detection") << int(TaskKind::Detection) << 1.0 << 0.0;
    QTest::newRow("tensor") << int(TaskKind::Tensor) << 0.125 << 0.125;
    QTest::newRow("not a number") << int(TaskKind::Tensor) << std::nan("") << 1.0;
}

void TestTaskLoss::everyKindLosesBetweenNothingAndAll()
{
    QFETCH(const int, kind);
    QFETCH(const double, metric);
    QFETCH(const double, loss);
    const auto name = primaryMetric(TaskKind(kind));
    const TaskLoss measured = primaryLoss(TaskKind(kind), {{name, {metric, metric, metric}}, {"other", {}}});
    QCOMPARE(measured.metric, name);
    QVERIFY(std::abs(measured.loss - loss) < 1e-12);
}

void TestTaskLoss::theIntervalTurnsWithTheMetric()
{
    const TaskLoss falls = primaryLoss(TaskKind::Classification, {{"top1", {0.75, 0.5, 1.0}}});
    QVERIFY(falls == (TaskLoss{"top1", 0.25, 0.0, 0.5}));
    const TaskLoss rises = primaryLoss(TaskKind::Depth, {{"abs_rel_difference", {0.25, 0.125, 0.5}}});
    QVERIFY(rises == (TaskLoss{"abs_rel_difference", 0.25, 0.125, 0.5}));
}

void TestTaskLoss::whatWasNotMeasuredLosesEverything()
{
    QVERIFY(primaryLoss(TaskKind::Depth, {{"miou", {1.0, 1.0, 1.0}}}) == (TaskLoss{"", 1.0, 1.0, 1.0}));
}

void TestTaskLoss::everyKindsAgreementHasItsPrimaryMetric_data()
{
    QTest::addColumn<int>("kind");
    for (int kind = int(TaskKind::Segmentation); kind <= int(TaskKind::Tensor); ++kind) {
        QTest::newRow(std::string(taskKindName(TaskKind(kind))).c_str()) << kind;
    }
}

void TestTaskLoss::everyKindsAgreementHasItsPrimaryMetric()
{
    QFETCH(const int, kind);
    const TaskSpec spec = task("t", TaskKind(kind));
    const bool plane = spec.kind == TaskKind::Depth || spec.kind == TaskKind::Boundary;
    const bool planes = spec.kind == TaskKind::Normals || spec.kind == TaskKind::Segmentation;
    const TensorValue answer = plane ? floats({1, 1, 1, 3}, {1, 2, 3})
        : planes                     ? floats({1, 3, 1, 1}, {1, 2, 3})
                                     : floats({1, 6}, {1, 2, 3, 4, 0.5F, 1});
    AgreementSeries series({spec});
    series.add({answer}, {answer});
    const TaskLoss loss = primaryLoss(spec.kind, series.result().at("t"));
    QCOMPARE(loss.metric, primaryMetric(spec.kind));
    QCOMPARE(loss.loss, 0.0);
}

QTEST_GUILESS_MAIN(TestTaskLoss)
#include "tst_task_loss.moc"
