// SPDX-License-Identifier: GPL-3.0-or-later
// Values by hand; viridis' ends are those of matplotlib: (68, 1, 84) and (253, 231, 37).
#include "core/rendering/activation_picture.h"
#include "tests/core/rendering/tensor_making.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace splitscope;

namespace {

using Rgb = std::array<std::uint8_t, 3>;

constexpr Rgb darkest{68, 1, 84};
constexpr Rgb brightest{253, 231, 37};

bool near(const Rgb &a, const Rgb &b)
{
    for (std::size_t i = 0; i < 3; ++i) {
        if (std::abs(int(a[i]) - int(b[i])) > 2)
            return false;
    }
    return true;
}

} // namespace

class TestActivationPicture : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePictureIsTheMeanOverTheChannels();
    void channelsThatLieInnermostGiveTheSamePicture();
    void aVectorIsLaidOutInRows();
    void aConstantActivationHasAPictureToo();
    void whatIsNoNumberIsDark();
    void aLargeActivationIsAveragedDown();
    void aSingleValueHasNoPicture();
    void twoActivationsCanShareTheirColours();
};

void TestActivationPicture::thePictureIsTheMeanOverTheChannels()
{
    // Means: 2, 3, 4 over 5, 6, 7.
    const auto made = activationPicture(tensor<float>({1, 2, 2, 3}, {0, 2, 2, 5, 5, 7, 4, 4, 6, 5, 7, 7}), 100);
    QVERIFY(made);
    QCOMPARE(made->picture.width, 3);
    QCOMPARE(made->picture.height, 2);
    QCOMPARE(made->low, 2.0F);
    QCOMPARE(made->high, 7.0F);
    QCOMPARE(made->averaged, std::int64_t(2));
    QVERIFY(!made->vector);
    QVERIFY(near(colorAt(made->picture, 0, 0), darkest));
    QVERIFY(near(colorAt(made->picture, 2, 1), brightest));
    QVERIFY(!near(colorAt(made->picture, 1, 1), brightest));
}

void TestActivationPicture::channelsThatLieInnermostGiveTheSamePicture()
{
    const auto rows = activationPicture(tensor<float>({1, 2, 2, 3}, {0, 2, 2, 5, 5, 7, 4, 4, 6, 5, 7, 7}), 100);
    auto innermost = tensor<float>({1, 2, 2, 3}, {0, 4, 2, 4, 2, 6, 5, 5, 5, 7, 7, 7});
    innermost.info.order = DimensionOrder::ChannelsLast;
    const auto other = activationPicture(innermost, 100);
    QVERIFY(rows && other);
    QCOMPARE(other->picture, rows->picture);
    QCOMPARE(other->low, rows->low);
    QCOMPARE(other->averaged, rows->averaged);
}

void TestActivationPicture::aVectorIsLaidOutInRows()
{
    const auto made = activationPicture(tensor<float>({1, 5}, {0, 1, 2, 3, 4}), 100);
    QVERIFY(made && made->vector);
    QCOMPARE(made->picture.width, 3);
    QCOMPARE(made->picture.height, 2);
    QVERIFY(near(colorAt(made->picture, 1, 1), brightest));    // the fifth value
    QCOMPARE(colorAt(made->picture, 2, 1), (Rgb{38, 38, 38})); // there is no sixth
}

void TestActivationPicture::aConstantActivationHasAPictureToo()
{
    const auto made = activationPicture(tensor<float>({1, 1, 2, 2}, {3, 3, 3, 3}), 100);
    QVERIFY(made);
    QCOMPARE(made->low, 3.0F);
    QCOMPARE(made->high, 3.0F);
}

void TestActivationPicture::whatIsNoNumberIsDark()
{
    const float none = std::numeric_limits<float>::quiet_NaN();
    const auto made = activationPicture(tensor<float>({1, 1, 2, 2}, {none, 1, 2, 3}), 100);
    QVERIFY(made);
    QCOMPARE(made->low, 1.0F);
    QCOMPARE(colorAt(made->picture, 0, 0), (Rgb{38, 38, 38}));
    QVERIFY(!activationPicture(tensor<float>({1, 1, 2, 2}, {none, none, none, none}), 100));
}

void TestActivationPicture::aLargeActivationIsAveragedDown()
{
    std::vector<float> values(8 * 4);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = i % 2 == 0 ? 0.0F : 2.0F; // columns alternate: pairs of them have the mean 1
    values[0] = 8.0F;
    const auto made = activationPicture(tensor<float>({1, 1, 4, 8}, values), 4);
    QVERIFY(made);
    QCOMPARE(made->picture.width, 4);
    QCOMPARE(made->picture.height, 2);
    QCOMPARE(made->low, 1.0F);
    QCOMPARE(made->high, 3.0F); // (8 + 2 + 0 + 2) / 4
}

void TestActivationPicture::aSingleValueHasNoPicture()
{
    QVERIFY(!activationPicture(tensor<float>({1, 1}, {3}), 100));
    QVERIFY(!activationPicture(tensor<float>({1, 0}, {}), 100));
}

void TestActivationPicture::twoActivationsCanShareTheirColours()
{
    // 0 and 4 on a scale from 0 to 8: the middle of viridis is (33, 145, 140); 9 lies beyond it.
    const auto made = activationPicture(tensor<float>({1, 1, 2, 2}, {0, 4, 9, -3}), 100, std::pair(0.0F, 8.0F));
    QVERIFY(made);
    QCOMPARE(made->low, 0.0F);
    QCOMPARE(made->high, 8.0F);
    QVERIFY(near(colorAt(made->picture, 0, 0), darkest));
    QVERIFY(near(colorAt(made->picture, 1, 0), {33, 145, 140}));
    QVERIFY(near(colorAt(made->picture, 0, 1), brightest));
    QVERIFY(near(colorAt(made->picture, 1, 1), darkest));
}

QTEST_GUILESS_MAIN(TestActivationPicture)
#include "tst_activation_picture.moc"
