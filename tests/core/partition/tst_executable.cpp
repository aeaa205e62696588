// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/partition/executable.h"
#include "core/partition/tolerance.h"
#include "core/partition/verification.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/script.h>

using namespace splitscope;

namespace {

std::filesystem::path folder(const QTemporaryDir &directory) { return directory.path().toStdString(); }

} // namespace

/// Every expectation comes from the module as LibTorch itself loads and runs it.
class TestExecutable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCutOfTheSmallModelIsBitExact();
    void hardCasesStayBitExactWhereverTheyAreCut_data();
    void hardCasesStayBitExactWhereverTheyAreCut();
    void savedHalvesRunInPlainLibTorchAndEqualTheWhole();
    void aTensorOfTheWrongShapeIsRefused();
    void returnedFormsFollowTheirRules();
    void aDifferenceThatIsNoNumberIsInfinite();

private:
    QTemporaryDir m_directory;
};

void TestExecutable::everyCutOfTheSmallModelIsBitExact()
{
    const auto model = Model::open(testing::saveSmallModel(folder(m_directory)));
    const auto report = verifyCuts(model, {});
    QVERIFY(report.cuts.size() > 20);
    QVERIFY(report.specialisedEqualsOriginal);
    for (const auto &cut : report.cuts)
        QVERIFY2(cut.bitExact, cut.cut.c_str());
    QVERIFY(report.maxRelDiffFast <= 1e-4);
    QVERIFY(report.passed());
}

void TestExecutable::hardCasesStayBitExactWhereverTheyAreCut_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("if on a shape")
        << "def forward(self, x):\n"
           "    y = torch.conv2d(x, self.weight, self.bias)\n"
           "    if x.size(2) > 4:\n        y = torch.relu(y)\n    else:\n        y = torch.tanh(y)\n"
           "    return torch.conv2d(y, self.other)\n";
    QTest::newRow("loop and list") << "def forward(self, x):\n"
                                      "    y = torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n"
                                      "    parts = [y]\n"
                                      "    for i in range(y.dim() - 1):\n        parts.append(torch.conv2d(parts[-1], "
                                      "self.other, None, [1, 1], [1, 1]))\n"
                                      "    return torch.cat(parts, 1)\n";
    QTest::newRow("dict output") << "def forward(self, x):\n"
                                    "    y = torch.relu(torch.conv2d(x, self.weight, self.bias))\n"
                                    "    return {'a': torch.sigmoid(y), 'b': y.flatten(1)}\n";
    QTest::newRow("in place on a chain") << "def forward(self, x):\n"
                                            "    y = torch.relu_(torch.conv2d(x, self.weight, self.bias))\n"
                                            "    return torch.conv2d(y, self.other).add_(1.0)\n";
    QTest::newRow("in place after another reader")
        << "def forward(self, x):\n"
           "    y = torch.conv2d(x, self.weight, self.bias)\n"
           "    before = torch.tanh(y)\n"
           "    y.mul_(2.0)\n"
           "    return before + torch.conv2d(y, self.other, None, [1, 1], [1, 1])\n";
    QTest::newRow("in place through a view") << "def forward(self, x):\n"
                                                "    y = torch.conv2d(x, self.weight, self.bias)\n"
                                                "    v = y.view(-1)\n"
                                                "    y.add_(3.0)\n"
                                                "    return torch.tanh(v), torch.sigmoid(y)\n";
    QTest::newRow("in place on the input") << "def forward(self, x):\n"
                                              "    x.add_(1.0)\n"
                                              "    return torch.conv2d(x, self.weight, self.bias)\n";
    QTest::newRow("chunk and stack") << "def forward(self, x):\n"
                                        "    a, b = torch.chunk(torch.conv2d(x, self.weight, self.bias), 2, 1)\n"
                                        "    return torch.stack([a * b, a + b])\n";
    QTest::newRow("views as outputs") << "def forward(self, x):\n"
                                         "    y = torch.conv2d(x, self.weight, self.bias)\n"
                                         "    return y[:, :, :4, 1:3], y.transpose(2, 3)\n";
    QTest::newRow("the same weights twice")
        << "def forward(self, x):\n"
           "    y = torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n"
           "    y = torch.conv2d(torch.relu(y), self.other, None, [1, 1], [1, 1])\n"
           "    return torch.conv2d(torch.relu(y), self.other, None, [1, 1], [1, 1])\n";
}

void TestExecutable::hardCasesStayBitExactWhereverTheyAreCut()
{
    QFETCH(QString, source);
    const auto file =
        testing::saveScript(folder(m_directory), "case", source.toStdString(), testing::tensorMetadata("1,3,8,8"));
    const auto model = Model::open(file);
    const auto report = verifyCuts(model, {});
    QVERIFY(report.cuts.size() >= 3);
    QVERIFY(report.specialisedEqualsOriginal);
    for (const auto &cut : report.cuts)
        QVERIFY2(cut.bitExact, cut.cut.c_str());
}

void TestExecutable::savedHalvesRunInPlainLibTorchAndEqualTheWhole()
{
    const auto file = testing::saveSmallModel(folder(m_directory));
    const auto model = Model::open(file);
    const auto &graph = model->graph();
    const auto cut = Cut::upTo(graph, {graph.size() / 2});
    const auto head = folder(m_directory) / "head.pt";
    const auto tail = folder(m_directory) / "tail.pt";
    const auto headPiece = Executable::build(model, cut, Piece::Head, ExecutionMode::Reference);
    headPiece->save(head);
    Executable::build(model, cut, Piece::Tail, ExecutionMode::Reference)->save(tail);

    const c10::InferenceMode guard;
    const auto picture = torch::rand({1, 3, 24, 32});
    const auto wanted = torch::jit::load(file.string()).forward({picture}).toTuple()->elements();
    const auto crossed = torch::jit::load(head.string()).forward({picture}).toTuple()->elements();
    const auto count = crossingTensors(graph, cut).size();
    std::vector<c10::IValue> sent(crossed.begin(), crossed.begin() + static_cast<std::ptrdiff_t>(count));
    const auto rest = torch::jit::load(tail.string()).forward(sent).toTuple()->elements();
    std::vector<at::Tensor> all;
    for (std::size_t i = count; i < crossed.size(); ++i)
        all.push_back(crossed[i].toTensor());
    for (const auto &output : rest)
        all.push_back(output.toTensor());
    QCOMPARE(all.size(), wanted.size());
    for (const auto &output : wanted) {
        const bool found = std::any_of(all.begin(), all.end(), [&](const at::Tensor &t) {
            return t.sizes() == output.toTensor().sizes() && torch::equal(t, output.toTensor());
        });
        QVERIFY(found);
    }
}

void TestExecutable::aTensorOfTheWrongShapeIsRefused()
{
    const auto model = Model::open(testing::saveSmallModel(folder(m_directory)));
    const auto whole = Executable::build(model, Cut::device(model->graph()), Piece::Whole, ExecutionMode::Reference);
    auto inputs = model->sampleInputs(0);
    inputs[0].info.shape = {1, 3, 32, 24};
    QVERIFY_EXCEPTION_THROWN(whole->run(inputs, OutputForm::Full), Failure);
    QVERIFY_EXCEPTION_THROWN(whole->run({}, OutputForm::Full), Failure);
}

void TestExecutable::returnedFormsFollowTheirRules()
{
    const auto value = [](Shape shape, std::vector<float> numbers) {
        auto bytes = std::make_shared<std::vector<std::uint8_t>>(numbers.size() * sizeof(float));
        std::memcpy(bytes->data(), numbers.data(), bytes->size());
        return TensorValue{{shape, DType::Float32, DimensionOrder::Contiguous}, bytes};
    };
    TaskSpec task;
    task.returns = ReturnForm::ClassIndex;
    const auto classes = returnedForm(task, value({1, 3, 1, 2}, {0.1f, 5.0f, 0.3f, 1.0f, 0.2f, 2.0f}));
    QCOMPARE(*classes.data, (std::vector<std::uint8_t>{1, 0})); // largest of (.1 .3 .2) is 1, of (5 1 2) is 0
    task.returns = ReturnForm::Int8x3;
    const auto normal = returnedForm(task, value({1, 3, 1, 1}, {0.0f, -3.0f, 4.0f}));
    QCOMPARE(*normal.data,
        (std::vector<std::uint8_t>{0, static_cast<std::uint8_t>(-76), 102})); // 127 * (0, -.6, .8) = 0, -76.2, 101.6
    task.returns = ReturnForm::Fp16;
    const auto half = returnedForm(task, value({1, 1, 1, 1}, {1.5f}));
    QCOMPARE(*half.data, (std::vector<std::uint8_t>{0x00, 0x3e})); // 1.5 in IEEE half precision
    task.returns = ReturnForm::ClassIndex;
    QVERIFY_EXCEPTION_THROWN(returnedForm(task, value({2}, {1.0f, 2.0f})), Failure);
}

void TestExecutable::aDifferenceThatIsNoNumberIsInfinite()
{
    const auto one = torch::ones({2});
    QCOMPARE(relativeDifference(torch::tensor({1.0f, 2.0f}), torch::tensor({1.0f, 4.0f})), 0.5);
    QCOMPARE(absoluteDifference(torch::tensor({1.0f, 2.0f}), torch::tensor({1.0f, 4.0f})), 2.0);
    QVERIFY(std::isinf(relativeDifference(one * NAN, one)));
    QVERIFY(std::isinf(relativeDifference(torch::ones({3}), one)));
    QVERIFY(std::isinf(absoluteDifference(one * INFINITY, one)));
}

QTEST_GUILESS_MAIN(TestExecutable)
#include "tst_executable.moc"
