// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/sources/picture_forms.h"

#include <QTest>

using namespace splitscope;

namespace {

Picture flat(int width, int height)
{
    Picture picture{width, height, {}};
    picture.rgb.assign(static_cast<std::size_t>(3 * width * height), 120);
    return picture;
}

Picture noisy(int width, int height)
{
    auto picture = flat(width, height);
    unsigned state = 1;
    for (auto &value : picture.rgb)
        value = static_cast<std::uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
    return picture;
}

} // namespace

class TestPictureForms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rawIsThreeBytesAPixelOfTheModelsInput();
    void pngAndJpegDependOnWhatIsInThePicture();
    void whatIsNoPictureCodecIsRefused_data();
    void whatIsNoPictureCodecIsRefused();
    void noPictureIsRefused();
};

void TestPictureForms::rawIsThreeBytesAPixelOfTheModelsInput()
{
    const auto forms = measurePictureForms({noisy(640, 480)}, 256, 192, {"raw"}, "noise");
    QCOMPARE(forms.size(), 1u);
    QCOMPARE(forms[0].bytes, 147456.0);
    QVERIFY(forms[0].lossless);
    QVERIFY(forms[0].source.find("noise") != std::string::npos);
}

void TestPictureForms::pngAndJpegDependOnWhatIsInThePicture()
{
    const std::vector<std::string> names{"png", "jpeg:50", "jpeg:95", "webp:50"};
    const auto plain = measurePictureForms({flat(256, 192)}, 256, 192, names, "flat");
    const auto noise = measurePictureForms({noisy(256, 192)}, 256, 192, names, "noise");
    QVERIFY(plain[0].bytes < 2000.0);
    QVERIFY(noise[0].bytes > 147456.0); // noise does not compress
    QVERIFY(noise[1].bytes < noise[2].bytes);
    QVERIFY(noise[3].bytes < noise[2].bytes && !noise[3].lossless);
    QVERIFY(plain[0].lossless && !plain[1].lossless);
    const auto both = measurePictureForms({flat(256, 192), noisy(256, 192)}, 256, 192, {"png"}, "both");
    QCOMPARE(both[0].bytes, (plain[0].bytes + noise[0].bytes) / 2);
}

void TestPictureForms::whatIsNoPictureCodecIsRefused_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<int>("code");
    for (const auto *name : {"gif", "jpeg:", "jpeg:9x", "RAW", "none", "bits:8"})
        QTest::newRow(name) << std::string(name) << int(ErrorCode::UnknownCodec);
    for (const auto *name : {"jpeg:0", "jpeg:101", "webp:0"})
        QTest::newRow(name) << std::string(name) << int(ErrorCode::InvalidArgument);
}

void TestPictureForms::whatIsNoPictureCodecIsRefused()
{
    QFETCH(std::string, name);
    QFETCH(int, code);
    try {
        measurePictureForms({flat(8, 8)}, 8, 8, {name}, "flat");
        QFAIL("It was taken.");
    } catch (const Failure &failure) {
        QCOMPARE(int(failure.code()), code);
    }
}

void TestPictureForms::noPictureIsRefused()
{
    QVERIFY_THROWS_EXCEPTION(Failure, measurePictureForms({}, 8, 8, {"raw"}, "nothing"));
}

QTEST_GUILESS_MAIN(TestPictureForms)
#include "tst_picture_forms.moc"
