// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace splitscope {

/// The model that ships, found from where the program lies: installed (bin and share side by side) or in a build tree
/// (build/PRESET/bin of the sources). Where it is missing, the installed place, so that an error can name it.
QString bundledModelFile();

} // namespace splitscope
