// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/atomic_file.h"
#include "core/graph/error.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <stdexcept>

using namespace splitscope;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

} // namespace

class TestAtomicFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNewFileReplacesTheOldOne();
    void aFailedWriteLeavesTheOldFileAndNothingElse();
    void aFullDiskIsNamed();
    void aFolderThatIsNotThereIsNamed();
};

void TestAtomicFile::theNewFileReplacesTheOldOne()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath("a.txt");
    writeTextAtomically(path.toStdString(), "old");
    writeTextAtomically(path.toStdString(), "new");
    QCOMPARE(contentOf(path), QByteArray("new"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void TestAtomicFile::aFailedWriteLeavesTheOldFileAndNothingElse()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath("a.txt");
    writeTextAtomically(path.toStdString(), "old");
    const auto halfAFile = [](const std::filesystem::path &file) {
        std::ofstream(file) << "ne";
        throw std::runtime_error("the disk is full");
    };
    QVERIFY_EXCEPTION_THROWN(writeFileAtomically(path.toStdString(), halfAFile), Failure);
    QCOMPARE(contentOf(path), QByteArray("old"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void TestAtomicFile::aFullDiskIsNamed()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath("a.txt");
    try {
        writeFileAtomically(path.toStdString(), [](const std::filesystem::path &) {
            std::ofstream stream("/dev/full");
            stream.exceptions(std::ios::badbit | std::ios::failbit);
            stream << "text" << std::flush;
        });
        QFAIL("a full disk was written to");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileUnwritable);
        QVERIFY2(QString(failure.what()).contains("space"), failure.what());
    }
}

void TestAtomicFile::aFolderThatIsNotThereIsNamed()
{
    try {
        writeTextAtomically("/proc/absent/a.txt", "text");
        QFAIL("a file was written to a folder that is not there");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileUnwritable);
        QVERIFY(QString(failure.what()).contains("/proc/absent/a.txt"));
    }
}

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "tst_atomic_file.moc"
