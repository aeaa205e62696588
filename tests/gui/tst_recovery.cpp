// SPDX-License-Identifier: GPL-3.0-or-later
// What a window leaves behind when it is killed, and a model whose file changes under it.
#include "app/desktop/workspace/autosaver.h"
#include "core/graph/sha256.h"
#include "tests/gui/open_window.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/offer_bar.h"

#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>

#include <csignal>
#include <filesystem>

using namespace splitscope;

class TestRecovery : public QObject, private testing::OpenWindow {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aKilledProgramsSessionIsOfferedAndComesBackIdentical();
    void whatIsDiscardedIsNotOfferedAgain();
    void twoWindowsDoNotTakeEachOthers();
    void aFreshStartLeavesNothingAndAChangeIsKept();
    void aSessionWhoseModelIsGoneStaysOffered();
    void aModelThatIsWrittenAnewIsReadAgainWithItsCut();
    void whatCannotBeKeptIsNamed();
    void aModelCanBeKeptAsItIs();

private:
    /// The sessions that windows keep now.
    std::vector<Session> kept() const;
    QPushButton *button(const char *name) const { return find<QPushButton>(name); }
    bool offers(const char *bar) const { return find<OfferBar>(bar)->isVisible(); }
    QString text(const char *bar) const { return find<OfferBar>(bar)->text(); }
    void writeModel(const char *body) const;

    static constexpr int patience = testing::patience;
};

namespace {

const char *const firstVersion = "def forward(self, x):\n"
                                 "    y = torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n"
                                 "    y = torch.max_pool2d(y, [2, 2])\n"
                                 "    return torch.conv2d(y, self.other)\n";
const char *const longerVersion = "def forward(self, x):\n"
                                  "    y = torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n"
                                  "    y = torch.max_pool2d(y, [2, 2])\n"
                                  "    y = torch.conv2d(y, self.other)\n"
                                  "    return torch.avg_pool2d(y, [2, 2])\n";
const char *const otherVersion = "def forward(self, x):\n"
                                 "    y = torch.avg_pool2d(x, [2, 2])\n"
                                 "    return torch.softmax(torch.sigmoid(y), 1)\n";

} // namespace

void TestRecovery::init()
{
    qputenv("XDG_STATE_HOME", path("state").toLocal8Bit());
    make();
}

void TestRecovery::cleanup()
{
    window.reset();
    std::filesystem::remove_all(path("state").toStdString());
}

std::vector<Session> TestRecovery::kept() const
{
    std::vector<Session> sessions;
    std::error_code none;
    const std::filesystem::path folder(path("state/splitscope/recovery").toStdString());
    for (const auto &slot : std::filesystem::directory_iterator(folder, none)) {
        const auto file = slot.path() / "session.splitscope.json";
        if (std::filesystem::exists(file, none))
            sessions.push_back(readSession(file));
    }
    return sessions;
}

/// As another program would: beside it, then in its place.
void TestRecovery::writeModel(const char *body) const
{
    const auto made =
        testing::saveScript(folder.path().toStdString(), "made", body, testing::tensorMetadata("1,3,16,16"));
    std::filesystem::rename(made, path("script.pt").toStdString());
}

void TestRecovery::aKilledProgramsSessionIsOfferedAndComesBackIdentical()
{
    // What a person set up, as a file.
    QVERIFY(open(file));
    graph().setCurrentLayer(layerInModule());
    window->workspace().setCut(Cut::upTo(model(), {2}));
    window->workspace().setLink(LinkSpec::fromText("6Mbps:13Mbps/50ms"));
    find<QComboBox>("overlayBox")->setCurrentIndex(3);
    action("overlayScale")->trigger();
    action("collapse")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!picture().layout->wish.folded.empty(), patience);
    action("turn")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(picture().layout->wish.topDown, patience);
    const auto mine = path("mine.splitscope.json");
    window->saveSession(mine);
    const auto session = readSession(mine.toStdString());
    const auto wish = picture().layout->wish;
    window.reset();

    // The real program has it open and is killed.
    QProcess program;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(SPLITSCOPE_BIN_DIR "/splitscope"), {mine});
    QVERIFY2(program.waitForStarted(), qPrintable(program.errorString()));
    QTRY_VERIFY_WITH_TIMEOUT(kept() == std::vector{session}, 2 * patience);
    QCOMPARE(::kill(static_cast<pid_t>(program.processId()), SIGKILL), 0);
    program.waitForFinished();

    make();
    window->keepForRecovery();
    QVERIFY(offers("recoveryOffer"));
    QVERIFY2(text("recoveryOffer").contains(QLatin1String("Restore mine.splitscope.json, from ")),
        qPrintable(text("recoveryOffer")));
    QVERIFY(open(file)); // the window is at work meanwhile
    QTest::mouseClick(button("recoveryOfferAccept"), Qt::LeftButton);
    QVERIFY(!offers("recoveryOffer"));
    QTRY_COMPARE_WITH_TIMEOUT(picture().layout->wish, wish, patience);
    const auto again = path("again.splitscope.json");
    window->saveSession(again);
    QFile one(mine), two(again);
    QVERIFY(one.open(QIODevice::ReadOnly) && two.open(QIODevice::ReadOnly));
    QCOMPARE(two.readAll(), one.readAll());
    QTRY_COMPARE_WITH_TIMEOUT(kept(), std::vector{session}, patience);
    window.reset(); // in order
    QVERIFY(kept().empty());
}

void TestRecovery::whatIsDiscardedIsNotOfferedAgain()
{
    Session session;
    session.model = file.toStdString();
    session.cut = "edge";
    const auto folder = RecoverySlot::defaultFolder();
    RecoverySlot::make(folder)->write(session, {});
    RecoverySlot::make(folder)->write(session, "/home/me/second.splitscope.json");
    window->keepForRecovery();
    QVERIFY(offers("recoveryOffer"));
    const auto first = text("recoveryOffer");
    button("recoveryOfferDecline")->click();
    QVERIFY(offers("recoveryOffer")); // the other one
    QVERIFY(text("recoveryOffer") != first);
    button("recoveryOfferDecline")->click();
    QVERIFY(!offers("recoveryOffer"));
    QVERIFY(kept().empty());
    make();
    window->keepForRecovery();
    QVERIFY(!offers("recoveryOffer"));
}

void TestRecovery::twoWindowsDoNotTakeEachOthers()
{
    window->keepForRecovery();
    QVERIFY(open(file));
    window->workspace().setCut(Cut::edge(model()));
    QTRY_COMPARE_WITH_TIMEOUT(kept().size(), std::size_t(1), patience);
    const auto first = std::move(window);
    make();
    window->keepForRecovery();
    QVERIFY(!offers("recoveryOffer"));
    QVERIFY(open(file));
    window->workspace().setCut(Cut::device(model()));
    QTRY_COMPARE_WITH_TIMEOUT(kept().size(), std::size_t(2), patience);
    window.reset();
    QCOMPARE(kept().size(), std::size_t(1));
    QCOMPARE(kept().front().cut, std::string("edge"));
}

void TestRecovery::aFreshStartLeavesNothingAndAChangeIsKept()
{
    window->keepForRecovery();
    QVERIFY(open(file));
    QSignalSpy looks(window->findChild<Autosaver *>(), &Autosaver::looked);
    QTRY_VERIFY_WITH_TIMEOUT(looks.count() >= 2, patience);
    QVERIFY(kept().empty());
    window->workspace().setSource(QStringLiteral("scenes:7"));
    QTRY_COMPARE_WITH_TIMEOUT(kept().size(), std::size_t(1), patience);
    QCOMPARE(kept().front().source, std::string("scenes:7"));
}

void TestRecovery::aSessionWhoseModelIsGoneStaysOffered()
{
    Session session;
    session.model = path("gone.pt").toStdString();
    session.cut = "edge";
    RecoverySlot::make(RecoverySlot::defaultFolder())->write(session, {});
    window->keepForRecovery();
    button("recoveryOfferAccept")->click();
    QTRY_VERIFY_WITH_TIMEOUT(offers("recoveryOffer"), patience);
    QVERIFY(find<MessageBar>("messageBar")->text().contains(QLatin1String("gone.pt")));
    QCOMPARE(kept().size(), std::size_t(1));
}

void TestRecovery::aModelThatIsWrittenAnewIsReadAgainWithItsCut()
{
    writeModel(firstVersion);
    QVERIFY(open(path("script.pt")));
    const auto id = model().layer(0).id;
    const int before = model().size();
    window->workspace().setCut(Cut::upTo(model(), {0}));
    find<QComboBox>("overlayBox")->setCurrentIndex(2);
    graph().setCurrentLayer(1);
    const auto chosen = model().layer(1).id;
    writeModel(longerVersion);
    QTRY_VERIFY_WITH_TIMEOUT(offers("reloadOffer"), patience);
    QVERIFY(text("reloadOffer").contains(QLatin1String("script.pt")));
    QCOMPARE(graph().currentLayer(), 1);
    QCOMPARE(model().size(), before); // nothing happens before it is wanted
    button("reloadOfferAccept")->click();
    QTRY_VERIFY_WITH_TIMEOUT(model().size() > before && graph().isVisible(), patience);
    QCOMPARE(cut().text(model()), id);
    QCOMPARE(picture().overlay.figure(), LayerFigure::Parameters);
    QCOMPARE(graph().currentLayer(), model().indexOf(chosen).value_or(-2));
    QVERIFY(window->statusBar()->currentMessage().contains(QLatin1String("the cut is where it was")));
    QVERIFY(find<MessageBar>("messageBar")->text().isEmpty());
    QVERIFY(!offers("reloadOffer"));
}

void TestRecovery::whatCannotBeKeptIsNamed()
{
    writeModel(firstVersion);
    QVERIFY(open(path("script.pt")));
    const auto id = model().layer(0).id;
    window->workspace().setCut(Cut::upTo(model(), {0}));
    writeModel(otherVersion);
    QTRY_VERIFY_WITH_TIMEOUT(offers("reloadOffer"), patience);
    button("reloadOfferAccept")->click();
    QTRY_VERIFY_WITH_TIMEOUT(!model().indexOf(id), patience);
    QTRY_VERIFY_WITH_TIMEOUT(find<MessageBar>("messageBar")->text().contains(QString::fromStdString(id)), patience);
    QCOMPARE(cut(), window->workspace().model().startingCut);
}

void TestRecovery::aModelCanBeKeptAsItIs()
{
    writeModel(firstVersion);
    QVERIFY(open(path("script.pt")));
    const int before = model().size();
    writeModel(longerVersion);
    QTRY_VERIFY_WITH_TIMEOUT(offers("reloadOffer"), patience);
    button("reloadOfferDecline")->click();
    QVERIFY(!offers("reloadOffer"));
    QCOMPARE(model().size(), before);
    // One that cannot be read leaves the open one as it is.
    QFile broken(path("script.pt"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write(QByteArray("no archive PK\x05\x06") + QByteArray(18, '\0'));
    broken.close();
    QTRY_VERIFY_WITH_TIMEOUT(offers("reloadOffer"), patience);
    button("reloadOfferAccept")->click();
    QTRY_VERIFY_WITH_TIMEOUT(find<MessageBar>("messageBar")->text().contains(QLatin1String("script.pt")), patience);
    QTRY_VERIFY(graph().isVisible());
    QCOMPARE(model().size(), before);
}

QTEST_MAIN(TestRecovery)
#include "tst_recovery.moc"
