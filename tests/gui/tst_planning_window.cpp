// SPDX-License-Identifier: GPL-3.0-or-later
// Planning in the window, driven as a person would.
#include "app/desktop/workspace/edit_history.h"
#include "core/graph/atomic_file.h"
#include "core/profile/profile_cache.h"
#include "core/profile/profiler.h"
#include "tests/gui/open_window.h"
#include "widgets/charts/chart.h"
#include "widgets/panels/context_panel.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/value_slider.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QStatusBar>

using namespace splitscope;

class TestPlanningWindow : public QObject, private testing::OpenWindow {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void estimatesAreShownAsSuchAndMeasuringIsOffered();
    void whatWasMeasuredBeforeIsUsed();
    void measuringTurnsEstimatesIntoMeasurements();
    void theBestCutIsTakenAndTakenBack();
    void everyChangeOfTheContextIsOneStep();
    void aMovedSliderMovesAllOfThePlan();
    void aLimitThatCannotBeKeptIsSaidAndTheCutStays();
    void aBoardThatCannotBeUsedIsSaid_data();
    void aBoardThatCannotBeUsedIsSaid();
    void aSlowerMachineIsEmulatedAndAFasterOneIsPlannedOnly();
    void aSessionKeepsTheContextAndThePins();
    void aSessionWithoutPlanningStillOpens();
    void chartsShowTheViewAndCut();

private:
    static constexpr int patience = testing::patience;

    const PlanningService &planning() const { return window->planning(); }
    bool planned() const
    {
        return QTest::qWaitFor([this] { return planning().isCurrent() && planning().view()->complete; }, patience);
    }
    QString text(const char *label) const { return find<QLabel>(label)->text(); }
    void choose(const char *box, const QVariant &data) const
    {
        auto *combo = find<QComboBox>(box);
        const int index = combo->findData(data);
        QVERIFY(index >= 0);
        combo->setCurrentIndex(index);
        Q_EMIT combo->activated(index);
    }
    void type(const char *slider, const QString &value) const
    {
        auto *edit = find<ValueSlider>(slider)->edit();
        edit->setText(value);
        edit->setModified(true);
        Q_EMIT edit->editingFinished();
    }
    /// As if the small model had been measured: each layer takes so long.
    void storeProfile(double ms) const;
};

void TestPlanningWindow::storeProfile(double ms) const
{
    const auto model = Model::open(file.toStdString());
    LayerProfile profile;
    profile.key = profileKey(*model, 1);
    const auto layers = static_cast<std::size_t>(model->graph().size());
    profile.layers.assign(layers, {ms, ms, ms, 5});
    profile.shareMs.assign(layers, ms);
    profile.whole = {ms * static_cast<double>(layers), 0.0, 0.0, 5};
    ProfileCache().store(profile, model->graph());
}

void TestPlanningWindow::init()
{
    make();
    QVERIFY(open(file));
    QVERIFY(planned());
}

void TestPlanningWindow::cleanup()
{
    window.reset();
    QDir(path("cache")).removeRecursively();
}

void TestPlanningWindow::estimatesAreShownAsSuchAndMeasuringIsOffered()
{
    QVERIFY(planning().view()->estimated);
    QVERIFY2(text("statusPredicted").startsWith(QLatin1String("estimated ")), qPrintable(text("statusPredicted")));
    QVERIFY(find<QLabel>("statusPredicted")->toolTip().contains(QLatin1String("estimate until this machine")));
    QVERIFY(find<QWidget>("estimateNotice")->isVisible());
    QCOMPARE(text("statusEnergy"), QStringLiteral("energy not known"));
    choose("deviceMachine", QStringLiteral("raspberry-pi-4"));
    QVERIFY(planned());
    QVERIFY(text("statusEnergy").contains(QLatin1String("J")));
}

void TestPlanningWindow::whatWasMeasuredBeforeIsUsed()
{
    storeProfile(2.0);
    make();
    QVERIFY(open(file));
    QTRY_VERIFY_WITH_TIMEOUT(planning().view() && !planning().view()->estimated, patience);
    QTRY_VERIFY(find<QWidget>("estimateNotice")->isHidden());
    QVERIFY(text("statusPredicted").startsWith(QLatin1String("predicted ")));
}

void TestPlanningWindow::measuringTurnsEstimatesIntoMeasurements()
{
    choose("deviceMachine", QStringLiteral("raspberry-pi-4"));
    QVERIFY(planned());
    const auto estimated = planning().view()->context.device.timeFactor;
    find<QPushButton>("measureButton")->click();
    QTRY_VERIFY_WITH_TIMEOUT(action("measure")->text() == QStringLiteral("Measure the layers"), 4 * patience);
    QVERIFY(planned());
    QVERIFY(!planning().view()->estimated);
    QVERIFY(find<QWidget>("estimateNotice")->isHidden());
    // A class that the small model does not have tells that this machine was calibrated too.
    const auto attention = static_cast<std::size_t>(OperationClass::Attention);
    QVERIFY(planning().view()->context.device.timeFactor[attention] != estimated[attention]);
}

void TestPlanningWindow::theBestCutIsTakenAndTakenBack()
{
    // Hardly any rate: everything stays on the device.
    type("uplinkSlider", QStringLiteral("100k"));
    choose("pictureBox", QStringLiteral("none"));
    QVERIFY(planned());
    QVERIFY(planning().view()->best->plan.cut.isDevice());
    const auto before = cut();
    QVERIFY(action("best")->isEnabled());
    QVERIFY(action("best")->toolTip().contains(QLatin1String("device")));
    action("best")->trigger();
    QVERIFY(cut().isDevice());
    QVERIFY(planned());
    QVERIFY(!action("best")->isEnabled());
    action("undo")->trigger();
    QCOMPARE(cut(), before);
    QVERIFY(planned());
    QVERIFY(action("best")->isEnabled());
}

void TestPlanningWindow::everyChangeOfTheContextIsOneStep()
{
    const auto before = planning().choice();
    choose("deviceMachine", QStringLiteral("raspberry-pi-5"));
    QCOMPARE(planning().choice().device, std::string("raspberry-pi-5"));
    QCOMPARE(action("undo")->text(), QStringLiteral("Undo Device: Raspberry Pi 5"));
    auto *speed = find<ValueSlider>("edgeSpeed")->slider();
    for (int position = speed->value(); position < speed->value() + 5; ++position)
        speed->setValue(position + 10);
    QVERIFY(planning().choice().edgeSpeed > 1.0);
    QCOMPARE(action("undo")->text(), QStringLiteral("Undo Edge: speed"));
    choose("objectiveBox", static_cast<int>(Objective::Kind::Bytes));
    find<QCheckBox>("latencyLimitOn")->setChecked(true);
    type("latencyLimitSlider", QStringLiteral("0.5 s"));
    QCOMPARE(planning().choice().limits.latencyMs, std::optional(500.0));
    action("undo")->trigger(); // both steps of the limit, made without a pause
    QVERIFY(!planning().choice().limits.latencyMs);
    QVERIFY(!find<QCheckBox>("latencyLimitOn")->isChecked());
    action("undo")->trigger();
    QVERIFY(planning().choice().objective.kind == Objective::Kind::Latency);
    action("undo")->trigger(); // the whole drag
    QCOMPARE(planning().choice().edgeSpeed, 1.0);
    action("undo")->trigger();
    QCOMPARE(planning().choice(), before);
    QVERIFY(!action("undo")->isEnabled());
    action("redo")->trigger();
    QCOMPARE(find<QComboBox>("deviceMachine")->currentText(), QStringLiteral("Raspberry Pi 5"));
}

void TestPlanningWindow::aMovedSliderMovesAllOfThePlan()
{
    type("uplinkSlider", QStringLiteral("5 Mbit/s"));
    QVERIFY(planned());
    const auto slow = planning().figuresOf(cut())->latency.uplink;
    QCOMPARE(planning().view()->context.link.uplinkMbps, 5.0);
    type("uplinkSlider", QStringLiteral("50 Mbit/s"));
    QVERIFY(planned());
    QVERIFY(planning().figuresOf(cut())->latency.uplink < slow);
    QCOMPARE(planning().view()->current.figures.latency.uplink, planning().figuresOf(cut())->latency.uplink);
}

void TestPlanningWindow::aLimitThatCannotBeKeptIsSaidAndTheCutStays()
{
    const auto before = cut();
    auto *label = find<QLabel>("impossibleLabel");
    find<QCheckBox>("bytesLimitOn")->setChecked(true);
    find<QCheckBox>("latencyLimitOn")->setChecked(true);
    type("latencyLimitSlider", QStringLiteral("1 ms"));
    type("uplinkSlider", QStringLiteral("100k"));
    find<ValueSlider>("deviceSpeed")->slider()->setValue(0);
    QVERIFY(planned());
    QVERIFY(planning().view()->impossible);
    QVERIFY(!label->isHidden());
    QVERIFY2(label->text().contains(QLatin1String("above the limit of")), qPrintable(label->text()));
    QVERIFY(!action("best")->isEnabled());
    QCOMPARE(cut(), before);
    find<QCheckBox>("latencyLimitOn")->setChecked(false);
    find<QCheckBox>("bytesLimitOn")->setChecked(false);
    QVERIFY(planned());
    QVERIFY(label->isHidden());
}

void TestPlanningWindow::aBoardThatCannotBeUsedIsSaid_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("said");
    const QByteArray rates =
        R"("rates": {"convolution": 1, "pointwise": 1, "depthwise": 1, "linear": 1, "attention": 1, "elementwise": 1})";
    const auto board = [&](const QByteArray &version, const QByteArray &more) {
        return "{\"version\": " + version + ", \"kind\": \"splitscope-board\", \"name\": \"b\", \"cpu\": \"c\", "
            + "\"threads\": 1, \"libtorch\": \"1\", " + more + "}";
    };
    QTest::newRow("no JSON") << QByteArray("rates") << "not a JSON object";
    QTest::newRow("something else") << QByteArray("{}") << "splitscope-cli calibrate";
    QTest::newRow("newer") << board("99", rates) << "version 99";
    auto zero = rates;
    zero.replace("\"linear\": 1", "\"linear\": 0");
    QTest::newRow("a rate of nothing") << board("1", zero) << "'linear' must be above 0";
    QTest::newRow("of another model") << board("1",
        rates
            + R"(, "model": {"name": "other", "sha256": "b", "input_signature": "1x3:float32", "operating_point": "default", "layers": []})")
                                      << "another model (other)";
}

void TestPlanningWindow::aBoardThatCannotBeUsedIsSaid()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, said);
    const auto name = path("board.json");
    writeTextAtomically(name.toStdString(), content.toStdString());
    const auto before = planning().choice();
    const auto view = planning().view();
    window->importBoard(name, true);
    const auto message = find<MessageBar>("messageBar")->text();
    QVERIFY2(message.contains(said), qPrintable(message));
    QCOMPARE(planning().choice(), before);
    QCOMPARE(planning().view(), view);
    QVERIFY(!action("undo")->isEnabled());
}

void TestPlanningWindow::aSlowerMachineIsEmulatedAndAFasterOneIsPlannedOnly()
{
    storeProfile(0.5);
    make();
    QVERIFY(open(file));
    QTRY_VERIFY_WITH_TIMEOUT(planning().view() && !planning().view()->estimated, patience);
    type("deviceSpeed", QStringLiteral("0.1"));
    type("edgeSpeed", QStringLiteral("20"));
    QVERIFY(planned());
    const auto emulation = window->workspace().settings().emulation;
    QVERIFY(emulation.device.starts_with("this machine x 0.1"));
    QCOMPARE(emulation.headMs, planning().figuresOf(cut())->latency.device);
    QVERIFY(emulation.edge.empty());
    QVERIFY(text("deviceNote").startsWith(QLatin1String("Emulated live")));
    QVERIFY2(text("edgeNote").contains(QLatin1String("too slow to stand in")), qPrintable(text("edgeNote")));
    // Another cut is held for as long as its own head takes there, from its first frame on.
    action("device")->trigger();
    QCOMPARE(window->workspace().settings().emulation.wholeMs, planning().figuresOf(cut())->latency.device);
    type("deviceSpeed", QStringLiteral("1"));
    QVERIFY(planned());
    QVERIFY(!window->workspace().settings().emulation.any());
    QVERIFY(find<QLabel>("deviceNote")->isHidden());
}

void TestPlanningWindow::aSessionKeepsTheContextAndThePins()
{
    choose("deviceMachine", QStringLiteral("phone"));
    type("edgeSpeed", QStringLiteral("3"));
    choose("resultsBox", static_cast<int>(ResultsAt::Edge));
    choose("objectiveBox", static_cast<int>(Objective::Kind::Energy));
    find<QCheckBox>("energyLimitOn")->setChecked(true);
    QVERIFY(planned());
    auto *chart = window->findChild<Chart *>();
    Q_EMIT chart->pinRequested(planning().view()->current);
    Q_EMIT chart->pinRequested(planning().view()->deviceOnly);
    QVERIFY(planned());
    QCOMPARE(planning().pins().size(), 2U);
    QCOMPARE(action("undo")->text(), QStringLiteral("Undo Pin B"));
    const auto choice = planning().choice();
    const auto pins = planning().view()->pins;
    const auto session = path("mine.splitscope.json");
    window->saveSession(session);
    make();
    window->openFile(session);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().hasModel(), patience);
    QVERIFY(planned());
    QCOMPARE(planning().choice(), choice);
    QCOMPARE(find<QComboBox>("deviceMachine")->currentText(), QStringLiteral("Phone"));
    QCOMPARE(planning().view()->pins.size(), 2U);
    for (std::size_t i = 0; i < pins.size(); ++i) {
        QCOMPARE(planning().view()->pins[i].label, pins[i].label);
        QCOMPARE(planning().view()->pins[i].contextName, pins[i].contextName);
        QCOMPARE(planning().view()->pins[i].then.cut, pins[i].then.cut);
        QCOMPARE(planning().view()->pins[i].then.figures.latency.total(), pins[i].then.figures.latency.total());
        QVERIFY(planning().view()->pins[i].now);
    }
}

void TestPlanningWindow::aSessionWithoutPlanningStillOpens()
{
    const auto session = path("old.splitscope.json");
    window->saveSession(session);
    QFile written(session);
    QVERIFY(written.open(QFile::ReadOnly));
    auto text = written.readAll();
    written.close();
    const auto from = text.lastIndexOf(",\n  \"planning\"");
    QVERIFY(from > 0);
    text = text.left(from) + "\n}\n";
    writeTextAtomically(session.toStdString(), text.toStdString());
    make();
    window->openFile(session);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().hasModel(), patience);
    QCOMPARE(planning().choice(), PlanningChoice());
    QVERIFY(find<MessageBar>("messageBar")->text().isEmpty());
    QVERIFY(planned());
}

void TestPlanningWindow::chartsShowTheViewAndCut()
{
    QVERIFY(!find<QDockWidget>("latencyDock")->isVisible());
    action("charts")->trigger();
    QTRY_VERIFY(find<QDockWidget>("latencyDock")->isVisible());
    for (auto *chart : window->findChildren<Chart *>())
        QCOMPARE(chart->view(), planning().view());
    type("uplinkSlider", QStringLiteral("7 Mbit/s"));
    QVERIFY(planned());
    for (auto *chart : window->findChildren<Chart *>())
        QCOMPARE(chart->view()->context.link.uplinkMbps, 7.0);
    auto *chart = window->findChild<Chart *>();
    Q_EMIT chart->planRequested(planning().view()->deviceOnly);
    QVERIFY(cut().isDevice());
    action("undo")->trigger();
    QVERIFY(!cut().isDevice());
    action("charts")->trigger();
    QVERIFY(!find<QDockWidget>("latencyDock")->isVisible());
}

QTEST_MAIN(TestPlanningWindow)
#include "tst_planning_window.moc"
