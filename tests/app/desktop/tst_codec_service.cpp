// SPDX-License-Identifier: GPL-3.0-or-later
// What the window learns of codecs, on the small model cut behind its first layer: 8 channels cross.
#include "app/desktop/workspace/codec_service.h"
#include "tests/support/small_model.h"

#include <QDir>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;

namespace {

constexpr int patience = 30000; // a machine that also compiles

std::shared_ptr<const Picture> pictureOf(int number)
{
    Picture picture{32, 24, std::vector<std::uint8_t>(32 * 24 * 3)};
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
        picture.rgb[i] = static_cast<std::uint8_t>((i * 7919 + static_cast<std::size_t>(number) * 31) % 251);
    return std::make_shared<const Picture>(std::move(picture));
}

Codec codec(const char *text) { return codecFromText(text); }

} // namespace

class TestCodecService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void withoutACodecNothingIsLost();
    void bitsAreTriedOnTheNewestFrame();
    void aLosslessStageLosesNothing();
    void halfPrecisionErrsByARounding();
    void theNewestWishWins();
    void nothingIsWorkedOutWhileNobodyLooks();
    void componentsWaitForTheirCalibration();
    void constantsThatWereGivenAreEnough();
    void moreComponentsThanChannelsAreRefused();
    void aSourceThatIsEmptyIsSaid();
    void aCalibrationCanBeCancelled();
    void aCameraIsCalibratedOnItsFrames();
    void anotherCutKeepsWhatHolds();
    void aPictureCanBeSentWhole();
    void whatWasTakenBackIsTheWish();

private:
    Cut afterLayer(int layer) const { return Cut::upTo(m_model->graph(), {layer}); }
    const CodecReading &reading() const { return *m_service->reading(); }
    /// Waits until the newest wish was tried on a frame.
    bool tried() const
    {
        return QTest::qWaitFor([this] { return m_service->isCurrent() && !reading().tasks.empty(); }, patience);
    }
    bool becomes(CalibrationStatus::Kind kind) const
    {
        return QTest::qWaitFor([&] { return m_service->calibration().kind == kind; }, patience);
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const Model> m_model;
    std::unique_ptr<CodecService> m_service;
};

void TestCodecService::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_model = Model::open(testing::saveSmallModel(m_folder.path().toStdString()));
}

void TestCodecService::init()
{
    m_service = std::make_unique<CodecService>();
    m_service->setSource(QStringLiteral("scenes:0..9"));
    m_service->setWatched(true);
    m_service->setModel(m_model, afterLayer(0), {});
    m_service->submit(pictureOf(0), 7);
}

void TestCodecService::cleanup() { m_service.reset(); }

void TestCodecService::withoutACodecNothingIsLost()
{
    QVERIFY(tried());
    const auto &tensor = m_service->subject().tensors.at(0);
    QCOMPARE(reading().tensors.size(), m_service->subject().tensors.size());
    QCOMPARE(reading().bytesAfter(), tensor.info.elements() * 4);
    QCOMPARE(reading().bytesBefore(), reading().bytesAfter());
    QCOMPARE(*reading().tensors[0].relativeError, 0.0);
    QCOMPARE(m_service->calibration().kind, CalibrationStatus::Kind::NotNeeded);
}

void TestCodecService::bitsAreTriedOnTheNewestFrame()
{
    QSignalSpy resolved(m_service.get(), &CodecService::resolved);
    m_service->request(codec("bits:4"));
    QCOMPARE(resolved.size(), 1); // nothing had to be waited for
    QVERIFY(tried());
    const auto &tensor = reading().tensors.at(0);
    const auto elements = tensor.info.elements();
    QCOMPARE(tensor.bytesBefore, elements * 4);
    QCOMPARE(tensor.bytesAfter, elements / 2 + 8 * 2 * 4); // half a byte each; a least value and a step by channel
    QVERIFY(*tensor.relativeError > 0.001 && *tensor.relativeError < 0.1);
    QVERIFY(*tensor.psnrDb > 20.0);
    QVERIFY(*tensor.encodeMs > 0.0 && *tensor.decodeMs > 0.0);
    QCOMPARE(tensor.before.low, tensor.after.low);
    QCOMPARE(tensor.before.high, tensor.after.high);
    QVERIFY(tensor.before.picture && tensor.after.picture && !(*tensor.before.picture == *tensor.after.picture));
    QCOMPARE(reading().tasks.size(), m_model->metadata().tasks.size());
    QCOMPARE(reading().source, std::string("frame 7 of scenes:0..9"));
    QCOMPARE(reading().agreementSource, reading().source);
    // Every further bit halves the step, and so the error.
    const double four = *tensor.relativeError;
    m_service->request(codec("bits:5"));
    QVERIFY(tried());
    const double ratio = four / *reading().tensors.at(0).relativeError;
    QVERIFY2(std::abs(ratio - 31.0 / 15.0) < 0.25, qPrintable(QString::number(ratio)));
}

void TestCodecService::aLosslessStageLosesNothing()
{
    m_service->request(codec("none+zstd:3"));
    QVERIFY(tried());
    QCOMPARE(*reading().tensors.at(0).relativeError, 0.0);
    QVERIFY(std::isinf(*reading().tensors.at(0).psnrDb));
    QVERIFY(reading().bytesAfter() < reading().bytesBefore()); // a third of it is what ReLU cut off
    for (const auto &task : reading().tasks) {
        for (const auto &figure : task.agreement) {
            const bool parts = figure.metric == "miou" || figure.metric == "pixel_agreement";
            QCOMPARE(figure.value, parts ? 1.0 : 0.0);
        }
    }
}

void TestCodecService::halfPrecisionErrsByARounding()
{
    m_service->request(codec("fp16"));
    QVERIFY(tried());
    QCOMPARE(reading().bytesAfter() * 2, reading().bytesBefore());
    QVERIFY(*reading().tensors.at(0).relativeError > 0.0);
    QVERIFY(*reading().tensors.at(0).relativeError <= std::ldexp(1.0, -11)); // half a unit in the 11th bit
}

void TestCodecService::theNewestWishWins()
{
    QSignalSpy readings(m_service.get(), &CodecService::readingReady);
    for (int i = 0; i < 160; ++i)
        m_service->request(codec(qPrintable(QStringLiteral("bits:%1").arg(1 + i % 16))));
    QVERIFY(tried());
    QCOMPARE(reading().tensors.at(0).codec.bits, 16);
    std::uint64_t last = 0;
    for (const auto &arguments : readings) {
        const auto one = arguments.first().value<std::shared_ptr<const CodecReading>>();
        QVERIFY(one->generation >= last);
        last = one->generation;
    }
    QVERIFY(readings.size() < 80); // what was overtaken was left
}

void TestCodecService::nothingIsWorkedOutWhileNobodyLooks()
{
    m_service->setWatched(false);
    QSignalSpy resolved(m_service.get(), &CodecService::resolved);
    QSignalSpy readings(m_service.get(), &CodecService::readingReady);
    m_service->request(codec("bits:4"));
    QCOMPARE(resolved.size(), 1); // it is set all the same
    m_service->setWatched(true);
    QVERIFY(tried());
    for (const auto &arguments : readings)
        QCOMPARE(arguments.first().value<std::shared_ptr<const CodecReading>>()->codec, codec("bits:4"));
}

void TestCodecService::componentsWaitForTheirCalibration()
{
    QSignalSpy resolved(m_service.get(), &CodecService::resolved);
    m_service->request(codec("pca:2/8"));
    QCOMPARE(m_service->calibration().kind, CalibrationStatus::Kind::Wanted);
    QCOMPARE(resolved.size(), 0);
    m_service->calibrate();
    QCOMPARE(m_service->calibration().kind, CalibrationStatus::Kind::Running);
    QVERIFY(becomes(CalibrationStatus::Kind::Done));
    QCOMPARE(m_service->calibration().frames, 10); // all that the source holds
    QTRY_COMPARE_WITH_TIMEOUT(resolved.size(), 1, patience);
    const auto choice = resolved.first().first().value<CodecChoice>();
    QCOMPARE(choice.codec.constants, choice.constants->digest());
    QCOMPARE(choice.constants->tensors.size(), 1U);
    QVERIFY(tried());
    const auto &tensor = reading().tensors.at(0);
    QCOMPARE(tensor.bytesAfter, tensor.info.elements() / 8 * 2);
    QVERIFY(tensor.spectrum);
    QCOMPARE(tensor.spectrum->components(), 8);
    QVERIFY(std::abs(tensor.spectrum->explained.back() - 1.0) < 1e-6);
    // Another number of components needs no other calibration.
    const double two = *tensor.relativeError;
    m_service->request(codec("pca:6/8"));
    QVERIFY(tried());
    QCOMPARE(reading().tensors.at(0).codec.components, 6);
    QVERIFY(*reading().tensors.at(0).relativeError < two);
}

void TestCodecService::constantsThatWereGivenAreEnough()
{
    m_service->request(codec("pca:4/8"));
    QSignalSpy resolved(m_service.get(), &CodecService::resolved);
    m_service->calibrate();
    QTRY_COMPARE_WITH_TIMEOUT(resolved.size(), 1, patience);
    const auto choice = resolved.first().first().value<CodecChoice>();

    m_service = std::make_unique<CodecService>();
    m_service->setWatched(true);
    m_service->setModel(m_model, afterLayer(0), choice);
    m_service->submit(pictureOf(0), 0);
    QCOMPARE(m_service->calibration().kind, CalibrationStatus::Kind::Done);
    QCOMPARE(m_service->calibration().source, std::string("scenes:0..9"));
    QVERIFY(tried());
    m_service->request(codec("pca:3/6")); // fewer of the same components
    QVERIFY(tried());
    m_service->request(codec("pca:5/6"));
    QCOMPARE(m_service->calibration().kind, CalibrationStatus::Kind::Wanted);
}

void TestCodecService::moreComponentsThanChannelsAreRefused()
{
    m_service->request(codec("pca:4/8"));
    m_service->calibrate();
    QVERIFY(tried());
    QSignalSpy problems(m_service.get(), &CodecService::problem);
    QSignalSpy resolved(m_service.get(), &CodecService::resolved);
    m_service->request(codec("pca:9/8"));
    QTRY_COMPARE_WITH_TIMEOUT(problems.size(), 1, patience);
    QCOMPARE(problems.first().first().value<Error>().code, ErrorCode::InvalidArgument);
    QCOMPARE(resolved.size(), 0);
}

void TestCodecService::aSourceThatIsEmptyIsSaid()
{
    QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("empty")));
    m_service->setSource(m_folder.filePath(QStringLiteral("empty")));
    m_service->request(codec("pca:2/8"));
    QSignalSpy problems(m_service.get(), &CodecService::problem);
    m_service->calibrate();
    QTRY_COMPARE_WITH_TIMEOUT(problems.size(), 1, patience);
    QCOMPARE(problems.first().first().value<Error>().code, ErrorCode::SourceEmpty);
    QCOMPARE(m_service->calibration().kind, CalibrationStatus::Kind::Wanted);
}

void TestCodecService::aCalibrationCanBeCancelled()
{
    QSignalSpy resolved(m_service.get(), &CodecService::resolved);
    m_service->request(codec("bits:4/static"));
    m_service->calibrate();
    m_service->cancelCalibration();
    QCOMPARE(m_service->calibration().kind, CalibrationStatus::Kind::Wanted);
    m_service->calibrate();
    QVERIFY(becomes(CalibrationStatus::Kind::Done));
    QTRY_COMPARE_WITH_TIMEOUT(resolved.size(), 1, patience); // of the second alone
}

void TestCodecService::aCameraIsCalibratedOnItsFrames()
{
    m_service->setSource(QStringLiteral("camera:7")); // there is none; it must not be opened
    m_service->request(codec("pca:2/8"));
    m_service->calibrate();
    int frame = 0;
    QTRY_VERIFY_WITH_TIMEOUT((m_service->submit(pictureOf(frame), static_cast<std::uint64_t>(frame)), ++frame,
                                 m_service->calibration().kind == CalibrationStatus::Kind::Done),
        patience);
    QCOMPARE(m_service->calibration().frames, 32);
    QCOMPARE(m_service->calibration().source, std::string("camera:7"));
    QVERIFY(tried());
}

void TestCodecService::anotherCutKeepsWhatHolds()
{
    m_service->request(codec("pca:2/8"));
    m_service->calibrate();
    QVERIFY(tried());
    const auto &graph = m_model->graph();
    const auto here = m_service->choiceFor(afterLayer(0));
    QVERIFY(!here.codec.constants.empty());
    const auto there = m_service->choiceFor(Cut::edge(graph));
    QCOMPARE(there.codec.text(), std::string("none")); // the input was not calibrated
    m_service->setCut(Cut::edge(graph));
    m_service->setChoice(there);
    QCOMPARE(m_service->wish(), codec("pca:2/8")); // it is still wished
    QCOMPARE(m_service->calibration().kind, CalibrationStatus::Kind::Wanted);
    m_service->setCut(afterLayer(0));
    QVERIFY(m_service->choiceFor(afterLayer(0)) == here);
    QVERIFY(tried());
}

void TestCodecService::aPictureCanBeSentWhole()
{
    m_service->setCut(Cut::edge(m_model->graph()));
    QVERIFY(m_service->subject().picture);
    m_service->request(codec("jpeg:50"));
    QVERIFY(tried());
    QCOMPARE(reading().tensors.size(), 1U);
    const auto jpeg = *reading().tensors[0].relativeError;
    QVERIFY(jpeg > 0.0);
    QCOMPARE(reading().bytesBefore(), 3 * 24 * 32 * 4);
    m_service->request(codec("raw"));
    QVERIFY(tried());
    QCOMPARE(reading().bytesAfter(), 3 * 24 * 32);
    QCOMPARE(*reading().tensors[0].relativeError, 0.0); // the source has the model's size and 8 bits
    m_service->setCut(afterLayer(0));
    QVERIFY(!m_service->subject().picture);
    QCOMPARE(m_service->choiceFor(afterLayer(0)).codec.text(), std::string("none"));
}

void TestCodecService::whatWasTakenBackIsTheWish()
{
    m_service->request(codec("bits:4"));
    QVERIFY(tried());
    QSignalSpy wishes(m_service.get(), &CodecService::wishChanged);
    m_service->setChoice({codec("bits:6"), nullptr});
    QCOMPARE(wishes.size(), 1);
    QCOMPARE(m_service->wish(), codec("bits:6"));
    QVERIFY(tried());
    QCOMPARE(reading().tensors.at(0).codec.bits, 6);
}

QTEST_GUILESS_MAIN(TestCodecService)
#include "tst_codec_service.moc"
