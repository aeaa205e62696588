// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::Options)
};

DesktopOptions wrong(const QString &sentence)
{
    DesktopOptions options;
    options.message = sentence;
    options.status = 2;
    return options;
}

bool readNumbers(const QCommandLineParser &parser, DesktopOptions &options)
{
    bool ok = true;
    if (parser.isSet(QStringLiteral("threads"))) {
        options.threads = parser.value(QStringLiteral("threads")).toInt(&ok);
        if (!ok || options.threads < 1)
            return false;
    }
    if (parser.isSet(QStringLiteral("demo"))) {
        options.demoSeconds = parser.value(QStringLiteral("demo")).toDouble(&ok);
        if (!ok || !(options.demoSeconds > 0.0))
            return false;
    }
    return true;
}

} // namespace

DesktopOptions readOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Tr::tr("See, touch and check where to cut a multitask network between a device and an edge server."));
    parser.addPositionalArgument(
        QStringLiteral("FILE"), Tr::tr("TorchScript model; without it the bundled one."), QStringLiteral("[FILE]"));
    parser.addOptions(
        {{QStringLiteral("source"), Tr::tr("scenes, camera:N, a video, a folder of pictures or an address."),
             QStringLiteral("SOURCE")},
            {QStringLiteral("threads"), Tr::tr("Threads for both halves together; without it all cores."),
                QStringLiteral("N")},
            {QStringLiteral("demo"), Tr::tr("Play by itself for so long, say how it went and end."),
                QStringLiteral("SECONDS")},
            {QStringLiteral("screenshot"), Tr::tr("With --demo: write a picture of the window."),
                QStringLiteral("FILE.png")},
            {QStringLiteral("theme"), Tr::tr("light or dark; without it as the desktop."), QStringLiteral("NAME")},
            {QStringLiteral("empty"), Tr::tr("Start without a model.")}});
    const auto help = parser.addHelpOption();
    const auto version = parser.addVersionOption();
    if (!parser.parse(arguments))
        return wrong(parser.errorText());

    DesktopOptions options;
    if (parser.isSet(help)) {
        options.message = parser.helpText();
        return options;
    }
    if (parser.isSet(version)) {
        options.message =
            QStringLiteral("%1 %2").arg(QCoreApplication::applicationName(), QCoreApplication::applicationVersion());
        return options;
    }
    if (parser.positionalArguments().size() > 1)
        return wrong(Tr::tr("Only one model can be opened at a time."));
    if (!readNumbers(parser, options))
        return wrong(Tr::tr("--threads and --demo take a number above 0."));
    const auto theme = parser.value(QStringLiteral("theme"));
    if (!theme.isEmpty() && theme != QLatin1String("light") && theme != QLatin1String("dark"))
        return wrong(Tr::tr("--theme is light or dark."));
    options.theme = theme.isEmpty()      ? ThemeChoice::Desktop
        : theme == QLatin1String("dark") ? ThemeChoice::Dark
                                         : ThemeChoice::Light;
    options.file = parser.positionalArguments().value(0);
    options.source = parser.value(QStringLiteral("source"));
    options.screenshot = parser.value(QStringLiteral("screenshot"));
    options.empty = parser.isSet(QStringLiteral("empty"));
    return options;
}

} // namespace splitscope
