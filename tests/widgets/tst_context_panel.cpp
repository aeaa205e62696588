// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/presets.h"
#include "widgets/panels/context_panel.h"
#include "widgets/panels/fold_section.h"
#include "widgets/panels/link_panel.h"
#include "widgets/panels/machine_panel.h"
#include "widgets/panels/quantity_text.h"
#include "widgets/panels/source_panel.h"
#include "widgets/panels/status_line.h"
#include "widgets/panels/value_slider.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace splitscope;

class TestContextPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void quantitiesAreReadWithUnits_data();
    void quantitiesAreReadWithUnits();
    void aPresetIsAskedForWithItsSources();
    void aSpeedIsTypedOrDragged();
    void showingAChoiceAsksForNothing();
    void aBoardIsImportedThroughItsEntry();
    void objectiveResultsAndPictureAreChosen();
    void aLimitIsTurnedOnMovedAndTurnedOff();
    void whyNothingKeepsTheLimitsStandsThere();
    void measuringIsOfferedWhileTimesAreEstimates();
    void theRunsTimesAreOfferedWhileTheyAreThere();
    void sectionsFoldAndSayWhatIsSet();
    void everythingCanBeReachedInALowWindow();
    void scrollingByTheWheelChangesNothingOnItsWay();
    void jitterAndLossHideUntilTheyAreWanted();
    void theStatusLineSaysPredictionsAndTheirSources();

private:
    template <typename T>
    T *find(const char *name) const
    {
        auto *found = m_panel->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("the panel has no %s", name);
        return found;
    }
    void activate(const char *box, const QVariant &data) const
    {
        auto *combo = find<QComboBox>(box);
        const int index = combo->findData(data);
        QVERIFY(index >= 0);
        combo->setCurrentIndex(index);
        Q_EMIT combo->activated(index);
    }

    std::unique_ptr<ContextPanel> m_panel;
    std::unique_ptr<QSignalSpy> m_choices;
    PlanningChoice asked() const { return m_choices->constLast().first().value<PlanningChoice>(); }
};

void TestContextPanel::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    QLocale::setDefault(QLocale::c());
}

void TestContextPanel::init()
{
    m_panel = std::make_unique<ContextPanel>(new SourcePanel, new LinkPanel);
    m_choices = std::make_unique<QSignalSpy>(m_panel.get(), &ContextPanel::choiceRequested);
}

void TestContextPanel::quantitiesAreReadWithUnits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("millijoules"); // negative: none
    QTest::addColumn<double>("bytes");
    QTest::addColumn<double>("factor");
    QTest::newRow("plain") << "2" << 2.0 << 2000.0 << 2.0;
    QTest::newRow("joule") << "1.5 J" << 1500.0 << -1.0 << -1.0;
    QTest::newRow("kilobytes") << "40 kB" << -1.0 << 40000.0 << -1.0;
    QTest::newRow("megabytes, short") << "2m" << -1.0 << 2e6 << -1.0;
    QTest::newRow("times") << "0.5 x" << -1.0 << -1.0 << 0.5;
    QTest::newRow("zero") << "0" << 0.0 << 0.0 << -1.0;
    QTest::newRow("words") << "much" << -1.0 << -1.0 << -1.0;
    QTest::newRow("negative") << "-3" << -1.0 << -1.0 << -1.0;
}

void TestContextPanel::quantitiesAreReadWithUnits()
{
    QFETCH(QString, text);
    QFETCH(double, millijoules);
    QFETCH(double, bytes);
    QFETCH(double, factor);
    double value = 0.0;
    QCOMPARE(millijoulesFromText(text, value) ? value : -1.0, millijoules);
    QCOMPARE(bytesFromText(text, value) ? value : -1.0, bytes);
    QCOMPARE(factorFromText(text, value) ? value : -1.0, factor);
    QVERIFY(quantityFromText(QStringLiteral("1,5 J"), {{QStringLiteral("J"), 1.0}}, value, QLocale(QLocale::German)));
    QCOMPARE(value, 1.5);
}

void TestContextPanel::aPresetIsAskedForWithItsSources()
{
    activate("deviceMachine", QStringLiteral("raspberry-pi-4"));
    QCOMPARE(asked().device, std::string("raspberry-pi-4"));
    auto *combo = find<QComboBox>("deviceMachine");
    QCOMPARE(combo->currentData().toString(), QStringLiteral("this")); // until it is so
    m_panel->setChoice(asked());
    QCOMPARE(combo->currentText(), QStringLiteral("Raspberry Pi 4"));
    QVERIFY(combo->toolTip().contains(QLatin1String("Scission")));
    QVERIFY(combo->toolTip().contains(QLatin1String("(estimate)")));
    for (const auto &preset : machinePresets())
        QVERIFY(combo->findText(QString::fromStdString(preset.label)) >= 0);
}

void TestContextPanel::aSpeedIsTypedOrDragged()
{
    auto *speed = find<ValueSlider>("edgeSpeed");
    QTest::keyClicks(speed->edit(), QStringLiteral("x")); // makes it modified
    speed->edit()->setText(QStringLiteral("2.5 x"));
    speed->edit()->setModified(true);
    QTest::keyClick(speed->edit(), Qt::Key_Return);
    QCOMPARE(asked().edgeSpeed, 2.5);
    QCOMPARE(asked().deviceSpeed, 1.0);
    m_panel->setChoice(asked());
    speed->slider()->setValue(speed->slider()->maximum());
    QCOMPARE(asked().edgeSpeed, fastestSpeed);
}

void TestContextPanel::showingAChoiceAsksForNothing()
{
    PlanningChoice choice;
    choice.device = "phone";
    choice.edge = "/boards/mine.json";
    choice.deviceSpeed = 0.3;
    choice.results = ResultsAt::Edge;
    choice.picture = "jpeg:62"; // of a session that was written by hand
    choice.objective = Objective::fromText("weighted:latency=1,energy=0.5");
    choice.limits.latencyMs = 80.0;
    m_panel->setChoice(choice);
    QCOMPARE(m_choices->count(), 0);
    QCOMPARE(find<QComboBox>("edgeMachine")->currentText(), QStringLiteral("mine.json"));
    QVERIFY(find<QComboBox>("pictureBox")->currentText().contains(QLatin1String("62")));
    QVERIFY(find<QCheckBox>("latencyLimitOn")->isChecked());
    QVERIFY(!find<QCheckBox>("energyLimitOn")->isChecked());
    QCOMPARE(find<ValueSlider>("latencyLimitSlider")->value(), 80.0);
}

void TestContextPanel::aBoardIsImportedThroughItsEntry()
{
    QSignalSpy imports(m_panel.get(), &ContextPanel::importRequested);
    activate("edgeMachine", QStringLiteral("import"));
    QCOMPARE(imports.count(), 1);
    QCOMPARE(imports.first().first().value<ContextPanel::Side>(), ContextPanel::Side::Edge);
    QCOMPARE(m_choices->count(), 0);
    QCOMPARE(find<QComboBox>("edgeMachine")->currentData().toString(), QStringLiteral("this"));
    m_panel->addBoard("/boards/mine.json");
    m_panel->addBoard("/boards/mine.json");
    auto *combo = find<QComboBox>("deviceMachine");
    QCOMPARE(combo->findText(QStringLiteral("mine.json")), combo->count() - 2); // before the entry that imports
    activate("deviceMachine", QStringLiteral("/boards/mine.json"));
    QCOMPARE(asked().device, std::string("/boards/mine.json"));
}

void TestContextPanel::objectiveResultsAndPictureAreChosen()
{
    activate("objectiveBox", static_cast<int>(Objective::Kind::Throughput));
    QVERIFY(asked().objective.kind == Objective::Kind::Throughput);
    m_panel->setChoice(asked());
    activate("resultsBox", static_cast<int>(ResultsAt::Edge));
    QVERIFY(asked().results == ResultsAt::Edge);
    QVERIFY(asked().objective.kind == Objective::Kind::Throughput);
    m_panel->setChoice(asked());
    activate("pictureBox", QStringLiteral("jpeg:75"));
    QCOMPARE(asked().picture, std::string("jpeg:75"));
    const int before = m_choices->count();
    m_panel->setChoice(asked());
    activate("pictureBox", QStringLiteral("jpeg:75"));
    QCOMPARE(m_choices->count(), before); // it is so already
}

void TestContextPanel::aLimitIsTurnedOnMovedAndTurnedOff()
{
    auto *on = find<QCheckBox>("bytesLimitOn");
    auto *slider = find<ValueSlider>("bytesLimitSlider");
    QVERIFY(slider->isHidden());
    on->setChecked(true);
    QVERIFY(!slider->isHidden());
    QCOMPARE(asked().limits.bytes, std::optional(100000.0));
    m_panel->setChoice(asked());
    slider->edit()->setText(QStringLiteral("40 kB"));
    slider->edit()->setModified(true);
    QTest::keyClick(slider->edit(), Qt::Key_Return);
    QCOMPARE(asked().limits.bytes, std::optional(40000.0));
    QVERIFY(!asked().limits.latencyMs);
    m_panel->setChoice(asked());
    on->setChecked(false);
    QVERIFY(!asked().limits.bytes);
}

void TestContextPanel::whyNothingKeepsTheLimitsStandsThere()
{
    auto *label = find<QLabel>("impossibleLabel");
    QVERIFY(label->isHidden());
    m_panel->setImpossible(QStringLiteral("No cut keeps every limit: the least latency is 20 ms."));
    QVERIFY(!label->isHidden());
    QVERIFY(label->text().contains(QLatin1String("20 ms")));
    m_panel->setImpossible({});
    QVERIFY(label->isHidden());
}

void TestContextPanel::measuringIsOfferedWhileTimesAreEstimates()
{
    auto *notice = find<QWidget>("estimateNotice");
    QVERIFY(notice->isHidden());
    m_panel->setEstimated(true);
    QVERIFY(!notice->isHidden());
    QSignalSpy wanted(m_panel.get(), &ContextPanel::measureRequested);
    find<QPushButton>("measureButton")->click();
    QCOMPARE(wanted.count(), 1);
}

void TestContextPanel::theRunsTimesAreOfferedWhileTheyAreThere()
{
    auto *offer = find<QWidget>("measuredNow");
    QVERIFY(offer->isHidden());
    m_panel->setMeasuredNow(StageTimes{5.0, 0.0, 12.5, 3.0, 1.0});
    QVERIFY(!offer->isHidden());
    QVERIFY(find<QLabel>("measuredNowLabel")->text().contains(QLatin1String("12.5 ms")));
    QSignalSpy wanted(m_panel.get(), &ContextPanel::measuredNowRequested);
    find<QPushButton>("measuredNowButton")->click();
    QCOMPARE(wanted.count(), 1);
    m_panel->setMeasuredNow({});
    QVERIFY(offer->isHidden());
}

void TestContextPanel::sectionsFoldAndSayWhatIsSet()
{
    PlanningChoice choice;
    choice.device = "raspberry-pi-5";
    choice.deviceSpeed = 0.5;
    m_panel->setChoice(choice);
    m_panel->setLink(LinkSpec::fromText("lte"));
    auto *section = find<FoldSection>("deviceSection");
    auto *summary = find<QLabel>("deviceSectionSummary");
    QVERIFY(summary->isHidden());
    find<QToolButton>("deviceSectionFold")->click();
    QVERIFY(section->isFolded());
    QVERIFY(find<QComboBox>("deviceMachine")->parentWidget()->isHidden());
    QVERIFY(!summary->isHidden());
    QCOMPARE(summary->text(), QStringLiteral("Raspberry Pi 5, 0.500 \u00d7"));
    QCOMPARE(find<QLabel>("linkSectionSummary")->text(), QStringLiteral("lte"));
    find<QToolButton>("deviceSectionFold")->click();
    QVERIFY(!section->isFolded());
}

void TestContextPanel::everythingCanBeReachedInALowWindow()
{
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    m_panel->resize(m_panel->minimumSizeHint().width(), 500);
    QVERIFY2(m_panel->width() <= 260, qPrintable(QString::number(m_panel->width())));
    auto *area = find<QScrollArea>("contextScroll");
    QVERIFY(area->widget()->width() <= area->viewport()->width()); // nothing is cut off at the side
    QVERIFY(area->verticalScrollBar()->maximum() > 0);
    auto *last = find<QCheckBox>("bytesLimitOn");
    area->ensureWidgetVisible(last);
    QVERIFY(!last->visibleRegion().isEmpty());
}

void TestContextPanel::scrollingByTheWheelChangesNothingOnItsWay()
{
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    m_panel->resize(m_panel->minimumSizeHint().width(), 300);
    auto *bar = find<QScrollArea>("contextScroll")->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    auto *list = find<QComboBox>("deviceMachine");
    auto *slider = find<ValueSlider>("deviceSpeed")->slider();
    const auto turn = [](QWidget *widget) {
        QWheelEvent event(QPointF(2, 2), widget->mapToGlobal(QPointF(2, 2)), {}, QPoint(0, -120), Qt::NoButton,
            Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(widget, &event);
    };
    turn(slider); // a gesture of its own: one step
    QCOMPARE(bar->value(), 0);
    QCOMPARE(m_choices->count(), 1);
    QVERIFY(asked().deviceSpeed < 1.0);
    turn(list); // not chosen: the column scrolls
    const int first = bar->value();
    QVERIFY(first > 0);
    turn(slider); // of the same gesture
    QVERIFY(bar->value() > first);
    QCOMPARE(m_choices->count(), 1);
}

void TestContextPanel::jitterAndLossHideUntilTheyAreWanted()
{
    auto *box = find<QCheckBox>("troubleBox");
    auto *jitter = find<ValueSlider>("jitterSlider");
    auto *loss = find<ValueSlider>("lossSlider");
    auto *panel = find<LinkPanel>("linkPanel");
    QSignalSpy links(panel, &LinkPanel::linkRequested);
    panel->setLink(LinkSpec::fromText("wifi"));
    QVERIFY(jitter->isHidden() && loss->isHidden());
    box->setChecked(true);
    QVERIFY(!jitter->isHidden() && !loss->isHidden());
    QCOMPARE(links.count(), 0);
    loss->edit()->setText(QStringLiteral("1.5 %"));
    loss->edit()->setModified(true);
    QTest::keyClick(loss->edit(), Qt::Key_Return);
    QCOMPARE(links.last().first().value<LinkSpec>().loss, 0.015);
    jitter->slider()->setValue(12);
    QCOMPARE(links.last().first().value<LinkSpec>().jitterMs, 12.0);
    QCOMPARE(links.last().first().value<LinkSpec>().loss, 0.015);
    box->setChecked(false);
    QCOMPARE(links.last().first().value<LinkSpec>(), LinkSpec::fromText("wifi"));
    QVERIFY(jitter->isHidden());
    panel->setLink(LinkSpec::fromText("6Mbps/50ms/10ms/1%"));
    QVERIFY(box->isChecked());
    QCOMPARE(jitter->value(), 10.0);
}

void TestContextPanel::theStatusLineSaysPredictionsAndTheirSources()
{
    StatusLine line;
    const auto text = [&](const char *name) { return line.findChild<QLabel *>(QLatin1String(name))->text(); };
    QCOMPARE(text("statusPredicted"), QStringLiteral("predicted \u2013"));
    PlanFigures figures;
    figures.latency = {10.0, 0.0, 40.0, 8.0, 3.0};
    figures.downlinkBytes = 3000;
    line.setPrediction(figures, false);
    QCOMPARE(text("statusPredicted"), QStringLiteral("predicted 61.0 ms"));
    QCOMPARE(text("statusEnergy"), QStringLiteral("energy not known"));
    QCOMPARE(text("statusDown"), QStringLiteral("down 3.00 kB"));
    figures.deviceEnergyMj = 900.0;
    line.setPrediction(figures, true);
    QCOMPARE(text("statusPredicted"), QStringLiteral("estimated 61.0 ms"));
    QCOMPARE(text("statusEnergy"), QStringLiteral("energy 900 mJ"));
    line.setMeasured(36900, 2800, 63.0);
    figures.downlinkBytes = 5000;
    line.setPrediction(figures, false);
    QCOMPARE(text("statusDown"), QStringLiteral("down 2.80 kB")); // measured wins
    line.setSources({{"uplink", TermSource::Kind::Modelled, "round trip / 2 < 3 ms"}});
    line.setPrediction(figures, false, 80.0);
    QCOMPARE(text("statusPredicted"), QStringLiteral("predicted 61.0 ms (live 80.0 ms)"));
    line.setPrediction(figures, false, 61.0); // no frame waits
    QCOMPARE(text("statusPredicted"), QStringLiteral("predicted 61.0 ms"));
    line.setPrediction(figures, false, 80.0);
    const auto tip = line.findChild<QLabel *>(QStringLiteral("statusPredicted"))->toolTip();
    QVERIFY(tip.contains(QLatin1String("80.0 ms"))); // frames wait for each other
    QVERIFY(tip.contains(QLatin1String("modelled")));
    QVERIFY(tip.contains(QLatin1String("&lt; 3 ms")));
}

QTEST_MAIN(TestContextPanel)
#include "tst_context_panel.moc"
