// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_graph.h"
#include "widgets/table/layer_table.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace splitscope;

class TestLayerTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theModelKeepsTheRulesOfModels();
    void everyLayerIsARowWithItsFacts();
    void sortingIsByValueNotByText();
    void theFilterTakesNameOperationModuleAndShape();
    void aFilterThatIsNoExpressionIsSaid();
    void sumsFollowTheCut();
    void choosingARowIsSaidAndShowingOneIsNot();
    void keysCutAtTheChosenRow();
    void keysAskForWhatTheGraphCanDo();
    void theMenuHoldsAllThatCanBeDone();
    void rowsAndTablesAreCopiedAsTheyAreShown();
    void aFilterHidesAChoiceButKeepsIt();
    void timesOfMachinesHaveColumnsWhereTheyAreKnown();
    void aCutThatCannotBeMadeIsRefusedWithTheReason();
    void aMeasuredModelShowsItsTimes();
    void aGermanSeesGermanNumbers();
    void screenReadersHearTheColumnToo();

private:
    template <typename T>
    T *find(const char *name) const
    {
        return m_table->findChild<T *>(QLatin1String(name));
    }
    int layer(const char *id) const { return *m_graph->indexOf(id); }
    QString cell(int row, int column) const
    {
        const auto *view = find<QTreeView>("layerTableView");
        return view->model()->index(row, column).data().toString();
    }

    std::shared_ptr<const LayerGraph> m_graph;
    std::shared_ptr<const LayerFacts> m_facts;
    Cut m_cut;
    std::unique_ptr<LayerTable> m_table;
};

void TestLayerTable::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    m_graph = std::make_shared<const LayerGraph>(testing::encoderWithThreeDecoders());
    m_facts = std::make_shared<const LayerFacts>(LayerFacts{cutsAfterLayers(*m_graph), {}});
    m_cut = Cut::upTo(*m_graph, {layer("encoder.bottleneck")});
    m_table = std::make_unique<LayerTable>();
    m_table->resize(1000, 300);
    m_table->setGraph(m_graph, m_facts, m_cut);
    m_table->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_table.get()));
}

void TestLayerTable::theModelKeepsTheRulesOfModels()
{
    LayerTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setGraph(m_graph, m_facts, m_cut);
    model.setCut(Cut::device(*m_graph));
    model.setFacts(m_facts);
    model.clearGraph();
    QCOMPARE(model.rowCount(), 0);
}

void TestLayerTable::everyLayerIsARowWithItsFacts()
{
    QCOMPARE(find<QTreeView>("layerTableView")->model()->rowCount(), m_graph->size());
    const int row = layer("encoder.bottleneck");
    QCOMPARE(cell(row, LayerTableModel::Name), QStringLiteral("encoder.bottleneck"));
    QCOMPARE(cell(row, LayerTableModel::Operation), QStringLiteral("conv2d + batch_norm + relu"));
    QCOMPARE(cell(row, LayerTableModel::Shape), QStringLiteral("12x24x32"));
    QCOMPARE(cell(row, LayerTableModel::Macs), QStringLiteral("9.40 M"));
    QCOMPARE(cell(row, LayerTableModel::Parameters), QStringLiteral("94.0 k"));
    QCOMPARE(cell(row, LayerTableModel::OutputBytes), QStringLiteral("36.9 kB")); // 12 * 24 * 32 * 4 = 36,864
    QCOMPARE(cell(row, LayerTableModel::CrossingBytes), QStringLiteral("36.9 kB"));
    QCOMPARE(cell(row, LayerTableModel::Side), QStringLiteral("device"));
    QCOMPARE(cell(row + 1, LayerTableModel::Side), QStringLiteral("edge"));
}

void TestLayerTable::sortingIsByValueNotByText()
{
    auto *view = find<QTreeView>("layerTableView");
    view->sortByColumn(LayerTableModel::Macs, Qt::DescendingOrder);
    QCOMPARE(cell(0, LayerTableModel::Macs), QStringLiteral("102 M")); // stage3.conv1: 128 * 800,000
    QCOMPARE(cell(0, LayerTableModel::Name), QStringLiteral("encoder.stage3.conv1"));
    view->sortByColumn(LayerTableModel::CrossingBytes, Qt::AscendingOrder);
    qint64 before = -1;
    for (int row = 0; row < view->model()->rowCount(); ++row) {
        const auto value = view->model()->index(row, LayerTableModel::CrossingBytes).data(LayerTableModel::sortRole);
        QVERIFY(value.toLongLong() >= before);
        before = value.toLongLong();
    }
}

void TestLayerTable::theFilterTakesNameOperationModuleAndShape()
{
    auto *edit = find<QLineEdit>("layerTableFilter");
    const auto *rows = find<QTreeView>("layerTableView")->model();
    edit->setText(QStringLiteral("depth_head"));
    QCOMPARE(rows->rowCount(), 5);
    QCOMPARE(find<QLabel>("layerTableCount")->text(), QStringLiteral("5 of 26"));
    edit->setText(QStringLiteral("^upsample"));
    QCOMPARE(rows->rowCount(), 6);
    edit->setText(QStringLiteral("x24x32$"));
    QCOMPARE(rows->rowCount(), 7); // the second stage, the bottleneck and the first layer of each head
    edit->setText(QStringLiteral("STAGE[12]\\.add"));
    QCOMPARE(rows->rowCount(), 2);
    edit->clear();
    QCOMPARE(rows->rowCount(), m_graph->size());
}

void TestLayerTable::aFilterThatIsNoExpressionIsSaid()
{
    find<QLineEdit>("layerTableFilter")->setText(QStringLiteral("conv("));
    const auto said = find<QLabel>("layerTableCount")->text();
    QVERIFY2(said.startsWith(QLatin1String("no regular expression")), qPrintable(said));
}

void TestLayerTable::sumsFollowTheCut()
{
    const auto device = [&] { return find<QLabel>("layerTableDeviceSums")->text(); };
    QVERIFY2(device().startsWith(QLatin1String("Device: ")) && device().endsWith(QLatin1String("layers: 11")),
        qPrintable(device()));
    m_table->setCut(Cut::edge(*m_graph));
    QVERIFY2(device().startsWith(QLatin1String("Device: 0 MACs, 0 parameters, layers: 0")), qPrintable(device()));
    const auto sums = sumsOf(*m_graph, *m_facts, m_cut, true);
    const auto rest = sumsOf(*m_graph, *m_facts, m_cut, false);
    QCOMPARE(sums.layers + rest.layers, m_graph->size());
    QCOMPARE(sums.macs + rest.macs, m_graph->totalMacs());
    QCOMPARE(sums.parameters + rest.parameters, m_graph->totalParameters());
}

void TestLayerTable::choosingARowIsSaidAndShowingOneIsNot()
{
    QSignalSpy said(m_table.get(), &LayerTable::currentLayerChanged);
    m_table->setCurrentLayer(layer("depth_head.conv2"));
    QCOMPARE(m_table->currentLayer(), layer("depth_head.conv2"));
    QCOMPARE(said.count(), 0);
    QTest::keyClick(find<QTreeView>("layerTableView"), Qt::Key_Down);
    QCOMPARE(said.count(), 1);
    QCOMPARE(said.first().first().toInt(), layer("depth_head.out"));
    m_table->setCurrentLayer(-1);
    QCOMPARE(m_table->currentLayer(), -1);
    QCOMPARE(said.count(), 1);
}

void TestLayerTable::keysCutAtTheChosenRow()
{
    QSignalSpy cuts(m_table.get(), &LayerTable::cutRequested);
    QSignalSpy moves(m_table.get(), &LayerTable::splitPointMoveRequested);
    auto *view = find<QTreeView>("layerTableView");
    m_table->setCurrentLayer(layer("depth_head.expand"));
    QTest::keyClick(view, Qt::Key_D);
    QCOMPARE(cuts.takeFirst().first().value<Cut>(), m_cut.withOnDevice(*m_graph, layer("depth_head.expand")));
    m_table->setCurrentLayer(layer("encoder.stage3.down"));
    QTest::keyClick(view, Qt::Key_E);
    QCOMPARE(cuts.takeFirst().first().value<Cut>(), Cut::upTo(*m_graph, {layer("encoder.stage2.add")}));
    QTest::keyClick(view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(view, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(moves.count(), 2);
    QCOMPARE(moves.first().first().toBool(), true);
    QCOMPARE(moves.last().first().toBool(), false);
}

void TestLayerTable::keysAskForWhatTheGraphCanDo()
{
    auto *view = find<QTreeView>("layerTableView");
    QSignalSpy collapse(m_table.get(), &LayerTable::collapseRequested);
    QSignalSpy expand(m_table.get(), &LayerTable::expandRequested);
    QSignalSpy show(m_table.get(), &LayerTable::showRequested);
    for (const auto key : {Qt::Key_C, Qt::Key_O, Qt::Key_Return})
        QTest::keyClick(view, key);
    QCOMPARE(collapse.count() + expand.count() + show.count(), 0); // nothing is chosen yet
    m_table->setCurrentLayer(layer("depth_head.conv2"));
    for (const auto key : {Qt::Key_C, Qt::Key_O, Qt::Key_Return})
        QTest::keyClick(view, key);
    QCOMPARE(collapse.count(), 1);
    QCOMPARE(expand.count(), 1);
    QCOMPARE(show.count(), 1);
    const auto row = view->visualRect(view->currentIndex()).center();
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, row);
    QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, row);
    QCOMPARE(show.count(), 2);
}

void TestLayerTable::theMenuHoldsAllThatCanBeDone()
{
    m_table->setCurrentLayer(layer("encoder.stage3.conv1"));
    auto *view = find<QTreeView>("layerTableView");
    Q_EMIT view->customContextMenuRequested(view->visualRect(view->currentIndex()).center());
    auto *menu = find<QMenu>("layerTableMenu");
    QStringList texts;
    for (const auto *action : menu->actions())
        texts << action->text();
    QCOMPARE(texts,
        QStringList({"Device up to here", "Edge from here", "", "Show in the graph", "Collapse its module",
            "Expand its module", "", "Copy row", "Copy table"}));
    QVERIFY(!menu->actions().at(0)->isEnabled()); // it is there already
    QSignalSpy cuts(m_table.get(), &LayerTable::cutRequested);
    menu->actions().at(1)->trigger();
    QCOMPARE(cuts.takeFirst().first().value<Cut>(), Cut::upTo(*m_graph, {layer("encoder.stage3.down")}));
    QSignalSpy collapse(m_table.get(), &LayerTable::collapseRequested);
    menu->actions().at(4)->trigger();
    QCOMPARE(collapse.count(), 1);
    menu->close();
}

void TestLayerTable::rowsAndTablesAreCopiedAsTheyAreShown()
{
    auto *view = find<QTreeView>("layerTableView");
    auto *clipboard = QApplication::clipboard();
    m_table->setCurrentLayer(layer("encoder.bottleneck"));
    QTest::keySequence(view, QKeySequence::Copy);
    const QStringList row = clipboard->text().split(QLatin1Char('\t'));
    QCOMPARE(row,
        QStringList({"encoder.bottleneck", "conv2d + batch_norm + relu", "12x24x32", "9.40 M", "94.0 k", "36.9 kB",
            "36.9 kB", "device", ""}));
    find<QLineEdit>("layerTableFilter")->setText(QStringLiteral("stage1"));
    view->sortByColumn(LayerTableModel::Name, Qt::DescendingOrder);
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    const QStringList lines = clipboard->text().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 5); // a head, three layers, the end of the last line
    QVERIFY(lines[0].startsWith(QStringLiteral("Layer\tOperation\tOutput\tMACs")));
    QVERIFY(lines[1].startsWith(QStringLiteral("encoder.stage1.add\t")));
    QVERIFY(lines[3].startsWith(QStringLiteral("encoder.stage1.down\t")));
}

void TestLayerTable::aFilterHidesAChoiceButKeepsIt()
{
    QSignalSpy said(m_table.get(), &LayerTable::currentLayerChanged);
    m_table->setCurrentLayer(layer("depth_head.conv2"));
    find<QLineEdit>("layerTableFilter")->setText(QStringLiteral("stage1"));
    QCOMPARE(m_table->currentLayer(), -1);
    find<QLineEdit>("layerTableFilter")->clear();
    QCOMPARE(m_table->currentLayer(), layer("depth_head.conv2"));
    QCOMPARE(said.count(), 0); // nobody chose another layer
}

void TestLayerTable::timesOfMachinesHaveColumnsWhereTheyAreKnown()
{
    auto *view = find<QTreeView>("layerTableView");
    QVERIFY(view->isColumnHidden(LayerTableModel::DeviceMs) && view->isColumnHidden(LayerTableModel::EdgeMs));
    auto facts = *m_facts;
    facts.edgeTimes = std::make_shared<const LayerTimes>(
        LayerTimes{"server", "measured here x 0.2", std::vector<double>(m_graph->layers().size(), 0.25)});
    m_table->setFacts(std::make_shared<const LayerFacts>(facts));
    QVERIFY(view->isColumnHidden(LayerTableModel::DeviceMs) && !view->isColumnHidden(LayerTableModel::EdgeMs));
    QCOMPARE(cell(0, LayerTableModel::EdgeMs), QStringLiteral("0.250 ms"));
    const auto said = view->model()->headerData(LayerTableModel::EdgeMs, Qt::Horizontal, Qt::ToolTipRole).toString();
    QVERIFY2(said.contains(QStringLiteral("server: measured here x 0.2")), qPrintable(said));
}

void TestLayerTable::aCutThatCannotBeMadeIsRefusedWithTheReason()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int first = make.add("first", "conv2d", {TensorRef::input}, {1, 8, 8, 8}, 10);
    make.output("result", make.add("second", "conv2d", {first}, {1, 8, 8, 8}, 10));
    make.layer(first).uncuttable = "a list cannot cross";
    const auto graph = std::make_shared<const LayerGraph>(make.graph());
    m_table->setGraph(
        graph, std::make_shared<const LayerFacts>(LayerFacts{cutsAfterLayers(*graph), {}}), Cut::edge(*graph));
    QSignalSpy cuts(m_table.get(), &LayerTable::cutRequested);
    QSignalSpy refused(m_table.get(), &LayerTable::refused);
    m_table->setCurrentLayer(first);
    QTest::keyClick(find<QTreeView>("layerTableView"), Qt::Key_D);
    QCOMPARE(cuts.count(), 0);
    QCOMPARE(refused.count(), 1);
    QVERIFY(refused.first().first().toString().contains(QLatin1String("a list cannot cross")));
    QCOMPARE(cell(0, LayerTableModel::CrossingBytes), QStringLiteral("\u2013"));
    QVERIFY(cell(0, LayerTableModel::Note).contains(QLatin1String("a list cannot cross")));
}

void TestLayerTable::aMeasuredModelShowsItsTimes()
{
    auto *view = find<QTreeView>("layerTableView");
    QVERIFY(view->isColumnHidden(LayerTableModel::MeasuredMs));
    LayerProfile profile;
    profile.layers.assign(m_graph->layers().size(), {1.25, 1.0, 1.5, 9});
    profile.shareMs.assign(m_graph->layers().size(), 0.5);
    auto facts = *m_facts;
    facts.profile = std::make_shared<const LayerProfile>(profile);
    m_table->setFacts(std::make_shared<const LayerFacts>(facts));
    QVERIFY(!view->isColumnHidden(LayerTableModel::MeasuredMs));
    QCOMPARE(cell(0, LayerTableModel::MeasuredMs), QStringLiteral("1.25 ms"));
    QVERIFY(
        find<QLabel>("layerTableDeviceSums")->text().endsWith(QLatin1String("5.50 ms on this machine"))); // 11 * 0.5
}

void TestLayerTable::aGermanSeesGermanNumbers()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    QCOMPARE(cell(layer("encoder.bottleneck"), LayerTableModel::OutputBytes), QStringLiteral("36,9 kB"));
    QLocale::setDefault(QLocale::c());
}

void TestLayerTable::screenReadersHearTheColumnToo()
{
    const auto *view = find<QTreeView>("layerTableView");
    QVERIFY(!view->accessibleName().isEmpty());
    const auto index = view->model()->index(layer("encoder.bottleneck"), LayerTableModel::OutputBytes);
    QCOMPARE(index.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Activation bytes: 36.9 kB"));
}

QTEST_MAIN(TestLayerTable)
#include "tst_layer_table.moc"
