// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace splitscope {

/// A model that ships, by its name (sampleModelNames), found from where the program lies: installed (bin and share side
/// by side) or in a build tree (build/PRESET/bin of the sources). Where it is missing, the installed place, so that an
/// error can name it.
QString bundledModelFile(const QString &name);

/// The one that the window opens by itself.
QString bundledModelFile();

} // namespace splitscope
