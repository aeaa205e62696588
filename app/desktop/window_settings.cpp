// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/window_settings.h"

#include <QFileInfo>
#include <QSettings>

#include <memory>

namespace splitscope {

namespace {

std::unique_ptr<QSettings> settings()
{
    return std::make_unique<QSettings>(
        QSettings::IniFormat, QSettings::UserScope, QStringLiteral("Splitscope"), QStringLiteral("splitscope"));
}

const QString recentKey = QStringLiteral("recent");
const QString themeKey = QStringLiteral("theme");
const QString geometryKey = QStringLiteral("window/geometry");
const QString docksKey = QStringLiteral("window/docks");

} // namespace

QStringList WindowSettings::recentFiles()
{
    QStringList files = settings()->value(recentKey).toStringList();
    files.removeIf([](const QString &file) { return !QFileInfo::exists(file); });
    return files.mid(0, mostRecent);
}

void WindowSettings::addRecentFile(const QString &file)
{
    const auto path = QFileInfo(file).absoluteFilePath();
    auto files = recentFiles();
    files.removeAll(path);
    files.prepend(path);
    settings()->setValue(recentKey, files.mid(0, mostRecent));
}

ThemeChoice WindowSettings::theme()
{
    const auto name = settings()->value(themeKey).toString();
    return name == QLatin1String("dark") ? ThemeChoice::Dark
        : name == QLatin1String("light") ? ThemeChoice::Light
                                         : ThemeChoice::Desktop;
}

void WindowSettings::setTheme(ThemeChoice theme)
{
    settings()->setValue(themeKey,
        theme == ThemeChoice::Dark        ? QStringLiteral("dark")
            : theme == ThemeChoice::Light ? QStringLiteral("light")
                                          : QStringLiteral("desktop"));
}

QByteArray WindowSettings::geometry() { return settings()->value(geometryKey).toByteArray(); }

QByteArray WindowSettings::docks() { return settings()->value(docksKey).toByteArray(); }

void WindowSettings::setLayout(const QByteArray &geometry, const QByteArray &docks)
{
    const auto store = settings();
    store->setValue(geometryKey, geometry);
    store->setValue(docksKey, docks);
}

} // namespace splitscope
