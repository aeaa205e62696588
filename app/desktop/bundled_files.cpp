// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/bundled_files.h"

#include "sample_models/catalog.h"

namespace splitscope {

QString bundledModelFile(const QString &name)
{
    const auto folder = name.toStdString();
    return QString::fromStdString((sampleModelsFolder() / folder / (folder + ".pt")).string());
}

QString bundledModelFile() { return bundledModelFile(QStringLiteral("chimera")); }

} // namespace splitscope
