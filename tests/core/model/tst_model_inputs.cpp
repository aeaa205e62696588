// SPDX-License-Identifier: GPL-3.0-or-later
// What is given as inputs, and what samples a model is run on.
#include "core/graph/error.h"
#include "core/model/model.h"
#include "tests/support/odd_archives.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>

using namespace splitscope;

namespace {

constexpr const char *twoInputs = "def forward(self, a, b):\n    return a + b * 2.0\n";
constexpr const char *optionalInput = "def forward(self, a, mask: Optional[Tensor]=None, b: Optional[Tensor]=None):\n"
                                      "    y = a * 2.0\n"
                                      "    if mask is not None:\n        y = y * mask\n"
                                      "    if b is not None:\n        y = y + b\n"
                                      "    return y\n";

template <typename T>
std::pair<double, double> spread(const TensorValue &value)
{
    const auto *begin = value.as<T>();
    const auto [low, high] = std::minmax_element(begin, begin + value.info.elements());
    return {static_cast<double>(*low), static_cast<double>(*high)};
}

} // namespace

class TestModelInputs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void samplesFollowTheGivenRangeAndType();
    void withoutARangeFloatsAreNormalAndIntegersAreZeroOrOne();
    void aRangeInTheMetadataIsUsedAndMayBeOverruled();
    void aPicturesNormalisationIsNotOverruled();
    void tooManyOrTooFewAreRefusedWithTheNames();
    void optionalInputsMayBeLeftOut();
    void namedInputsGoToTheirArguments();
    void anArgumentThatNothingCanFillIsNamed();
    void halfAndBoolInputsRun();
    void aSampleGivesShapesTypesRangesAndValues();
    void aSampleThatIsNoneIsSaid();
    void aModelThatSaysNothingGetsAGuess();

private:
    std::filesystem::path folder() const { return m_directory.path().toStdString(); }
    std::shared_ptr<const Model> open(const char *source, const char *inputs, const std::string &metadata = {}) const
    {
        ModelOptions options;
        if (*inputs != '\0')
            options.inputs = givenInputsFromText(inputs);
        return Model::open(testing::saveScript(folder(), "m", source, metadata), options);
    }
    Error errorOf(const char *source, const char *inputs, const std::string &metadata = {}) const
    {
        try {
            open(source, inputs, metadata);
        } catch (const Failure &failure) {
            return failure.error();
        }
        return {ErrorCode::Cancelled, {}}; // nothing here throws that
    }
    std::shared_ptr<const Model> openWithSample(const char *source, const std::filesystem::path &sample) const
    {
        ModelOptions options;
        options.sampleFile = sample;
        return Model::open(testing::saveScript(folder(), "m", source), options);
    }

    QTemporaryDir m_directory;
};

void TestModelInputs::samplesFollowTheGivenRangeAndType()
{
    const auto model =
        open("def forward(self, ids, x):\n    return ids.float() + x\n", "64:int64:-5..9;64:float32:10..12");
    const auto samples = model->sampleInputs(3);
    QCOMPARE(samples[0].info.dtype, DType::Int64);
    const auto ids = spread<std::int64_t>(samples[0]);
    QVERIFY(ids.first >= -5 && ids.first < 0 && ids.second <= 9 && ids.second > 1);
    const auto floats = spread<float>(samples[1]);
    QVERIFY(floats.first >= 10 && floats.second <= 12 && floats.second - floats.first > 1);
}

void TestModelInputs::withoutARangeFloatsAreNormalAndIntegersAreZeroOrOne()
{
    const auto model = open("def forward(self, x, n):\n    return x + n.float()\n", "400;400:int32");
    const auto samples = model->sampleInputs(3);
    QVERIFY(spread<float>(samples[0]).first < -1 && spread<float>(samples[0]).second > 1);
    QCOMPARE(spread<std::int32_t>(samples[1]), (std::pair<double, double>{0, 1}));
}

void TestModelInputs::aRangeInTheMetadataIsUsedAndMayBeOverruled()
{
    const std::string metadata = R"({"version": 1, "inputs": [
        {"name": "x", "kind": "tensor", "shape": [50], "dtype": "float32", "range": [5, 6]}]})";
    constexpr const char *source = "def forward(self, x):\n    return x + 1.0\n";
    const auto low = spread<float>(open(source, "", metadata)->sampleInputs(1)[0]).first;
    QVERIFY(low >= 5 && low <= 6);
    const auto kept = spread<float>(open(source, "70", metadata)->sampleInputs(1)[0]).first;
    QVERIFY(kept >= 5 && kept <= 6);
    const auto other = spread<float>(open(source, "70:1..2", metadata)->sampleInputs(1)[0]).first;
    QVERIFY(other >= 1 && other <= 2);
}

void TestModelInputs::aPicturesNormalisationIsNotOverruled()
{
    ModelOptions options;
    options.inputs = givenInputsFromText("1x3x24x32:float32:0..9");
    const auto model = Model::open(testing::saveSmallModel(folder()), options);
    QVERIFY(!model->metadata().inputs[0].range);
    QVERIFY(spread<float>(model->sampleInputs(1)[0]).second <= 1);
}

void TestModelInputs::tooManyOrTooFewAreRefusedWithTheNames()
{
    for (const auto *shapes : {"4", "4;4;4"}) {
        const auto error = errorOf(twoInputs, shapes);
        QCOMPARE(error.code, ErrorCode::InvalidArgument);
        QVERIFY2(error.sentence().find("2 tensors (a, b)") != std::string::npos, error.sentence().c_str());
    }
    const auto described = errorOf(twoInputs, "", testing::tensorMetadata("4"));
    QCOMPARE(described.code, ErrorCode::MetadataInvalid);
    QVERIFY2(described.sentence().find("1 input, but forward takes 2 tensors (a, b)") != std::string::npos,
        described.sentence().c_str());
    // What the metadata does not describe may be added.
    QCOMPARE(open(twoInputs, "4;4", testing::tensorMetadata("4"))->graph().inputs().size(), 2u);
}

void TestModelInputs::optionalInputsMayBeLeftOut()
{
    QCOMPARE(open(optionalInput, "4")->graph().inputs().size(), 1u);
    QCOMPARE(open(optionalInput, "4;4")->metadata().inputs[1].name, std::string("mask"));
    QCOMPARE(open(optionalInput, "4;4;4")->graph().inputs().size(), 3u);
    const auto error = errorOf(optionalInput, "4;4;4;4");
    QCOMPARE(error.code, ErrorCode::InvalidArgument);
    QVERIFY2(error.sentence().find("1 to 3 tensors (a, mask, b)") != std::string::npos, error.sentence().c_str());
}

void TestModelInputs::namedInputsGoToTheirArguments()
{
    const std::string metadata = R"({"version": 1, "inputs": [
        {"name": "b", "shape": [3], "range": [100, 100]}, {"name": "a", "shape": [3], "range": [1, 1]}]})";
    const auto model = open(optionalInput, "", metadata);
    QCOMPARE(model->graph().inputs()[0].name, std::string("a")); // in the order of the arguments
    const auto result = model->runOriginal(model->sampleInputs(1));
    QCOMPARE(result[0].as<float>()[0], 102.0F); // 1 * 2 + 100, without the mask
}

void TestModelInputs::anArgumentThatNothingCanFillIsNamed()
{
    const auto number = errorOf("def forward(self, x, n: int):\n    return x * n\n", "4");
    QCOMPARE(number.code, ErrorCode::ModelUnsupported);
    QVERIFY2(number.sentence().find("'n' is int") != std::string::npos, number.sentence().c_str());
    const auto list = errorOf("def forward(self, xs: List[Tensor]):\n    return xs[0]\n", "4");
    QVERIFY2(list.sentence().find("'xs' is List[Tensor]") != std::string::npos, list.sentence().c_str());
}

void TestModelInputs::halfAndBoolInputsRun()
{
    const auto model = open("def forward(self, h, b):\n    return torch.where(b, h, h * 2.0)\n", "8:float16;8:bool");
    QCOMPARE(model->graph().outputs()[0].info.dtype, DType::Float16);
    const auto samples = model->sampleInputs(2);
    QCOMPARE(model->runOriginal(samples)[0].info.shape, Shape{8});
    const auto flags = spread<std::uint8_t>(samples[1]);
    QCOMPARE(flags, (std::pair<double, double>{0, 1}));
}

void TestModelInputs::aSampleGivesShapesTypesRangesAndValues()
{
    const auto pickled = folder() / "pickled.pt";
    const auto module = folder() / "module.pt";
    const std::vector<TensorInfo> tensors{TensorInfo{{2, 3}, DType::Int64}, TensorInfo{{2, 3}}};
    testing::saveSample(pickled, tensors, 5);
    testing::saveSampleModule(module, tensors, 5);
    for (const auto &file : {pickled, module}) {
        const auto model = openWithSample("def forward(self, ids, x):\n    return ids.float() + x\n", file);
        QCOMPARE(model->graph().inputs()[0].info, tensors[0]);
        QCOMPARE(model->graph().inputs()[1].info, tensors[1]);
        const auto given = model->sampleInputs(0);
        for (int i = 0; i < 6; ++i)
            QCOMPARE(given[0].as<std::int64_t>()[i], i % 5);
        const auto random = model->sampleInputs(1);
        QVERIFY(spread<std::int64_t>(random[0]).first >= 0 && spread<std::int64_t>(random[0]).second <= 4);
        QVERIFY(spread<float>(random[1]).first >= 0 && spread<float>(random[1]).second <= 4);
    }
    testing::saveSample(pickled, {tensors[1]}, 5);
    QCOMPARE(
        openWithSample("def forward(self, x):\n    return x + 1.0\n", pickled)->graph().inputs()[0].info, tensors[1]);
}

void TestModelInputs::aSampleThatIsNoneIsSaid()
{
    constexpr const char *source = "def forward(self, x):\n    return x + 1.0\n";
    const auto codeOf = [&](const std::filesystem::path &file) {
        try {
            openWithSample(source, file);
        } catch (const Failure &failure) {
            return failure.code();
        }
        return ErrorCode::Cancelled;
    };
    QCOMPARE(codeOf(folder() / "absent.pt"), ErrorCode::FileNotFound);
    const auto garbage = folder() / "garbage.pt";
    std::ofstream(garbage) << "no sample";
    QCOMPARE(codeOf(garbage), ErrorCode::SampleInvalid);
    const auto text = folder() / "text.pt";
    testing::saveTextSample(text);
    QCOMPARE(codeOf(text), ErrorCode::SampleInvalid);
    const auto many = folder() / "many.pt";
    testing::saveSample(many, {TensorInfo{{2}}, TensorInfo{{2}}}, 5);
    QCOMPARE(codeOf(many), ErrorCode::InvalidArgument);
}

void TestModelInputs::aModelThatSaysNothingGetsAGuess()
{
    const auto error = errorOf("def forward(self, x, mask, other: Optional[Tensor]=None):\n    return x + mask\n", "");
    QCOMPARE(error.code, ErrorCode::InputShapeNeeded);
    std::map<std::string, std::string> arguments(error.arguments.begin(), error.arguments.end());
    QCOMPARE(arguments["names"], std::string("x, mask"));
    // The script's first weight is 4x3x3x3: a convolution that reads 3 channels.
    QCOMPARE(arguments["inputs"], std::string("1x3x224x224:float32;1x3x224x224:int64:0..1"));
}

QTEST_GUILESS_MAIN(TestModelInputs)
#include "tst_model_inputs.moc"
