// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/executable.h"
#include "core/profile/return_costs.h"
#include "core/profile/stopwatch.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;

class TestReturnCosts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void bytesAreThoseOfTheReturnedForm();
    void formsTogetherCostLessThanTheRunThatGivesThem();
    void fullOutputsCostNothing();

private:
    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
};

void TestReturnCosts::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(testing::saveSmallModel(m_directory.path().toStdString()));
}

void TestReturnCosts::bytesAreThoseOfTheReturnedForm()
{
    const auto costs = measureReturns(m_model);
    QCOMPARE(costs.size(), std::size_t(3)); // 24x32: a class index, a half float, three signed bytes a pixel
    QCOMPARE(costs[0].bytes, 24.0 * 32 * 1);
    QCOMPARE(costs[1].bytes, 24.0 * 32 * 2);
    QCOMPARE(costs[2].bytes, 24.0 * 32 * 3);
}

void TestReturnCosts::formsTogetherCostLessThanTheRunThatGivesThem()
{
    const auto whole =
        Executable::build(m_model, Cut::device(m_model->graph()), Piece::Whole, ExecutionMode::Reference);
    const auto inputs = m_model->sampleInputs(1);
    double longest = 0.0;
    for (int i = 0; i < 20; ++i) {
        const Stopwatch watch;
        whole->run(inputs, OutputForm::Returned);
        longest = std::max(longest, watch.elapsedMs());
    }
    double sum = 0.0;
    for (const auto &cost : measureReturns(m_model))
        sum += cost.ms;
    QVERIFY2(sum < longest, std::to_string(sum).c_str());
}

void TestReturnCosts::fullOutputsCostNothing()
{
    const auto file = testing::saveScript(m_directory.path().toStdString(), "plain",
        "def forward(self, x):\n    return torch.conv2d(x, self.weight, self.bias)\n",
        testing::tensorMetadata("1,3,8,8"));
    const auto costs = measureReturns(Model::open(file));
    QCOMPARE(costs.size(), std::size_t(1));
    QCOMPARE(costs[0].ms, 0.0);
    QCOMPARE(costs[0].bytes, 4.0 * 4 * 6 * 6); // four channels of 6x6
}

QTEST_GUILESS_MAIN(TestReturnCosts)
#include "tst_return_costs.moc"
