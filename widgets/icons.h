// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace splitscope {

/// A one-colour icon of resources/icons that follows the palette and is sharp at every scale.
QIcon themedIcon(const QString &name);

/// The program's own icon.
QIcon programIcon();

} // namespace splitscope
