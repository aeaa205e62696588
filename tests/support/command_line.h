// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace splitscope::testing {

/// How a program ended and what it wrote until then.
struct Outcome {
    int status = -1; ///< -1: it did not start, or it crashed
    QByteArray output;
    QByteArray error;

    /// Constant, so that `json()["a"]["b"]` reads.
    const QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }
    /// Without progress lines: what a person is told in the end.
    QByteArray lastLine() const { return error.trimmed().split('\n').last(); }
};

/// Starts a program that was prepared (program, arguments, environment) and waits for its end.
inline Outcome finish(QProcess &process)
{
    process.start();
    if (!process.waitForFinished(-1) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Outcome runProgram(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProgram(program);
    process.setArguments(arguments);
    return finish(process);
}

inline QString cliProgram() { return QStringLiteral(SPLITSCOPE_BIN_DIR "/splitscope-cli"); }

inline Outcome cli(const QStringList &arguments) { return runProgram(cliProgram(), arguments); }

/// Returns `path`, at which there is then a file of these bytes.
inline QString writtenFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("the test cannot write %s", qPrintable(path));
    return path;
}

} // namespace splitscope::testing
