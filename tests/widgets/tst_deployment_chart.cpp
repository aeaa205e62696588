// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_planning_view.h"
#include "widgets/charts/deployment_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace splitscope;

class TestDeploymentChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theModelKeepsTheRulesOfModels();
    void gainsAreOverEachPlanWithoutAChoice();
    void aContextWithoutPlanSaysWhy();
    void sortingIsByValue();
    void aRowCanBeTaken();
    void theSummaryNamesTheSingleDeployment();
    void aTableThatIsNotReadySaysSo();
    void theTableKeepsItsOrderInTheFile();

private:
    template <typename T>
    T *find(const char *name) const
    {
        return m_view->findChild<T *>(QLatin1String(name));
    }
    QString cell(int row, int column) const
    {
        return find<QTreeView>("deploymentTable")->model()->index(row, column).data().toString();
    }
    static std::shared_ptr<const DeploymentTable> table();
    static std::shared_ptr<const PlanningView> viewWith(std::shared_ptr<const DeploymentTable> table);

    std::unique_ptr<DeploymentView> m_view;
};

/// Best after b (21.5 ms): over device 25, edge 50, picture 25 and the single deployment, device, 25. In the second
/// context the picture (9 ms) is best. In the third no plan keeps the limits.
std::shared_ptr<const DeploymentTable> TestDeploymentChart::table()
{
    const auto view = testing::sampleView();
    DeploymentTable table;
    DeploymentRow first;
    first.context = view.context;
    first.context.name = "garden";
    first.context.device.name = "phone";
    first.context.edge.name = "workstation";
    first.best = view.best;
    first.deviceOnly = view.deviceOnly;
    first.edgeOnly = view.edgeOnly;
    first.edgeOnlyJpeg = view.picture;
    first.fixed = view.deviceOnly;
    auto second = first;
    second.context.name = "house";
    second.context.linkName = "wifi";
    second.context.device.name = "raspberry-pi-4";
    second.edgeOnlyJpeg->figures.latency = {1, 1, 1, 5, 1};
    second.best = PlanAnswer{*second.edgeOnlyJpeg, 9.0, 9.0, 0.0};
    auto third = first;
    third.context.device.name = "jetson-nano";
    third.best.reset();
    third.impossible = Error{ErrorCode::PlanImpossible, {{"why", "memory"}}};
    table.rows = {first, second, third};
    table.fixed = view.deviceOnly;
    table.fixedGain = 1.8;
    return std::make_shared<const DeploymentTable>(table);
}

std::shared_ptr<const PlanningView> TestDeploymentChart::viewWith(std::shared_ptr<const DeploymentTable> table)
{
    auto view = testing::sampleView();
    view.deployments = std::move(table);
    return testing::shared(view);
}

void TestDeploymentChart::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    m_view = std::make_unique<DeploymentView>();
    m_view->resize(1000, 300);
    m_view->setView(viewWith(table()));
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestDeploymentChart::theModelKeepsTheRulesOfModels()
{
    DeploymentModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTable(table());
    QCOMPARE(model.rowCount(), 3);
    model.setTable(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TestDeploymentChart::gainsAreOverEachPlanWithoutAChoice()
{
    QCOMPARE(cell(0, DeploymentModel::DeviceName), QStringLiteral("phone"));
    QCOMPARE(cell(0, DeploymentModel::BestCut), QStringLiteral("After b"));
    QCOMPARE(cell(0, DeploymentModel::Latency), QStringLiteral("21.5 ms"));
    QCOMPARE(cell(0, DeploymentModel::OverDevice), QStringLiteral("1.16 \u00d7")); // 25 / 21.5
    QCOMPARE(cell(0, DeploymentModel::OverEdge), QStringLiteral("2.33 \u00d7"));   // 50 / 21.5
    QCOMPARE(cell(1, DeploymentModel::OverPicture), QStringLiteral("1.00 \u00d7"));
    QCOMPARE(cell(1, DeploymentModel::OverFixed), QStringLiteral("2.78 \u00d7")); // 25 / 9
}

void TestDeploymentChart::aContextWithoutPlanSaysWhy()
{
    QCOMPARE(cell(2, DeploymentModel::BestCut), QStringLiteral("No plan keeps every limit"));
    QCOMPARE(cell(2, DeploymentModel::OverDevice), QStringLiteral("\u2013"));
    const auto tip = find<QTreeView>("deploymentTable")->model()->index(2, 0).data(Qt::ToolTipRole).toString();
    QVERIFY2(tip.contains(QLatin1String("No cut keeps every limit: memory")), qPrintable(tip));
}

void TestDeploymentChart::sortingIsByValue()
{
    auto *view = find<QTreeView>("deploymentTable");
    view->sortByColumn(DeploymentModel::OverEdge, Qt::DescendingOrder);
    QCOMPARE(cell(0, DeploymentModel::OverEdge), QStringLiteral("5.56 \u00d7")); // 50 / 9
    QCOMPARE(cell(2, DeploymentModel::OverEdge), QStringLiteral("\u2013"));
    view->sortByColumn(DeploymentModel::DeviceName, Qt::AscendingOrder);
    QCOMPARE(cell(0, DeploymentModel::DeviceName), QStringLiteral("jetson-nano"));
}

void TestDeploymentChart::aRowCanBeTaken()
{
    QSignalSpy contexts(m_view.get(), &DeploymentView::contextRequested);
    auto *view = find<QTreeView>("deploymentTable");
    view->sortByColumn(DeploymentModel::DeviceName, Qt::DescendingOrder);
    view->setCurrentIndex(view->model()->index(0, 0));
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(contexts.count(), 1);
    QCOMPARE(contexts.first().first().value<Context>().device.name, std::string("raspberry-pi-4"));
}

void TestDeploymentChart::theSummaryNamesTheSingleDeployment()
{
    QCOMPARE(find<QLabel>("deploymentSummary")->text(),
        QStringLiteral(
            "Best single deployment for all of them: Device. Choosing by context is 1.80 times better in the "
            "geometric mean (latency). All figures are predicted."));
}

void TestDeploymentChart::aTableThatIsNotReadySaysSo()
{
    m_view->setView(viewWith(nullptr));
    auto *message = find<QLabel>("deploymentMessage");
    QVERIFY(message->isVisible());
    QVERIFY(message->text().contains(QLatin1String("being worked out")));
    m_view->setView(nullptr);
    QVERIFY(message->text().startsWith(QLatin1String("Open a model")));
}

void TestDeploymentChart::theTableKeepsItsOrderInTheFile()
{
    find<QTreeView>("deploymentTable")->sortByColumn(DeploymentModel::DeviceName, Qt::AscendingOrder);
    const auto lines = QString::fromStdString(m_view->csv()).split(QStringLiteral("\r\n"));
    QCOMPARE(lines.size(), 1 + 3 + 1);
    QVERIFY2(lines[1].startsWith(QLatin1String("garden,phone,lte,workstation,latency,b,none,default,21.5,15,1.16")),
        qPrintable(lines[1]));
    QVERIFY(lines[3].endsWith(QLatin1String("No cut keeps every limit: memory")));
}

QTEST_MAIN(TestDeploymentChart)
#include "tst_deployment_chart.moc"
