// SPDX-License-Identifier: GPL-3.0-or-later
// What of a codec holds at another cut: a chain whose tensors have four channels each.
#include "app/desktop/workspace/codec_change.h"
#include "app/desktop/workspace/codec_choice.h"
#include "tests/widgets/sample_graph.h"

#include <QTest>

using namespace splitscope;

namespace {

/// input -> a -> b -> c, with c also reading a: behind b two tensors cross.
LayerGraph graph()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int a = make.add("a", "conv2d", {TensorRef::input}, {1, 4, 8, 8}, 1000);
    const int b = make.add("b", "conv2d", {a}, {1, 4, 8, 8}, 1000);
    const int c = make.add("c", "add", {a, b}, {1, 4, 8, 8}, 1000);
    make.output("result", c);
    return make.graph();
}

TensorConstants ranges(std::size_t count)
{
    return {std::vector<float>(count, 0.0F), std::vector<float>(count, 1.0F), {}, {}};
}

TensorConstants basis(std::size_t components, std::size_t channels)
{
    auto constants = ranges(components);
    constants.mean.resize(channels, 0.5F);
    constants.basis.resize(components * channels, 0.5F);
    return constants;
}

CodecChoice choice(const char *codec, const std::map<std::string, TensorConstants> &tensors = {})
{
    return codecChoice(codecFromText(codec), {"scenes", 32, 1, tensors});
}

} // namespace

class TestCodecChoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatCrossesIsNamed();
    void carried_data();
    void carried();
    void constantsOfTensorsThatCrossNoMoreAreLeftOut();
    void whatStaysKeepsItsConstants();
    void constantsMustFitTheTensor();
    void changesAreSaidInWords_data();
    void changesAreSaidInWords();
};

void TestCodecChoice::whatCrossesIsNamed()
{
    const auto made = graph();
    const auto tensors = crossingTensorsOf(made, Cut::fromText(made, "b"));
    QCOMPARE(tensors.size(), 2U);
    QCOMPARE(tensors[0].name, std::string("a"));
    QCOMPARE(tensors[1].name, std::string("b"));
    QCOMPARE(tensors[1].info.shape, (Shape{1, 4, 8, 8}));
    QVERIFY(crossingTensorsOf(made, Cut::device(made)).empty());
}

void TestCodecChoice::carried_data()
{
    QTest::addColumn<QString>("codec");
    QTest::addColumn<QString>("calibrated"); ///< tensors
    QTest::addColumn<QString>("cut");
    QTest::addColumn<QString>("expected"); ///< without the digest
    QTest::newRow("bits hold everywhere") << "bits:4"
                                          << ""
                                          << "a"
                                          << "bits:4";
    QTest::newRow("also where nothing crosses") << "bits:4+zstd:1"
                                                << ""
                                                << "device"
                                                << "bits:4+zstd:1";
    QTest::newRow("a picture holds at the edge") << "jpeg:80"
                                                 << ""
                                                 << "edge"
                                                 << "jpeg:80";
    QTest::newRow("and nowhere else") << "jpeg:80"
                                      << ""
                                      << "a"
                                      << "none";
    QTest::newRow("its own codec where it crosses") << "a=bits:4;b=fp16"
                                                    << ""
                                                    << "b"
                                                    << "a=bits:4;b=fp16";
    QTest::newRow("and not where it does not") << "a=bits:4;b=fp16"
                                               << ""
                                               << "a"
                                               << "a=bits:4";
    QTest::newRow("components that are known") << "pca:2/8"
                                               << "a b"
                                               << "b"
                                               << "pca:2/8";
    QTest::newRow("of one tensor of two") << "pca:2/8"
                                          << "a"
                                          << "b"
                                          << "a=pca:2/8";
    QTest::newRow("of none") << "pca:2/8"
                             << ""
                             << "b"
                             << "none";
    QTest::newRow("where nothing crosses") << "pca:2/8"
                                           << "a b"
                                           << "device"
                                           << "none";
    QTest::newRow("of a tensor with its own codec") << "bits:4;b=pca:2/8"
                                                    << ""
                                                    << "b"
                                                    << "bits:4;b=none";
}

void TestCodecChoice::carried()
{
    QFETCH(QString, codec);
    QFETCH(QString, calibrated);
    QFETCH(QString, cut);
    QFETCH(QString, expected);
    std::map<std::string, TensorConstants> tensors;
    for (const auto &tensor : calibrated.split(u' ', Qt::SkipEmptyParts))
        tensors.emplace(tensor.toStdString(), basis(2, 4));
    const auto made = graph();
    auto result = carriedTo(choice(codec.toUtf8().constData(), tensors), made, Cut::fromText(made, cut.toStdString()));
    QCOMPARE(result.codec.constants, result.constants ? result.constants->digest() : std::string());
    result.codec.constants.clear();
    QCOMPARE(QString::fromStdString(result.codec.text()), expected);
}

void TestCodecChoice::constantsOfTensorsThatCrossNoMoreAreLeftOut()
{
    const auto made = graph();
    const auto result =
        carriedTo(choice("pca:2/8", {{"a", basis(2, 4)}, {"b", basis(2, 4)}}), made, Cut::fromText(made, "a"));
    QVERIFY(result.constants);
    QCOMPARE(result.constants->tensors.size(), 1U);
    QVERIFY(result.constants->tensors.contains("a"));
    QCOMPARE(result.constants->frames, 32);
    QCOMPARE(result.codec.rest, tensorCodecFromText("pca:2/8"));
}

void TestCodecChoice::whatStaysKeepsItsConstants()
{
    const auto made = graph();
    const auto before = choice("pca:2/8", {{"a", basis(2, 4)}});
    const auto after = carriedTo(before, made, Cut::fromText(made, "a"));
    QCOMPARE(after.constants, before.constants); // the very same
    QVERIFY(after == before);
}

void TestCodecChoice::constantsMustFitTheTensor()
{
    const TensorInfo tensor{{1, 4, 8, 8}};
    QVERIFY(constantsFit(tensor, tensorCodecFromText("pca:2/8"), basis(2, 4)));
    QVERIFY(!constantsFit(tensor, tensorCodecFromText("pca:3/8"), basis(2, 4)));
    QVERIFY(!constantsFit(tensor, tensorCodecFromText("pca:2/8"), basis(2, 5)));
    QVERIFY(!constantsFit(tensor, tensorCodecFromText("pca:5/8"), basis(5, 4))); // more than channels
    QVERIFY(constantsFit(tensor, tensorCodecFromText("bits:3/static"), ranges(4)));
    QVERIFY(!constantsFit(tensor, tensorCodecFromText("bits:3/static"), ranges(1)));
    QVERIFY(constantsFit(tensor, tensorCodecFromText("bits:3/tensor/static"), ranges(1)));
}

void TestCodecChoice::changesAreSaidInWords_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("said");
    QTest::newRow("another kind") << "none"
                                  << "bits:4"
                                  << "4 bits";
    QTest::newRow("a bit") << "bits:2"
                           << "bits:1"
                           << "bits";
    QTest::newRow("components") << "pca:8/4"
                                << "pca:9/4"
                                << "components";
    QTest::newRow("two numbers") << "pca:8/4"
                                 << "pca:9/5"
                                 << "9 components, 5 bits";
    QTest::newRow("a stage more") << "bits:8"
                                  << "bits:8+zstd:3"
                                  << "8 bits, zstd 3";
    QTest::newRow("its level") << "bits:8+zstd:3"
                               << "bits:8+zstd:4"
                               << "zstd level";
    QTest::newRow("one tensor's bits") << "a=bits:4;b=fp16"
                                       << "a=bits:5;b=fp16"
                                       << "bits";
    QTest::newRow("one tensor's kind") << "a=bits:4;b=fp16"
                                       << "a=fp16;b=fp16"
                                       << "2 tensors by codecs of their own";
    QTest::newRow("a picture") << "none"
                               << "jpeg:90"
                               << "JPEG, quality 90";
    QTest::newRow("its quality") << "webp:90"
                                 << "webp:80"
                                 << "quality";
    QTest::newRow("nothing any more") << "bits:4"
                                      << "none"
                                      << "unchanged";
}

void TestCodecChoice::changesAreSaidInWords()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(QString, said);
    QCOMPARE(codecChangeText(codecFromText(before.toStdString()), codecFromText(after.toStdString())), said);
}

QTEST_GUILESS_MAIN(TestCodecChoice)
#include "tst_codec_choice.moc"
