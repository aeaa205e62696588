// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/codec_payload.h"
#include "core/graph/error.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace splitscope;

namespace {

std::int64_t bytesOf(const Shape &shape, const char *codec, DType dtype = DType::Float32)
{
    return payloadBytes({shape, dtype}, tensorCodecFromText(codec));
}

} // namespace

class TestCodec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textsReadBackAsTheyWereWritten_data();
    void textsReadBackAsTheyWereWritten();
    void textsThatMeanNothingAreRefused_data();
    void textsThatMeanNothingAreRefused();
    void everyByteIsCounted();
    void rangesNeverOutweighCodes();
    void constantsReadBackWithTheSameDigest();
    void constantsThatAreBrokenAreRefused();
};

void TestCodec::textsReadBackAsTheyWereWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    QTest::addColumn<bool>("lossless");
    QTest::addColumn<bool>("calibrated");
    const auto row = [](const char *text, const char *written, bool lossless, bool calibrated) {
        QTest::newRow(text) << text << written << lossless << calibrated;
    };
    row("none", "none", true, false);
    row("none+zstd", "none+zstd:1", true, false);
    row("fp16", "fp16", false, false);
    row("bits:1", "bits:1", false, false);
    row("bits:16+zstd:19", "bits:16+zstd:19", false, false);
    row("bits:4/static/tensor", "bits:4/tensor/static", false, true);
    row("pca:16/8", "pca:16/8", false, true);
    row("raw", "raw", true, false);
    row("png", "png", true, false);
    row("jpeg", "jpeg:90", false, false);
    row("webp:1", "webp:1", false, false);
    row("a=bits:4", "a=bits:4", false, false);
    row("fp16;b#1=pca:2/4;a.0:conv2d=none", "fp16;a.0:conv2d=none;b#1=pca:2/4", false, true);
    row("pca:8/4@0123456789abcdef", "pca:8/4@0123456789abcdef", false, true);
}

void TestCodec::textsReadBackAsTheyWereWritten()
{
    QFETCH(QString, text);
    QFETCH(QString, written);
    const auto codec = codecFromText(text.toStdString());
    QCOMPARE(QString::fromStdString(codec.text()), written);
    QVERIFY(codecFromText(codec.text()) == codec);
    QTEST(codec.lossless(), "lossless");
    QTEST(codec.needsCalibration(), "calibrated");
}

void TestCodec::textsThatMeanNothingAreRefused_data()
{
    QTest::addColumn<bool>("number"); // a number beyond its range, not a word that nobody knows
    for (const auto *text : {"", "NONE", "bits", "bits:", "bits:x", "bits:4/", "bits:4/static/static", "bits:4/dynamic",
             "pca:4", "pca:/8", "pca:4/8/static", "fp16+", "fp16+gzip", "fp16+zstd:", "raw:3", "jpeg:", "bits:4;bits:8",
             "=bits:4", "a=bits:4;a=fp16", "a=jpeg:90", "none@", "none@0123", "none@0123456789ABCDEF", "bits: 4",
             "bits:+4", "bits:4.0"})
        QTest::newRow(text) << false;
    for (const auto *text : {"bits:0", "bits:17", "bits:-1", "bits:99999999999999999999", "pca:0/8", "pca:70000/8",
             "pca:4/17", "fp16+zstd:0", "fp16+zstd:20", "jpeg:0", "webp:101"})
        QTest::newRow(text) << true;
}

void TestCodec::textsThatMeanNothingAreRefused()
{
    QFETCH(bool, number);
    const std::string text = QTest::currentDataTag();
    try {
        codecFromText(text);
        QFAIL("accepted");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), number ? ErrorCode::InvalidArgument : ErrorCode::UnknownCodec);
        QVERIFY(std::string(failure.what()).find(text.substr(text.rfind('=') + 1)) != std::string::npos);
    }
}

/// By hand: ceil(count x bits / 8) plane by plane, 8 bytes a range.
void TestCodec::everyByteIsCounted()
{
    const Shape picture{1, 3, 10, 10};
    QCOMPARE(bytesOf(picture, "none"), 1200);
    QCOMPARE(bytesOf(picture, "fp16"), 600);
    QCOMPARE(bytesOf(picture, "bits:8"), 300 + 24);
    QCOMPARE(bytesOf(picture, "bits:8/static"), 300);
    QCOMPARE(bytesOf(picture, "bits:8/tensor"), 300 + 8);
    QCOMPARE(bytesOf(picture, "bits:1/static"), 38);            // 37.5
    QCOMPARE(bytesOf(picture, "bits:3/static"), 75 + 38);       // planes of 2 and 1
    QCOMPARE(bytesOf(picture, "bits:7/static"), 150 + 75 + 38); // 4, 2 and 1
    QCOMPARE(bytesOf(picture, "bits:16/static"), 600);
    QCOMPARE(bytesOf(picture, "bits:13/static"), 300 + 150 + 38);
    QCOMPARE(bytesOf(picture, "pca:2/8"), 200);
    QCOMPARE(bytesOf(picture, "pca:1/4"), 50);
    QCOMPARE(bytesOf({2, 7, 5}, "pca:3/8"), 2 * 7 * 3); // tokens: channels last
    QCOMPARE(bytesOf({}, "bits:4"), 1 + 8);
    QCOMPARE(bytesOf({1, 0, 4, 4}, "bits:4"), 8);
    QCOMPARE(bytesOf(picture, "bits:4", DType::Int64), 2400); // numbers that count are left alone
    QCOMPARE(bytesOf(picture, "fp16", DType::Float16), 600);
    QCOMPARE(bytesOf(picture, "bits:8", DType::Float64), 324);
}

void TestCodec::rangesNeverOutweighCodes()
{
    const auto own = tensorCodecFromText("bits:8");
    QCOMPARE(rangesOf({1, 64, 4, 4}, own), 64);
    QCOMPARE(rangesOf({1, 64, 3, 5}, own), 1); // 15 numbers a channel
    QCOMPARE(rangesOf({1, 64, 3, 5}, tensorCodecFromText("bits:8/static")), 64);
    QCOMPARE(rangesOf({1, 64, 4, 4}, tensorCodecFromText("bits:8/tensor")), 1);
    QCOMPARE(rangesOf({16, 64}, own), 1);
    QCOMPARE(channelAxis({1, 2, 3, 4, 5}), 1);
    QCOMPARE(channelAxis({1, 196, 768}), 2);
    QCOMPARE(channelAxis({5, 5}), -1);
}

void TestCodec::constantsReadBackWithTheSameDigest()
{
    CodecConstants constants;
    QCOMPARE(constants.digest(), std::string());
    constants.source = "scenes:1..9";
    constants.frames = 9;
    constants.seed = 18446744073709551615U;
    constants.tensors["a"] = {{0.1F, -1e-38F}, {3e38F, 1.0F}, {}, {}};
    constants.tensors["b#1"] = {{0.0F}, {1.0F}, {1.0F / 3.0F, 2.0F}, {0.6F, 0.8F}};
    const auto again = codecConstantsFromJson(nlohmann::json::parse(toJson(constants).dump()), "x");
    QVERIFY(again == constants);
    QCOMPARE(again.digest(), constants.digest());
    QCOMPARE(constants.digest().size(), std::size_t{16});

    auto other = constants;
    other.source = "elsewhere"; // where numbers came from does not change what they compute
    QCOMPARE(other.digest(), constants.digest());
    other.tensors["a"].low[1] = 0.0F;
    QVERIFY(other.digest() != constants.digest());
    other = constants;
    other.tensors["c"] = other.tensors.extract("a").mapped();
    QVERIFY(other.digest() != constants.digest());
}

void TestCodec::constantsThatAreBrokenAreRefused()
{
    for (const auto *text :
        {"3", "{}", R"({"tensors": []})", R"({"tensors": {"a": 3}})", R"({"tensors": {"a": {"low": 3}}})",
            R"({"tensors": {"a": {"low": ["x"]}}})", R"({"tensors": {"a": {"high": [1e39]}}})",
            R"({"tensors": {"a": {"low": [null]}}})", R"({"tensors": {}, "frames": "many"})"}) {
        try {
            codecConstantsFromJson(nlohmann::json::parse(text), "plan.json");
            QFAIL(text);
        } catch (const Failure &failure) {
            QCOMPARE(failure.code(), ErrorCode::InvalidArgument);
            QVERIFY(std::string(failure.what()).find("plan.json") != std::string::npos);
        }
    }
}

QTEST_GUILESS_MAIN(TestCodec)
#include "tst_codec.moc"
