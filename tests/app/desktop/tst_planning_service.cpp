// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/planning_service.h"

#include "core/graph/atomic_file.h"
#include "core/graph/board.h"

#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;

namespace {

constexpr int patience = 30000; // a machine that also compiles

const std::shared_ptr<const Model> &scenes()
{
    static const auto model = Model::open(SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt");
    return model;
}

Cut bottleneck() { return Cut::fromText(scenes()->graph(), "encoder.bottleneck.conv:conv2d"); }

/// A profile in which every layer takes so long.
std::shared_ptr<const LayerProfile> evenProfile(double ms)
{
    LayerProfile profile;
    profile.key.modelHash = scenes()->hash();
    profile.key.cpu = "Some CPU";
    const auto layers = static_cast<std::size_t>(scenes()->graph().size());
    profile.layers.resize(layers);
    profile.shareMs.assign(layers, ms);
    return std::make_shared<const LayerProfile>(std::move(profile));
}

Board machineHere()
{
    Board board;
    board.machine.name = "here";
    board.cpu = "Some CPU";
    for (auto &rate : board.machine.rates)
        rate = {73.3, "measured", false};
    return board;
}

} // namespace

class TestPlanningService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void withoutAProfileTimesAreEstimatesAndSaySo();
    void aProfileAndACalibrationTakeOver();
    void theNewestWishWins();
    void aCutIsPricedAtOnceInTheContextOfTheView();
    void anImpossibleLimitIsAnAnswerAndNotAProblem();
    void whatIsNotUsableChangesNothing_data();
    void whatIsNotUsableChangesNothing();
    void aBoardOfAnotherModelIsSaidAndTheLastPlanStays();
    void aLossyPictureCompetesOnlyWhereItIsChosen();
    void picturesOfFilesAreMeasured();
    void pinsGetLettersAndFollowTheContext();
    void theTableIsMadeWhenSomebodyLooks();
    void anotherModelForgetsThePins();

private:
    /// Waits until the newest wish is answered whole.
    bool answered()
    {
        return QTest::qWaitFor(
            [this] { return m_service->view() && m_service->view()->complete && m_service->isCurrent(); }, patience);
    }

    std::unique_ptr<PlanningService> m_service;
};

void TestPlanningService::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    scenes();
}

void TestPlanningService::init()
{
    m_service = std::make_unique<PlanningService>();
    m_service->setLink(LinkSpec::fromText("wifi"));
    m_service->setModel(scenes(), bottleneck());
    QVERIFY(answered());
}

void TestPlanningService::cleanup() { m_service.reset(); }

void TestPlanningService::withoutAProfileTimesAreEstimatesAndSaySo()
{
    const auto view = m_service->view();
    QVERIFY(view->estimated);
    QVERIFY(view->current.figures.latency.device > 0.0);
    for (const auto &source : view->sources) {
        if (source.term == "device" || source.term == "edge")
            QVERIFY2(
                source.kind == TermSource::Kind::Modelled && source.text.starts_with("estimate"), source.text.c_str());
    }
    QCOMPARE(view->context.linkName, std::string("wifi"));
    QVERIFY(view->picture);
    QVERIFY(!view->bands.empty());
}

void TestPlanningService::aProfileAndACalibrationTakeOver()
{
    m_service->setProfile(evenProfile(2.0));
    QVERIFY(answered());
    QVERIFY(!m_service->view()->estimated);
    const auto layers = static_cast<double>(scenes()->graph().size());
    QVERIFY(std::abs(m_service->view()->depth.back().cumulativeMs - 2.0 * layers) < 1e-6);

    m_service->setMachine(machineHere());
    auto choice = m_service->choice();
    choice.device = "raspberry-pi-4";
    m_service->setChoice(choice);
    QVERIFY(answered());
    // Convolutions: 73.3 GMAC/s here, 7.33 there.
    QCOMPARE(m_service->view()->context.device.timeFactor[0], 10.0);

    auto other = *evenProfile(2.0);
    other.key.modelHash = "of another file";
    m_service->setProfile(std::make_shared<const LayerProfile>(other));
    QVERIFY(m_service->isCurrent()); // it was not taken
}

void TestPlanningService::theNewestWishWins()
{
    QSignalSpy views(m_service.get(), &PlanningService::viewReady);
    for (int i = 1; i <= 200; ++i) {
        auto link = LinkSpec::fromText("wifi");
        link.uplinkMbps = i;
        m_service->setLink(link);
    }
    QVERIFY(answered());
    QCOMPARE(m_service->view()->context.link.uplinkMbps, 200.0);
    std::uint64_t last = 0;
    for (const auto &arguments : views) {
        const auto view = arguments.first().value<std::shared_ptr<const PlanningView>>();
        QVERIFY(view->generation >= last);
        last = view->generation;
    }
    QVERIFY(views.count() < 100); // what was overtaken was not worked out
}

void TestPlanningService::aCutIsPricedAtOnceInTheContextOfTheView()
{
    const auto figures = m_service->figuresOf(bottleneck());
    QVERIFY(figures);
    QCOMPARE(figures->latency.total(), m_service->view()->current.figures.latency.total());
    const auto device = m_service->figuresOf(Cut::device(scenes()->graph()));
    QCOMPARE(device->latency.total(), m_service->view()->deviceOnly.figures.latency.total());
    auto link = LinkSpec::fromText("lora");
    m_service->setLink(link);
    QCOMPARE(m_service->figuresOf(bottleneck())->latency.total(), figures->latency.total()); // as shown
    QVERIFY(answered());
    QVERIFY(m_service->figuresOf(bottleneck())->latency.total() > 10.0 * figures->latency.total());
}

void TestPlanningService::anImpossibleLimitIsAnAnswerAndNotAProblem()
{
    QSignalSpy problems(m_service.get(), &PlanningService::problem);
    auto choice = m_service->choice();
    choice.limits.latencyMs = 0.001;
    m_service->setChoice(choice);
    QVERIFY(answered());
    QVERIFY(!m_service->view()->best);
    QVERIFY(QString::fromStdString(m_service->view()->impossible->sentence())
                .contains(QLatin1String("the least latency is")));
    QCOMPARE(problems.count(), 0);
}

void TestPlanningService::whatIsNotUsableChangesNothing_data()
{
    QTest::addColumn<QString>("device");
    QTest::addColumn<double>("speed");
    QTest::addColumn<double>("latency");
    QTest::newRow("a speed of nothing") << "this" << 0.0 << 10.0;
    QTest::newRow("a negative limit") << "this" << 1.0 << -10.0;
    QTest::newRow("an unknown device") << "abacus" << 1.0 << 10.0;
    QTest::newRow("a missing board") << "/nowhere/board.json" << 1.0 << 10.0;
}

void TestPlanningService::whatIsNotUsableChangesNothing()
{
    QFETCH(QString, device);
    QFETCH(double, speed);
    QFETCH(double, latency);
    QSignalSpy problems(m_service.get(), &PlanningService::problem);
    const auto before = m_service->choice();
    const auto view = m_service->view();
    auto choice = before;
    choice.device = device.toStdString();
    choice.deviceSpeed = speed;
    choice.limits.latencyMs = latency;
    m_service->setChoice(choice);
    QCOMPARE(problems.count(), 1);
    QCOMPARE(m_service->choice(), before);
    QCOMPARE(m_service->view(), view);
}

void TestPlanningService::aBoardOfAnotherModelIsSaidAndTheLastPlanStays()
{
    const QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("board.json")).toStdString();
    auto board = machineHere();
    board.model = BoardModel{std::string(64, 'b'), "other net", "1x3x8x8:float32", "default", {"a"}, {1.0}};
    writeTextAtomically(file, boardToJson(board));
    QSignalSpy problems(m_service.get(), &PlanningService::problem);
    const auto view = m_service->view();
    auto choice = m_service->choice();
    choice.device = file;
    m_service->setChoice(choice);
    QTRY_COMPARE_WITH_TIMEOUT(problems.count(), 1, patience);
    const auto error = problems.first().first().value<Error>();
    QCOMPARE(error.code, ErrorCode::BoardInvalid);
    QVERIFY(QString::fromStdString(error.sentence()).contains(QLatin1String("other net")));
    QCOMPARE(m_service->view(), view);
}

void TestPlanningService::aLossyPictureCompetesOnlyWhereItIsChosen()
{
    auto choice = m_service->choice();
    choice.deviceSpeed = slowestSpeed; // the edge wins by far
    choice.results = ResultsAt::Edge;
    choice.picture = "none";
    m_service->setChoice(choice);
    m_service->setLink(LinkSpec::fromText("3g"));
    QVERIFY(answered());
    QCOMPARE(m_service->view()->best->plan.codec, std::string("none"));
    QCOMPARE(m_service->view()->picture->codec, std::string("jpeg:90"));
    choice.picture = "jpeg:50";
    m_service->setChoice(choice);
    QVERIFY(answered());
    QCOMPARE(m_service->view()->best->plan.codec, std::string("jpeg:50"));
    QCOMPARE(m_service->view()->bestBar, -1);
    choice.picture = "lossless";
    m_service->setChoice(choice);
    m_service->setLink(LinkSpec::fromText("ethernet"));
    QVERIFY(answered());
    QVERIFY(m_service->view()->best->plan.codec == "png" || m_service->view()->best->plan.codec == "raw");
}

void TestPlanningService::picturesOfFilesAreMeasured()
{
    const QTemporaryDir folder;
    QImage plain(256, 192, QImage::Format_RGB888); // compresses well
    plain.fill(Qt::gray);
    QVERIFY(plain.save(folder.filePath(QStringLiteral("plain.png"))));
    const double scenesBytes = m_service->view()->picture->figures.uplinkBytes;
    m_service->setPictures(folder.path());
    QVERIFY(answered());
    const double plainBytes = m_service->view()->picture->figures.uplinkBytes;
    QVERIFY(plainBytes < 0.5 * scenesBytes);
    m_service->setPictures(QStringLiteral("camera:0")); // live: the synthetic camera stands in
    QVERIFY(answered());
    QCOMPARE(m_service->view()->picture->figures.uplinkBytes, scenesBytes);
    QSignalSpy problems(m_service.get(), &PlanningService::problem);
    QVERIFY(QFile::remove(folder.filePath(QStringLiteral("plain.png"))));
    m_service->setPictures(folder.path()); // nothing there
    QVERIFY(answered());
    QCOMPARE(m_service->view()->picture->figures.uplinkBytes, scenesBytes);
    QCOMPARE(problems.count(), 0);
}

void TestPlanningService::pinsGetLettersAndFollowTheContext()
{
    QCOMPARE(m_service->nextPinLabel(), std::string("A"));
    const auto pinned = m_service->view()->current;
    m_service->setPins({{"A", "wifi", pinned, {}}, {"C", "wifi", m_service->view()->deviceOnly, {}}});
    QCOMPARE(m_service->nextPinLabel(), std::string("B"));
    m_service->setLink(LinkSpec::fromText("3g"));
    QVERIFY(answered());
    const auto &pins = m_service->view()->pins;
    QCOMPARE(pins.size(), 2U);
    QCOMPARE(pins[0].then.figures.latency.total(), pinned.figures.latency.total());
    QCOMPARE(pins[0].now->figures.latency.total(), m_service->view()->current.figures.latency.total());
    QVERIFY(pins[0].now->figures.latency.total() > pinned.figures.latency.total());
}

void TestPlanningService::theTableIsMadeWhenSomebodyLooks()
{
    QVERIFY(!m_service->view()->deployments);
    m_service->setDeploymentsWanted(true);
    QTRY_VERIFY_WITH_TIMEOUT(m_service->view()->deployments, patience);
    QCOMPARE(m_service->view()->deployments->rows.size(), allContexts().size());
    const auto table = m_service->view()->deployments;
    m_service->setLink(LinkSpec::fromText("lte"));
    QVERIFY(answered());
    QCOMPARE(m_service->view()->deployments, table); // it does not depend on the link
    auto choice = m_service->choice();
    choice.objective.kind = Objective::Kind::Bytes;
    m_service->setChoice(choice);
    QTRY_VERIFY_WITH_TIMEOUT(m_service->view()->deployments && m_service->view()->deployments != table, patience);
    QVERIFY(m_service->view()->deployments->objective.kind == Objective::Kind::Bytes);
}

void TestPlanningService::anotherModelForgetsThePins()
{
    m_service->setPins({{"A", "wifi", m_service->view()->current, {}}});
    QVERIFY(answered());
    QSignalSpy pins(m_service.get(), &PlanningService::pinsChanged);
    m_service->setModel(scenes(), bottleneck());
    QCOMPARE(pins.count(), 1);
    QVERIFY(m_service->pins().empty());
    QVERIFY(!m_service->view());
    QVERIFY(!m_service->figuresOf(bottleneck()));
    QVERIFY(answered());
    QVERIFY(m_service->view()->pins.empty());
}

QTEST_GUILESS_MAIN(TestPlanningService)
#include "tst_planning_service.moc"
