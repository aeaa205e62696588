// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/codec_payload.h"
#include "core/graph/error.h"
#include "core/model/dimension_order.h"
#include "core/runtime/constant_tensors.h"
#include "core/runtime/crossing_codec.h"
#include "core/sources/frame_source.h"
#include "tests/core/runtime/codec_case.h"
#include "tests/support/small_model.h"

#include "inference.pb.h"

#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

Picture someScene() { return openSource("scenes:3")->next()->picture; }

inference::ModelInferRequest requestOf(const std::vector<NamedTensor> &tensors)
{
    inference::ModelInferRequest request;
    for (const auto &tensor : tensors)
        appendInput(request, tensor);
    return request;
}

} // namespace

class TestCrossingCodec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void theWireGivesWhatTheCoderGives_data();
    void theWireGivesWhatTheCoderGives();
    void everyByteThatIsSentIsCounted();
    void packedBytesAreSentOnlyWhereTheyAreFewer();
    void anotherOrderThanThePlansIsNamedAndKept_data();
    void anotherOrderThanThePlansIsNamedAndKept();
    void aForeignServerGetsThePlansOrderUnpacked();
    void aPictureBecomesTheInput();
    void aPictureGoesAlone();
    void constantsCrossAsTheyAre();
    void tooManyConstantsAreRefused();
    void whatDoesNotFitIsRefused();

private:
    Cut cut(const char *text = "add") const { return Cut::fromText(m_model->graph(), text); }
    CrossingCodec made(const char *codec, const char *at = "add") const;

    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
};

void TestCrossingCodec::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(saveSmallModel(m_directory.path().toStdString()));
}

CrossingCodec TestCrossingCodec::made(const char *text, const char *at) const
{
    const auto codec = codecFromText(text);
    const auto constants = learned(m_model, cut(at), codec);
    return {m_model, cut(at), codec, &constants};
}

void TestCrossingCodec::theWireGivesWhatTheCoderGives_data()
{
    QTest::addColumn<QByteArray>("codec");
    for (const auto *codec : {"none", "none+zstd", "fp16", "bits:8", "bits:3", "bits:12/tensor", "bits:4/static",
             "bits:4+zstd:3", "pca:3/6", "pca:8/4+zstd"})
        QTest::newRow(codec) << QByteArray(codec);
}

void TestCrossingCodec::theWireGivesWhatTheCoderGives()
{
    QFETCH(QByteArray, codec);
    const auto wire = made(codec.constData());
    const auto value = crossingOf(m_model, cut(), m_model->sampleInputs(9)).at(0);
    const auto sent = wire.encode({value}, {});
    const auto back = wire.decode(readInputs(requestOf(sent), wire.wire()));

    const auto plain = codecFromText(codec.toStdString());
    const auto constants = learned(m_model, cut(), plain);
    const TensorCoder coder(
        value.info, plain.rest, constants.empty() ? TensorConstants{} : constants.tensors.at("add"));
    const auto expected = coder.decode(coder.encode(value));
    QCOMPARE(back.size(), std::size_t(1));
    QVERIFY(back[0].info == expected.info);
    QVERIFY(*back[0].data == *expected.data);
}

void TestCrossingCodec::everyByteThatIsSentIsCounted()
{
    const auto value = crossingOf(m_model, cut(), m_model->sampleInputs(9)).at(0);
    // 8 channels of 12 x 16, 4 bits each; then a least value and a step for each channel.
    QCOMPARE(payloadBytes(requestOf(made("bits:4").encode({value}, {}))), std::int64_t(8 * 12 * 16 / 2 + 8 * 2 * 4));
    QCOMPARE(payloadBytes(requestOf(made("bits:4/static").encode({value}, {}))), std::int64_t(8 * 12 * 16 / 2));
    QCOMPARE(payloadBytes(requestOf(made("pca:3/8").encode({value}, {}))), std::int64_t(3 * 12 * 16));
}

void TestCrossingCodec::packedBytesAreSentOnlyWhereTheyAreFewer()
{
    const auto shape = m_model->graph().info(crossingTensors(m_model->graph(), cut()).at(0));
    const auto bytes = static_cast<std::size_t>(shape.bytes());
    const TensorValue flat{shape, std::make_shared<const std::vector<std::uint8_t>>(bytes)};
    const auto wire = made("none+zstd");
    const auto sent = wire.encode({flat}, {});
    QVERIFY(sent[0].packed && sent[0].packed->size() < 100);
    QCOMPARE(payloadBytes(requestOf(sent)), static_cast<std::int64_t>(sent[0].packed->size()));
    QVERIFY(*wire.decode(readInputs(requestOf(sent), wire.wire()))[0].data == *flat.data);

    std::vector<std::uint8_t> noise(bytes);
    unsigned state = 1;
    for (auto &byte : noise)
        byte = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24U);
    const TensorValue random{shape, std::make_shared<const std::vector<std::uint8_t>>(noise)};
    const auto plain = wire.encode({random}, {});
    QVERIFY(!plain[0].packed);
    QVERIFY(*wire.decode(readInputs(requestOf(plain), wire.wire()))[0].data == noise);
}

void TestCrossingCodec::anotherOrderThanThePlansIsNamedAndKept_data() { theWireGivesWhatTheCoderGives_data(); }

void TestCrossingCodec::anotherOrderThanThePlansIsNamedAndKept()
{
    QFETCH(QByteArray, codec);
    const auto wire = made(codec.constData());
    const auto rows = crossingOf(m_model, cut(), m_model->sampleInputs(9)).at(0);
    QVERIFY(rows.info.order == DimensionOrder::Contiguous);
    const auto last = channelsLast(rows);
    const auto back = wire.decode(readInputs(requestOf(wire.encode({last}, {})), wire.wire())).at(0);
    QVERIFY(back.info.order == DimensionOrder::ChannelsLast);
    const auto plain = codecFromText(codec.toStdString());
    const auto constants = learned(m_model, cut(), plain);
    const TensorCoder coder(last.info, plain.rest, constants.empty() ? TensorConstants{} : constants.tensors.at("add"));
    QVERIFY(*back.data == *coder.decode(coder.encode(last)).data);
}

void TestCrossingCodec::aForeignServerGetsThePlansOrderUnpacked()
{
    const auto wire = made("bits:4+zstd");
    const auto rows = crossingOf(m_model, cut(), m_model->sampleInputs(9)).at(0);
    const auto foreign = wire.encode({channelsLast(rows)}, {}, true);
    const auto expected = made("bits:4").encode({rows}, {});
    QCOMPARE(foreign.size(), expected.size());
    for (std::size_t i = 0; i < foreign.size(); ++i) {
        QCOMPARE(foreign[i].name, expected[i].name);
        QVERIFY(!foreign[i].packed && !foreign[i].codesOrder);
        QVERIFY(*foreign[i].value.data == *expected[i].value.data);
    }
}

void TestCrossingCodec::aPictureBecomesTheInput()
{
    const auto picture = someScene(); // larger than the model's input
    const auto prepared = prepareInput(picture, m_model->metadata().inputs[0]);
    for (const auto *codec : {"raw", "png"}) {
        const auto wire = made(codec, "edge");
        const auto back = wire.decode(readInputs(requestOf(wire.encode({}, picture)), wire.wire()));
        QCOMPARE(back.size(), std::size_t(1));
        QVERIFY(back[0].info == prepared.info);
        QVERIFY2(*back[0].data == *prepared.data, codec);
    }
    QCOMPARE(payloadBytes(requestOf(made("raw", "edge").encode({}, picture))), std::int64_t(3 * 24 * 32));
    for (const auto *codec : {"jpeg:90", "webp:90"}) {
        const auto wire = made(codec, "edge");
        const auto sent = wire.encode({}, picture);
        const auto back = wire.decode(readInputs(requestOf(sent), wire.wire()));
        QVERIFY(back[0].info == prepared.info);
        QVERIFY(*back[0].data != *prepared.data);
        QCOMPARE(sent[0].name, std::string("input:picture:picture"));
    }
}

void TestCrossingCodec::aPictureGoesAlone()
{
    QVERIFY(made("png", "edge").sendsPictureAlone());
    QVERIFY(!made("none", "edge").sendsPictureAlone());
}

void TestCrossingCodec::constantsCrossAsTheyAre()
{
    for (const auto *text : {"pca:3/8", "bits:4/static", "bits:4/tensor/static"}) {
        const auto codec = codecFromText(text);
        const auto constants = learned(m_model, cut(), codec);
        const auto sizes = constantSizes(m_model->graph(), cut(), codec);
        const auto back =
            constantsFrom(sizes, readInputs(requestOf(constantTensors(constants)), expectedConstants(sizes)));
        QVERIFY2(back.tensors == constants.tensors, text);
        QCOMPARE(back.digest(), constants.digest());
    }
}

void TestCrossingCodec::tooManyConstantsAreRefused()
{
    // 4,096 components of 4,096 channels take 64 MiB.
    for (const std::int64_t count : {std::int64_t{4096}, std::int64_t{1} << 40}) {
        try {
            expectedConstants({{"layer", count, count}});
            QFAIL("they were accepted");
        } catch (const Failure &failure) {
            QCOMPARE(failure.code(), ErrorCode::RequestInvalid);
        }
    }
    QCOMPARE(expectedConstants({{"layer", 2048, 2048}}).size(), std::size_t(4));
}

void TestCrossingCodec::whatDoesNotFitIsRefused()
{
    QVERIFY_THROWS_EXCEPTION(Failure, made("jpeg:90", "add"));
    QVERIFY_THROWS_EXCEPTION(Failure, made("stem=bits:4", "add"));
    QVERIFY_THROWS_EXCEPTION(Failure, CrossingCodec(m_model, cut(), codecFromText("pca:3/8"), nullptr));
}

QTEST_GUILESS_MAIN(TestCrossingCodec)
#include "tst_crossing_codec.moc"
