// SPDX-License-Identifier: GPL-3.0-or-later
// Layouts by another program, and what happens when that is missing, fails or hangs: scripts stand in for it.
#include "app/desktop/workspace/layout_service.h"
#include "tests/widgets/sample_graph.h"

#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;

namespace {

constexpr int patience = 30000;

} // namespace

class TestLayoutService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theRealProgramLaysOutWithoutOverlaps();
    void theEasierOfTwoLayoutsIsTaken();
    void ownLayoutStandsInWhere_data();
    void ownLayoutStandsInWhere();
    void aHangingProgramIsEnded();
    void aCancelledLayoutIsNone();
    void theNewestWishIsAnswered();
    void whatWasLaidOutOnceIsKept();
    void anotherModelForgetsTheOldLayouts();

private:
    QString script(const char *name, const QByteArray &body) const;

    QTemporaryDir m_folder;
    std::shared_ptr<const LayerGraph> m_graph;
};

void TestLayoutService::init()
{
    m_graph = std::make_shared<const LayerGraph>(testing::encoderWithThreeDecoders(true));
}

QString TestLayoutService::script(const char *name, const QByteArray &body) const
{
    QFile file(m_folder.filePath(QLatin1String(name)));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no script");
    file.write("#!/bin/sh\n" + body + "\n");
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return file.fileName();
}

void TestLayoutService::theRealProgramLaysOutWithoutOverlaps()
{
    if (QStandardPaths::findExecutable(QStringLiteral("dot")).isEmpty())
        QSKIP("Graphviz is not installed");
    const auto layout = layoutGraph(*m_graph, {}, [](const LayeredProblem &problem) {
        auto result = arrangeByDot(problem, {.timeout = std::chrono::milliseconds(patience)});
        if (!result)
            qFatal("dot gave no answer");
        return *result;
    });
    for (std::size_t i = 0; i < layout->nodes.size(); ++i) {
        for (std::size_t j = i + 1; j < layout->nodes.size(); ++j)
            QVERIFY(!layout->nodes[i].box.intersects(layout->nodes[j].box));
    }
    for (const auto &edge : layout->edges) {
        QVERIFY(layout->node(edge.to).box.left() > layout->node(edge.from).box.right());
        QVERIFY(edge.route.size() >= 2 && edge.route.size() % 2 == 0);
        QCOMPARE(edge.route.front().x(), layout->node(edge.from).box.right());
        QCOMPARE(edge.route.back().x(), layout->node(edge.to).box.left());
    }
}

void TestLayoutService::theEasierOfTwoLayoutsIsTaken()
{
    // An answer as dot would give it, with the wires to two results crossed: ours is easier. And one that is better
    // than any, with all boxes nearly on one line, which only a script can make up: that one is taken.
    testing::GraphMaker make({1, 3, 8, 8});
    const int stem = make.add("stem", "conv2d", {TensorRef::input}, {1, 8, 8, 8}, 10);
    for (const auto *name : {"a", "b"})
        make.output(name, make.add(name, "conv2d", {stem}, {1, 8, 8, 8}, 10));
    const auto graph = make.graph();
    // Nodes: input, stem, a, b, result of a, result of b.
    const auto answer = [&](const char *name, double a, double b, double resultA, double resultB) {
        const double heights[] = {3, 3, a, b, resultA, resultB};
        const int columns[] = {0, 1, 2, 2, 3, 3};
        QByteArray text = "graph 1 12 6\n";
        for (int i = 0; i < 6; ++i)
            text += "node n" + QByteArray::number(i) + " " + QByteArray::number(1 + 3 * columns[i]) + " "
                + QByteArray::number(heights[i]) + " 1 1 x solid box black lightgrey\n";
        for (const auto &[from, to] : {std::pair(0, 1), {1, 2}, {1, 3}, {2, 4}, {3, 5}})
            text += "edge n" + QByteArray::number(from) + " n" + QByteArray::number(to)
                + " 4 1 3 1.1 3 1.2 3 1.3 3 solid black\n";
        return script(name, "cat >/dev/null; cat <<'END'\n" + text + "stop\nEND");
    };
    bool fromDot = true;
    arrangeGraph(graph, {}, {answer("crossed", 5, 1, 1, 5), std::chrono::milliseconds(patience)}, &fromDot);
    QVERIFY(!fromDot);
    arrangeGraph(graph, {}, {answer("flat", 3.1, 2.9, 3.1, 2.9), std::chrono::milliseconds(patience)}, &fromDot);
    QVERIFY(fromDot);
}

void TestLayoutService::ownLayoutStandsInWhere_data()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("nothing is installed") << m_folder.filePath(QStringLiteral("none"));
    QTest::newRow("it fails") << script("fails", "cat >/dev/null; exit 1");
    QTest::newRow("it says nonsense") << script("nonsense", "cat >/dev/null; echo 'graph 1 a b'; echo 'node n0'");
    QTest::newRow("it crashes") << script("crashes", "kill -SEGV $$");
    QTest::newRow("it does not read") << script("deaf", "exec 0<&-; exit 0");
    QTest::newRow("none is wanted") << QString();
}

void TestLayoutService::ownLayoutStandsInWhere()
{
    QFETCH(QString, program);
    bool fromDot = true;
    const auto layout = arrangeGraph(*m_graph, {}, {program, std::chrono::milliseconds(patience)}, &fromDot);
    QVERIFY(!fromDot);
    QVERIFY(layout);
    QCOMPARE(layout->bounds, layoutGraph(*m_graph)->bounds);
}

void TestLayoutService::aHangingProgramIsEnded()
{
    const auto pid = m_folder.filePath(QStringLiteral("pid"));
    const auto program = script("hangs", "echo $$ > " + pid.toLocal8Bit() + "; exec sleep 600");
    const auto layout = arrangeGraph(*m_graph, {}, {program, std::chrono::milliseconds(300)});
    QVERIFY(layout);
    QCOMPARE(layout->bounds, layoutGraph(*m_graph)->bounds);
    QFile file(pid);
    if (file.open(QIODevice::ReadOnly)) { // it may have been ended before it wrote
        const auto number = file.readAll().trimmed();
        QVERIFY(number.isEmpty() || !QFile::exists(QStringLiteral("/proc/") + QString::fromLatin1(number)));
    }
}

void TestLayoutService::aCancelledLayoutIsNone()
{
    int asked = 0;
    const auto program = script("waits", "exec sleep 600");
    const auto layout =
        arrangeGraph(*m_graph, {}, {program, std::chrono::milliseconds(10 * patience), [&] { return ++asked > 3; }});
    QVERIFY(!layout);
}

void TestLayoutService::theNewestWishIsAnswered()
{
    LayoutService service({m_folder.filePath(QStringLiteral("none"))});
    QSignalSpy ready(&service, &LayoutService::ready);
    service.setGraph(m_graph, layoutGraph(*m_graph));
    service.request({{"encoder"}, false});
    service.request({{"depth_head"}, false});
    QVERIFY(ready.wait(patience));
    const auto layout = ready.last().first().value<std::shared_ptr<const GraphLayout>>();
    QCOMPARE(layout->wish.folded, (FoldedModules{"depth_head"}));
    QCoreApplication::processEvents();
    QCOMPARE(ready.count(), 1);
}

void TestLayoutService::whatWasLaidOutOnceIsKept()
{
    LayoutService service({m_folder.filePath(QStringLiteral("none"))});
    QSignalSpy ready(&service, &LayoutService::ready);
    const auto first = layoutGraph(*m_graph);
    service.setGraph(m_graph, first);
    service.request({{"encoder"}, false});
    QVERIFY(ready.wait(patience));
    service.request({});
    QCOMPARE(ready.count(), 2); // at once
    QCOMPARE(ready.last().first().value<std::shared_ptr<const GraphLayout>>(), first);
}

void TestLayoutService::anotherModelForgetsTheOldLayouts()
{
    LayoutService service({m_folder.filePath(QStringLiteral("none"))});
    QSignalSpy ready(&service, &LayoutService::ready);
    service.setGraph(m_graph, layoutGraph(*m_graph));
    service.request({{"encoder"}, true});
    const auto other = std::make_shared<const LayerGraph>(testing::chain(3));
    const auto layout = layoutGraph(*other);
    service.setGraph(other, layout);
    service.request({});
    QCOMPARE(ready.count(), 1);
    QCOMPARE(ready.last().first().value<std::shared_ptr<const GraphLayout>>(), layout);
    QCoreApplication::processEvents();
    QCOMPARE(ready.count(), 1); // the wish for the old model is dropped
}

QTEST_GUILESS_MAIN(TestLayoutService)
#include "tst_layout_service.moc"
