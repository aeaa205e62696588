// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/execution.h"
#include "core/partition/execution_choice.h"
#include "core/partition/piece_graph.h"
#include "core/partition/tolerance.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/script.h>

using namespace splitscope;
using Kind = Execution::Kind;

namespace {

/// Methods written against these weights, all seeded: w (8x4x3x3), dw (8x1x3x3), gw (8x2x3x3), b (8), norm statistics
/// of 8 channels, lw (5x8), lb (5). The input is 1x4x9x11.
std::filesystem::path save(const QTemporaryDir &directory, const std::string &body)
{
    torch::manual_seed(3);
    torch::jit::Module module("Net");
    const auto parameter = [&](const char *name, std::vector<std::int64_t> shape) {
        module.register_parameter(name, torch::randn(shape), false);
    };
    parameter("w", {8, 4, 3, 3});
    parameter("w8", {8, 8, 1, 1});
    parameter("dw", {8, 1, 3, 3});
    parameter("gw", {8, 2, 3, 3});
    parameter("b", {8});
    parameter("scale", {8});
    parameter("mean", {8});
    parameter("lw", {5, 8});
    parameter("lb", {5});
    module.register_parameter("variance", torch::rand({8}) + 0.5, false);
    std::string source = "def forward(self, x):\n";
    for (const auto c : "    " + body)
        source += c == '\n' ? std::string("\n    ") : std::string(1, c);
    module.define(source + "\n");
    const auto file = std::filesystem::path(directory.path().toStdString()) / "net.pt";
    module.save(file.string(), {{"splitscope.json", testing::tensorMetadata("1,4,9,11")}});
    return file;
}

PieceGraph wholeOf(const std::shared_ptr<const Model> &model)
{
    return buildPieceGraph(*model, Cut::device(model->graph()), Piece::Whole);
}

std::vector<at::Tensor> inputsOf(const Model &model, std::uint64_t seed)
{
    std::vector<at::Tensor> tensors;
    for (const auto &value : model.sampleInputs(seed))
        tensors.push_back(toTensor(value));
    return tensors;
}

} // namespace

/// Every expectation is what LibTorch computes for the graph as it is.
class TestFastExecutions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindAgreesWithReferenceMode_data();
    void everyKindAgreesWithReferenceMode();
    void theSecondRunEqualsTheFirstAndLeavesTheInputAlone_data() { everyKindAgreesWithReferenceMode_data(); }
    void theSecondRunEqualsTheFirstAndLeavesTheInputAlone();
    void aConvolutionTakesInItsNormAndActivation();
    void aTensorThatIsReadLaterIsNotOverwritten();
    void packedHalvesSendChannelsLast();
    void aWrongExecutionIsRejected();
    void aCancelledSearchSaysSo();

private:
    QTemporaryDir m_directory;
};

void TestFastExecutions::everyKindAgreesWithReferenceMode_data()
{
    QTest::addColumn<QString>("body");
    const auto row = [](const char *name, const char *body) { QTest::newRow(name) << body; };
    row("convolution", "return torch.conv2d(x, self.w, self.b)");
    row("no bias", "return torch.conv2d(x, self.w)");
    row("stride, padding", "return torch.conv2d(x, self.w, self.b, [2, 1], [1, 2])");
    row("dilation", "return torch.conv2d(x, self.w, self.b, [1, 1], [2, 2], [2, 2])");
    row("padding as a word", "return torch.conv2d(x, self.w, self.b, [1, 1], 'same')");
    row("depthwise", "y = torch.conv2d(x, self.w)\nreturn torch.conv2d(y, self.dw, self.b, [2, 2], [1, 1], [1, 1], 8)");
    row("groups", "y = torch.conv2d(x, self.w)\nreturn torch.conv2d(y, self.gw, None, [1, 1], [1, 1], [1, 1], 4)");
    row("reflected padding", "y = torch.reflection_pad2d(x, [1, 1, 1, 1])\nreturn torch.conv2d(y, self.w, self.b)");
    row("relu", "return torch.relu(torch.conv2d(x, self.w, self.b))");
    row("relu in place", "y = torch.conv2d(x, self.w, self.b)\ntorch.relu_(y)\nreturn y");
    row("relu6", "return torch.relu6(torch.conv2d(x, self.w, self.b))");
    row("hardtanh", "return torch.hardtanh(torch.conv2d(x, self.w, self.b), -0.5, 0.25)");
    row("clamp on one side", "return torch.clamp(torch.conv2d(x, self.w, self.b), None, 0.5)");
    row("hardtanh with an empty range", "return torch.hardtanh(torch.conv2d(x, self.w), 0.5, 0.5)");
    row("activation read twice", "y = torch.conv2d(x, self.w)\nz = torch.relu(y)\nreturn y, z");
    row("hardswish", "return torch.hardswish(torch.conv2d(x, self.w, self.b))");
    row("silu in place", "return torch.silu_(torch.conv2d(x, self.w, self.b))");
    row("norm",
        "y = torch.conv2d(x, self.w)\n"
        "return torch.relu(torch.batch_norm(y, self.scale, self.b, self.mean, self.variance, False, 0.1, 1e-5, True))");
    row("norm before a convolution",
        "y = torch.relu(torch.conv2d(x, self.w))\n"
        "z = torch.relu(torch.batch_norm(y, self.scale, self.b, self.mean, self.variance, False, 0.1, 1e-5, True))\n"
        "return torch.conv2d(z, self.w8, self.b), y");
    row("norm without scale",
        "y = torch.relu(torch.conv2d(x, self.w))\n"
        "z = torch.batch_norm(y, None, None, self.mean, self.variance, False, 0.1, 1e-5, True)\n"
        "return torch.conv2d(z, self.w8)");
    row("residual", "y = torch.relu(torch.conv2d(x, self.w))\nz = torch.conv2d(y, self.w8)\nreturn torch.relu(y + z)");
    row("residual with a factor",
        "y = torch.relu(torch.conv2d(x, self.w))\nz = torch.conv2d(y, self.w8)\nreturn torch.relu(torch.add(y, z, "
        "alpha=2))");
    row("squeeze and excite",
        "y = torch.hardswish(torch.conv2d(x, self.w))\n"
        "g = torch.conv2d(torch.adaptive_avg_pool2d(y, [1, 1]), self.w8, self.b)\n"
        "return torch.conv2d(y * torch.sigmoid(g), self.w8)");
    row("shuffle",
        "y = torch.conv2d(x, self.w, self.b)\n"
        "z = y.view([1, 2, 4, y.size(2), y.size(3)]).transpose(1, 2).contiguous().view([1, 8, y.size(2), y.size(3)])\n"
        "return torch.conv2d(z, self.w8)");
    row("concatenation and split",
        "y = torch.conv2d(x, self.w, self.b)\na, b = torch.chunk(y, 2, 1)\n"
        "z = torch.cat([b, torch.relu(a)], 1)\nreturn torch.conv2d(z, self.w8)");
    row("pooling and resizing",
        "y = torch.max_pool2d(torch.conv2d(x, self.w, self.b), [2, 2])\n"
        "z = torch.upsample_bilinear2d(torch.conv2d(y, self.w8), [9, 11], False)\n"
        "return z, torch.avg_pool2d(torch.conv2d(y, self.w8), [2, 2])");
    row("classifier",
        "y = torch.relu(torch.conv2d(x, self.w))\nz = torch.adaptive_avg_pool2d(y, [1, 1])\n"
        "return torch.linear(torch.flatten(z, 1), self.lw, self.lb)");
    row("linear with clamp",
        "y = torch.flatten(torch.adaptive_avg_pool2d(torch.conv2d(x, self.w), [1, 1]), 1)\n"
        "return torch.relu(torch.linear(y, self.lw)), torch.addmm(self.lb, y, self.lw.t())");
    row("view of a picture", "y = torch.conv2d(x, self.w)\nreturn torch.conv2d(y, self.w8).view([8, 63])");
    row("in place on the input", "x.mul_(0.5)\nreturn torch.conv2d(x, self.w)");
    row("in place through a view", "y = torch.conv2d(x, self.w)\nv = y[:, :2]\nv.mul_(3.0)\nreturn torch.relu(y), v");
}

void TestFastExecutions::everyKindAgreesWithReferenceMode()
{
    QFETCH(QString, body);
    const auto model = Model::open(save(m_directory, body.toStdString()));
    const auto graph = wholeOf(model);
    const c10::InferenceMode guard;
    const auto wanted = model->runOriginal(model->sampleInputs(5));
    int tried = 0;
    for (const auto kind : {Kind::Reference, Kind::Frozen, Kind::Packed}) {
        const auto execution = Execution::make(*graph.graph, kind);
        if (!execution)
            continue;
        ++tried;
        auto inputs = inputsOf(*model, 5);
        for (auto &input : inputs)
            input = input.clone();
        const auto outputs = execution->run(inputs);
        QCOMPARE(outputs.size(), wanted.size());
        for (std::size_t i = 0; i < outputs.size(); ++i)
            QVERIFY2(relativeDifference(outputs[i], toTensor(wanted[i])) <= 1e-5, Execution::name(kind));
    }
    QCOMPARE(tried, 3 - (body.contains("'same'") ? 1 : 0));
}

void TestFastExecutions::theSecondRunEqualsTheFirstAndLeavesTheInputAlone()
{
    QFETCH(QString, body);
    const auto model = Model::open(save(m_directory, body.toStdString()));
    const auto graph = wholeOf(model);
    const c10::InferenceMode guard;
    for (const auto kind : {Kind::Frozen, Kind::Packed}) {
        const auto execution = Execution::make(*graph.graph, kind);
        if (!execution || graph.written[0])
            continue;
        const auto inputs = inputsOf(*model, 5);
        const auto before = inputs[0].clone();
        std::vector<at::Tensor> first;
        for (const auto &output : execution->run(inputs))
            first.push_back(output.clone());
        const auto second = execution->run(inputs);
        QVERIFY(torch::equal(inputs[0], before));
        for (std::size_t i = 0; i < first.size(); ++i)
            QVERIFY2(torch::equal(first[i], second[i]), Execution::name(kind));
    }
}

void TestFastExecutions::aConvolutionTakesInItsNormAndActivation()
{
    const auto model = Model::open(save(m_directory,
        "y = torch.batch_norm(torch.conv2d(x, self.w), self.scale, self.b, self.mean, self.variance, False, 0.1, 1e-5, "
        "True)\nreturn torch.relu_(y)"));
    const auto execution = Execution::make(*wholeOf(model).graph, Kind::Packed);
    QVERIFY(execution);
    QCOMPARE(execution->operations(), (std::vector<std::string>{"aten::contiguous", "prepacked::conv2d_clamp_run"}));
}

void TestFastExecutions::aTensorThatIsReadLaterIsNotOverwritten()
{
    const auto model = Model::open(save(m_directory,
        "y = torch.conv2d(x, self.w)\nz = torch.sigmoid(y)\nv = y[:, :3]\nu = torch.tanh(y)\nreturn z, v, u"));
    const auto execution = Execution::make(*wholeOf(model).graph, Kind::Frozen);
    const auto names = execution->operations();
    for (const auto *inPlace : {"aten::sigmoid_", "aten::tanh_"})
        QVERIFY2(std::find(names.begin(), names.end(), inPlace) == names.end(), inPlace);
    const auto chain = Model::open(save(m_directory, "return torch.tanh(torch.sigmoid(torch.conv2d(x, self.w)))"));
    QCOMPARE(Execution::make(*wholeOf(chain).graph, Kind::Frozen)->operations(),
        (std::vector<std::string>{"aten::conv2d", "aten::sigmoid_", "aten::tanh_"}));
}

void TestFastExecutions::packedHalvesSendChannelsLast()
{
    const auto model =
        Model::open(save(m_directory, "y = torch.relu(torch.conv2d(x, self.w))\nreturn torch.conv2d(y, self.w8)"));
    const auto graph = buildPieceGraph(*model, Cut::upTo(model->graph(), {0}), Piece::Head);
    const c10::InferenceMode guard;
    const auto crossing = Execution::make(*graph.graph, Kind::Packed)->run(inputsOf(*model, 1)).at(0);
    QVERIFY(!crossing.is_contiguous());
    const auto value = toCrossingValue(crossing);
    QVERIFY(value.info.order == DimensionOrder::ChannelsLast);
    QCOMPARE(std::memcmp(value.data->data(), crossing.data_ptr(), value.data->size()), 0); // nothing is permuted
    QVERIFY(torch::equal(toTensor(value), crossing));
    QCOMPARE(toTensor(value).strides(), crossing.strides());
    QVERIFY(torch::equal(toTensor(toValue(crossing)), crossing));
}

void TestFastExecutions::aWrongExecutionIsRejected()
{
    const auto model = Model::open(save(m_directory, "return torch.relu(torch.conv2d(x, self.w))"));
    const auto other = Model::open(save(m_directory, "return torch.relu(torch.conv2d(x, self.w)) * 1.001"));
    const auto graph = wholeOf(model);
    const auto inputs = inputsOf(*model, 2);
    ChoiceTask task{graph.graph.get(), {[&] { return inputs; }}, Execution::rewritingKinds(),
        Execution::make(*graph.graph, Kind::Reference), {}, {false}};
    for (const auto &entry : fastestExecution(task).tried)
        QVERIFY2(entry.withinLimit, Execution::name(entry.kind));

    // What comes after the graph does not like any.
    task.agreesDownstream = [](std::size_t, const std::vector<at::Tensor> &) { return false; };
    QVERIFY(fastestExecution(task).execution == task.reference);
    task.agreesDownstream = {};

    // All candidates are built from a graph that computes something else by a thousandth.
    const auto wrong = wholeOf(other);
    task.graph = wrong.graph.get();
    const auto choice = fastestExecution(task);
    QVERIFY(choice.execution == task.reference);
    QVERIFY(choice.tried.size() >= 3);
    for (const auto &entry : choice.tried)
        QCOMPARE(entry.withinLimit, entry.kind == Kind::Reference);
}

void TestFastExecutions::aCancelledSearchSaysSo()
{
    const auto model = Model::open(save(m_directory, "return torch.conv2d(x, self.w)"));
    const auto graph = wholeOf(model);
    const auto inputs = inputsOf(*model, 2);
    int asked = 0;
    const ChoiceTask task{graph.graph.get(), {[&] { return inputs; }}, Execution::rewritingKinds(),
        Execution::make(*graph.graph, Kind::Reference), {}, {false}, [&] { return ++asked > 4; }};
    QVERIFY_EXCEPTION_THROWN(fastestExecution(task), Failure);
    QCOMPARE(asked, 5);
}

QTEST_GUILESS_MAIN(TestFastExecutions)
#include "tst_fast_executions.moc"
