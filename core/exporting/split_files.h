// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/model/model.h"

#include <filesystem>
#include <memory>

namespace splitscope {

/// Writes `head.pt`, `tail.pt` and `split.json` (names, shapes and order of what crosses, and what each half gives)
/// into `directory`, which is made if missing. Both archives hold standard operators only. At the cut `device` there is
/// no tail. All or nothing: the files are written beside and moved in when all are complete. Throws Failure
/// (IllegalCut, FileUnwritable).
void writeSplit(std::shared_ptr<const Model> model, const Cut &cut, const std::filesystem::path &directory);

} // namespace splitscope
