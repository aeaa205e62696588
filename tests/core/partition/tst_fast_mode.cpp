// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/choice_cache.h"
#include "core/partition/execution.h"
#include "core/partition/execution_slot.h"
#include "core/partition/halves.h"
#include "core/partition/tolerance.h"
#include "core/partition/verification.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/script.h>

using namespace splitscope;

namespace {

std::filesystem::path folder(const QTemporaryDir &directory) { return directory.path().toStdString(); }

/// Whatever the clock says, the packed execution is the one that is worth trying: what the tests below are about.
void preferPacked(const Model &model)
{
    PlanKey key;
    key.modelHash = model.hash();
    std::vector<TensorInfo> inputs;
    for (const auto &input : model.graph().inputs())
        inputs.push_back(input.info);
    key.inputSignature = inputSignature(inputs);
    key.operatingPoint = model.operatingPoint().id;
    key.threads = 1;
    ChoiceCache::ofProcess().keepPromising(key.canonicalJson(), {Execution::Kind::Packed});
}

} // namespace

class TestFastMode : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void walkingManyCutsKeepsCopiesOfTwo();
    void aThirdCutMakesTheOldestFallBack();
    void aChoiceIsAskedForUntilMadeAndAgainForOtherOrders();
    void aSecondSearchTriesOnlyWhatTheFirstFound();
    void fastHalvesAgreeWithTheModuleAtEveryCut();
    void aCancelledSearchLeavesTheExecution();
    void anOutputChosenByValueIsJudgedByAgreement();
    void aRandomModelIsNotRepeatable();
    void equalInfinitiesDoNotDiffer();

private:
    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
};

void TestFastMode::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(testing::saveSmallModel(folder(m_directory)));
    preferPacked(*m_model);
}

void TestFastMode::walkingManyCutsKeepsCopiesOfTwo()
{
    std::vector<std::unique_ptr<Halves>> walked; // all stay alive, as in a pool of ready partitions
    int most = 0;
    const auto cuts = verificationCuts(m_model->graph(), 1);
    QVERIFY(cuts.size() >= 20);
    for (const auto &cut : cuts) {
        walked.push_back(std::make_unique<Halves>(m_model, cut, ExecutionMode::Fast));
        walked.back()->chooseFastest();
        most = std::max(most, Execution::rewrittenAlive());
    }
    QVERIFY2(most > 0, "no rewritten execution was ever chosen: the test shows nothing");
    QVERIFY2(most <= 4, qPrintable(QString::number(most))); // head and tail of two cuts
    walked.clear();
    QCOMPARE(Execution::rewrittenAlive(), 0);
}

void TestFastMode::aThirdCutMakesTheOldestFallBack()
{
    const torch::jit::Graph empty;
    const auto slot = [&] {
        return std::make_shared<ExecutionSlot>(Execution::make(empty, Execution::Kind::Reference));
    };
    const auto quick = Execution::make(empty, Execution::Kind::Frozen);
    FastCopies copies;
    const std::vector slots{slot(), slot(), slot(), slot()};
    const auto fast = [&](std::size_t i) { return slots[i]->current() == quick; };
    const auto take = [&](const char *cut, std::size_t i) {
        copies.admit(cut, slots[i]);
        slots[i]->use(quick);
    };
    take("a", 0);
    take("a", 1); // head and tail of one cut
    take("b", 2);
    QVERIFY(fast(0) && fast(1) && fast(2));
    copies.admit("a", slots[0]); // newer than b again
    take("c", 3);
    QVERIFY(fast(0) && fast(1) && !fast(2) && fast(3));
    QVERIFY(slots[2]->current() == slots[2]->reference());
}

void TestFastMode::aChoiceIsAskedForUntilMadeAndAgainForOtherOrders()
{
    const auto cut = Cut::upTo(m_model->graph(), {1});
    const Halves halves(m_model, cut, ExecutionMode::Fast);
    auto &tail = *halves.tail();
    QVERIFY(tail.wantsChoice());
    QVERIFY(!Executable::build(m_model, cut, Piece::Tail, ExecutionMode::Reference)->wantsChoice());

    const auto crossing = halves.head().run(m_model->sampleInputs(1), OutputForm::Full).crossing;
    tail.run(crossing, OutputForm::Full);
    tail.chooseFastest();
    QVERIFY(!tail.wantsChoice());
    QCOMPARE(tail.execution(), std::string("xnnpack"));

    auto other = crossing;
    const auto order = crossing[0].info.order == DimensionOrder::ChannelsLast ? at::MemoryFormat::Contiguous
                                                                              : at::MemoryFormat::ChannelsLast;
    QCOMPARE(crossing[0].info.shape.size(), std::size_t{4});
    other[0] = toCrossingValue(toTensor(crossing[0]).contiguous(order));
    const auto first = tail.run(crossing, OutputForm::Full);
    const auto second = tail.run(other, OutputForm::Full);
    QVERIFY(tail.wantsChoice());
    for (std::size_t i = 0; i < first.tasks.size(); ++i)
        QVERIFY(relativeDifference(toTensor(second.tasks[i].second), toTensor(first.tasks[i].second)) <= 1e-5);
    tail.chooseFastest();
    QVERIFY(!tail.wantsChoice());
}

void TestFastMode::aSecondSearchTriesOnlyWhatTheFirstFound()
{
    const auto model = Model::open(testing::saveScript(folder(m_directory), "twice",
        "def forward(self, x):\n    return torch.relu(torch.conv2d(x, self.weight, self.bias))\n",
        testing::tensorMetadata("1,3,8,8")));
    // How many are tried: alive together when the race begins. How long that takes is up to the clock.
    const auto mostAtOnce = [&] {
        const int before = Execution::rewrittenAlive();
        int most = 0;
        const auto whole = Executable::build(model, Cut::device(model->graph()), Piece::Whole, ExecutionMode::Fast);
        whole->chooseFastest({{}, [&] {
                                  most = std::max(most, Execution::rewrittenAlive() - before);
                                  return false;
                              }});
        return most;
    };
    const auto first = mostAtOnce();
    const auto second = mostAtOnce();
    QVERIFY2(first > 1, qPrintable(QString::number(first)));
    QVERIFY2(second <= 1, qPrintable(QString::number(second)));
    ChoiceCache::ofProcess().clear();
    QCOMPARE(mostAtOnce(), first);
    preferPacked(*m_model);
}

void TestFastMode::fastHalvesAgreeWithTheModuleAtEveryCut()
{
    const auto inputs = m_model->sampleInputs(77);
    const auto wanted = m_model->runOriginal(inputs);
    for (const auto &cut : verificationCuts(m_model->graph(), 1, 8)) {
        Halves halves(m_model, cut, ExecutionMode::Fast);
        halves.chooseFastest();
        const auto outputs = halves.run(inputs, OutputForm::Full);
        for (std::size_t task = 0; task < outputs.size(); ++task) {
            const auto &right = wanted.at(static_cast<std::size_t>(m_model->outputOfTask(static_cast<int>(task))));
            QVERIFY(outputs[task].info.order == DimensionOrder::Contiguous);
            QVERIFY2(relativeDifference(toTensor(outputs[task]), toTensor(right)) <= 1e-5,
                cut.text(m_model->graph()).c_str());
        }
    }
}

void TestFastMode::aCancelledSearchLeavesTheExecution()
{
    const auto whole = Executable::build(m_model, Cut::device(m_model->graph()), Piece::Whole, ExecutionMode::Fast);
    QVERIFY_EXCEPTION_THROWN(whole->chooseFastest({{}, [] { return true; }}), Failure);
    QCOMPARE(whole->execution(), std::string("reference"));

    VerificationOptions options;
    int asked = 0;
    options.cancelled = [&] { return ++asked > 20; };
    try {
        verifyCuts(m_model, options);
        QFAIL("verification went on");
    } catch (const Failure &failure) {
        QVERIFY(failure.error().code == ErrorCode::Cancelled);
        QVERIFY(QString(failure.what()).contains("small.pt"));
    }
}

void TestFastMode::anOutputChosenByValueIsJudgedByAgreement()
{
    const auto model = Model::open(testing::saveScript(folder(m_directory), "choice",
        "def forward(self, x):\n    y = torch.conv2d(x, self.weight, self.bias)\n"
        "    return y, torch.argmax(y, 1), torch.topk(y.flatten(), 5)[0]\n",
        testing::tensorMetadata("1,3,8,8")));
    const auto report = verifyCuts(model, {});
    QVERIFY(report.passed());
    QVERIFY(report.agreement.has_value());
    QVERIFY(*report.agreement > 0.99 && *report.agreement <= 1.0);

    QCOMPARE(agreement(torch::tensor({1, 2, 3, 4}), torch::tensor({1, 2, 0, 4})), 0.75);
    QCOMPARE(agreement(torch::tensor({1.0F, 8.0F}), torch::tensor({1.0005F, 8.0F})), 1.0); // 5e-4 of 8e-4 allowed
    QCOMPARE(agreement(torch::tensor({1.0F, 8.0F}), torch::tensor({1.0010F, 8.0F})), 0.5);
    QCOMPARE(agreement(torch::tensor({1, 2}), torch::tensor({1, 2, 3})), 0.0);
    QVERIFY(!withinLimit(torch::tensor({1, 2}), torch::tensor({1.0F, 2.0F}), false)); // another type
    QVERIFY(!withinLimit(torch::tensor({1.0F}), torch::tensor({1.001F}), false));
}

void TestFastMode::aRandomModelIsNotRepeatable()
{
    const auto model = Model::open(testing::saveScript(folder(m_directory), "random",
        "def forward(self, x):\n    return torch.conv2d(x, self.weight) + torch.rand([1, 4, 6, 6])\n",
        testing::tensorMetadata("1,3,8,8")));
    VerificationOptions options;
    options.sample = 2;
    const auto report = verifyCuts(model, options);
    QVERIFY(!report.repeatable);
    QVERIFY(report.passed()); // exactness cannot be judged
}

void TestFastMode::equalInfinitiesDoNotDiffer()
{
    const auto infinity = std::numeric_limits<float>::infinity();
    const auto masked = torch::tensor({1.0F, -infinity, 2.0F});
    QCOMPARE(absoluteDifference(masked, masked), 0.0);
    QCOMPARE(relativeDifference(torch::tensor({1.0F, -infinity, 1.0F}), masked), 0.5); // of the largest finite one
    QVERIFY(std::isinf(absoluteDifference(torch::tensor({1.0F, infinity, 2.0F}), masked)));
}

QTEST_GUILESS_MAIN(TestFastMode)
#include "tst_fast_mode.moc"
