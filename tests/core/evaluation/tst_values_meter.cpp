// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/agreement.h"
#include "core/evaluation/values_meter.h"
#include "tests/core/evaluation/values.h"

#include <QTest>

#include <cmath>

using namespace splitscope;
using namespace splitscope::test;

namespace {

std::map<std::string, Estimate> measured(const std::vector<std::pair<std::vector<float>, std::vector<float>>> &frames)
{
    AgreementSeries series({task("t", TaskKind::Tensor)});
    for (const auto &[split, whole] : frames) {
        series.add({floats({std::int64_t(split.size())}, split)}, {floats({std::int64_t(whole.size())}, whole)});
    }
    return series.result().at("t");
}

} // namespace

class TestValuesMeter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theRangeIsThatOfAllFrames();
    void equalTensorsHaveTheLargestRatio();
    void aConstantReferenceHasNone();
    void infinitiesInTheSamePlaceAreEqual();
    void aNaNSpoilsTheError();
};

void TestValuesMeter::theRangeIsThatOfAllFrames()
{
    // Range 10 - (-10) = 20 over both; squared differences 4 + 0 + 0 + 0, mean 1: 10 log10(400).
    const auto metrics = measured({{{2, 10}, {0, 10}}, {{-10, 0}, {-10, 0}}});
    QVERIFY(std::abs(metrics.at("psnr_db").value - 26.0205999) < 1e-6);
    QVERIFY(std::abs(metrics.at("relative_error").value - 2.0 / std::sqrt(200.0)) < 1e-12);
}

void TestValuesMeter::equalTensorsHaveTheLargestRatio()
{
    QCOMPARE(measured({{{1, 2}, {1, 2}}}).at("psnr_db").value, ValuesMeter::equalPsnrDb);
    QCOMPARE(measured({{{}, {}}}).at("psnr_db").value, ValuesMeter::equalPsnrDb);
}

void TestValuesMeter::aConstantReferenceHasNone()
{
    const auto metrics = measured({{{1, 2}, {2, 2}}});
    QCOMPARE(metrics.count("psnr_db"), std::size_t(0));
    QVERIFY(std::abs(metrics.at("relative_error").value - 1.0 / std::sqrt(8.0)) < 1e-12);
}

void TestValuesMeter::infinitiesInTheSamePlaceAreEqual()
{
    const auto metrics = measured({{{INFINITY, 1, 3}, {INFINITY, 1, 3}}});
    QCOMPARE(metrics.at("relative_error").value, 0.0);
    QCOMPARE(metrics.at("psnr_db").value, ValuesMeter::equalPsnrDb);
}

void TestValuesMeter::aNaNSpoilsTheError()
{
    const auto metrics = measured({{{NAN, 1}, {2, 1}}, {{2, 1}, {2, 1}}});
    QVERIFY(std::isnan(metrics.at("relative_error").value));
    QVERIFY(std::isnan(metrics.at("relative_error").high));
}

QTEST_GUILESS_MAIN(TestValuesMeter)
#include "tst_values_meter.moc"
