// SPDX-License-Identifier: GPL-3.0-or-later
// What survives a window: slots that are held, let go and left behind, and what the autosaver puts there.
#include "app/desktop/workspace/autosaver.h"
#include "core/graph/error.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>

using namespace splitscope;

namespace {

constexpr int patience = 30000;
constexpr std::chrono::milliseconds often{5};

Session sessionWithCut(const char *cut)
{
    Session session;
    session.model = "/models/net.pt";
    session.modelHash = std::string(64, 'b');
    session.cut = cut;
    session.source = "scenes";
    return session;
}

} // namespace

class TestRecoverySlot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatIsHeldIsNotLeftBehind();
    void theNewestThatWasLeftBehindIsFound();
    void aSlotWithoutASessionLeavesNothing();
    void aProgramThatWasStartedDoesNotHoldTheSlot();
    void theFolderIsTheUsersStateFolder();
    void aFolderThatCannotBeWrittenIsSaid();
    void aFreshStartIsNotKept();
    void everyChangeIsKeptUntilAnOrderlyEnd();
    void whatWasLeftBehindStaysUntilItIsWrittenOver();

private:
    std::vector<std::filesystem::path> folders() const;

    std::unique_ptr<QTemporaryDir> m_home;
    std::filesystem::path m_folder;
};

void TestRecoverySlot::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_folder = std::filesystem::path(m_home->path().toStdString()) / "recovery";
}

std::vector<std::filesystem::path> TestRecoverySlot::folders() const
{
    std::vector<std::filesystem::path> result;
    std::error_code none;
    for (const auto &entry : std::filesystem::directory_iterator(m_folder, none))
        result.push_back(entry.path());
    return result;
}

void TestRecoverySlot::whatIsHeldIsNotLeftBehind()
{
    auto one = RecoverySlot::make(m_folder);
    auto other = RecoverySlot::make(m_folder);
    one->write(sessionWithCut("a"), "/home/me/mine.splitscope.json");
    other->write(sessionWithCut("b"), {});
    QCOMPARE(folders().size(), std::size_t(2));
    QVERIFY(!RecoverySlot::takeLeftBehind(m_folder));
    one.reset(); // as a crash does
    const auto found = RecoverySlot::takeLeftBehind(m_folder);
    QVERIFY(found);
    QCOMPARE(found->session(), sessionWithCut("a"));
    QCOMPARE(found->origin(), std::string("/home/me/mine.splitscope.json"));
    QVERIFY(!RecoverySlot::takeLeftBehind(m_folder)); // another window that starts now is not offered the same
}

void TestRecoverySlot::theNewestThatWasLeftBehindIsFound()
{
    RecoverySlot::make(m_folder)->write(sessionWithCut("old"), {});
    for (const auto &slot : folders()) {
        std::filesystem::last_write_time(
            slot / "session.splitscope.json", std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
    }
    RecoverySlot::make(m_folder)->write(sessionWithCut("new"), {});
    auto found = RecoverySlot::takeLeftBehind(m_folder);
    QVERIFY(found);
    QCOMPARE(found->session().cut, std::string("new"));
    QVERIFY(std::chrono::system_clock::now() - found->written() < std::chrono::hours(1));
    found->clear();
    found = RecoverySlot::takeLeftBehind(m_folder);
    QVERIFY(found);
    QCOMPARE(found->session().cut, std::string("old"));
}

void TestRecoverySlot::aSlotWithoutASessionLeavesNothing()
{
    RecoverySlot::make(m_folder).reset();
    QVERIFY(folders().empty());
    auto slot = RecoverySlot::make(m_folder);
    slot->write(sessionWithCut("a"), "x");
    slot->clear();
    slot.reset();
    QVERIFY(folders().empty());
    // One that a crash left empty goes when somebody looks.
    std::filesystem::create_directories(m_folder / "17-4");
    QVERIFY(!RecoverySlot::takeLeftBehind(m_folder));
    QVERIFY(folders().empty());
}

void TestRecoverySlot::aProgramThatWasStartedDoesNotHoldTheSlot()
{
    auto slot = RecoverySlot::make(m_folder);
    slot->write(sessionWithCut("a"), {});
    QProcess child;
    child.start(QStringLiteral("sleep"), {QStringLiteral("60")});
    QVERIFY(child.waitForStarted());
    slot.reset();
    QVERIFY(RecoverySlot::takeLeftBehind(m_folder));
    child.kill();
    child.waitForFinished();
}

void TestRecoverySlot::theFolderIsTheUsersStateFolder()
{
    qputenv("XDG_STATE_HOME", "/somewhere/state");
    QCOMPARE(RecoverySlot::defaultFolder(), std::filesystem::path("/somewhere/state/splitscope/recovery"));
    qputenv("XDG_STATE_HOME", "not/absolute"); // to be ignored, says the specification
    qputenv("HOME", "/home/me");
    QCOMPARE(RecoverySlot::defaultFolder(), std::filesystem::path("/home/me/.local/state/splitscope/recovery"));
    qunsetenv("XDG_STATE_HOME");
}

void TestRecoverySlot::aFolderThatCannotBeWrittenIsSaid()
{
    std::ofstream(m_home->filePath(QStringLiteral("recovery")).toStdString()) << "a file";
    try {
        RecoverySlot::make(m_folder);
        QFAIL("a slot in a file");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileUnwritable);
    }
    QVERIFY(!RecoverySlot::takeLeftBehind(m_folder));
}

void TestRecoverySlot::aFreshStartIsNotKept()
{
    std::string cut = "start";
    int looks = 0;
    Autosaver saver(
        RecoverySlot::make(m_folder),
        [&]() -> std::optional<Autosaver::State> {
            ++looks;
            return Autosaver::State{sessionWithCut(cut.c_str()), {}};
        },
        often);
    saver.startsFresh();
    const auto file = folders().front() / "session.splitscope.json";
    const int before = looks;
    QTRY_VERIFY_WITH_TIMEOUT(looks > before + 3, patience);
    QVERIFY(!std::filesystem::exists(file));
    cut = "moved";
    QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(file), patience);
    QCOMPARE(readSession(file), sessionWithCut("moved"));
}

void TestRecoverySlot::everyChangeIsKeptUntilAnOrderlyEnd()
{
    std::optional<Autosaver::State> state;
    auto saver = std::make_unique<Autosaver>(
        RecoverySlot::make(m_folder), [&] { return state; }, often);
    const auto file = folders().front() / "session.splitscope.json";
    for (const auto *cut : {"a", "b", "c"}) {
        state = Autosaver::State{sessionWithCut(cut), "mine"};
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(file) && readSession(file) == sessionWithCut(cut), patience);
    }
    saver.reset();
    QVERIFY(folders().empty());
}

void TestRecoverySlot::whatWasLeftBehindStaysUntilItIsWrittenOver()
{
    RecoverySlot::make(m_folder)->write(sessionWithCut("lost"), {});
    const auto place = folders().front();
    std::optional<Autosaver::State> state;
    int looks = 0;
    Autosaver saver(
        RecoverySlot::make(m_folder),
        [&] {
            ++looks;
            return state;
        },
        often);
    saver.moveTo(RecoverySlot::takeLeftBehind(m_folder));
    QCOMPARE(folders(), std::vector{place}); // the own one is gone
    const int before = looks;
    QTRY_VERIFY_WITH_TIMEOUT(looks > before + 3, patience);
    QCOMPARE(readSession(place / "session.splitscope.json").cut, std::string("lost"));
    state = Autosaver::State{sessionWithCut("restored"), {}};
    QTRY_COMPARE_WITH_TIMEOUT(readSession(place / "session.splitscope.json").cut, std::string("restored"), patience);
}

QTEST_GUILESS_MAIN(TestRecoverySlot)
#include "tst_recovery_slot.moc"
