// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/agreement.h"
#include "core/graph/error.h"
#include "tests/core/evaluation/values.h"

#include <QTest>

#include <cmath>

using namespace splitscope;
using namespace splitscope::test;

namespace {

double valueOf(const std::vector<TaskAgreement> &agreement, const std::string &metric)
{
    for (const TaskAgreement &entry : agreement) {
        if (entry.metric == metric) {
            return entry.value;
        }
    }
    return std::nan("");
}

} // namespace

class TestAgreement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalAnswersAgreeFully_data();
    void equalAnswersAgreeFully();
    void labelsAgreePixelByPixel();
    void depthDiffersRelativeToTheUncutModel();
    void returnedNormalsCompareByTheirAngle();
    void aFullAnswerComparesWithAReturnedOne();
    void aSeriesAddsUpFrames();
    void aMissingAnswerIsRefused();
};

void TestAgreement::equalAnswersAgreeFully_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<double>("best");
    QTest::newRow("segmentation") << int(TaskKind::Segmentation) << "pixel_agreement" << 1.0;
    QTest::newRow("depth") << int(TaskKind::Depth) << "abs_rel_difference" << 0.0;
    QTest::newRow("normals") << int(TaskKind::Normals) << "angle_deg" << 0.0;
    QTest::newRow("boundary") << int(TaskKind::Boundary) << "pixel_agreement" << 1.0;
    QTest::newRow("tensor") << int(TaskKind::Tensor) << "relative_error" << 0.0;
}

void TestAgreement::equalAnswersAgreeFully()
{
    QFETCH(const int, kind);
    QFETCH(const QString, metric);
    QFETCH(const double, best);
    const TaskSpec spec = task("t", TaskKind(kind));
    const bool three = spec.kind == TaskKind::Normals || spec.kind == TaskKind::Segmentation;
    const TensorValue value = three ? floats({1, 3, 1, 1}, {0.5F, -0.5F, 0.7F}) : floats({1, 1, 1, 2}, {0.5F, 2.0F});
    QCOMPARE(valueOf(agreementOf(spec, value, value), metric.toStdString()), best);
}

void TestAgreement::labelsAgreePixelByPixel()
{
    const TaskSpec spec = task("s", TaskKind::Segmentation, {"a", "b"});
    const auto agreement = agreementOf(spec, labels({1, 1, 4}, {0, 0, 1, 1}), labels({1, 1, 4}, {0, 1, 1, 1}));
    QCOMPARE(valueOf(agreement, "pixel_agreement"), 0.75);
    QCOMPARE(valueOf(agreement, "miou"), (1.0 / 2.0 + 2.0 / 3.0) / 2.0);
}

void TestAgreement::depthDiffersRelativeToTheUncutModel()
{
    const auto agreement =
        agreementOf(task("d", TaskKind::Depth), floats({1, 1, 1, 2}, {3.0F, 4.0F}), floats({1, 1, 1, 2}, {2.0F, 4.0F}));
    QCOMPARE(valueOf(agreement, "abs_rel_difference"), 0.25);
}

void TestAgreement::returnedNormalsCompareByTheirAngle()
{
    const auto returned = [](std::int8_t x, std::int8_t z) {
        return tensorOf<std::int8_t>({1, 3, 1, 1}, DType::Int8, {x, 0, z});
    };
    const auto agreement = agreementOf(task("n", TaskKind::Normals), returned(127, 0), returned(0, -127));
    QVERIFY(std::abs(valueOf(agreement, "angle_deg") - 90.0) < 1e-4);
}

void TestAgreement::aFullAnswerComparesWithAReturnedOne()
{
    const TaskSpec spec = task("s", TaskKind::Segmentation, {"a", "b"});
    const auto agreement = agreementOf(spec, floats({1, 2, 1, 2}, {1.0F, 0.0F, 0.0F, 1.0F}), labels({1, 1, 2}, {0, 1}));
    QCOMPARE(valueOf(agreement, "pixel_agreement"), 1.0);
}

void TestAgreement::aSeriesAddsUpFrames()
{
    const std::vector<TaskSpec> tasks{task("s", TaskKind::Segmentation, {"a", "b"}), task("d", TaskKind::Depth)};
    AgreementSeries series(tasks);
    const TensorValue near = floats({1, 1, 1, 1}, {1.0F});
    const TensorValue far = floats({1, 1, 1, 1}, {1.5F});
    series.add({labels({1, 1, 2}, {0, 1}), near}, {labels({1, 1, 2}, {0, 1}), near});
    series.add({labels({1, 1, 2}, {0, 0}), far}, {labels({1, 1, 2}, {0, 1}), near});
    const TaskMetrics metrics = series.result();
    QCOMPARE(metrics.at("s").at("pixel_agreement").value, 0.75);
    QCOMPARE(metrics.at("d").at("abs_rel_difference").value, 0.25);
    QCOMPARE(series.frames(), std::size_t(2));
}

void TestAgreement::aMissingAnswerIsRefused()
{
    AgreementSeries series({task("d", TaskKind::Depth)});
    QVERIFY_EXCEPTION_THROWN(series.add({}, {}), Failure);
}

QTEST_GUILESS_MAIN(TestAgreement)
#include "tst_agreement.moc"
