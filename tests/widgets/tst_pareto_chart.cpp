// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_planning_view.h"
#include "widgets/charts/pareto_page.h"
#include "widgets/charts/plan_comparison.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace splitscope;

class TestParetoChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void frontAndOthersAreMarks();
    void pointsLieWhereTheirFiguresSay();
    void anyTwoFiguresThatAreKnown();
    void withoutEnergyBytesAreShown();
    void aClickTakesThePlan();
    void ofPointsThatMeetTheNearestIsMeant();
    void pinsAreLettersOnTheChart();
    void theComparisonKeepsTheRulesOfModels();
    void pinnedPlansAreComparedWithThePresentOne();
    void aPinThatFitsNoMoreSaysSo();
    void pinsComeAndGoByHand();
    void anImpossibleLimitLeavesTheEnds();
    void theTableHasEveryPlan();

private:
    template <typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    QWidget *plot() const { return find<QWidget>("plot"); }
    ParetoChart *chart() const { return m_page->chart(); }
    QString cell(int row, int column) const
    {
        const auto *model = find<QTableView>("planComparisonTable")->model();
        return model->index(row, column).data().toString();
    }
    static PlanningView pinnedView();

    std::unique_ptr<ParetoPage> m_page;
};

PlanningView TestParetoChart::pinnedView()
{
    auto view = testing::sampleView();
    view.pins = {{"A", "sample", view.best->plan, view.best->plan}, {"B", "garden", view.deviceOnly, std::nullopt}};
    return view;
}

void TestParetoChart::init()
{
    QLocale::setDefault(QLocale::c());
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    m_page = std::make_unique<ParetoPage>();
    m_page->resize(1000, 320);
    m_page->setView(testing::shared(testing::sampleView()));
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QCoreApplication::processEvents();
}

void TestParetoChart::frontAndOthersAreMarks()
{
    QCOMPARE(chart()->markCount(), 2 + 3 + 1); // front, picture and ends, now
    QCOMPARE(chart()->markText(0), QStringLiteral("After b, 21.5 ms, 15.0 mJ"));
    QCOMPARE(chart()->markText(5), QStringLiteral("Now: After a, 70.5 ms, 30.0 mJ"));
    QCOMPARE(
        chart()->note(), QStringLiteral("On the front: 2. No other plan beats these in latency, energy and bytes."));
}

void TestParetoChart::pointsLieWhereTheirFiguresSay()
{
    // Latencies 21.5 (after b), 50 (edge), 70.5 (now): of the way from the first to the last, 28.5 / 49.
    const auto b = chart()->markPlace(0), edge = chart()->markPlace(3), now = chart()->markPlace(5);
    const double part = double(edge.x() - b.x()) / (now.x() - b.x());
    QVERIFY2(std::abs(part - 28.5 / 49.0) < 0.01, qPrintable(QString::number(part)));
    QVERIFY(chart()->markPlace(4).y() < now.y()); // 50 mJ is above 30 mJ
}

void TestParetoChart::anyTwoFiguresThatAreKnown()
{
    auto *up = find<QComboBox>("paretoUp");
    QCOMPARE(up->currentText(), QStringLiteral("Energy"));
    QCOMPARE(up->count(), 4); // latency, energy, bytes, throughput: neither accuracy nor price is known
    up->setCurrentIndex(up->findText(QStringLiteral("Bytes")));
    Q_EMIT up->activated(up->currentIndex());
    QCOMPARE(chart()->up(), PlanFigure::Bytes);
    QCOMPARE(chart()->markText(0), QStringLiteral("After b, 21.5 ms, 356 B")); // 256 up, 100 down
    auto view = testing::sampleView();
    view.current.figures.accuracy = 0.81;
    m_page->setView(testing::shared(view));
    QCOMPARE(up->count(), 5);
    QCOMPARE(chart()->up(), PlanFigure::Bytes); // what a hand chose stays
}

void TestParetoChart::withoutEnergyBytesAreShown()
{
    auto view = testing::sampleView();
    for (auto *plan : {&view.current, &view.deviceOnly, &view.edgeOnly, &*view.picture})
        plan->figures.deviceEnergyMj.reset();
    for (auto &plan : view.pareto.plans)
        plan.figures.deviceEnergyMj.reset();
    m_page->setView(testing::shared(view));
    QCOMPARE(chart()->up(), PlanFigure::Bytes);
    QCOMPARE(find<QComboBox>("paretoUp")->findText(QStringLiteral("Energy")), -1);
    QCOMPARE(chart()->markCount(), 6);
}

void TestParetoChart::aClickTakesThePlan()
{
    QSignalSpy plans(m_page.get(), &ParetoPage::planRequested);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, plot()->mapFrom(chart(), chart()->markPlace(0)));
    QCOMPARE(plans.count(), 1);
    QCOMPARE(plans.first().first().value<Plan>().cutText, std::string("b"));
    QTest::mouseClick(plot(), Qt::LeftButton, {}, QPoint(plot()->width() - 4, 40));
    QCOMPARE(plans.count(), 1); // nothing there
}

void TestParetoChart::ofPointsThatMeetTheNearestIsMeant()
{
    QSignalSpy plans(m_page.get(), &ParetoPage::planRequested);
    auto view = testing::sampleView();
    view.pareto.plans[0].figures.latency.device += 1.0; // 22.5 ms, beside the 25 of picture and device
    m_page->setView(testing::shared(view));
    QCoreApplication::processEvents();
    QTest::mouseClick(plot(), Qt::LeftButton, {}, plot()->mapFrom(chart(), chart()->markPlace(0)) - QPoint(3, 0));
    QCOMPARE(plans.first().first().value<Plan>().cutText, std::string("b"));
}

void TestParetoChart::pinsAreLettersOnTheChart()
{
    m_page->setView(testing::shared(pinnedView()));
    QCOMPARE(chart()->markCount(), 7); // B is not in this model
    QCOMPARE(chart()->markText(5), QStringLiteral("A: After b, 21.5 ms, 15.0 mJ"));
}

void TestParetoChart::theComparisonKeepsTheRulesOfModels()
{
    PlanComparisonModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setView(testing::shared(testing::sampleView()));
    model.setView(testing::shared(pinnedView()));
    QCOMPARE(model.columnCount(), 3);
    model.setView(testing::shared(pinnedView()));
    model.setView(nullptr);
    QCOMPARE(model.columnCount(), 0);
}

void TestParetoChart::pinnedPlansAreComparedWithThePresentOne()
{
    m_page->setView(testing::shared(pinnedView()));
    using Row = PlanComparisonModel::Row;
    QCOMPARE(cell(Row::Deployment, 0), QStringLiteral("After a"));
    QCOMPARE(cell(Row::Deployment, 1), QStringLiteral("After b"));
    QCOMPARE(cell(Row::Latency, 0), QStringLiteral("70.5 ms"));
    QCOMPARE(cell(Row::Latency, 1), QStringLiteral("21.5 ms (\u221270 %)")); // 21.5 / 70.5 = 0.305
    QCOMPARE(cell(Row::Energy, 1), QStringLiteral("15.0 mJ (\u221250 %)"));
    QCOMPARE(cell(Row::Device, 1), QStringLiteral("6.00 ms (+100 %)"));
    QCOMPARE(cell(Row::Encode, 1), QStringLiteral("0.500 ms (\u00b10 %)"));
    QCOMPARE(cell(Row::Price, 1), QStringLiteral("\u2013"));
}

void TestParetoChart::aPinThatFitsNoMoreSaysSo()
{
    m_page->setView(testing::shared(pinnedView()));
    QCOMPARE(cell(PlanComparisonModel::Deployment, 2), QStringLiteral("not in this model"));
    const auto tip = find<QTableView>("planComparisonTable")->model()->index(1, 2).data(Qt::ToolTipRole).toString();
    QCOMPARE(tip, QStringLiteral("Pinned in garden at 25.0 ms"));
}

void TestParetoChart::pinsComeAndGoByHand()
{
    m_page->setView(testing::shared(pinnedView()));
    QSignalSpy pins(m_page.get(), &ParetoPage::pinRequested);
    QSignalSpy unpins(m_page.get(), &ParetoPage::unpinRequested);
    QSignalSpy plans(m_page.get(), &ParetoPage::planRequested);
    QTest::mouseClick(find<QPushButton>("pinPlanButton"), Qt::LeftButton);
    QCOMPARE(pins.first().first().value<Plan>().cutText, std::string("a"));
    auto *table = find<QTableView>("planComparisonTable");
    table->setCurrentIndex(table->model()->index(1, 2));
    QTest::keyClick(table, Qt::Key_Return); // it fits no more
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(plans.count(), 0);
    QCOMPARE(unpins.takeFirst().first().toInt(), 1);
    table->setCurrentIndex(table->model()->index(1, 1));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(plans.first().first().value<Plan>().cutText, std::string("b"));
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Delete); // the present plan is no pin
    QCOMPARE(unpins.count(), 0);
}

void TestParetoChart::anImpossibleLimitLeavesTheEnds()
{
    auto view = testing::sampleView();
    view.pareto.plans.clear();
    view.best.reset();
    view.impossible = Error{ErrorCode::PlanImpossible, {{"why", "too low"}}};
    m_page->setView(testing::shared(view));
    QCOMPARE(chart()->markCount(), 4);
    QVERIFY(chart()->note().startsWith(QLatin1String("No plan keeps every limit.")));
}

void TestParetoChart::theTableHasEveryPlan()
{
    m_page->setView(testing::shared(pinnedView()));
    const auto lines = QString::fromStdString(chart()->csv()).split(QStringLiteral("\r\n"));
    QCOMPARE(lines.size(), 1 + 2 + 3 + 1 + 1 + 1);
    QCOMPARE(lines[1], QStringLiteral("front,b,none,default,21.5,15,256,100,,,10"));
    const auto compared = QString::fromStdString(m_page->comparison()->csv()).split(QStringLiteral("\r\n"));
    QCOMPARE(compared[0], QStringLiteral("figure,Now,A,B"));
    QCOMPARE(compared[2], QStringLiteral("latency_ms,70.5,21.5,"));
}

QTEST_MAIN(TestParetoChart)
#include "tst_pareto_chart.moc"
