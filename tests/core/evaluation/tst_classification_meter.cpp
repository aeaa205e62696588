// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/agreement.h"
#include "core/evaluation/classification_meter.h"
#include "core/evaluation/scene_evaluator.h"
#include "core/graph/error.h"
#include "tests/core/evaluation/values.h"

#include <QTest>

#include <cmath>

using namespace splitscope;
using namespace splitscope::test;

namespace {

TaskOutput scores(const std::vector<float> &values)
{
    return taskOutputOf(task("c", TaskKind::Classification), floats({1, std::int64_t(values.size())}, values));
}

std::map<std::string, double> measured(const TaskOutput &output, const TaskOutput &reference)
{
    const ClassificationMeter meter;
    return meter.metricsOf(meter.sumsOf(output, reference));
}

const std::vector<std::string> objects{"sphere", "box", "cylinder", "cone", "torus"};

/// A row of pixels with so many of each class.
SceneTruth truthWith(const std::vector<int> &counts)
{
    SceneTruth truth;
    for (std::size_t index = 0; index < counts.size(); ++index) {
        truth.classes.insert(truth.classes.end(), std::size_t(counts[index]), std::uint8_t(index));
    }
    truth.width = int(truth.classes.size());
    truth.height = 1;
    return truth;
}

} // namespace

class TestClassificationMeter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLargestScoreDecides();
    void tauCountsPairs_data();
    void tauCountsPairs();
    void logitsAndProbabilitiesRankAlike();
    void aNaNIsBelowEverything();
    void differentNumbersOfClassesAreRefused();
    void anAnswerOfSeveralPicturesIsRefused();
    void theTruthIsTheObjectsPixels();
    void clearPicturesAreCountedApart();
    void otherClassesHaveNoTruth();
    void agreementHasNoClearPictures();
};

void TestClassificationMeter::theLargestScoreDecides()
{
    QCOMPARE(measured(scores({0.1F, 0.9F, 0.3F}), scores({-5.0F, 7.0F, 6.0F})).at("top1"), 1.0);
    QCOMPARE(measured(scores({0.1F, 0.9F, 0.3F}), scores({-5.0F, 6.0F, 7.0F})).at("top1"), 0.0);
}

void TestClassificationMeter::tauCountsPairs_data()
{
    QTest::addColumn<QList<float>>("a");
    QTest::addColumn<QList<float>>("b");
    QTest::addColumn<double>("tau");
    QTest::newRow("same") << QList<float>{1, 2, 3} << QList<float>{10, 20, 30} << 1.0;
    QTest::newRow("reversed") << QList<float>{1, 2, 3} << QList<float>{3, 2, 1} << -1.0;
    // Of 6 pairs one is turned: (5 - 1) / 6.
    QTest::newRow("one swap") << QList<float>{1, 2, 3, 4} << QList<float>{1, 3, 2, 4} << 4.0 / 6.0;
    // The left ties one pair: 5 pairs agree, 5 ordered on the left, 6 on the right.
    QTest::newRow("a tie") << QList<float>{1, 2, 2, 4} << QList<float>{1, 2, 3, 4} << 5.0 / std::sqrt(30.0);
    QTest::newRow("no order at all") << QList<float>{2, 2} << QList<float>{5, 5} << 1.0;
    QTest::newRow("order lost") << QList<float>{2, 2} << QList<float>{5, 6} << 0.0;
    QTest::newRow("one class") << QList<float>{2} << QList<float>{9} << 1.0;
}

void TestClassificationMeter::tauCountsPairs()
{
    QFETCH(const QList<float>, a);
    QFETCH(const QList<float>, b);
    QFETCH(const double, tau);
    QVERIFY(std::abs(kendallTau({a.begin(), a.end()}, {b.begin(), b.end()}) - tau) < 1e-12);
}

void TestClassificationMeter::logitsAndProbabilitiesRankAlike()
{
    std::vector<float> logits{0.3F, -2.0F, 4.0F, 1.0F};
    std::vector<float> probabilities;
    for (const float logit : logits) {
        probabilities.push_back(std::exp(logit) / 60.0F);
    }
    QCOMPARE(measured(scores(logits), scores(probabilities)).at("rank_tau"), 1.0);
}

void TestClassificationMeter::aNaNIsBelowEverything()
{
    const auto metrics = measured(scores({NAN, -3.0F, -2.0F}), scores({-9.0F, 1.0F, 2.0F}));
    QCOMPARE(metrics.at("top1"), 1.0);
    QCOMPARE(metrics.at("rank_tau"), 1.0);
}

void TestClassificationMeter::differentNumbersOfClassesAreRefused()
{
    QVERIFY_EXCEPTION_THROWN(measured(scores({1.0F}), scores({1.0F, 2.0F})), Failure);
    QVERIFY_EXCEPTION_THROWN(measured(scores({}), scores({})), Failure);
}

void TestClassificationMeter::anAnswerOfSeveralPicturesIsRefused()
{
    const TaskSpec spec = task("c", TaskKind::Classification);
    QVERIFY_EXCEPTION_THROWN(taskOutputOf(spec, floats({2, 2}, {1, 2, 3, 4})), Failure);
    QVERIFY_EXCEPTION_THROWN(taskOutputOf(spec, floats({1, 2, 1, 1}, {1, 2})), Failure);
}

void TestClassificationMeter::theTruthIsTheObjectsPixels()
{
    const TaskSpec spec = task("c", TaskKind::Classification, objects);
    QVERIFY(scenesHaveTruthFor(spec));
    // 90 of the table, 3 of a box, 7 of a cone.
    const TaskOutput truth = taskTruthOf(spec, truthWith({90, 0, 3, 0, 7, 0}));
    QCOMPARE(truth.values, (std::vector<float>{0, 3, 0, 7, 0}));
    QVERIFY(truth.valuesAreParts);
    QCOMPARE(measured(scores({0, 1, 0, 2, 0}), truth).at("top1"), 1.0);
    QCOMPARE(measured(scores({0, 2, 0, 1, 0}), truth).at("top1"), 0.0);
}

void TestClassificationMeter::clearPicturesAreCountedApart()
{
    const TaskSpec spec = task("c", TaskKind::Classification, objects);
    SceneEvaluator evaluator({spec});
    const TensorValue box = floats({1, 5}, {0, 1, 0, 0, 0});
    evaluator.add({box}, truthWith({9, 0, 9, 5, 0, 0})); // clear: 5 is less than two thirds of 9; right
    evaluator.add({box}, truthWith({9, 0, 5, 9, 0, 0})); // clear, wrong
    evaluator.add({box}, truthWith({9, 0, 9, 6, 0, 0})); // two thirds: not clear; right
    evaluator.add({box}, truthWith({9, 0, 8, 0, 9, 0})); // not clear, wrong
    evaluator.add({box}, truthWith({9, 0, 1, 0, 0, 0})); // clear, right
    const auto metrics = evaluator.result().at("c");
    QCOMPARE(metrics.at("top1").value, 0.6);
    QCOMPARE(metrics.at("clear_part").value, 0.6);
    QCOMPARE(metrics.at("top1_clear").value, 2.0 / 3.0);
}

void TestClassificationMeter::otherClassesHaveNoTruth()
{
    QVERIFY(!scenesHaveTruthFor(task("c", TaskKind::Classification, {"cat", "dog"})));
    QVERIFY(!scenesHaveTruthFor(task("c", TaskKind::Classification, {"box", "sphere", "cylinder", "cone", "torus"})));
    QVERIFY(!scenesHaveTruthFor(task("c", TaskKind::Classification)));
    QVERIFY(!scenesHaveTruthFor(task("s", TaskKind::Segmentation, objects)));
}

void TestClassificationMeter::agreementHasNoClearPictures()
{
    const TaskSpec spec = task("c", TaskKind::Classification, objects);
    AgreementSeries series({spec});
    const TensorValue answer = floats({1, 5}, {5, 4, 3, 2, 1});
    series.add({answer}, {answer});
    series.add({floats({1, 5}, {4, 5, 3, 2, 1})}, {answer});
    const auto metrics = series.result().at("c");
    QCOMPARE(metrics.size(), std::size_t(2));
    QCOMPARE(metrics.at("top1").value, 0.5);
    QCOMPARE(metrics.at("rank_tau").value, 0.9); // (1 + (9 - 1) / 10) / 2
}

QTEST_GUILESS_MAIN(TestClassificationMeter)
#include "tst_classification_meter.moc"
