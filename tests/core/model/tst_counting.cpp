// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/script.h>

using namespace splitscope;

/// Every expectation is counted by hand from the rules in core/model/counting.h.
class TestCounting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void multiplyAccumulatesOfOneOperation_data();
    void multiplyAccumulatesOfOneOperation();
    void sharedParametersCountOnce();
    void packedWeightsCountAsTheirFloatingPointForms();

private:
    std::shared_ptr<const Model> open(const std::string &body, const std::string &shape);

    QTemporaryDir m_directory;
};

std::shared_ptr<const Model> TestCounting::open(const std::string &body, const std::string &shape)
{
    torch::jit::Module module("Case");
    module.register_parameter("conv1", torch::randn({8, 3, 5}), false);
    module.register_parameter("conv2", torch::randn({8, 2, 3, 3}), false);
    module.register_parameter("conv3", torch::randn({4, 3, 2, 2, 2}), false);
    module.register_parameter("up", torch::randn({4, 6, 2, 2}), false);
    module.register_parameter("dense", torch::randn({7, 5}), false);
    module.register_parameter("w_ih", torch::randn({12, 5}), false);
    module.register_parameter("w_hh", torch::randn({12, 3}), false);
    module.register_parameter("bias", torch::randn({12}), false);
    module.register_parameter("g_ih", torch::randn({9, 5}), false);
    module.register_parameter("g_hh", torch::randn({9, 3}), false);
    module.register_parameter("g_bias", torch::randn({9}), false);
    module.define("def forward(self, x):\n    return " + body + "\n");
    torch::jit::ExtraFilesMap extra;
    extra["splitscope.json"] = R"({"version": 1, "name": "case", "inputs": [{"name": "x", "kind": "tensor", "shape": [)"
        + shape + R"(], "dtype": "float32"}], "tasks": []})";
    const auto file = m_directory.filePath("case.pt").toStdString();
    module.save(file, extra);
    return Model::open(file);
}

void TestCounting::multiplyAccumulatesOfOneOperation_data()
{
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("shape");
    QTest::addColumn<qint64>("macs");
    const auto row = [](const char *name, const char *body, const char *shape, qint64 macs) {
        QTest::newRow(name) << body << shape << macs;
    };
    row("conv1d", "torch.conv1d(x, self.conv1)", "1, 3, 20", 8 * 16 * 3 * 5);
    row("conv2d in two groups", "torch.conv2d(x, self.conv2, None, [2, 2], [1, 1], [1, 1], 2)", "2, 4, 8, 8",
        2 * 8 * 4 * 4 * 2 * 9);
    row("conv3d", "torch.conv3d(x, self.conv3)", "1, 3, 4, 4, 4", 4 * 3 * 3 * 3 * 3 * 8);
    row("transposed", "torch.conv_transpose2d(x, self.up, None, [2, 2])", "1, 4, 5, 5", 4 * 5 * 5 * 6 * 4);
    row("linear", "torch.linear(x, self.dense)", "3, 5", 3 * 7 * 5);
    row("matmul of batches", "torch.matmul(x, x.transpose(1, 2))", "2, 3, 5", 2 * 3 * 3 * 5);
    row("baddbmm", "torch.baddbmm(torch.zeros([2, 3, 3]), x, x.transpose(1, 2))", "2, 3, 5", 2 * 3 * 3 * 5);
    row("einsum of two", "torch.einsum('bqc,bkc->bqk', [x, x])", "2, 3, 5", 2 * 3 * 3 * 5);
    row("einsum with dots", "torch.einsum('...c,oc->...o', [x, self.dense])", "2, 3, 5", 2 * 3 * 5 * 7);
    row("einsum of three", "torch.einsum('bc,oc,bo->b', [x, self.dense, torch.linear(x, self.dense)])", "3, 5",
        3 * 7 * 5 /* the linear */ + 3 * 5 * 7 /* b, c and o; c is summed */ + 3 * 7);
    row("einsum of one", "torch.einsum('bc->b', [x])", "3, 5", 0);
    row("lstm",
        "torch.lstm(x, [torch.zeros([1, 2, 3]), torch.zeros([1, 2, 3])], [self.w_ih, self.w_hh, self.bias, self.bias], "
        "True, 1, 0.0, False, False, False)[0]",
        "4, 2, 5", 4 * 2 * (12 * 5 + 12 * 3));
    row("gru",
        "torch.gru(x, torch.zeros([1, 2, 3]), [self.g_ih, self.g_hh, self.g_bias, self.g_bias], True, 1, 0.0, False, "
        "False, True)[0]",
        "2, 4, 5", 4 * 2 * (9 * 5 + 9 * 3));
    row("lstm cell", "torch.lstm_cell(x, [torch.zeros([2, 3]), torch.zeros([2, 3])], self.w_ih, self.w_hh)[0]", "2, 5",
        2 * (12 * 5 + 12 * 3));
    row("elementwise", "torch.relu(x) + 1.0", "3, 5", 0);
}

void TestCounting::multiplyAccumulatesOfOneOperation()
{
    QFETCH(QString, body);
    QFETCH(QString, shape);
    QFETCH(qint64, macs);
    const auto model = open(body.toStdString(), shape.toStdString());
    QCOMPARE(model->graph().totalMacs(), macs);
}

void TestCounting::sharedParametersCountOnce()
{
    const auto model = open("torch.linear(x, self.dense), torch.linear(x * 2.0, self.dense)", "3, 5");
    QCOMPARE(model->graph().totalParameters(), qint64{35});
    QCOMPARE(model->graph().totalMacs(), qint64{2 * 3 * 7 * 5});
}

void TestCounting::packedWeightsCountAsTheirFloatingPointForms()
{
    if (at::globalContext().qEngine() == at::QEngine::NoQEngine)
        QSKIP("This LibTorch has no quantised operations.");
    const auto weight = at::quantize_per_tensor(torch::randn({7, 5}), 0.1, 0, at::kQInt8);
    torch::jit::Module module("Case");
    const auto schema = torch::jit::getAllOperatorsFor(c10::Symbol::fromQualString("quantized::linear_prepack"));
    torch::jit::Stack stack{weight, c10::IValue(torch::randn({7}))};
    schema.at(0)->getOperation()(stack);
    module.register_attribute("packed", stack[0].type(), stack[0]);
    // The compiler of C++ sources does not know torch.ops, so the method is put together node by node.
    const auto graph = std::make_shared<torch::jit::Graph>();
    auto *self = graph->addInput("self");
    self->setType(module.type());
    auto *x = graph->addInput("x");
    auto *attribute = graph->insertNode(graph->createGetAttr(self, "packed"))->output();
    auto *quantised = graph->insert(c10::Symbol::fromQualString("aten::quantize_per_tensor"), {x, 0.1, 0, at::kQUInt8});
    auto *product = graph->insert(c10::Symbol::fromQualString("quantized::linear"), {quantised, attribute, 0.1, 0});
    graph->registerOutput(graph->insert(c10::Symbol::fromQualString("aten::dequantize"), {product}));
    module.type()->addMethod(module._ivalue()->compilation_unit()->create_function(
        c10::QualifiedName(*module.type()->name(), "forward"), graph));
    torch::jit::ExtraFilesMap extra;
    extra["splitscope.json"] = R"({"version": 1, "name": "case", "inputs": [{"name": "x", "kind": "tensor",
        "shape": [3, 5], "dtype": "float32"}], "tasks": []})";
    const auto file = m_directory.filePath("case.pt").toStdString();
    module.save(file, extra);
    const auto model = Model::open(file);
    QCOMPARE(model->graph().totalMacs(), qint64{3 * 7 * 5});
    QCOMPARE(model->graph().totalParameters(), qint64{7 * 5 + 7});
}

QTEST_GUILESS_MAIN(TestCounting)
#include "tst_counting.moc"
