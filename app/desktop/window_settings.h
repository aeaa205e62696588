// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QByteArray>
#include <QStringList>

namespace splitscope {

/// What the window keeps from one start to the next, in the user's configuration. Losing it costs nothing but habits;
/// what cannot be read is as if it were not there.
class WindowSettings {
public:
    /// Newest first, each once, those that still exist; at most `mostRecent`.
    static QStringList recentFiles();
    static void addRecentFile(const QString &file);
    static constexpr int mostRecent = 9;

    static ThemeChoice theme();
    static void setTheme(ThemeChoice theme);

    /// As QMainWindow and QWidget save them; empty where nothing was saved.
    static QByteArray geometry();
    static QByteArray docks();
    static void setLayout(const QByteArray &geometry, const QByteArray &docks);
};

} // namespace splitscope
