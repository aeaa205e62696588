// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/frame_painter.h"
#include "app/desktop/workspace/open_model.h"
#include "tests/widgets/sample_graph.h"

#include <QSignalSpy>
#include <QTest>

using namespace splitscope;

namespace {

TensorValue depthOf(float metres)
{
    TensorValue value;
    value.info = {{1, 1, 6, 8}, DType::Float32, DimensionOrder::Contiguous};
    std::vector<std::uint8_t> bytes(48 * sizeof(float));
    for (int i = 0; i < 48; ++i)
        std::memcpy(bytes.data() + i * sizeof(float), &metres, sizeof(float));
    value.data = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
    return value;
}

FrameResult resultOf(std::uint64_t number, std::uint64_t generation, double latencyMs)
{
    FrameResult result;
    result.frame.number = number;
    result.frame.picture.width = 8;
    result.frame.picture.height = 6;
    result.frame.picture.rgb.assign(8 * 6 * 3, 100);
    result.settingsGeneration = generation;
    result.latencyMs = latencyMs;
    result.stages = {latencyMs, 0.0, 0.0, 0.0, 0.0};
    TaskResult task;
    task.task.name = "depth";
    task.task.kind = TaskKind::Depth;
    task.split = depthOf(2.0F);
    task.whole = depthOf(2.0F);
    task.agreement = {{"abs_rel_difference", 0.0}};
    result.tasks.push_back(task);
    return result;
}

} // namespace

class TestFramePainter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aResultBecomesPictures();
    void theLatestResultWins();
    void figuresCountEveryFrameAndStartAnewWithNewSettings();
    void whatWasClearedDoesNotArrive();
    void agreementIsSaidInWords();
    void aModelStartsWithTheNarrowestCut();
    void aModelThatCannotBeCutSaysWhy();
};

void TestFramePainter::aResultBecomesPictures()
{
    FramePainter painter;
    QSignalSpy views(&painter, &FramePainter::viewReady);
    painter.submit(resultOf(7, 3, 20.0), painter.run());
    QTRY_COMPARE(views.count(), 1);
    const auto view = views.first().first().value<LiveView>();
    QCOMPARE(view.frameNumber, std::uint64_t(7));
    QCOMPARE(view.settingsGeneration, std::uint64_t(3));
    QCOMPARE(view.settingsSinceFrame, std::uint64_t(7));
    QCOMPARE(view.tasks.size(), std::size_t(1));
    QVERIFY(view.camera && view.tasks.front().split && view.tasks.front().whole && view.tasks.front().difference);
    QCOMPARE(view.tasks.front().agreement, QStringLiteral("equal"));
}

void TestFramePainter::theLatestResultWins()
{
    FramePainter painter;
    QSignalSpy views(&painter, &FramePainter::viewReady);
    for (std::uint64_t number = 0; number < 100; ++number)
        painter.submit(resultOf(number, 1, 20.0), painter.run());
    QTRY_VERIFY(!views.isEmpty() && views.last().first().value<LiveView>().frameNumber == 99);
    QVERIFY(views.count() < 10);
    QCOMPARE(painter.statistics().frames(), std::uint64_t(100));
}

void TestFramePainter::figuresCountEveryFrameAndStartAnewWithNewSettings()
{
    RunStatistics statistics;
    auto now = RunStatistics::Clock::now();
    for (int i = 0; i < 40; ++i)
        statistics.add(resultOf(static_cast<std::uint64_t>(i), 1, 100.0), now += std::chrono::milliseconds(50));
    QVERIFY(std::abs(statistics.framesPerSecond(now) - 20.0) < 0.1);
    QCOMPARE(statistics.latencyP50Ms(), 100.0);
    for (int i = 40; i < 45; ++i)
        statistics.add(resultOf(static_cast<std::uint64_t>(i), 2, 30.0), now += std::chrono::milliseconds(50));
    QCOMPARE(statistics.latencyP50Ms(), 30.0);
    QCOMPARE(statistics.settingsSinceFrame(), std::uint64_t(40));
    QCOMPARE(statistics.stageMedians().device, 100.0);
    QCOMPARE(statistics.framesPerSecond(now + std::chrono::seconds(5)), 0.0);
}

void TestFramePainter::whatWasClearedDoesNotArrive()
{
    FramePainter painter;
    QSignalSpy views(&painter, &FramePainter::viewReady);
    painter.submit(resultOf(1, 1, 20.0), painter.run());
    painter.clear();
    painter.submit(resultOf(2, 1, 20.0), painter.run());
    QTRY_VERIFY(!views.isEmpty());
    QCOMPARE(views.first().first().value<LiveView>().frameNumber, std::uint64_t(2));
}

void TestFramePainter::agreementIsSaidInWords()
{
    QLocale::setDefault(QLocale::c());
    QCOMPARE(agreementText({}), QString());
    QCOMPARE(agreementText({{"miou", 0.9}, {"pixel_agreement", 1.0}}), QStringLiteral("100 % of pixels equal"));
    QCOMPARE(agreementText({{"pixel_agreement", 0.999999}}), QStringLiteral("99.99 % of pixels equal"));
    QCOMPARE(agreementText({{"pixel_agreement", 0.871}}), QStringLiteral("87.1 % of pixels equal"));
    QCOMPARE(agreementText({{"abs_rel_difference", 0.0213}}), QStringLiteral("off by 2.13 %"));
    QCOMPARE(agreementText({{"relative_error", 1e-9}}), QStringLiteral("off by < 0.001 %"));
    QCOMPARE(agreementText({{"angle_deg", 1.5}}), QStringLiteral("off by 1.50\u00b0"));
    QCOMPARE(agreementText({{"top1", 1.0}, {"rank_tau", 0.5}}), QStringLiteral("same class"));
    QCOMPARE(agreementText({{"top1", 0.0}, {"rank_tau", 0.5}}), QStringLiteral("another class"));
    QCOMPARE(agreementText({{"map", 0.5}, {"map50", 1.0}}), QStringLiteral("mAP 50.0 %"));
    QCOMPARE(agreementText({{"map", 1.0 - 1e-15}}), QStringLiteral("mAP 100 %"));
}

void TestFramePainter::aModelStartsWithTheNarrowestCut()
{
    const auto graph = testing::encoderWithThreeDecoders();
    std::string why;
    const auto cut = startingCut(graph, why);
    QCOMPARE(cut, Cut::upTo(graph, {*graph.indexOf("encoder.bottleneck")}));
    QVERIFY(why.empty());
}

void TestFramePainter::aModelThatCannotBeCutSaysWhy()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int first = make.add("a", "conv2d", {TensorRef::input}, {1, 8, 8, 8}, 10);
    make.layer(first).uncuttable = "it is a list of tensors";
    make.output("result", make.add("b", "conv2d", {first}, {1, 8, 8, 8}, 10));
    std::string why;
    QVERIFY(startingCut(make.graph(), why).isEdge());
    QVERIFY(!why.empty());
}

QTEST_GUILESS_MAIN(TestFramePainter)
#include "tst_frame_painter.moc"
