// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/bundled_files.h"
#include "app/desktop/demo_run.h"
#include "app/desktop/main_window.h"
#include "app/desktop/options.h"
#include "app/desktop/window_settings.h"
#include "widgets/theme.h"

#include <QApplication>

#include <cstdio>
#include <optional>

int main(int argc, char **argv)
{
    using namespace splitscope;
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("splitscope"));
    QCoreApplication::setOrganizationName(QStringLiteral("Splitscope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SPLITSCOPE_VERSION));
    const auto options = readOptions(QCoreApplication::arguments());
    if (!options.message.isEmpty()) {
        std::fprintf(options.status == 0 ? stdout : stderr, "%s\n", qPrintable(options.message));
        return options.status;
    }
    installTheme(application, options.theme == ThemeChoice::Desktop ? WindowSettings::theme() : options.theme);

    MainWindow window({{}, {}, options.threads});
    if (options.demoSeconds <= 0.0) { // a demo always looks the same and leaves nothing behind
        window.restoreLayout();
        window.keepForRecovery();
    }
    window.show();
    if (!options.source.isEmpty())
        window.workspace().setSource(options.source);
    std::optional<DemoRun> demo;
    if (options.demoSeconds > 0.0)
        demo.emplace(window, options.demoSeconds, options.screenshot);
    if (!options.empty)
        window.openFile(options.file.isEmpty() ? bundledModelFile() : options.file);
    return QApplication::exec();
}
