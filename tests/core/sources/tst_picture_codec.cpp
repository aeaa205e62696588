// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/graph/model_metadata.h"
#include "core/sources/frame_source.h"
#include "core/sources/picture_codec.h"
#include "core/sources/picture_header.h"

#include <QTest>

#include <cmath>
#include <cstdlib>

using namespace splitscope;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// Smooth in two directions, another ramp in each channel: what JPEG and WebP keep well.
Picture ramps(int width, int height)
{
    Picture picture{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            picture.rgb.push_back(static_cast<std::uint8_t>(255 * x / width));
            picture.rgb.push_back(static_cast<std::uint8_t>(255 * y / height));
            picture.rgb.push_back(static_cast<std::uint8_t>(255 - 255 * x / width));
        }
    }
    return picture;
}

PictureCodec codecOf(const char *text) { return *codecFromText(text).picture; }

Picture roundTrip(const Picture &picture, int width, int height, const PictureCodec &codec)
{
    const auto bytes = encodePicture(picture, width, height, codec);
    return decodePicture(bytes.data(), bytes.size(), width, height, codec);
}

/// Why bytes are refused; empty where they are taken.
std::string refusal(const Bytes &bytes, int width, int height, const PictureCodec &codec)
{
    try {
        decodePicture(bytes.data(), bytes.size(), width, height, codec);
        return {};
    } catch (const Failure &failure) {
        return failure.code() == ErrorCode::RequestInvalid ? failure.what() : std::string();
    }
}

} // namespace

class TestPictureCodec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rawAndPngLoseNothing();
    void resizingIsWhatPreparingTheInputDoes();
    void lossyFormsKeepThePictureAndItsColours_data();
    void lossyFormsKeepThePictureAndItsColours();
    void headersTellTheSize_data();
    void headersTellTheSize();
    void whatDoesNotFitIsRefused_data();
    void whatDoesNotFitIsRefused();
    void aHugePictureIsRefusedByItsHeader();
    void changedBytesNeverEscapeAsAnythingElse();
    void aPictureWithoutPixelsCannotBeSent();
};

void TestPictureCodec::rawAndPngLoseNothing()
{
    const auto picture = ramps(31, 17);
    QCOMPARE(encodePicture(picture, 31, 17, codecOf("raw")), picture.rgb);
    for (const auto *codec : {"raw", "png"})
        QVERIFY2(roundTrip(picture, 31, 17, codecOf(codec)) == picture, codec);
}

void TestPictureCodec::resizingIsWhatPreparingTheInputDoes()
{
    InputSpec spec;
    spec.kind = InputSpec::Kind::Picture;
    spec.info = {{1, 3, 24, 32}};
    spec.mean = {0.4, 0.5, 0.6};
    spec.std = {0.2, 0.3, 0.25};
    const auto picture = ramps(50, 41);
    const auto direct = prepareInput(picture, spec);
    for (const auto *codec : {"raw", "png"}) {
        const auto sent = prepareInput(roundTrip(picture, 32, 24, codecOf(codec)), spec);
        QVERIFY2(*sent.data == *direct.data, codec);
    }
}

void TestPictureCodec::lossyFormsKeepThePictureAndItsColours_data()
{
    QTest::addColumn<QByteArray>("codec");
    for (const auto *codec : {"jpeg:95", "webp:95"})
        QTest::newRow(codec) << QByteArray(codec);
}

void TestPictureCodec::lossyFormsKeepThePictureAndItsColours()
{
    QFETCH(QByteArray, codec);
    const auto picture = ramps(64, 48);
    const auto back = roundTrip(picture, 64, 48, codecOf(codec.constData()));
    QVERIFY(back != picture);
    // Channels that changed places would be off by 85 on average: the red ramp runs against the blue one.
    double difference = 0.0;
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
        difference += std::abs(int(picture.rgb[i]) - int(back.rgb[i]));
    QVERIFY(difference / static_cast<double>(picture.rgb.size()) < 5.0);
}

void TestPictureCodec::headersTellTheSize_data()
{
    QTest::addColumn<QByteArray>("codec");
    for (const auto *codec : {"png", "jpeg:50", "jpeg:100", "webp:50", "webp:100"})
        QTest::newRow(codec) << QByteArray(codec);
}

void TestPictureCodec::headersTellTheSize()
{
    QFETCH(QByteArray, codec);
    const auto form = codecOf(codec.constData());
    for (const auto &[width, height] : {std::pair(1, 1), std::pair(300, 7), std::pair(16, 260)}) {
        const auto bytes = encodePicture(ramps(40, 40), width, height, form);
        const auto size = pictureSize(bytes.data(), bytes.size(), form.kind);
        QVERIFY(size.has_value());
        QCOMPARE(size->width, width);
        QCOMPARE(size->height, height);
    }
}

void TestPictureCodec::whatDoesNotFitIsRefused_data()
{
    QTest::addColumn<QByteArray>("codec");
    for (const auto *codec : {"raw", "png", "jpeg:90", "webp:90"})
        QTest::newRow(codec) << QByteArray(codec);
}

void TestPictureCodec::whatDoesNotFitIsRefused()
{
    QFETCH(QByteArray, codec);
    const auto form = codecOf(codec.constData());
    const auto good = encodePicture(ramps(32, 24), 32, 24, form);
    QVERIFY(refusal(good, 32, 24, form).empty());
    QVERIFY(!refusal(good, 24, 32, form).empty() || form.kind == PictureCodec::Kind::Raw);
    QVERIFY(!refusal(good, 32, 25, form).empty());
    QVERIFY(!refusal({}, 32, 24, form).empty());
    for (std::size_t length = 0; length < good.size(); length += 1 + good.size() / 50)
        QVERIFY(!refusal(Bytes(good.begin(), good.begin() + std::ptrdiff_t(length)), 32, 24, form).empty());
    auto longer = good;
    longer.resize(mostPictureBytes(32, 24, form) + 1);
    QVERIFY(!refusal(longer, 32, 24, form).empty());
    for (const auto *other : {"png", "jpeg:90", "webp:90"}) {
        if (codecOf(other).kind != form.kind)
            QVERIFY(!refusal(good, 32, 24, codecOf(other)).empty());
    }
}

void TestPictureCodec::aHugePictureIsRefusedByItsHeader()
{
    // 60,000 x 60,000 pixels are 10 GB: decoding them would not end well.
    auto png = encodePicture(ramps(32, 24), 32, 24, codecOf("png"));
    png[18] = png[22] = 0xea;
    png[19] = png[23] = 0x60;
    const auto why = refusal(png, 32, 24, codecOf("png"));
    QVERIFY2(why.find("60000x60000, not 32x24") != std::string::npos, why.c_str());
}

void TestPictureCodec::changedBytesNeverEscapeAsAnythingElse()
{
    unsigned state = 7;
    const auto random = [&state](std::size_t below) {
        return static_cast<std::size_t>((state = state * 1664525U + 1013904223U) >> 8U) % below;
    };
    int taken = 0;
    for (const auto *codec : {"png", "jpeg:90", "webp:90"}) {
        const auto form = codecOf(codec);
        const auto good = encodePicture(ramps(32, 24), 32, 24, form);
        for (int i = 0; i < 300; ++i) {
            auto bytes = good;
            for (int change = 0; change < 3; ++change)
                bytes[random(bytes.size())] = static_cast<std::uint8_t>(random(256));
            try {
                const auto picture = decodePicture(bytes.data(), bytes.size(), 32, 24, form);
                QCOMPARE(picture.rgb.size(), std::size_t(3 * 32 * 24));
                ++taken;
            } catch (const Failure &failure) {
                QCOMPARE(failure.code(), ErrorCode::RequestInvalid);
            }
        }
    }
    QVERIFY(taken > 0);
}

void TestPictureCodec::aPictureWithoutPixelsCannotBeSent()
{
    for (const auto *codec : {"raw", "jpeg:90"})
        QVERIFY_THROWS_EXCEPTION(Failure, encodePicture({}, 8, 8, codecOf(codec)));
    QVERIFY_THROWS_EXCEPTION(Failure, encodePicture(ramps(4, 4), 20000, 1, codecOf("webp:50")));
}

QTEST_GUILESS_MAIN(TestPictureCodec)
#include "tst_picture_codec.moc"
