// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/bundled_files.h"

#include "sample_models/catalog.h"

namespace splitscope {

QString bundledModelFile() { return QString::fromStdString((sampleModelsFolder() / "scenes" / "scenes.pt").string()); }

} // namespace splitscope
