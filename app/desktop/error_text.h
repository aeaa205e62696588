// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/error.h"

#include <QString>

namespace splitscope {

/// What the window says of an error, translated: what failed, on which input, why, and what to do here, in the window
/// (the core's own sentences name options of the command line).
QString errorText(const Error &error);

/// The sentence with `{name}` still in place; a null string where a code has none, which a test forbids.
QString errorTextTemplate(ErrorCode code);

} // namespace splitscope
