// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/model/guarded_open.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace splitscope;

/// Files that would take the window down are tried in a child process first.
class TestGuardedOpen : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aGoodModelOpensAndIsRememberedByItsHash();
    void aModelThatNeverEndsIsStopped();
    void aProbeThatCrashesIsReported();
    void theProbesOwnSentenceComesThrough();
    void aMissingProbeIsNamed();
    void cancellingEndsTheProbe();

private:
    std::filesystem::path folder() const { return m_directory->path().toStdString(); }
    ErrorCode codeOf(const std::filesystem::path &file, const GuardOptions &guard) const;
    std::filesystem::path script(const std::string &body) const;

    std::unique_ptr<QTemporaryDir> m_directory;
    GuardOptions m_guard;
};

void TestGuardedOpen::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CACHE_HOME", m_directory->path().toUtf8());
    m_guard = {};
    m_guard.probeProgram = SPLITSCOPE_BIN_DIR "/splitscope-cli";
}

ErrorCode TestGuardedOpen::codeOf(const std::filesystem::path &file, const GuardOptions &guard) const
{
    try {
        openModelGuarded(file, {}, guard);
    } catch (const Failure &failure) {
        return failure.code();
    }
    return ErrorCode::Internal;
}

/// A stand-in for the probe that does what the case needs.
std::filesystem::path TestGuardedOpen::script(const std::string &body) const
{
    const auto file = folder() / "probe.sh";
    std::ofstream(file) << "#!/bin/sh\n" << body << "\n";
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file;
}

void TestGuardedOpen::aGoodModelOpensAndIsRememberedByItsHash()
{
    const auto file = testing::saveSmallModel(folder());
    QCOMPARE(openModelGuarded(file, {}, m_guard)->graph().outputs().size(), 3u);
    auto without = m_guard;
    without.probeProgram = "/nonexistent/probe"; // not needed a second time
    QCOMPARE(openModelGuarded(file, {}, without)->graph().outputs().size(), 3u);
    std::ofstream(file, std::ios::app | std::ios::binary) << "changed";
    QCOMPARE(codeOf(file, without), ErrorCode::ProbeMissing);
}

void TestGuardedOpen::aModelThatNeverEndsIsStopped()
{
    const auto file = testing::saveScript(folder(), "endless",
        "def forward(self, x):\n    n = 0\n    while x.size(0) > 0:\n        n += 1\n    return x + n\n",
        testing::tensorMetadata("1,3,8,8"));
    m_guard.timeout = std::chrono::seconds(1);
    QCOMPARE(codeOf(file, m_guard), ErrorCode::ModelTimedOut);
}

void TestGuardedOpen::aProbeThatCrashesIsReported()
{
    m_guard.probeProgram = script("kill -SEGV $$");
    QCOMPARE(codeOf(testing::saveSmallModel(folder()), m_guard), ErrorCode::ModelCrashed);
}

void TestGuardedOpen::theProbesOwnSentenceComesThrough()
{
    const auto file = folder() / "no.pt";
    std::ofstream(file) << "PK\x03\x04 but nothing else that a model has";
    QCOMPARE(codeOf(file, m_guard), ErrorCode::ArchiveTruncated);
    const auto needsShape = testing::saveScript(folder(), "shape", "def forward(self, x):\n    return x + 1.0\n");
    QCOMPARE(codeOf(needsShape, m_guard), ErrorCode::InputShapeNeeded);
}

void TestGuardedOpen::aMissingProbeIsNamed()
{
    m_guard.probeProgram = folder() / "absent";
    QCOMPARE(codeOf(testing::saveSmallModel(folder()), m_guard), ErrorCode::ProbeMissing);
}

void TestGuardedOpen::cancellingEndsTheProbe()
{
    m_guard.probeProgram = script("exec sleep 600");
    m_guard.cancelled = [] { return true; };
    QCOMPARE(codeOf(testing::saveSmallModel(folder()), m_guard), ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestGuardedOpen)
#include "tst_guarded_open.moc"
