// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/runtime/piece_tuner.h"
#include "core/runtime/served_piece.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <thread>

using namespace splitscope;

namespace {

/// Largest difference between two float tensors.
double difference(const TensorValue &a, const TensorValue &b)
{
    double largest = a.data->size() == b.data->size() ? 0.0 : HUGE_VAL;
    for (std::size_t i = 0; i < a.data->size() / sizeof(float) && std::isfinite(largest); ++i)
        largest = std::max(largest, static_cast<double>(std::abs(a.as<float>()[i] - b.as<float>()[i])));
    return largest;
}

} // namespace

class TestServedPiece : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void onlyAPieceThatRunsOftenIsTuned();
    void runsStayRightWhileAQuickerExecutionIsSwappedIn();
    void aReferencePieceIsNeverTuned();
    void endingTheTunerEndsTheSearch();

private:
    std::shared_ptr<ServedPiece> whole(ExecutionMode mode) const
    {
        return std::make_shared<ServedPiece>(m_model, Cut::device(m_model->graph()), Piece::Whole, mode);
    }

    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
};

void TestServedPiece::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(testing::saveSmallModel(m_directory.path().toStdString()));
}

void TestServedPiece::onlyAPieceThatRunsOftenIsTuned()
{
    const auto piece = whole(ExecutionMode::Fast);
    const auto inputs = m_model->sampleInputs(1);
    int runs = 0;
    while (!piece->shouldBeTuned() && runs < 100) {
        piece->run(inputs, OutputForm::Full);
        ++runs;
    }
    QVERIFY(runs > 1 && runs < 100);
    QVERIFY(!piece->shouldBeTuned()); // asked for once
    piece->tune();
    for (int i = 0; i < 100; ++i) {
        piece->run(inputs, OutputForm::Full);
        QVERIFY(!piece->shouldBeTuned()); // its choice stands
    }
}

void TestServedPiece::runsStayRightWhileAQuickerExecutionIsSwappedIn()
{
    const auto piece = whole(ExecutionMode::Fast);
    const auto inputs = m_model->sampleInputs(2);
    const auto wanted = whole(ExecutionMode::Reference)->run(inputs, OutputForm::Full);
    std::atomic<bool> done{false};
    std::thread tuner([&] {
        piece->tune();
        done = true;
    });
    double worst = 0.0;
    int runs = 0;
    for (; !done || runs < 20; ++runs) {
        const auto outputs = piece->run(inputs, OutputForm::Full);
        for (std::size_t i = 0; i < outputs.tasks.size(); ++i)
            worst = std::max(worst, difference(outputs.tasks[i].second, wanted.tasks[i].second));
    }
    tuner.join();
    QVERIFY2(worst < 1e-3, qPrintable(QString::number(worst)));
    QVERIFY(piece->execution() != "reference");
}

void TestServedPiece::aReferencePieceIsNeverTuned()
{
    const auto piece = whole(ExecutionMode::Reference);
    for (int i = 0; i < 40; ++i) {
        piece->run(m_model->sampleInputs(1), OutputForm::Full);
        QVERIFY(!piece->shouldBeTuned());
    }
}

void TestServedPiece::endingTheTunerEndsTheSearch()
{
    const auto piece = whole(ExecutionMode::Fast);
    QVERIFY_EXCEPTION_THROWN(piece->tune([] { return true; }), Failure);
    QCOMPARE(piece->execution(), std::string("reference"));
    const auto inputs = m_model->sampleInputs(1);
    {
        PieceTuner tuner;
        for (int i = 0; i < 200; ++i) {
            piece->run(inputs, OutputForm::Full);
            tuner.afterRun(piece);
        }
    }
    QVERIFY(difference(piece->run(inputs, OutputForm::Full).tasks[0].second,
                whole(ExecutionMode::Reference)->run(inputs, OutputForm::Full).tasks[0].second)
        < 1e-3);
}

QTEST_GUILESS_MAIN(TestServedPiece)
#include "tst_served_piece.moc"
