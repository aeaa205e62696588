// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QString>
#include <QStringList>

namespace splitscope {

/// What the command line of the window says.
struct DesktopOptions {
    QString file;             ///< empty: the bundled model
    QString source;           ///< empty: the synthetic camera
    int threads = 0;          ///< 0: all cores
    double demoSeconds = 0.0; ///< > 0: play by itself for so long, then say how it went and end
    QString screenshot;
    bool empty = false; ///< start without a model
    ThemeChoice theme = ThemeChoice::Desktop;

    /// What to say and end with instead: help or version (status 0), or what is wrong (status 2).
    QString message;
    int status = 0;
};

DesktopOptions readOptions(const QStringList &arguments);

} // namespace splitscope
