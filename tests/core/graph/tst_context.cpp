// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/context.h"
#include "core/graph/error.h"
#include "core/graph/operation_class.h"
#include "tests/core/graph/graph_making.h"

#include <QTest>

using namespace splitscope;
using namespace splitscope::testing;

class TestContext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void objectivesAreReadAndWritten();
    void wrongObjectivesAreRefused_data();
    void wrongObjectivesAreRefused();
    void layersAreClassifiedByWhatTheyCompute_data();
    void layersAreClassifiedByWhatTheyCompute();
};

void TestContext::objectivesAreReadAndWritten()
{
    for (const auto *text : {"latency", "energy", "bytes", "price", "throughput"})
        QCOMPARE(Objective::fromText(text).text(), std::string(text));
    const auto weighted = Objective::fromText("weighted:latency=1,energy=0.25");
    QCOMPARE(weighted.perMs, 1.0);
    QCOMPARE(weighted.perMj, 0.25);
    QCOMPARE(weighted.perKilobyte, 0.0);
    QCOMPARE(Objective::fromText(weighted.text()).perMj, 0.25);
    QCOMPARE(Objective::fromText("weighted:bytes=2").perMs, 0.0);
}

void TestContext::wrongObjectivesAreRefused_data()
{
    QTest::addColumn<std::string>("text");
    for (const auto *text : {"", "speed", "weighted:", "weighted:latency", "weighted:latency=x", "weighted:latency=-1",
             "weighted:latency=0", "weighted:speed=1", "weighted:latency=1,", "weighted:latency=nan"})
        QTest::newRow(text) << std::string(text);
}

void TestContext::wrongObjectivesAreRefused()
{
    QFETCH(std::string, text);
    try {
        Objective::fromText(text);
        QFAIL("It was taken.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::InvalidArgument);
    }
}

void TestContext::layersAreClassifiedByWhatTheyCompute_data()
{
    QTest::addColumn<std::string>("op");
    QTest::addColumn<int>("macsPerOutput");
    QTest::addColumn<int>("parameters");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const char *op, int macs, int parameters, OperationClass kind) {
        QTest::newRow(name) << std::string(op) << macs << parameters << static_cast<int>(kind);
    };
    // The layer reads 32 channels.
    row("3x3", "conv2d+batch_norm+relu", 32 * 9, 100, OperationClass::Convolution);
    row("1x1", "conv2d+relu6", 32, 100, OperationClass::Pointwise);
    row("depthwise", "conv2d+batch_norm+silu", 9, 100, OperationClass::Depthwise);
    row("grouped", "conv2d", 2 * 9, 100, OperationClass::Depthwise);
    row("linear", "linear+gelu", 32, 100, OperationClass::Linear);
    row("product of activations", "matmul", 64, 0, OperationClass::Attention);
    row("pooling", "max_pool2d", 0, 0, OperationClass::Elementwise);
}

void TestContext::layersAreClassifiedByWhatTheyCompute()
{
    QFETCH(std::string, op);
    QFETCH(int, macsPerOutput);
    QFETCH(int, parameters);
    QFETCH(int, kind);
    auto layer = makeLayer("l", {-1}, 64);
    layer.op = op;
    layer.outputs[0].shape = {1, 16, 10, 10};
    layer.macs = static_cast<std::int64_t>(macsPerOutput) * 1600;
    layer.parameters = parameters;
    const LayerGraph graph({{"x", {{1, 32, 10, 10}}}}, {layer}, {{"0", {0, 0}, layer.outputs[0]}});
    QCOMPARE(static_cast<int>(operationClass(graph, 0)), kind);
}

QTEST_GUILESS_MAIN(TestContext)
#include "tst_context.moc"
