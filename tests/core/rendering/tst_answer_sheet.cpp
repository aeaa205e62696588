// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rendering/answer_sheet.h"
#include "tests/core/rendering/tensor_making.h"

#include <QTest>

#include <set>

using namespace splitscope;

namespace {

Picture uniform(int width, int height, std::uint8_t red, std::uint8_t green, std::uint8_t blue)
{
    Picture picture{width, height, {}};
    for (int pixel = 0; pixel < width * height; ++pixel)
        picture.rgb.insert(picture.rgb.end(), {red, green, blue});
    return picture;
}

/// Bounds of the pixels of one colour: left, top, right, bottom; right and bottom are inside.
std::array<int, 4> boundsOf(const Picture &sheet, const std::array<std::uint8_t, 3> &color)
{
    std::array<int, 4> bounds{sheet.width, sheet.height, -1, -1};
    for (int y = 0; y < sheet.height; ++y) {
        for (int x = 0; x < sheet.width; ++x) {
            if (colorAt(sheet, x, y) == color)
                bounds = {
                    std::min(bounds[0], x), std::min(bounds[1], y), std::max(bounds[2], x), std::max(bounds[3], y)};
        }
    }
    return bounds;
}

constexpr std::array<std::uint8_t, 3> red{255, 0, 0};
constexpr std::array<std::uint8_t, 3> green{0, 255, 0};
constexpr std::array<std::uint8_t, 3> blue{0, 0, 255};

} // namespace

class TestAnswerSheet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingGivesNoPicture();
    void rowsStandBelowEachOtherRightOfTheFrame();
    void anEmptyPlaceKeepsTheColumns();
    void theSecondFrameStandsBesideTheFirst();
    void aLongCaptionEndsWithItsTile();
};

void TestAnswerSheet::nothingGivesNoPicture() { QVERIFY(AnswerSheet().picture().empty()); }

void TestAnswerSheet::rowsStandBelowEachOtherRightOfTheFrame()
{
    AnswerSheet sheet;
    sheet.add(
        uniform(320, 240, 255, 0, 0), {{{"a", uniform(32, 24, 0, 255, 0)}}, {{"b", uniform(640, 480, 0, 0, 255)}}});
    const auto picture = sheet.picture();
    const auto frame = boundsOf(picture, red);
    const auto first = boundsOf(picture, green);
    const auto second = boundsOf(picture, blue);
    // All in the frame's proportions, whatever size they came in.
    for (const auto &bounds : {frame, first, second})
        QCOMPARE((bounds[2] - bounds[0] + 1) * 240, (bounds[3] - bounds[1] + 1) * 320);
    QCOMPARE(first[1], frame[1]);
    QVERIFY(first[0] > frame[2]);
    QCOMPARE(second[0], first[0]);
    QVERIFY(second[1] > first[3]);
    QVERIFY(second[2] < picture.width && second[3] < picture.height);
}

void TestAnswerSheet::anEmptyPlaceKeepsTheColumns()
{
    AnswerSheet sheet;
    const auto frame = uniform(32, 24, 255, 0, 0);
    sheet.add(frame, {{{}, {"b", uniform(32, 24, 0, 255, 0)}}, {{"a", uniform(32, 24, 0, 0, 255)}, {}}});
    const auto picture = sheet.picture();
    QVERIFY(boundsOf(picture, green)[0] > boundsOf(picture, blue)[2]);
    QVERIFY(boundsOf(picture, green)[3] < boundsOf(picture, blue)[1]);
}

void TestAnswerSheet::theSecondFrameStandsBesideTheFirst()
{
    AnswerSheet sheet;
    sheet.add(uniform(32, 24, 255, 0, 0), {{{"a", uniform(32, 24, 9, 9, 9)}}});
    sheet.add(uniform(32, 24, 0, 255, 0), {{{"a", uniform(32, 24, 9, 9, 9)}}});
    sheet.add(uniform(32, 24, 0, 0, 255), {{{"a", uniform(32, 24, 9, 9, 9)}}});
    const auto picture = sheet.picture();
    QVERIFY(boundsOf(picture, green)[0] > boundsOf(picture, red)[2]);
    QCOMPARE(boundsOf(picture, green)[1], boundsOf(picture, red)[1]);
    QCOMPARE(boundsOf(picture, blue)[0], boundsOf(picture, red)[0]);
    QVERIFY(boundsOf(picture, blue)[1] > boundsOf(picture, red)[3]);
}

void TestAnswerSheet::aLongCaptionEndsWithItsTile()
{
    const auto sheetWith = [](const std::string &caption) {
        AnswerSheet sheet;
        const auto frame = uniform(32, 24, 255, 0, 0);
        sheet.add(frame, {{{caption, uniform(32, 24, 0, 255, 0)}, {"", uniform(32, 24, 0, 0, 255)}}});
        return sheet.picture();
    };
    const auto plain = sheetWith("");
    const auto captioned = sheetWith(std::string(200, 'm'));
    const int tileEnds = boundsOf(plain, green)[2];
    int rightmost = -1;
    for (int y = 0; y < plain.height; ++y) {
        for (int x = 0; x < plain.width; ++x) {
            if (colorAt(plain, x, y) != colorAt(captioned, x, y))
                rightmost = std::max(rightmost, x);
        }
    }
    QVERIFY(rightmost > boundsOf(plain, green)[0]);
    QVERIFY2(rightmost <= tileEnds, qPrintable(QString("%1 of %2").arg(rightmost).arg(tileEnds)));
}

QTEST_GUILESS_MAIN(TestAnswerSheet)
#include "tst_answer_sheet.moc"
