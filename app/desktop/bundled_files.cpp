// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/bundled_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace splitscope {

QString bundledModelFile()
{
    const QDir programs(QCoreApplication::applicationDirPath());
    const QString inside = QStringLiteral("sample_models/scenes/scenes.pt");
    const QString installed = QDir::cleanPath(programs.filePath(QStringLiteral("../share/splitscope/") + inside));
    const QString inBuildTree = QDir::cleanPath(programs.filePath(QStringLiteral("../../../") + inside));
    return !QFileInfo::exists(installed) && QFileInfo::exists(inBuildTree) ? inBuildTree : installed;
}

} // namespace splitscope
