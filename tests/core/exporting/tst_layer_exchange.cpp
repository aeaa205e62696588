// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporting/layer_exchange.h"
#include "tests/widgets/sample_graph.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QTest>

#include <clocale>

using namespace splitscope;

class TestLayerExchange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void csvHasALineForEachLayerWithPlainNumbers();
    void csvQuotesWhatWouldBreakALine();
    void csvGivesFormulasNoPower();
    void csvDoesNotFollowTheLocale();
    void nodeDataHasAValueForEachLayerThatHasOne();
    void attachmentsTargetEveryLayerByName();

private:
    LayerGraph m_graph;
    LayerFacts m_facts;
    Cut m_cut;
};

namespace {

LayerGraph twoLayers()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int first = make.add("net.first", "conv2d+relu", {TensorRef::input}, {1, 4, 8, 8}, 1500);
    make.output("result", make.add("net.second", "conv2d", {first}, {1, 2, 8, 8}, 300));
    return make.graph();
}

QJsonObject parsed(const std::string &text)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(text), &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("%s", qPrintable(error.errorString()));
    return document.object();
}

} // namespace

void TestLayerExchange::init()
{
    m_graph = twoLayers();
    LayerProfile profile;
    profile.layers = {{0.125, 0.1, 0.2, 9}, {2.5, 2.0, 3.0, 9}};
    m_facts = {cutsAfterLayers(m_graph), std::make_shared<const LayerProfile>(profile)};
    m_cut = Cut::upTo(m_graph, {0});
}

void TestLayerExchange::csvHasALineForEachLayerWithPlainNumbers()
{
    const auto lines = QByteArray::fromStdString(layersAsCsv(m_graph, m_facts, m_cut)).split('\n');
    QCOMPARE(lines.size(), 4); // head, two layers, the end of the last line
    QCOMPARE(lines[0],
        QByteArray("id,name,module,op,output_shapes,macs,params,output_bytes,crossing_bytes,median_ms,device_ms,"
                   "edge_ms,coded_bytes,codec_error,side,why_no_cut,warning\r"));
    // 4 x 8 x 8 floats are 1,024 bytes.
    QCOMPARE(
        lines[1], QByteArray("net.first,first,net.first,conv2d+relu,1x4x8x8,1500,15,1024,1024,0.125,,,,,device,,\r"));
    QCOMPARE(lines[2], QByteArray("net.second,second,net.second,conv2d,1x2x8x8,300,3,512,0,2.5,,,,,edge,,\r"));
}

void TestLayerExchange::csvQuotesWhatWouldBreakALine()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int first = make.add("first", "conv2d", {TensorRef::input}, {1, 4, 8, 8}, 1);
    make.layer(first).warning = "a, \"b\"\nc";
    make.output("result", make.add("second", "conv2d", {first}, {1, 2, 8, 8}, 1));
    const auto graph = make.graph();
    const auto csv = layersAsCsv(graph, {cutsAfterLayers(graph), {}}, Cut::edge(graph));
    QVERIFY(csv.find(",\"a, \"\"b\"\"\nc\"\r\n") != std::string::npos);
}

void TestLayerExchange::csvGivesFormulasNoPower()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int first = make.add("first", "conv2d", {TensorRef::input}, {1, 4, 8, 8}, 1);
    make.layer(first).warning = "=HYPERLINK(0)";
    make.output("result", make.add("second", "conv2d", {first}, {1, 2, 8, 8}, 1));
    const auto graph = make.graph();
    const auto csv = layersAsCsv(graph, {cutsAfterLayers(graph), {}}, Cut::edge(graph));
    QVERIFY(csv.find(",'=HYPERLINK(0)\r\n") != std::string::npos);
}

void TestLayerExchange::csvDoesNotFollowTheLocale()
{
    const auto before = layersAsCsv(m_graph, m_facts, m_cut);
    QLocale::setDefault(QLocale(QLocale::German));
    std::setlocale(LC_ALL, "de_DE.UTF-8"); // may not be installed; then this says little
    QCOMPARE(layersAsCsv(m_graph, m_facts, m_cut), before);
    std::setlocale(LC_ALL, "C");
    QLocale::setDefault(QLocale::c());
}

void TestLayerExchange::nodeDataHasAValueForEachLayerThatHasOne()
{
    const auto graph =
        parsed(layersAsNodeData(m_graph, m_facts, LayerFigure::MeasuredMs, "scenes"))[QStringLiteral("scenes")]
            .toObject();
    const auto results = graph[QStringLiteral("results")].toObject();
    QCOMPARE(results.size(), 2);
    QCOMPARE(results[QStringLiteral("net.first")].toObject()[QStringLiteral("value")].toDouble(), 0.125);
    const auto gradient = graph[QStringLiteral("gradient")].toArray();
    QCOMPARE(gradient.first().toObject()[QStringLiteral("stop")].toDouble(), 0.0);
    QCOMPARE(gradient.last().toObject()[QStringLiteral("stop")].toDouble(), 1.0);
    m_facts.profile.reset();
    const auto none = parsed(layersAsNodeData(m_graph, m_facts, LayerFigure::MeasuredMs, "scenes"));
    QVERIFY(none[QStringLiteral("scenes")].toObject()[QStringLiteral("results")].toObject().isEmpty());
}

void TestLayerExchange::attachmentsTargetEveryLayerByName()
{
    const auto document = parsed(layersAsNetronAttachment(m_graph, m_facts, m_cut));
    QCOMPARE(document[QStringLiteral("signature")].toString(), QStringLiteral("netron:attachment"));
    const auto metrics = document[QStringLiteral("metrics")].toArray();
    QCOMPARE(metrics.size(), 10); // two layers, five figures
    const auto first = metrics.first().toObject();
    QCOMPARE(first[QStringLiteral("kind")].toString(), QStringLiteral("node"));
    QCOMPARE(first[QStringLiteral("target")].toString(), QStringLiteral("net.first"));
    QCOMPARE(first[QStringLiteral("name")].toString(), QStringLiteral("macs"));
    QCOMPARE(first[QStringLiteral("value")].toInt(), 1500);
    const auto sides = document[QStringLiteral("metadata")].toArray();
    QCOMPARE(sides.last().toObject()[QStringLiteral("value")].toString(), QStringLiteral("edge"));
}

QTEST_GUILESS_MAIN(TestLayerExchange)
#include "tst_layer_exchange.moc"
