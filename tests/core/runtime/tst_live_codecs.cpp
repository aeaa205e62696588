// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/entropy_stage.h"
#include "core/graph/cut.h"
#include "core/graph/error.h"
#include "core/runtime/inference_client.h"
#include "core/runtime/live_session.h"
#include "core/runtime/picture_inputs.h"
#include "tests/core/runtime/codec_case.h"
#include "tests/core/runtime/serving.h"
#include "tests/core/runtime/watched_session.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <utility>

using namespace splitscope;
using namespace splitscope::testing;
using RanOn = FrameResult::RanOn;

/// A running session with codecs: what they do to answers and bytes, and that they change while frames run.
class TestLiveCodecs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void aCodecAnswersAsInOneProcess_data();
    void aCodecAnswersAsInOneProcess();
    void picturesThatLoseNothingAnswerAsTheUncutModel_data();
    void picturesThatLoseNothingAnswerAsTheUncutModel();
    void anotherCodecActsOnTheNextFrame();
    void aStaleRequestIsDroppedWhenTheCodecChanges();
    void anEdgeThatForgotGetsTheConstantsAgain();
    void answersComePackedOverASlowLink();
    void answersGoUpPackedOverASlowLink_data();
    void answersGoUpPackedOverASlowLink();
    void aForeignServerTakesCodesButNeitherZstdNorPictures();
    void aCodecThatDoesNotFitChangesNothing_data();
    void aCodecThatDoesNotFitChangesNothing();

private:
    LiveSettings withCodec(const char *codec, const std::string &cut, const LinkSpec &link = {}) const;

    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
};

void TestLiveCodecs::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(saveSmallModel(m_directory.path().toStdString()));
}

/// With constants where the codec needs any.
LiveSettings TestLiveCodecs::withCodec(const char *codec, const std::string &cut, const LinkSpec &link) const
{
    auto out = referenceSettings(cut, link);
    out.codec = codec;
    const auto constants = learned(m_model, Cut::fromText(m_model->graph(), cut), codecFromText(codec));
    if (!constants.empty())
        out.constants = std::make_shared<const CodecConstants>(constants);
    return out;
}

void TestLiveCodecs::aCodecAnswersAsInOneProcess_data()
{
    QTest::addColumn<QByteArray>("cut");
    QTest::addColumn<QByteArray>("codec");
    for (const auto *codec :
        {"none+zstd", "fp16", "bits:8", "bits:3/tensor+zstd", "bits:4/static", "pca:4/8", "pca:2/3+zstd", "add=bits:2"})
        QTest::newRow(codec) << QByteArray("add") << QByteArray(codec);
    QTest::newRow("the input") << QByteArray("edge") << QByteArray("bits:8");
    QTest::newRow("with a task on the device") << QByteArray("normals:sub") << QByteArray("bits:6");
}

void TestLiveCodecs::aCodecAnswersAsInOneProcess()
{
    QFETCH(QByteArray, cut);
    QFETCH(QByteArray, codec);
    auto compared = withCodec(codec.constData(), cut.toStdString(), quickLink());
    compared.compare = true;
    Watched watched(m_model, compared, {1, 1, 2, false});
    watched.control->give(2);
    watched.session->wait();
    QCOMPARE(watched.count(), std::size_t(2));
    const auto place = Cut::fromText(m_model->graph(), cut.toStdString());
    const auto plain = codecFromText(codec.toStdString());
    for (const auto &result : watched.results()) {
        QVERIFY(result.ranOn == RanOn::DeviceAndEdge);
        QVERIFY(result.stages.encode > 0.0);
        if (!plain.lossless())
            QVERIFY(result.bytesUp < crossingBytes(m_model->graph(), place));
        const auto inputs = PictureInputs(m_model).of(result.frame.picture);
        const auto expected = answersWithCodec(
            m_model, place, plain, compared.constants ? *compared.constants : CodecConstants{}, inputs);
        QCOMPARE(result.tasks.size(), expected.size());
        bool same = true;
        for (const auto &[task, value] : expected) {
            const auto &got = result.tasks.at(static_cast<std::size_t>(task));
            QVERIFY2(*got.split.data == *value.data, got.task.name.c_str());
            same = same && *got.split.data == *got.whole->data;
        }
        QCOMPARE(same, plain.lossless()); // the comparison shows what the codec did
    }
}

void TestLiveCodecs::picturesThatLoseNothingAnswerAsTheUncutModel_data()
{
    QTest::addColumn<QByteArray>("codec");
    for (const auto *codec : {"raw", "png", "jpeg:90", "webp:80"})
        QTest::newRow(codec) << QByteArray(codec);
}

void TestLiveCodecs::picturesThatLoseNothingAnswerAsTheUncutModel()
{
    QFETCH(QByteArray, codec);
    auto compared = withCodec(codec.constData(), "edge", quickLink());
    compared.compare = true;
    Watched watched(m_model, compared, {1, 1, 2, false, 1, true});
    watched.control->give(2);
    watched.session->wait();
    QCOMPARE(watched.count(), std::size_t(2));
    for (const auto &result : watched.results()) {
        QVERIFY(result.ranOn == RanOn::DeviceAndEdge);
        if (codec == "raw")
            QCOMPARE(result.bytesUp, std::int64_t(3 * 24 * 32));
        QVERIFY(result.bytesUp > 0 && result.bytesUp < 4 * 3 * 24 * 32);
        for (const auto &task : result.tasks)
            QVERIFY2(!codecFromText(codec.toStdString()).lossless() || *task.whole->data == *task.split.data,
                task.task.name.c_str());
    }
}

void TestLiveCodecs::anotherCodecActsOnTheNextFrame()
{
    Watched watched(m_model, referenceSettings("add", quickLink()));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    std::size_t frames = 1;
    for (const auto &[codec, bytes] : {std::pair("bits:4", 8 * 12 * 16 / 2 + 64), std::pair("pca:2/8", 2 * 12 * 16),
             std::pair("fp16", 2 * 8 * 12 * 16), std::pair("none", 4 * 8 * 12 * 16)}) {
        const auto wanted = withCodec(codec, "add", quickLink());
        const auto generation = watched.session->apply(wanted);
        watched.control->give(1);
        ++frames;
        QTRY_COMPARE_WITH_TIMEOUT(watched.count(), frames, patience);
        const auto result = watched.last();
        QCOMPARE(result.settingsGeneration, generation);
        QCOMPARE(result.bytesUp, std::int64_t(bytes));
        QVERIFY(result.plan.codec.starts_with(codec));
        if (wanted.constants)
            QVERIFY(result.plan.codec.ends_with("@" + wanted.constants->digest()));
    }
    QCOMPARE(watched.session->status().fallbacks, std::uint64_t(0));
}

void TestLiveCodecs::aStaleRequestIsDroppedWhenTheCodecChanges()
{
    Watched watched(m_model, referenceSettings("edge"));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    watched.session->apply(referenceSettings("edge", hopelessLink()));
    for (const int frames : {1, 2}) {
        watched.control->give(1);
        QTRY_COMPARE_WITH_TIMEOUT(watched.session->status().framesInFlight, frames, patience);
    }
    const auto generation = watched.session->apply(withCodec("jpeg:50", "edge"));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(2), patience);
    QCOMPARE(watched.last().settingsGeneration, generation);
    QCOMPARE(watched.last().plan.codec, std::string("jpeg:50"));
    QCOMPARE(watched.session->status().framesCancelled, std::uint64_t(2));
    QVERIFY(watched.last().ranOn == RanOn::DeviceAndEdge);
}

void TestLiveCodecs::anEdgeThatForgotGetsTheConstantsAgain()
{
    auto options = servingOptions(m_directory);
    options.maxTails = 1;
    EdgeServer server(options);
    EdgeTarget target;
    target.address = server.address();
    Watched watched(m_model, withCodec("pca:4/8", "add"), {}, target);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(watched.last().ranOn == RanOn::DeviceAndEdge);

    // Another client's tail takes the only place.
    const auto &input = m_model->graph().inputs().at(0);
    const PlanKey other{
        m_model->hash(), inputSignature({input.info}), "default", "edge", "none", ExecutionMode::Reference, 1};
    InferenceClient client({});
    client.setAddress(HostPort::fromText(server.address()), server.address());
    client.infer({other.tailName("any"), {}, other.canonicalJson(), client.epoch()});

    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(2), patience);
    QVERIFY(watched.last().ranOn == RanOn::DeviceAndEdge);
    QCOMPARE(watched.last().bytesUp, std::int64_t(4 * 12 * 16)); // constants are no part of a frame
}

void TestLiveCodecs::answersComePackedOverASlowLink()
{
    // 768 pixels: a class index, depth in half precision, three bytes of normals.
    constexpr std::int64_t plain = 768 * (1 + 2 + 3);
    Watched watched(m_model, referenceSettings("add", quickLink()));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(watched.last().bytesDown < plain);
    watched.session->apply(referenceSettings("add", wideLink()));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(2), patience);
    QCOMPARE(watched.last().bytesDown, plain);
}

void TestLiveCodecs::answersGoUpPackedOverASlowLink_data()
{
    QTest::addColumn<QByteArray>("cut");
    QTest::addColumn<QByteArray>("codec");
    QTest::addColumn<qint64>("crossing");
    QTest::newRow("all on the device") << QByteArray("device") << QByteArray("none") << qint64(0);
    QTest::newRow("one on the device") << QByteArray("normals:sub") << QByteArray("none") << qint64(4 * 1536);
    QTest::newRow("beside codes") << QByteArray("normals:sub") << QByteArray("bits:4/tensor") << qint64(1536 / 2 + 8);
}

void TestLiveCodecs::answersGoUpPackedOverASlowLink()
{
    QFETCH(QByteArray, cut);
    QFETCH(QByteArray, codec);
    QFETCH(qint64, crossing);
    auto slow = withCodec(codec.constData(), cut.toStdString(), quickLink());
    slow.results = ResultsAt::Edge;
    auto wide = slow;
    wide.link = wideLink();
    auto traced = wide;
    traced.trace = std::make_shared<const LinkTrace>(
        LinkTrace::fromCsv("seconds,uplink_mbps,downlink_mbps,rtt_ms\n0,100,1000,1\n1,120,1000,1\n", "drive.csv"));
    Watched watched(m_model, slow);
    std::size_t frames = 0;
    for (const auto &[settings, packed] : {std::pair(slow, true), std::pair(wide, false), std::pair(traced, true)}) {
        watched.session->apply(settings);
        watched.control->give(1);
        ++frames;
        QTRY_COMPARE_WITH_TIMEOUT(watched.count(), frames, patience);
        const auto result = watched.last();
        std::int64_t plain = 0;
        std::int64_t asZstd = 0;
        for (const auto &task : result.tasks) {
            plain += static_cast<std::int64_t>(task.split.data->size());
            asZstd += static_cast<std::int64_t>(zstdCompress(*task.split.data, 1).size());
        }
        QVERIFY(asZstd < plain);
        QVERIFY(result.ranOn == RanOn::DeviceAndEdge); // the edge unpacked them
        QCOMPARE(result.bytesUp, std::int64_t(crossing) + (packed ? asZstd : plain));
        QCOMPARE(result.bytesDown, std::int64_t(0));
        QCOMPARE(result.stages.encode > 0.0, packed || codec != "none");
    }
}

void TestLiveCodecs::aForeignServerTakesCodesButNeitherZstdNorPictures()
{
    EdgeServer server(servingOptions(m_directory));
    const auto &input = m_model->graph().inputs().at(0);
    const PlanKey key{
        m_model->hash(), inputSignature({input.info}), "default", "add", "bits:4", ExecutionMode::Reference, 7};
    InferenceClient client({});
    client.setAddress(HostPort::fromText(server.address()), server.address());
    client.infer({key.tailName("any"), {}, key.canonicalJson(), client.epoch()});

    EdgeTarget target;
    target.address = server.address();
    target.modelName = key.tailName("any");
    auto wanted = withCodec("bits:4", "add", quickLink());
    wanted.compare = true;
    Watched watched(m_model, wanted, {}, target);
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QVERIFY(watched.last().ranOn == RanOn::DeviceAndEdge);
    QCOMPARE(watched.last().bytesUp, std::int64_t(8 * 12 * 16 / 2 + 64));
    QCOMPARE(watched.last().bytesDown, std::int64_t(768 * (1 + 2 + 3))); // never packed
    for (const auto &[codec, cut] :
        {std::pair("bits:4+zstd", "add"), std::pair("add=none+zstd:3", "add"), std::pair("jpeg:90", "edge")})
        QVERIFY_THROWS_EXCEPTION(Failure, watched.session->apply(withCodec(codec, cut)));
}

void TestLiveCodecs::aCodecThatDoesNotFitChangesNothing_data()
{
    QTest::addColumn<QByteArray>("codec");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char *codec, const char *said) {
        QTest::newRow(codec) << QByteArray(codec) << QByteArray(said);
    };
    row("jpeg:90", "cut edge");
    row("edge=bits:4", "does not cross");
    row("pca:9/8", "which has 8 channels");
    row("pca:4/8", "needs a calibration");
    row("bits:4/static", "needs a calibration");
    row("bits:17", "between 1 and 16");
    row("rot13", "There is no codec");
}

void TestLiveCodecs::aCodecThatDoesNotFitChangesNothing()
{
    QFETCH(QByteArray, codec);
    QFETCH(QByteArray, said);
    auto wrong = referenceSettings("add");
    wrong.codec = codec.toStdString();
    Watched watched(m_model, referenceSettings("device"));
    try {
        watched.session->apply(wrong);
        QFAIL("it was taken");
    } catch (const Failure &failure) {
        QVERIFY2(QByteArray(failure.what()).contains(said), failure.what());
    }
    QVERIFY_THROWS_EXCEPTION(Failure, Watched(m_model, wrong));
    watched.control->give(1);
    QTRY_COMPARE_WITH_TIMEOUT(watched.count(), std::size_t(1), patience);
    QCOMPARE(watched.last().settingsGeneration, std::uint64_t(1));
}

QTEST_GUILESS_MAIN(TestLiveCodecs)
#include "tst_live_codecs.moc"
