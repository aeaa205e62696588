// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/runtime/crossing_codec.h"
#include "core/runtime/tail_pool.h"
#include "core/sources/frame_source.h"
#include "tests/core/runtime/codec_case.h"
#include "tests/core/runtime/edge_calls.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

using Spoil = std::function<void(inference::ModelInferRequest &)>;

/// The plan with a codec, what crosses encoded.
Plan planWith(const std::shared_ptr<const Model> &model, const Cut &cut, const char *text,
    const std::vector<TensorValue> &inputs, const Picture &picture = {})
{
    auto plan = planFor(model, cut, inputs);
    const auto known = learned(model, cut, codecFromText(text));
    const CrossingCodec codec(model, cut, codecFromText(text), &known);
    std::vector<TensorValue> values;
    for (const auto &tensor : plan.crossing)
        values.push_back(tensor.value);
    plan.crossing = codec.encode(values, picture);
    plan.constants = codec.constants();
    plan.key.codec = codec.codec().text();
    plan.tail = plan.key.tailName(model->name());
    return plan;
}

} // namespace

Q_DECLARE_METATYPE(Spoil)

/// What an edge server does with what crosses through a codec, good or bad.
class TestEdgeCodecs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void aCodecAnswersAsInOneProcess_data();
    void aCodecAnswersAsInOneProcess();
    void aPictureIsDecodedAndPrepared();
    void answersComePackedWhereThatIsAsked();
    void tailsThatDifferByTheirCodecShareTheirPiece();
    void aBadPayloadIsRefusedAndTheServerLivesOn_data();
    void aBadPayloadIsRefusedAndTheServerLivesOn();
    void badConstantsAreRefusedAndTheServerLivesOn_data();
    void badConstantsAreRefusedAndTheServerLivesOn();

private:
    EdgeServerOptions options() const { return servingOptions(m_directory); }
    Cut someCut() const { return Cut::upTo(m_model->graph(), {1}); }

    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
    std::vector<TensorValue> m_inputs;
};

void TestEdgeCodecs::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(saveSmallModel(m_directory.path().toStdString()));
    m_inputs = m_model->sampleInputs(7);
}

void TestEdgeCodecs::aCodecAnswersAsInOneProcess_data()
{
    QTest::addColumn<QByteArray>("cut");
    QTest::addColumn<QByteArray>("codec");
    for (const auto *codec : {"none+zstd", "fp16", "bits:8", "bits:3+zstd", "bits:4/tensor", "bits:6/static", "pca:4/8",
             "pca:2/3+zstd:5", "add=bits:2"})
        QTest::newRow(codec) << QByteArray("add") << QByteArray(codec);
    QTest::newRow("two tensors") << QByteArray("depth.conv:conv2d") << QByteArray("fp16;depth.conv:conv2d=bits:5");
    QTest::newRow("the input") << QByteArray("edge") << QByteArray("bits:8");
}

void TestEdgeCodecs::aCodecAnswersAsInOneProcess()
{
    QFETCH(QByteArray, cut);
    QFETCH(QByteArray, codec);
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    const auto place = Cut::fromText(m_model->graph(), cut.toStdString());
    const auto plan = planWith(m_model, place, codec.constData(), m_inputs);
    const auto prepared = infer(*stub, prepareRequest(plan));
    QVERIFY2(prepared.ok(), prepared.error_message().c_str());
    inference::ModelInferResponse response;
    const auto status = infer(*stub, inferRequest(plan), &response);
    QVERIFY2(status.ok(), status.error_message().c_str());
    const auto expected =
        answersWithCodec(m_model, place, codecFromText(codec.toStdString()), plan.constants, m_inputs);
    const auto outputs = readOutputs(response);
    QCOMPARE(outputs.size() + plan.headTasks.size(), expected.size());
    for (const auto &[task, value] : expected) {
        const auto &name = m_model->metadata().tasks[static_cast<std::size_t>(task)].name;
        const auto it =
            std::find_if(outputs.begin(), outputs.end(), [&](const auto &output) { return output.name == name; });
        QVERIFY(it != outputs.end());
        QVERIFY2(*it->value.data == *value.data, name.c_str());
    }
}

void TestEdgeCodecs::aPictureIsDecodedAndPrepared()
{
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    Picture picture{50, 40, {}};
    for (int i = 0; i < 3 * 50 * 40; ++i)
        picture.rgb.push_back(static_cast<std::uint8_t>(i * 7 / 5));
    const auto inputs = std::vector{prepareInput(picture, m_model->metadata().inputs[0])};
    const auto whole = Executable::build(m_model, Cut::device(m_model->graph()), Piece::Whole, ExecutionMode::Reference)
                           ->run(inputs, OutputForm::Returned);
    for (const auto *codec : {"raw", "png", "jpeg:90", "webp:80"}) {
        const auto plan = planWith(m_model, Cut::edge(m_model->graph()), codec, inputs, picture);
        QVERIFY(infer(*stub, prepareRequest(plan)).ok());
        inference::ModelInferResponse response;
        QVERIFY(infer(*stub, inferRequest(plan), &response).ok());
        const auto outputs = readOutputs(response);
        QCOMPARE(outputs.size(), whole.tasks.size());
        const bool lossless = codecFromText(codec).lossless();
        for (std::size_t i = 0; lossless && i < outputs.size(); ++i)
            QVERIFY2(*outputs[i].value.data == *whole.tasks[i].second.data, codec);
    }
}

void TestEdgeCodecs::answersComePackedWhereThatIsAsked()
{
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    // A flat picture has answers that repeat, but for the borders.
    const auto inputs =
        std::vector{prepareInput({32, 24, std::vector<std::uint8_t>(3 * 32 * 24, 90)}, m_model->metadata().inputs[0])};
    const auto plan = planFor(m_model, someCut(), inputs);
    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    inference::ModelInferResponse plain;
    QVERIFY(infer(*stub, inferRequest(plan), &plain).ok());
    auto request = inferRequest(plan);
    (*request.mutable_parameters())[protocol::packAnswersParameter].set_bool_param(true);
    inference::ModelInferResponse packed;
    QVERIFY(infer(*stub, request, &packed).ok());
    QVERIFY(payloadBytes(packed) < payloadBytes(plain));
    const auto before = readOutputs(plain);
    const auto after = readOutputs(packed);
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        QVERIFY(after[i].value.info == before[i].value.info);
        QVERIFY(*after[i].value.data == *before[i].value.data);
    }
}

void TestEdgeCodecs::tailsThatDifferByTheirCodecShareTheirPiece()
{
    TailPool pool(
        std::make_shared<ModelStore>(m_directory.path().toStdString(), std::vector<std::filesystem::path>{}, openHere),
        {8, 1000 * 1000});
    const auto prepared = [&](const Plan &plan) {
        return pool.prepare(plan.tail, plan.key.canonicalJson(), [&](const auto &) { return plan.constants; });
    };
    const auto plain = prepared(planWith(m_model, someCut(), "none", m_inputs));
    const auto coarse = prepared(planWith(m_model, someCut(), "bits:2", m_inputs));
    const auto elsewhere = prepared(planWith(m_model, Cut::edge(m_model->graph()), "bits:2", m_inputs));
    QVERIFY(plain != coarse);
    QCOMPARE(plain->piece, coarse->piece);
    QVERIFY(elsewhere->piece != coarse->piece);
}

void TestEdgeCodecs::aBadPayloadIsRefusedAndTheServerLivesOn_data()
{
    QTest::addColumn<QByteArray>("cut");
    QTest::addColumn<QByteArray>("codec");
    QTest::addColumn<Spoil>("spoil");
    const auto row = [](const char *name, const char *cut, const char *codec, Spoil spoil) {
        QTest::newRow(name) << QByteArray(cut) << QByteArray(codec) << spoil;
    };
    const auto raw = [](auto change) {
        return [change](inference::ModelInferRequest &r) { change(*r.mutable_raw_input_contents(0)); };
    };
    row("codes one byte short", "add", "bits:4", raw([](auto &bytes) { bytes.pop_back(); }));
    row("ranges one byte long", "add", "bits:4", [](auto &r) { r.mutable_raw_input_contents(1)->push_back('x'); });
    row("no ranges", "add", "bits:4", [](auto &r) {
        r.mutable_inputs()->RemoveLast();
        r.mutable_raw_input_contents()->RemoveLast();
    });
    row("the tensor itself", "add", "bits:4", [](auto &r) {
        r.mutable_inputs(0)->set_datatype("FP32");
        r.mutable_raw_input_contents(0)->resize(4 * 8 * 12 * 16);
    });
    row("truncated frame", "add", "bits:8+zstd", raw([](auto &bytes) { bytes.resize(bytes.size() / 2); }));
    row("no frame", "add", "none+zstd", raw([](auto &bytes) { bytes.assign(bytes.size(), 'z'); }));
    row("empty frame", "add", "none+zstd", raw([](auto &bytes) { bytes.clear(); }));
    row("frame of other bytes", "add", "bits:4", [](auto &r) {
        NamedTensor other{"x", {{{1, 1 << 20}, DType::UInt8}, std::make_shared<std::vector<std::uint8_t>>(1 << 20)}};
        packTensor(other, 1);
        (*r.mutable_inputs(0)->mutable_parameters())[protocol::packedParameter].set_bool_param(true);
        r.mutable_raw_input_contents(0)->assign(other.packed->begin(), other.packed->end());
    });
    row("packed is no truth value", "add", "bits:4", [](auto &r) {
        (*r.mutable_inputs(0)->mutable_parameters())[protocol::packedParameter].set_string_param("yes");
    });
    row("codes strided", "edge", "bits:4", [](auto &r) {
        (*r.mutable_inputs(0)->mutable_parameters())[protocol::orderParameter].set_string_param("spiral");
    });
    row("picture of another size", "edge", "raw", raw([](auto &bytes) { bytes.resize(bytes.size() - 3); }));
    row("picture cut short", "edge", "png", [](auto &r) {
        auto &bytes = *r.mutable_raw_input_contents(0);
        bytes.resize(bytes.size() / 2);
        r.mutable_inputs(0)->set_shape(0, std::int64_t(bytes.size()));
    });
    row("no picture", "edge", "jpeg:90", raw([](auto &bytes) { bytes.assign(bytes.size(), 'j'); }));
    row("a picture of no bytes", "edge", "jpeg:90", [](auto &r) {
        r.mutable_raw_input_contents(0)->clear();
        r.mutable_inputs(0)->set_shape(0, 0);
    });
    row("a picture of too many bytes", "edge", "webp:50", [](auto &r) {
        r.mutable_raw_input_contents(0)->resize(1 << 20);
        r.mutable_inputs(0)->set_shape(0, 1 << 20);
    });
}

void TestEdgeCodecs::aBadPayloadIsRefusedAndTheServerLivesOn()
{
    QFETCH(QByteArray, cut);
    QFETCH(QByteArray, codec);
    QFETCH(Spoil, spoil);
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    const Picture picture{32, 24, std::vector<std::uint8_t>(3 * 32 * 24, 90)};
    const auto inputs = std::vector{prepareInput(picture, m_model->metadata().inputs[0])};
    const auto plan =
        planWith(m_model, Cut::fromText(m_model->graph(), cut.toStdString()), codec.constData(), inputs, picture);
    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    auto request = inferRequest(plan);
    spoil(request);
    const auto got = infer(*stub, request);
    QVERIFY2(got.error_code() == grpc::StatusCode::INVALID_ARGUMENT,
        (std::to_string(got.error_code()) + " " + got.error_message()).c_str());
    QVERIFY(infer(*stub, inferRequest(plan)).ok());
}

void TestEdgeCodecs::badConstantsAreRefusedAndTheServerLivesOn_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, int status, Spoil spoil) { QTest::newRow(name) << spoil << status; };
    using enum grpc::StatusCode;
    row("none at all", NOT_FOUND, [](auto &r) {
        r.clear_inputs();
        r.clear_raw_input_contents();
    });
    row("one missing", INVALID_ARGUMENT, [](auto &r) {
        r.mutable_inputs()->RemoveLast();
        r.mutable_raw_input_contents()->RemoveLast();
    });
    row("one too many", INVALID_ARGUMENT, [](auto &r) {
        appendInput(r, {"constants:x:low", {{{1}, DType::UInt8}, std::make_shared<std::vector<std::uint8_t>>(1)}});
    });
    row("another value", INVALID_ARGUMENT, [](auto &r) { r.mutable_raw_input_contents(0)->at(1) ^= 1; });
    row("another size", INVALID_ARGUMENT, [](auto &r) { r.mutable_inputs(0)->set_shape(0, 4); });
    row("another type", INVALID_ARGUMENT, [](auto &r) { r.mutable_inputs(0)->set_datatype("INT32"); });
    row("too large", INVALID_ARGUMENT,
        [](auto &r) { r.mutable_raw_input_contents(0)->resize(std::size_t(protocol::maxConstantBytes) + 1); });
    const auto named = [](const char *codec) {
        return [codec](inference::ModelInferRequest &r) {
            auto &plan = (*r.mutable_parameters())[protocol::planParameter];
            auto key = PlanKey::fromJson(plan.string_param());
            key.codec = codec;
            plan.set_string_param(key.canonicalJson());
            r.set_model_name(key.tailName("small"));
        };
    };
    row("another digest", INVALID_ARGUMENT, named("pca:3/8@0123456789abcdef"));
    row("no digest", INVALID_ARGUMENT, named("pca:3/8"));
    row("more components", INVALID_ARGUMENT, named("pca:4/8@0123456789abcdef"));
    row("more components than channels", INVALID_ARGUMENT, named("pca:9/8"));
    row("a codec that needs none", INVALID_ARGUMENT, named("bits:4"));
    row("a tensor that does not cross", INVALID_ARGUMENT, named("bits:4;stem=bits:2"));
    row("a picture at a layer", INVALID_ARGUMENT, named("jpeg:90"));
}

void TestEdgeCodecs::badConstantsAreRefusedAndTheServerLivesOn()
{
    QFETCH(Spoil, spoil);
    QFETCH(int, status);
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    const auto plan = planWith(m_model, Cut::fromText(m_model->graph(), "add"), "pca:3/8", m_inputs);
    auto request = prepareRequest(plan);
    spoil(request);
    const auto got = infer(*stub, request);
    QVERIFY2(int(got.error_code()) == status, (std::to_string(got.error_code()) + " " + got.error_message()).c_str());
    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    QVERIFY(infer(*stub, inferRequest(plan)).ok());
}

QTEST_GUILESS_MAIN(TestEdgeCodecs)
#include "tst_edge_codecs.moc"
