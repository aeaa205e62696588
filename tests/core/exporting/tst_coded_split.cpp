// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/tensor_coder.h"
#include "core/codec/tensor_statistics.h"
#include "core/exporting/split_files.h"
#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/halves.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace splitscope;

namespace {

std::filesystem::path folder(const QTemporaryDir &directory) { return directory.path().toStdString(); }

/// What a stranger's program gives: nothing of ours but the archive.
std::vector<at::Tensor> runArchive(const std::filesystem::path &file, const std::vector<at::Tensor> &inputs)
{
    auto module = torch::jit::load(file.string());
    const auto result = module.forward({inputs.begin(), inputs.end()});
    std::vector<at::Tensor> outputs;
    for (const auto &output : result.toTupleRef().elements())
        outputs.push_back(output.toTensor());
    return outputs;
}

nlohmann::json splitJson(const std::filesystem::path &directory)
{
    std::ifstream file(directory / "split.json");
    return nlohmann::json::parse(file);
}

} // namespace

/// Exported pairs, run as any LibTorch runs them, against the halves and the coders of this program.
class TestCodedSplit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void exportedPairsEqualHalvesWithTheCodec_data();
    void exportedPairsEqualHalvesWithTheCodec();
    void theDescriptionNamesEveryPart();
    void whatNoTorchScriptComputesIsRefused();

private:
    CodecConstants constantsFor(const Cut &cut, const Codec &codec) const;

    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
};

void TestCodedSplit::initTestCase() { m_model = Model::open(testing::saveSmallModel(folder(m_directory))); }

CodecConstants TestCodedSplit::constantsFor(const Cut &cut, const Codec &codec) const
{
    CodecConstants constants;
    const auto &graph = m_model->graph();
    const auto head = Executable::build(m_model, cut, Piece::Head, ExecutionMode::Reference);
    const auto crossing = head->run(m_model->sampleInputs(5), OutputForm::Full).crossing;
    const auto tensors = crossingTensors(graph, cut);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const auto name = graph.tensorName(tensors[i]);
        if (!codec.of(name).needsCalibration())
            continue;
        StatisticsCollector collector(name, true);
        collector.add(crossing[i]);
        constants.tensors[name] = splitscope::constantsFor(codec.of(name), collector.finish());
    }
    return constants;
}

void TestCodedSplit::exportedPairsEqualHalvesWithTheCodec_data()
{
    QTest::addColumn<QString>("cut");
    QTest::addColumn<QString>("codec");
    const auto &graph = m_model->graph();
    std::string several; // the first cut that several tensors cross
    std::string one;
    for (const auto &cut : verificationCuts(graph, 1)) {
        const auto count = crossingTensors(graph, cut).size();
        if (several.empty() && count > 1 && !cut.isEdge())
            several = cut.text(graph);
        if (count == 1 && !cut.isEdge() && graph.info(crossingTensors(graph, cut)[0]).shape.at(1) > 2)
            one = cut.text(graph);
    }
    QVERIFY(!several.empty() && !one.empty());
    for (const auto &cut : {several, one, std::string("edge")}) {
        for (const auto *codec :
            {"none", "fp16", "bits:8", "bits:4/tensor", "bits:3", "bits:8/static", "pca:2/8", "pca:1/4+zstd:1"})
            QTest::addRow("%s at %s", codec, cut.c_str()) << QString::fromStdString(cut) << codec;
    }
}

void TestCodedSplit::exportedPairsEqualHalvesWithTheCodec()
{
    QFETCH(QString, cut);
    QFETCH(QString, codec);
    const auto &graph = m_model->graph();
    const auto where = Cut::fromText(graph, cut.toStdString());
    const auto what = codecFromText(codec.toStdString());
    const auto constants = constantsFor(where, what);
    const auto out = folder(m_directory) / "split";
    writeSplit(m_model, where, out, what, &constants);

    std::vector<TensorCoder> coders;
    const auto tensors = crossingTensors(graph, where);
    for (const auto &tensor : tensors) {
        const auto name = graph.tensorName(tensor);
        const auto own = constants.tensors.find(name);
        coders.emplace_back(
            graph.info(tensor), what.of(name), own == constants.tensors.end() ? TensorConstants{} : own->second);
    }
    std::vector<TensorValue> payload;
    const Halves halves(m_model, where, ExecutionMode::Reference, [&](const std::vector<TensorValue> &crossing) {
        std::vector<TensorValue> decoded;
        for (std::size_t i = 0; i < crossing.size(); ++i) {
            const auto parts = coders[i].encode(crossing[i]);
            payload.insert(payload.end(), parts.begin(), parts.end());
            decoded.push_back(coders[i].decode(parts));
        }
        return decoded;
    });
    const auto inputs = m_model->sampleInputs(77);
    const auto wanted = halves.run(inputs, OutputForm::Full);

    const c10::InferenceMode guard;
    std::vector<at::Tensor> given;
    for (const auto &input : inputs)
        given.push_back(toTensor(input));
    auto sent = runArchive(out / "head.pt", given);
    const auto description = splitJson(out);
    QCOMPARE(description["payload"].size(), payload.size());
    const std::vector<at::Tensor> headTasks(sent.begin() + static_cast<std::ptrdiff_t>(payload.size()), sent.end());
    sent.resize(payload.size());
    for (std::size_t i = 0; i < payload.size(); ++i) {
        QVERIFY(toCrossingValue(sent[i]).info.shape == payload[i].info.shape);
        QVERIFY(*toCrossingValue(sent[i]).data == *payload[i].data);
    }
    const auto tailTasks = runArchive(out / "tail.pt", sent);
    const auto compare = [&](const nlohmann::json &half, const std::vector<at::Tensor> &outputs) {
        QCOMPARE(half["tasks"].size(), outputs.size());
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const auto &specs = m_model->metadata().tasks;
            const auto task = std::find_if(specs.begin(), specs.end(),
                [&](const TaskSpec &spec) { return spec.name == half["tasks"][i]["name"].get<std::string>(); });
            QVERIFY(task != specs.end());
            const auto &value = wanted.at(static_cast<std::size_t>(task - specs.begin()));
            QVERIFY(*toValue(outputs[i]).data == *value.data);
        }
    };
    compare(description["head"], headTasks);
    compare(description["tail"], tailTasks);
    QVERIFY(headTasks.size() + tailTasks.size() == wanted.size());
}

void TestCodedSplit::theDescriptionNamesEveryPart()
{
    const auto &graph = m_model->graph();
    const auto cut = Cut::edge(graph);
    const auto out = folder(m_directory) / "named";
    auto codec = codecFromText("bits:8/static+zstd:3");
    auto constants = constantsFor(cut, codec);
    constants.source = "scenes:1..2";
    constants.frames = 2;
    writeSplit(m_model, cut, out, codec, &constants);
    const auto name = graph.tensorName(crossingTensors(graph, cut)[0]);
    auto json = splitJson(out);
    codec.constants = constants.digest();
    QCOMPARE(json["codec"].get<std::string>(), codec.text());
    QCOMPARE(json["calibration"]["source"].get<std::string>(), "scenes:1..2");
    QCOMPARE(json["payload"].size(), std::size_t{1});
    QVERIFY(json["payload"][0]["packing"].get<std::string>().find("level 3") != std::string::npos);
    QCOMPARE(json["payload"][0]["bytes"].get<int>(), 3 * 24 * 32);

    writeSplit(m_model, cut, out, codecFromText("bits:4"));
    json = splitJson(out);
    QCOMPARE(json["payload"].size(), std::size_t{2});
    QCOMPARE(json["payload"][0]["name"].get<std::string>(), name);
    QCOMPARE(json["payload"][0]["bytes"].get<int>(), 3 * 24 * 32 / 2);
    QCOMPARE(json["payload"][1]["name"].get<std::string>(), name + ":ranges");
    QCOMPARE(json["payload"][1]["bytes"].get<int>(), 2 * 3 * 4);
    QVERIFY(json["tail"]["inputs"] == json["payload"]);
    QVERIFY(!json.contains("calibration"));
}

void TestCodedSplit::whatNoTorchScriptComputesIsRefused()
{
    const auto cut = Cut::edge(m_model->graph());
    const auto out = folder(m_directory) / "refused";
    for (const auto *codec : {"jpeg:90", "pca:2/8", "pca:4/8"}) {
        QVERIFY_THROWS_EXCEPTION(Failure, writeSplit(m_model, cut, out, codecFromText(codec)));
        QVERIFY(!std::filesystem::exists(out / "head.pt"));
    }
}

QTEST_GUILESS_MAIN(TestCodedSplit)
#include "tst_coded_split.moc"
