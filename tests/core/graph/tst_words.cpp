// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/graph/link_spec.h"
#include "core/graph/model_metadata.h"
#include "core/graph/plan_key.h"
#include "core/graph/sha256.h"

#include <QTest>

#include <set>

using namespace splitscope;

namespace {

ErrorCode codeOf(const std::function<void()> &action)
{
    try {
        action();
    } catch (const Failure &failure) {
        return failure.code();
    }
    return ErrorCode::Cancelled; // nothing here throws that
}

PlanKey makeKey()
{
    PlanKey key;
    key.modelHash = std::string(64, 'a');
    key.inputSignature = "1x3x8x8:float32";
    key.cut = "stem";
    key.threads = 2;
    return key;
}

} // namespace

/// The small words of core/graph: errors, hashes, links, plan keys, metadata.
class TestWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyErrorIsASentenceWithItsArguments();
    void sha256MatchesThePublishedVectors();
    void linksReadTheirUnits();
    void wrongLinksAreRefused();
    void linkTextReadsBack();
    void planKeysAreCanonicalAndReadBack();
    void wrongPlanKeysNameTheMember();
    void shapesReadBackAndRefuseNonsense();
    void metadataReadsBack();
    void wrongMetadataNamesTheKey();
};

void TestWords::everyErrorIsASentenceWithItsArguments()
{
    std::set<std::string_view> names;
    for (const auto code : allErrorCodes()) {
        QVERIFY(names.insert(errorName(code)).second);
        Error error{code, {}};
        const std::string text(errorTemplate(code));
        for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1))
            error.arguments.emplace_back(text.substr(at + 1, text.find('}', at) - at - 1), "[value]");
        const auto sentence = error.sentence();
        QVERIFY2(sentence.find('{') == std::string::npos && sentence.find('}') == std::string::npos, sentence.c_str());
        QVERIFY2(error.arguments.empty() || sentence.find("[value]") != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find('\n') == std::string::npos, sentence.c_str());
    }
    QCOMPARE((Error{ErrorCode::FileNotFound, {{"file", "x.pt"}}}.sentence()),
        std::string("There is no file x.pt. Check the path."));
}

void TestWords::sha256MatchesThePublishedVectors()
{
    // FIPS 180-4 examples and the one-million-a vector.
    QCOMPARE(sha256Hex(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    QCOMPARE(sha256Hex("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
        std::string("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
    Sha256 hash;
    const std::string part(999, 'a'); // uneven parts
    for (int i = 0; i < 1001; ++i)
        hash.update(part.data(), part.size());
    hash.update("a", 1);
    QCOMPARE(hash.hexDigest(), std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

void TestWords::linksReadTheirUnits()
{
    const auto link = LinkSpec::fromText("5.85Mbps/50ms/10ms/1%");
    QVERIFY(link.shaped);
    QCOMPARE(link.uplinkMbps, 5.85);
    QCOMPARE(link.downlinkMbps, 5.85);
    QCOMPARE(link.rttMs, 50.0);
    QCOMPARE(link.jitterMs, 10.0);
    QCOMPARE(link.loss, 0.01);
    const auto uneven = LinkSpec::fromText("600kbps:1Gbps/0.2s");
    QCOMPARE(uneven.uplinkMbps, 0.6);
    QCOMPARE(uneven.downlinkMbps, 1000.0);
    QCOMPARE(uneven.rttMs, 200.0);
    QVERIFY(!LinkSpec::fromText("none").shaped);
    for (const auto *name : {"lora", "ble", "bluetooth", "3g", "lte", "5g", "wifi", "ethernet"})
        QVERIFY2(LinkSpec::fromText(name).uplinkMbps > 0, name);
    for (const auto &preset : linkPresets())
        QVERIFY2(preset.source.size() > 20, preset.name.c_str());
}

void TestWords::wrongLinksAreRefused()
{
    for (const auto *text : {"", "fast", "5Mbps", "5/50ms", "5Mbps/50", "Mbps/5ms", "5Mbps/50ms/1ms/1%/2",
             "1Mbps:2Mbps:3Mbps/5ms", "nanMbps/5ms"})
        QCOMPARE(codeOf([&] { LinkSpec::fromText(text); }), ErrorCode::UnknownLink);
    for (const auto *text : {"0Mbps/5ms", "-1Mbps/5ms", "1Mbps/-5ms", "1Mbps/5ms/1ms/100%", "1Mbps:0Mbps/5ms",
             "1bps/5ms", "101Gbps/5ms", "5Mbps/999s"})
        QCOMPARE(codeOf([&] { LinkSpec::fromText(text); }), ErrorCode::InvalidArgument);
}

void TestWords::linkTextReadsBack()
{
    for (const auto *text : {"none", "5.85Mbps/50ms/10ms/1%", "0.1Mbps:13Mbps/0ms", "1000Mbps/0.05ms/0ms/0.5%"})
        QCOMPARE(LinkSpec::fromText(LinkSpec::fromText(text).text()), LinkSpec::fromText(text));
}

void TestWords::planKeysAreCanonicalAndReadBack()
{
    const auto key = makeKey();
    const auto wanted = R"({"codec":"none","cut":"stem","inputs":"1x3x8x8:float32","mode":"fast","model":")"
        + std::string(64, 'a') + R"(","operating_point":"default","threads":2})";
    QCOMPARE(key.canonicalJson(), wanted);
    QCOMPARE(PlanKey::fromJson(key.canonicalJson()), key);
    QCOMPARE(key.tailName("net"), "net__tail_" + sha256Hex(key.canonicalJson()).substr(0, 16));
    auto other = key;
    other.threads = 1;
    QVERIFY(other.tailName("net") != key.tailName("net"));
}

void TestWords::wrongPlanKeysNameTheMember()
{
    const auto good = makeKey().canonicalJson();
    const auto without = [&](const std::string &from, const std::string &to) {
        return std::string(good).replace(good.find(from), from.size(), to);
    };
    for (const auto &[text, member] : {std::pair{std::string("[]"), "object"}, {std::string("{"), "object"},
             {without("\"fast\"", "\"slow\""), "mode"}, {without(std::string(64, 'a'), "abc"), "model"},
             {without(":2", ":0"), "threads"}, {without(":2", ":\"2\""), "threads"},
             {without("\"cut\"", "\"cat\""), "cut"}}) {
        try {
            PlanKey::fromJson(text);
            QFAIL(text.c_str());
        } catch (const Failure &failure) {
            QCOMPARE(failure.code(), ErrorCode::RequestInvalid);
            QVERIFY2(std::string(failure.what()).find(member) != std::string::npos, failure.what());
        }
    }
}

void TestWords::shapesReadBackAndRefuseNonsense()
{
    QCOMPARE(shapeFromText("1x3x192x256"), (Shape{1, 3, 192, 256}));
    QCOMPARE(shapeText({1, 3, 192, 256}), std::string("1x3x192x256"));
    QCOMPARE(shapeFromText("scalar"), Shape{});
    for (const auto *text : {"", "x", "1x", "1xx2", "-1x3", "1 x 3", "99999999999999999999", "1x3a"})
        QCOMPARE(codeOf([&] { shapeFromText(text); }), ErrorCode::InvalidArgument);
    QCOMPARE((TensorInfo{{1, 12, 24, 32}, DType::Float32, {}}.bytes()), 36864);
    QCOMPARE((TensorInfo{{}, DType::Int64, {}}.bytes()), 8);
    QCOMPARE((TensorInfo{{0, 5}, DType::Float32, {}}.bytes()), 0);
}

void TestWords::metadataReadsBack()
{
    ModelMetadata metadata;
    metadata.name = "net";
    metadata.license = "MIT";
    InputSpec input;
    input.name = "picture";
    input.kind = InputSpec::Kind::Picture;
    input.info.shape = {1, 3, 4, 5};
    input.mean = {0.1, 0.2, 0.3};
    metadata.inputs.push_back(input);
    TaskSpec task;
    task.name = "seg";
    task.kind = TaskKind::Segmentation;
    task.output = "0";
    task.classes = {"a", "b"};
    task.colors = {{1, 2, 3}, {255, 0, 4}};
    task.returns = ReturnForm::ClassIndex;
    metadata.tasks.push_back(task);
    metadata.operatingPoints.push_back({"half", "forward", {{"width", 2}}, "half width"});
    QCOMPARE(metadataFromJson(metadataToJson(metadata), "test"), metadata);
}

void TestWords::wrongMetadataNamesTheKey()
{
    const std::string head = R"({"version": 1, "inputs": [{"name": "x", "shape": [1, 3, 8, 8])";
    const std::vector<std::pair<std::string, std::string>> cases{{"nonsense", "JSON"}, {"{}", "version"},
        {R"({"version": 2})", "version"}, {R"({"version": 1, "inputs": 3})", "inputs"},
        {R"({"version": 1, "inputs": [{"shape": "big"}]})", "inputs[0].shape"},
        {head + R"(, "std": [1, 0, 1]}]})", "inputs[0].std"}, {head + R"(, "kind": "film"}]})", "inputs[0].kind"},
        {R"({"version": 1, "tasks": [{"kind": "depth"}]})", "tasks[0].name"},
        {R"({"version": 1, "tasks": [{"name": "a", "kind": "smell"}]})", "tasks[0].kind"},
        {R"({"version": 1, "tasks": [{"name": "a", "kind": "depth"}, {"name": "a", "kind": "depth"}]})",
            "tasks[1].name"},
        {R"({"version": 1, "tasks": [{"name": "a", "kind": "depth", "colors": [[1, 2, 300]]}]})", "tasks[0].colors"},
        {R"({"version": 1, "operating_points": [{"id": "a", "arguments": {"w": "big"}}]})",
            "operating_points[0].arguments.w"}};
    for (const auto &[text, key] : cases) {
        try {
            metadataFromJson(text, "m.json");
            QFAIL(text.c_str());
        } catch (const Failure &failure) {
            QCOMPARE(failure.code(), ErrorCode::MetadataInvalid);
            const std::string sentence = failure.what();
            QVERIFY2(sentence.find(key) != std::string::npos && sentence.find("m.json") != std::string::npos,
                sentence.c_str());
        }
    }
}

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"
