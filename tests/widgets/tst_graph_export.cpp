// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "tests/widgets/sample_graph.h"
#include "widgets/graph/graph_export.h"
#include "widgets/graph/graph_scene.h"

#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace splitscope;

class TestGraphExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void svgHoldsTheNamesAndDrawsTheSame();
    void pngIsPaintedOnAnotherThreadWithTheColoursOfTheScreen();
    void pdfIsOnePageOfThePicturesSize();
    void hugePicturesAreCapped();
    void aFolderThatIsMissingIsSaidAndNothingIsLeft();

private:
    QString file(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    QTemporaryDir m_folder;
    std::shared_ptr<const LayerGraph> m_graph;
    std::shared_ptr<const GraphLayout> m_layout;
    GraphScene m_scene;
    GraphRecording m_recording;
};

void TestGraphExport::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    m_graph = std::make_shared<const LayerGraph>(testing::encoderWithThreeDecoders());
    m_layout = layoutGraph(*m_graph);
    m_scene.setTheme(Theme::fromPalette(QPalette(Qt::white)));
    m_scene.setGraph(m_graph, m_layout, Cut::upTo(*m_graph, {*m_graph->indexOf("encoder.bottleneck")}));
    m_recording = recordGraph(m_scene, QStringLiteral("a model"));
}

void TestGraphExport::svgHoldsTheNamesAndDrawsTheSame()
{
    writeSvg(m_recording, file("a.svg"));
    QFile svg(file("a.svg"));
    QVERIFY(svg.open(QIODevice::ReadOnly));
    const auto text = svg.readAll();
    QVERIFY(text.contains("<title>a model</title>"));
    for (const auto *word : {"bottleneck", "segmentation", "12x24x32", "MACs, linear"})
        QVERIFY2(text.contains(word), word);
    QSvgRenderer renderer(text);
    QVERIFY(renderer.isValid());
    QVERIFY(std::abs(renderer.viewBoxF().width() - m_recording.size.width()) <= 1.0);
}

void TestGraphExport::pngIsPaintedOnAnotherThreadWithTheColoursOfTheScreen()
{
    double scale = 0.0;
    auto *thread = QThread::create([&] { scale = writePng(m_recording, file("a.png"), 1.0); });
    thread->start();
    QVERIFY(thread->wait());
    delete thread;
    QCOMPARE(scale, 1.0);
    const QImage image(file("a.png"));
    QCOMPARE(image.size(), m_recording.size.toSize());
    // The upper left of a card on the edge, right of its rounded corner and above its text: 48 pixels of margin.
    const auto &box = m_layout->node(m_layout->nodeOfLayer(*m_graph->indexOf("depth_head.out"))).box;
    const QPointF place = box.topLeft() - m_layout->bounds.topLeft() + QPointF(48.0 + 60.0, 48.0 + 4.0);
    QCOMPARE(image.pixelColor(place.toPoint()), m_scene.picture().theme.edgeCard);
    QCOMPARE(image.pixelColor(2, 2), m_scene.picture().theme.canvas);
}

void TestGraphExport::pdfIsOnePageOfThePicturesSize()
{
    writePdf(m_recording, file("a.pdf"));
    QFile pdf(file("a.pdf"));
    QVERIFY(pdf.open(QIODevice::ReadOnly));
    const auto text = pdf.readAll();
    QVERIFY(text.startsWith("%PDF-"));
    QVERIFY(text.trimmed().endsWith("%%EOF"));
    const QRegularExpression box(QStringLiteral("/MediaBox \\[0 0 ([0-9.]+) ([0-9.]+)\\]"));
    const auto match = box.match(QString::fromLatin1(text));
    QVERIFY(match.hasMatch());
    QVERIFY(std::abs(match.captured(1).toDouble() - m_recording.size.width()) < 1.5);
}

void TestGraphExport::hugePicturesAreCapped()
{
    QCOMPARE(pngScale({1000.0, 500.0}, 2.0), 2.0);
    QVERIFY(320000.0 * pngScale({320000.0, 200.0}, 2.0) <= longestPngSide + 0.5);
    const double scale = pngScale({30000.0, 30000.0}, 2.0);
    QVERIFY(30000.0 * 30000.0 * scale * scale <= mostPngPixels * 1.001);
}

void TestGraphExport::aFolderThatIsMissingIsSaidAndNothingIsLeft()
{
    for (const auto *name : {"none/a.svg", "none/a.pdf", "none/a.png"}) {
        try {
            if (QLatin1String(name).endsWith(QLatin1String("svg")))
                writeSvg(m_recording, file(name));
            else if (QLatin1String(name).endsWith(QLatin1String("pdf")))
                writePdf(m_recording, file(name));
            else
                writePng(m_recording, file(name), 1.0);
            QFAIL("nothing was said");
        } catch (const Failure &failure) {
            QCOMPARE(failure.code(), ErrorCode::FileUnwritable);
        }
        QVERIFY(!QFile::exists(file(name)));
    }
}

QTEST_MAIN(TestGraphExport)
#include "tst_graph_export.moc"
