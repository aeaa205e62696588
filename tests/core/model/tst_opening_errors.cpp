// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of archives that this LibTorch cannot read or run.
#include "core/graph/error.h"
#include "core/model/missing_operators.h"
#include "core/model/model.h"
#include "tests/support/odd_archives.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;

class TestOpeningErrors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachOperatorThatIsMissingIsNamedWithItsLibrary();
    void anOperatorOfANewerTorchIsNamed();
    void anOperatorWithANewerArgumentIsNamed();
    void aNewerFormatIsSaidWithBothNumbers();
    void namesInTextsAndKnownOperatorsAreNotMissing();
    void aDamagedProgramSaysSoWithoutLibTorchsText();
    void savedTensorsAreNoModel();

private:
    std::filesystem::path folder() const { return m_directory.path().toStdString(); }
    static std::string said(const std::filesystem::path &file, ErrorCode wanted)
    {
        try {
            Model::open(file);
        } catch (const Failure &failure) {
            return failure.code() == wanted ? failure.what() : "another error: " + std::string(failure.what());
        }
        return "it opened";
    }
    std::filesystem::path changed(const std::string &source, const std::string &from, const std::string &to) const
    {
        return testing::withChangedCode(
            testing::saveScript(folder(), "m", source, testing::tensorMetadata("1,3,8,8")), from, to);
    }

    QTemporaryDir m_directory;
};

#define VERIFY_SAYS(text, part) QVERIFY2((text).find(part) != std::string::npos, (text).c_str())

void TestOpeningErrors::eachOperatorThatIsMissingIsNamedWithItsLibrary()
{
    const auto source = "def forward(self, x):\n    return torch.tanh(torch.relu(torch.neg(x)))\n";
    auto file = changed(source, "torch.relu(", "ops.torchvision.nms(");
    auto sentence = said(file, ErrorCode::UnknownOperator);
    VERIFY_SAYS(sentence, "torchvision::nms (torchvision's _C.so)");
    VERIFY_SAYS(sentence, "--op-library");
    file = testing::withChangedCode(file, "torch.tanh(", "ops.mine.special(");
    file = testing::withChangedCode(file, "torch.neg(", "ops.torchvision.roi_align(");
    sentence = said(file, ErrorCode::UnknownOperator);
    VERIFY_SAYS(sentence, "mine::special, torchvision::nms, torchvision::roi_align (torchvision's _C.so), which");
}

void TestOpeningErrors::anOperatorOfANewerTorchIsNamed()
{
    const auto file =
        changed("def forward(self, x):\n    return torch.relu(x)\n", "torch.relu(", "torch.relu_of_2099(");
    const auto sentence = said(file, ErrorCode::ModelUnsupported);
    VERIFY_SAYS(sentence, "aten::relu_of_2099");
    VERIFY_SAYS(sentence, "newer PyTorch");
}

void TestOpeningErrors::anOperatorWithANewerArgumentIsNamed()
{
    const auto file =
        changed("def forward(self, x):\n    return torch.relu(x)\n", "torch.relu(x)", "torch.relu(x, slope=1)");
    const auto sentence = said(file, ErrorCode::ModelUnsupported);
    VERIFY_SAYS(sentence, "aten::relu in a way");
    VERIFY_SAYS(sentence, "newer PyTorch");
}

void TestOpeningErrors::aNewerFormatIsSaidWithBothNumbers()
{
    const auto sentence = said(testing::withFormat(testing::saveSmallModel(folder()), 99), ErrorCode::ArchiveTooNew);
    VERIFY_SAYS(sentence, "archive format 99");
    VERIFY_SAYS(sentence, "formats up to ");
}

void TestOpeningErrors::namesInTextsAndKnownOperatorsAreNotMissing()
{
    const auto file = testing::saveScript(folder(), "text",
        "def forward(self, x):\n    if x.size(0) > 5:\n        raise AssertionError('not torch.nothing(x) or \" "
        "ops.no.no(')\n"
        "    y, _ = torch.max(torch.einsum('abcd->ab', [x]), 1)\n    return y.half()\n");
    QCOMPARE(missingOperators(file), std::vector<std::string>{});
    QCOMPARE(missingOperators(testing::saveSmallModel(folder())), std::vector<std::string>{});
    QCOMPARE(missingOperators(folder() / "absent.pt"), std::vector<std::string>{});
}

void TestOpeningErrors::aDamagedProgramSaysSoWithoutLibTorchsText()
{
    const auto file = changed("def forward(self, x):\n    return torch.relu(x)\n", "return", "retur");
    const auto sentence = said(file, ErrorCode::ArchiveTruncated);
    QVERIFY2(sentence.find("LibTorch says") == std::string::npos, sentence.c_str());
}

void TestOpeningErrors::savedTensorsAreNoModel()
{
    const auto file = folder() / "weights.pth";
    testing::saveSample(file, {TensorInfo{{4}}, TensorInfo{{2}}}, 3);
    VERIFY_SAYS(said(file, ErrorCode::NotTorchScript), "torch.jit.save");
}

QTEST_GUILESS_MAIN(TestOpeningErrors)
#include "tst_opening_errors.moc"
