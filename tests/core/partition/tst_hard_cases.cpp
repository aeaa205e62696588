// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/halves.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/script.h>

using namespace splitscope;

namespace {

using Inputs = std::vector<TensorValue>;

std::string floatInput(const std::string &name, const std::string &shape)
{
    return R"({"name": ")" + name + R"(", "kind": "tensor", "shape": [)" + shape + R"(], "dtype": "float32"})";
}

} // namespace

/// Programs that people write, one for each difficulty. The yardstick is always the module as LibTorch loads and runs
/// it, on inputs that take other paths than the sample did.
class TestHardCases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCutEqualsTheModule_data();
    void everyCutEqualsTheModule();
    void aPathThatDependsOnValuesIsOneLayerWithAWarning();
    void sizesThatDependOnValuesCannotCross();
    void aTransposedTensorCanCross();
    void quantisedTensorsCrossAsTheirIntegers();
    void bothReadersOfAResidualCanBeCutApart();
    void aModuleThatChangesItselfStartsEachRunFromTheFile();
    void randomNumbersMakeAModelNotRepeatable();
    void severalInputsOfSeveralTypesAndOneLeftOut();
    void modulesInAListKeepItsName();
    void aListOfUnknownLengthCannotBeReturned();

private:
    std::shared_ptr<const Model> open(
        const std::string &source, const std::string &inputs = floatInput("x", "1, 3, 8, 8"));

    QTemporaryDir m_directory;
};

std::shared_ptr<const Model> TestHardCases::open(const std::string &source, const std::string &inputs)
{
    torch::manual_seed(3);
    torch::jit::Module module("Case");
    module.register_parameter("weight", torch::randn({4, 3, 3, 3}), false);
    module.register_parameter("square", torch::randn({4, 4, 3, 3}) * 0.3, false);
    module.register_parameter("table", torch::randn({10, 6}), false);
    module.register_buffer("counter", torch::ones({1}));
    module.register_attribute("training", c10::BoolType::get(), c10::IValue(true));
    module.register_attribute("calls", c10::IntType::get(), c10::IValue(1));
    module.define(source);
    torch::jit::ExtraFilesMap extra;
    extra["splitscope.json"] = R"({"version": 1, "name": "case", "inputs": [)" + inputs + R"(], "tasks": []})";
    const auto file = m_directory.filePath("case.pt").toStdString();
    module.save(file, extra);
    return Model::open(file);
}

namespace {

bool sameBits(const TensorValue &a, const TensorValue &b)
{
    return a.info.shape == b.info.shape && a.info.dtype == b.info.dtype && *a.data == *b.data;
}

/// Every legal cut, on inputs of both signs and several sizes.
void compareEverywhere(const std::shared_ptr<const Model> &model)
{
    std::vector<Inputs> samples;
    for (const double scale : {1.0, -1.0, 0.05, 6.0}) {
        samples.push_back(model->sampleInputs(40 + samples.size()));
        for (auto &value : samples.back()) {
            if (value.info.dtype == DType::Float32)
                value = toValue(toTensor(value).abs() * scale);
        }
    }
    const auto cuts = verificationCuts(model->graph(), 1);
    QVERIFY(cuts.size() >= 2);
    for (const auto &cut : cuts) {
        const Halves halves(model, cut, ExecutionMode::Reference);
        for (const auto &inputs : samples) {
            const auto wanted = model->runOriginal(inputs);
            const auto outputs = halves.run(inputs, OutputForm::Full);
            QCOMPARE(outputs.size(), wanted.size());
            for (std::size_t i = 0; i < outputs.size(); ++i)
                QVERIFY2(
                    sameBits(outputs[i], wanted[static_cast<std::size_t>(model->outputOfTask(static_cast<int>(i)))]),
                    cut.text(model->graph()).c_str());
        }
    }
}

} // namespace

void TestHardCases::everyCutEqualsTheModule_data()
{
    QTest::addColumn<QString>("source");
    const auto row = [](const char *name, const char *body) {
        QTest::newRow(name) << QString("def forward(self, x):\n    y = torch.conv2d(x, self.weight)\n") + body;
    };
    row("if on a value",
        "    if bool(x.sum() > 0):\n        z = torch.conv2d(y, self.square)\n"
        "    else:\n        z = torch.conv2d(torch.tanh(y), self.square)\n"
        "    return torch.relu(z)\n");
    row("a branch that gives back what it was given",
        "    z = y\n    if bool(x.sum() > 0):\n        z = torch.tanh(y)\n"
        "    return torch.conv2d(z, self.square), torch.sigmoid(y)\n");
    row("a branch inside a branch",
        "    z = y\n    if bool(x.sum() > 0):\n        if bool(x.abs().max() > 3.0):\n            z = y * 2.0\n"
        "        else:\n            z = y - 1.0\n"
        "    return torch.conv2d(z, self.square)\n");
    row("while on a value",
        "    while bool(y.abs().max() > 1.0):\n        y = y * 0.5\n    return torch.conv2d(y, self.square)\n");
    row("as many rounds as a value says",
        "    for i in range(int(x.abs().mean() * 3.0)):\n        y = torch.tanh(y) + float(i)\n"
        "    return torch.conv2d(y, self.square)\n");
    row("a number from a value", "    return torch.conv2d(y * float(x.mean()), self.square)\n");
    row("a size from a value",
        "    n = int(x.abs().mean() * 2.0) % 3 + 1\n    z = y[:, :, :n]\n"
        "    return z.sum() / float(z.size(2)), torch.zeros([n, z.size(2)]) + y.mean()\n");
    row("a mask and what it leaves",
        "    kept = y[y > 0.5]\n    return kept.sum() / float(kept.numel() + 1), torch.relu(y)\n");
    row("positions of what is not zero",
        "    places = torch.nonzero(torch.relu(y).flatten())\n    return places.size(0) * y.mean(), places\n");
    row("a list that grows where values say so",
        "    parts = [y]\n    if bool(x.sum() > 0):\n        parts.append(torch.tanh(y))\n"
        "    parts.append(torch.relu(y))\n    return torch.cat(parts, 1).mean(), y\n");
    row("a list that grows in rounds",
        "    parts = [y]\n    for i in range(int(x.abs().mean() * 3.0)):\n        parts.append(parts[-1] * 0.5)\n"
        "    return torch.stack(parts).sum() * float(len(parts))\n");
    row("an error deep in the branch that the sample does not take",
        "    if bool(x.sum() > -1e9):\n        z = torch.tanh(y)\n"
        "    else:\n        z = y\n        if y.size(1) == 4:\n            z = torch.conv2d(y, self.weight)\n"
        "    parts = [z]\n    for i in range(int(x.abs().mean() * 2.0)):\n        parts.append(parts[-1] * 0.5)\n"
        "    return torch.stack(parts).sum(), y\n");
    row("a list of numbers that values give",
        "    sizes: List[int] = [2]\n    sizes.append(int(x.abs().mean() * 2.0) + 1)\n    sizes[0] = sizes[1] + 1\n"
        "    return torch.zeros([sizes[0], sizes[1]]) + y.mean(), y\n");
    row("an error that is not raised on the sample",
        "    assert bool(x.abs().max() < 1e6), 'too large'\n"
        "    return torch.conv2d(y, self.square)\n");
    row("the smallest of two numbers from values",
        "    n = min(int(y.abs().sum()), 3)\n    return torch.topk(y.flatten(), n)[0].sum(), y\n");
    row("zeros that are filled",
        "    out = torch.zeros([1, 4, 6, 6])\n    out[:, :2] = y[:, :2]\n    out[:, 2:].add_(y[:, 2:])\n"
        "    return torch.conv2d(out, self.square)\n");
    row("a constant that is changed and read twice",
        "    ones = torch.ones([4, 1, 1])\n    ones.mul_(y.mean())\n    first = y * ones\n    ones.add_(1.0)\n"
        "    return torch.conv2d(first, self.square), y + ones\n");
    row("a residual added in place",
        "    z = torch.conv2d(y, self.square, None, [1, 1], [1, 1])\n    z += y\n    z = torch.relu_(z)\n"
        "    w = torch.conv2d(z, self.square, None, [1, 1], [1, 1])\n    w += z\n    return w\n");
    row("nested outputs", "    return {'a': (y, [torch.relu(y), torch.tanh(y)])}, torch.sigmoid(y)\n");
    row("einsum and attention",
        "    t = y.flatten(2).transpose(1, 2)\n    a = torch.softmax(torch.einsum('bqc,bkc->bqk', t, t), -1)\n"
        "    return torch.matmul(a, t).transpose(1, 2).reshape(1, 4, 6, 6)\n");
    row("expanded and overlapping views",
        "    m = y.mean([2, 3], True).expand(1, 4, 6, 6)\n    u = y.unfold(2, 3, 1)\n"
        "    return torch.conv2d(m * y, self.square), u.sum(-1) + m.mean()\n");
    row("dropout and batch norm follow eval",
        "    z = torch.dropout(y, 0.5, self.training)\n"
        "    z = torch.batch_norm(z, None, None, torch.zeros([4]), torch.ones([4]), self.training, 0.1, 1e-5, False)\n"
        "    return torch.conv2d(z, self.square)\n");
    for (const auto *sign : {">", "<"}) { // whichever the sample takes
        const auto name = QString("what may be the input itself is changed later, %1").arg(sign).toStdString();
        row(name.c_str(),
            (std::string("    if bool(x.sum() ") + sign
                + " 0):\n        z = y\n    else:\n        z = torch.tanh(y)\n    w = torch.sigmoid(y)\n"
                  "    z.add_(1.0)\n    return torch.conv2d(z, self.square), torch.exp(y), w\n")
                .c_str());
    }
    // 12: qint8, 13: quint8, 14: qint32
    row("quantised with a scale of the file's",
        "    q = torch.quantize_per_tensor(y, 0.05, 100, 13)\n    r = torch.relu(q)\n"
        "    p = torch.max_pool2d(r, [2, 2], [1, 1])\n    s = torch.cat([p, p], 1)\n"
        "    return torch.dequantize(s), torch.dequantize(torch.flatten(q, 1))\n");
    row("quantised with a scale that values give",
        "    q = torch.quantize_per_tensor(y, float(y.abs().max()) / 127.0 + 0.001, 0, 12)\n    r = torch.relu(q)\n"
        "    return torch.dequantize(torch.max_pool2d(r, [2, 2], [1, 1])), torch.dequantize(q)\n");
    row("integer and bool tensors",
        "    b = y > 0.0\n    i = (y * 10.0).to(3)\n    return torch.where(b, i, i * 2), b.logical_not()\n");
}

void TestHardCases::everyCutEqualsTheModule()
{
    QFETCH(QString, source);
    compareEverywhere(open(source.toStdString()));
}

void TestHardCases::aPathThatDependsOnValuesIsOneLayerWithAWarning()
{
    const auto model = open("def forward(self, x):\n"
                            "    y = torch.conv2d(x, self.weight)\n"
                            "    if bool(x.sum() > 0):\n        z = torch.conv2d(torch.tanh(y), self.square)\n"
                            "    else:\n        z = torch.conv2d(y, self.square)\n"
                            "    return torch.conv2d(z, self.square)\n");
    const auto &graph = model->graph();
    QStringList operations;
    for (const auto &layer : graph.layers())
        operations << QString::fromStdString(layer.op);
    QCOMPARE(operations, (QStringList{"conv2d", "sum", "gt+Bool+if", "conv2d"}));
    QVERIFY(graph.layer(0).warning.empty());
    QVERIFY(QString::fromStdString(graph.layer(2).warning).contains("depends on the values"));
    QCOMPARE(graph.layer(2).macs, 4 * 4 * 9 * 4 * 4);          // out 4x4x4, each from 4 channels of 3x3
    QVERIFY(whyIllegal(graph, Cut::upTo(graph, {2})).empty()); // both branches give the same size: it may cross
}

void TestHardCases::sizesThatDependOnValuesCannotCross()
{
    const auto model = open("def forward(self, x):\n"
                            "    y = torch.conv2d(x, self.weight)\n"
                            "    kept = torch.tanh(y[y > 0.5])\n"
                            "    return torch.exp(kept) * 2.0, torch.conv2d(y, self.square)\n");
    bool found = false;
    for (const auto &cut : verificationCuts(model->graph(), 1)) {
        for (const auto &tensor : crossingTensors(model->graph(), cut))
            QVERIFY(model->graph().info(tensor).shape.size() == 4); // never the one-dimensional rest
    }
    for (const auto &layer : model->graph().layers())
        found = found || QString::fromStdString(layer.uncuttable).contains("size depends on the values");
    QVERIFY(found);
}

void TestHardCases::aTransposedTensorCanCross()
{
    const auto model = open("def forward(self, x):\n"
                            "    t = torch.tanh(torch.conv2d(x, self.weight)).transpose(2, 3)\n"
                            "    return torch.sigmoid(t), torch.exp(t), t.flatten(1)\n");
    for (const auto &layer : model->graph().layers())
        QVERIFY2(layer.uncuttable.empty(), layer.uncuttable.c_str());
    compareEverywhere(model);
}

void TestHardCases::quantisedTensorsCrossAsTheirIntegers()
{
    const auto fixed = open("def forward(self, x):\n"
                            "    y = torch.conv2d(x, self.weight)\n"
                            "    q = torch.relu(torch.quantize_per_tensor(y, 0.05, 100, 13))\n"
                            "    return torch.dequantize(torch.max_pool2d(q, [2, 2], [2, 2]))\n");
    const auto &graph = fixed->graph();
    bool found = false;
    for (int layer = 0; layer < graph.size(); ++layer) {
        QVERIFY2(graph.layer(layer).uncuttable.empty(), graph.layer(layer).uncuttable.c_str());
        for (const auto &output : graph.layer(layer).outputs)
            found = found || (output.dtype == DType::UInt8 && output.bytes() == 4 * 6 * 6); // a byte each
    }
    QVERIFY(found);
    // The sample's scale is not that of another input: such a tensor stays on its side.
    const auto changing = open("def forward(self, x):\n"
                               "    y = torch.conv2d(x, self.weight)\n"
                               "    q = torch.quantize_per_tensor(y, float(y.abs().max()) / 127.0, 0, 12)\n"
                               "    return torch.dequantize(torch.max_pool2d(q, [2, 2], [2, 2]))\n");
    for (const auto &cut : verificationCuts(changing->graph(), 1)) {
        for (const auto &tensor : crossingTensors(changing->graph(), cut))
            QCOMPARE(changing->graph().info(tensor).dtype, DType::Float32);
    }
}

void TestHardCases::bothReadersOfAResidualCanBeCutApart()
{
    const auto model = open("def forward(self, x):\n"
                            "    y = torch.relu(torch.conv2d(x, self.weight))\n"
                            "    z = torch.conv2d(y, self.square, None, [1, 1], [1, 1])\n"
                            "    z += y\n"
                            "    return torch.relu(z)\n");
    const auto &graph = model->graph();
    QVERIFY(graph.layer(0).uncuttable.empty());
    QVERIFY(whyIllegal(graph, Cut::upTo(graph, {0})).empty());
    QVERIFY(whyIllegal(graph, Cut::upTo(graph, {1})).empty()); // y and z both cross
    QCOMPARE(crossingTensors(graph, Cut::upTo(graph, {1})).size(), std::size_t{2});
}

void TestHardCases::aModuleThatChangesItselfStartsEachRunFromTheFile()
{
    for (const auto *body : {"    self.counter.add_(1.0)\n    return y * self.counter\n",
             "    self.counter = self.counter + 1.0\n    return y * self.counter\n",
             "    self.calls += 1\n    return y * float(self.calls)\n"}) {
        const auto model = open(std::string("def forward(self, x):\n    y = torch.conv2d(x, self.weight)\n") + body);
        QVERIFY(!model->warnings().empty());
        const auto inputs = model->sampleInputs(9);
        const auto wanted = toValue(torch::conv2d(toTensor(inputs[0]), [&] {
            torch::manual_seed(3);
            return torch::randn({4, 3, 3, 3});
        }()) * 2.0); // once more than in the file, which says 1
        QVERIFY(sameBits(model->runOriginal(inputs)[0], wanted));
        QVERIFY(sameBits(model->runOriginal(inputs)[0], wanted));
        compareEverywhere(model);
    }
}

void TestHardCases::randomNumbersMakeAModelNotRepeatable()
{
    QVERIFY(
        !open("def forward(self, x):\n    return torch.conv2d(x + torch.rand_like(x), self.weight)\n")->repeatable());
    QVERIFY(!open("def forward(self, x):\n    y = torch.conv2d(x, self.weight)\n"
                  "    if bool(y.sum() > 0):\n        y = y + torch.rand_like(y)\n    return y\n")
                 ->repeatable());
    QVERIFY(open("def forward(self, x):\n    return torch.dropout(torch.conv2d(x, self.weight), 0.5, self.training)\n")
                ->repeatable());
}

void TestHardCases::severalInputsOfSeveralTypesAndOneLeftOut()
{
    const auto model = open("def forward(self, x, words, keep, half, scale: Optional[Tensor] = None):\n"
                            "    e = torch.embedding(self.table, words)\n"
                            "    y = torch.conv2d(x, self.weight).mean([2, 3])\n"
                            "    if scale is not None:\n        y = y * scale\n"
                            "    masked = torch.masked_fill(e, keep.logical_not().unsqueeze(-1), 0.0)\n"
                            "    return masked.sum(1) + half.to(6), y\n",
        floatInput("x", "1, 3, 8, 8")
            + R"(, {"name": "words", "kind": "tensor", "shape": [1, 5], "dtype": "int64", "range": [0, 9]},
               {"name": "keep", "kind": "tensor", "shape": [1, 5], "dtype": "bool", "range": [0, 1]},
               {"name": "half", "kind": "tensor", "shape": [1, 6], "dtype": "float16"})");
    QCOMPARE(model->graph().inputs().size(), std::size_t{4});
    compareEverywhere(model);
}

void TestHardCases::modulesInAListKeepItsName()
{
    torch::jit::Module module("Listed");
    torch::jit::Module list("List"); // as torch.nn.ModuleList: it holds modules and has no method
    for (const auto *name : {"first", "second"}) {
        torch::jit::Module block(std::string("Block") + name);
        block.register_parameter("weight", torch::randn({3, 3, 1, 1}), false);
        block.define("def forward(self, x):\n    return torch.conv2d(x, self.weight)\n");
        list.register_module(name, block);
    }
    module.register_module("blocks", list);
    module.define("def forward(self, x):\n    return self.blocks.second.forward(self.blocks.first.forward(x))\n");
    const auto file = m_directory.filePath("listed.pt").toStdString();
    module.save(file);
    ModelOptions options;
    options.inputs = {TensorInfo{{1, 3, 4, 4}}};
    const auto model = Model::open(file, options);
    QCOMPARE(model->graph().layer(0).module, std::string("blocks.first"));
    QCOMPARE(model->graph().layer(1).id, std::string("blocks.second:conv2d"));
}

void TestHardCases::aListOfUnknownLengthCannotBeReturned()
{
    try {
        open("def forward(self, x):\n"
             "    parts = [x]\n"
             "    for i in range(int(x.abs().sum())):\n        parts.append(parts[-1] * 0.5)\n"
             "    return parts\n");
        QFAIL("It was opened.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.error().code, ErrorCode::ModelUnsupported);
    }
}

QTEST_GUILESS_MAIN(TestHardCases)
#include "tst_hard_cases.moc"
