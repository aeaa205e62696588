// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/codec_fit.h"
#include "core/graph/error.h"
#include "tests/core/graph/graph_making.h"

#include <QTest>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

/// picture -> conv (1x8x4x4) -> index (int64); conv -> pool (1x6). Cutting after conv sends conv; after index too.
LayerGraph someGraph()
{
    auto conv = makeLayer("conv", {-1}, 1);
    conv.outputs[0].shape = {1, 8, 4, 4};
    auto index = makeLayer("index", {0}, 4);
    index.outputs[0].dtype = DType::Int64;
    const auto pool = makeLayer("pool", {0}, 6);
    const auto last = makeLayer("last", {1, 2}, 2);
    std::vector<ModelOutput> outputs{{"0", {3, 0}, last.outputs[0]}};
    return {{{"picture", {{1, 3, 8, 8}}}}, {conv, index, pool, last}, outputs};
}

ModelMetadata metadataWith(int pictures)
{
    ModelMetadata metadata;
    for (int i = 0; i < pictures; ++i)
        metadata.inputs.push_back({"picture", InputSpec::Kind::Picture, {{1, 3, 8, 8}}, {}, {}, {}});
    return metadata;
}

CodecConstants constantsOfConv(std::size_t components, std::size_t channels)
{
    CodecConstants constants;
    auto &conv = constants.tensors["conv"];
    conv.low.assign(components, -1.0F);
    conv.high.assign(components, 2.0F);
    conv.mean.assign(channels, 0.5F);
    conv.basis.assign(components * channels, 0.25F);
    return constants;
}

/// What is said; empty where the codec fits.
std::string refusal(const char *codec, const char *cut, const CodecConstants *known = nullptr, int pictures = 1)
{
    const auto graph = someGraph();
    try {
        fitCodec(graph, metadataWith(pictures), Cut::fromText(graph, cut), codecFromText(codec), known);
        return {};
    } catch (const Failure &failure) {
        return failure.what();
    }
}

} // namespace

class TestCodecFit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void codecsWithoutConstantsFit();
    void picturesGoWithTheEdgeAndOnePicture();
    void aNamedTensorMustCross();
    void componentsAreAtMostTheChannels();
    void neededConstantsAreCounted();
    void constantsThatAreNotNeededAreLeftOut();
    void theTextNamesTheConstants();
    void constantsThatDoNotFitAreRefused();
};

void TestCodecFit::codecsWithoutConstantsFit()
{
    for (const auto *codec : {"none", "fp16", "bits:4", "bits:3/tensor+zstd", "fp16;conv=bits:2"})
        QVERIFY2(refusal(codec, "conv").empty(), codec);
    QVERIFY(refusal("pca:8/4", "device").empty()); // nothing crosses, so nothing is needed
}

void TestCodecFit::picturesGoWithTheEdgeAndOnePicture()
{
    for (const auto *codec : {"raw", "png", "jpeg:90", "webp:20"}) {
        QVERIFY2(refusal(codec, "edge").empty(), codec);
        QVERIFY2(refusal(codec, "conv").find("cut edge") != std::string::npos, codec);
        QVERIFY2(refusal(codec, "device").find("cut edge") != std::string::npos, codec);
    }
    QVERIFY(refusal("jpeg:90", "edge", nullptr, 0).find("one picture") != std::string::npos);
    QVERIFY(refusal("jpeg:90", "edge", nullptr, 2).find("one picture") != std::string::npos);
}

void TestCodecFit::aNamedTensorMustCross()
{
    const auto why = refusal("conv=bits:4", "edge");
    QVERIFY2(why.find("conv does not cross; input:picture does") != std::string::npos, why.c_str());
    QVERIFY(refusal("conv=bits:4", "device").find("nothing does") != std::string::npos);
    QVERIFY(refusal("conv=bits:4", "conv").empty());
}

void TestCodecFit::componentsAreAtMostTheChannels()
{
    const auto why = refusal("pca:9/8", "conv");
    QVERIFY2(why.find("9 components of conv, which has 8 channels") != std::string::npos, why.c_str());
    const auto constants = constantsOfConv(8, 8);
    QVERIFY(refusal("pca:8/8", "conv", &constants).empty());
}

void TestCodecFit::neededConstantsAreCounted()
{
    const auto graph = someGraph();
    const auto sizes = [&](const char *cut, const char *codec) {
        return constantSizes(graph, Cut::fromText(graph, cut), codecFromText(codec));
    };
    using Sizes = std::vector<ConstantSizes>;
    QVERIFY(sizes("conv", "pca:3/4") == Sizes({{"conv", 3, 8}}));
    QVERIFY(sizes("conv", "bits:4/static") == Sizes({{"conv", 8, 0}}));
    QVERIFY(sizes("conv", "bits:4/tensor/static") == Sizes({{"conv", 1, 0}}));
    QVERIFY(sizes("conv", "bits:4").empty());
    // Integers cross as they are; a tensor of two dimensions has one channel.
    QVERIFY(sizes("index,pool", "bits:4/static") == Sizes({{"pool", 1, 0}}));
    QVERIFY(sizes("edge", "jpeg:90").empty());
}

void TestCodecFit::constantsThatAreNotNeededAreLeftOut()
{
    const auto graph = someGraph();
    auto known = constantsOfConv(3, 8);
    known.source = "scenes";
    known.frames = 4;
    auto others = known;
    others.tensors["pool"].low = {1.0F};
    const auto fit = [&](const CodecConstants &constants) {
        return fitCodec(graph, metadataWith(1), Cut::fromText(graph, "conv"), codecFromText("pca:3/4"), &constants);
    };
    QVERIFY(fit(others).constants == known);
    QCOMPARE(fit(others).codec.text(), "pca:3/4@" + known.digest());
    QVERIFY(fit(others).codec == fit(known).codec);
}

void TestCodecFit::theTextNamesTheConstants()
{
    const auto known = constantsOfConv(3, 8);
    QVERIFY(refusal(("pca:3/4@" + known.digest()).c_str(), "conv", &known).empty());
    const auto why = refusal("pca:3/4@0123456789abcdef", "conv", &known);
    QVERIFY2(why.find(known.digest()) != std::string::npos, why.c_str());
    // Where none are needed the text names none.
    const auto graph = someGraph();
    const auto fitted = fitCodec(
        graph, metadataWith(1), Cut::fromText(graph, "conv"), codecFromText("bits:4@0123456789abcdef"), &known);
    QCOMPARE(fitted.codec.text(), std::string("bits:4"));
    QVERIFY(fitted.constants.empty());
}

void TestCodecFit::constantsThatDoNotFitAreRefused()
{
    QVERIFY(refusal("pca:3/4", "conv").find("none for conv") != std::string::npos);
    const CodecConstants empty;
    QVERIFY(refusal("pca:3/4", "conv", &empty).find("none for conv") != std::string::npos);
    for (const auto &wrong : {constantsOfConv(4, 8), constantsOfConv(3, 7)})
        QVERIFY(refusal("pca:3/4", "conv", &wrong).find("another size") != std::string::npos);
    auto shortBasis = constantsOfConv(3, 8);
    shortBasis.tensors["conv"].basis.pop_back();
    QVERIFY(!refusal("pca:3/4", "conv", &shortBasis).empty());
    const auto components = constantsOfConv(8, 8); // ranges of 8 components are no ranges of 8 channels
    QVERIFY(!refusal("bits:4/static", "conv", &components).empty());
}

QTEST_GUILESS_MAIN(TestCodecFit)
#include "tst_codec_fit.moc"
