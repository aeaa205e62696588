// SPDX-License-Identifier: GPL-3.0-or-later
// A model's file that other programs write: in place, put in its place, half of it, the same again.
#include "app/desktop/workspace/model_watch.h"
#include "core/graph/sha256.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;

namespace {

constexpr int patience = 30000;
constexpr int quiet = 300; ///< milliseconds, several times what the watch waits for
constexpr std::chrono::milliseconds settled{30};

QByteArray archive(const char *content) { return QByteArray(content) + "PK\x05\x06" + QByteArray(18, '\0'); }

void writeTo(const QString &name, const QByteArray &content)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write");
}

} // namespace

class TestModelWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aFileThatIsWrittenAnewIsNoticed();
    void aFileThatIsPutInItsPlaceIsNoticedEveryTime();
    void halfAFileIsWaitedFor();
    void theSameContentIsNoChange();
    void aFileThatIsRemovedAndComesBackIsNoticed();
    void whatIsChangedBackIsSaid();
    void afterAnotherModelTheFirstFileIsForgotten();

private:
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ModelWatch> m_watch;
    std::unique_ptr<QSignalSpy> m_changed;
    QString m_file;
};

void TestModelWatch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = path("net.pt");
    writeTo(m_file, archive("first"));
    m_watch = std::make_unique<ModelWatch>(settled);
    m_changed = std::make_unique<QSignalSpy>(m_watch.get(), &ModelWatch::changed);
    m_watch->watch(m_file, sha256OfFile(m_file.toStdString()));
}

void TestModelWatch::aFileThatIsWrittenAnewIsNoticed()
{
    writeTo(m_file, archive("second"));
    QTRY_COMPARE_WITH_TIMEOUT(m_changed->count(), 1, patience);
    QCOMPARE(m_changed->first().first().toString(), m_file);
}

void TestModelWatch::aFileThatIsPutInItsPlaceIsNoticedEveryTime()
{
    for (int time = 1; time <= 3; ++time) {
        const auto beside = path("new.tmp");
        writeTo(beside, archive(qPrintable(QStringLiteral("version %1").arg(time))));
        QCOMPARE(std::rename(qPrintable(beside), qPrintable(m_file)), 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_changed->count(), time, patience);
    }
    writeTo(m_file, archive("written into the one that was put there"));
    QTRY_COMPARE_WITH_TIMEOUT(m_changed->count(), 4, patience);
}

void TestModelWatch::halfAFileIsWaitedFor()
{
    writeTo(m_file, "half of a");
    QVERIFY(!m_changed->wait(quiet));
    writeTo(m_file, archive("half of a file"));
    QTRY_COMPARE_WITH_TIMEOUT(m_changed->count(), 1, patience);
}

void TestModelWatch::theSameContentIsNoChange()
{
    writeTo(m_file, archive("first"));
    QVERIFY(!m_changed->wait(quiet));
    writeTo(path("other"), "somebody works in the same folder");
    QVERIFY(!m_changed->wait(quiet));
}

void TestModelWatch::aFileThatIsRemovedAndComesBackIsNoticed()
{
    QVERIFY(QFile::remove(m_file));
    QVERIFY(!m_changed->wait(quiet));
    writeTo(m_file, archive("second"));
    QTRY_COMPARE_WITH_TIMEOUT(m_changed->count(), 1, patience);
}

void TestModelWatch::whatIsChangedBackIsSaid()
{
    QSignalSpy back(m_watch.get(), &ModelWatch::changedBack);
    writeTo(m_file, archive("second"));
    QTRY_COMPARE_WITH_TIMEOUT(m_changed->count(), 1, patience);
    writeTo(m_file, archive("first"));
    QTRY_COMPARE_WITH_TIMEOUT(back.count(), 1, patience);
    QCOMPARE(m_changed->count(), 1);
}

void TestModelWatch::afterAnotherModelTheFirstFileIsForgotten()
{
    const auto other = path("other.pt");
    writeTo(other, archive("other"));
    m_watch->watch(other, sha256OfFile(other.toStdString()));
    writeTo(m_file, archive("second"));
    QVERIFY(!m_changed->wait(quiet));
    writeTo(other, archive("another"));
    QTRY_COMPARE_WITH_TIMEOUT(m_changed->count(), 1, patience);
    QCOMPARE(m_changed->first().first().toString(), other);
}

QTEST_GUILESS_MAIN(TestModelWatch)
#include "tst_model_watch.moc"
