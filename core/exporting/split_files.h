// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_constants.h"
#include "core/graph/codec_fit.h"
#include "core/graph/cut.h"
#include "core/model/model.h"

#include <filesystem>
#include <memory>

namespace splitscope {

/// Writes `head.pt`, `tail.pt` and `split.json` (names, shapes and order of what crosses, what is sent of it, and what
/// each half gives) into `directory`, which is made if missing. Both archives hold standard operators only, encoding
/// at the head's end and decoding at the tail's beginning included; a lossless stage stays outside, and split.json says
/// where one belongs. At the cut `device` there is no tail. All or nothing: the files are written beside and moved in
/// when all are complete.
/// \param known constants for codecs that need any. Throws Failure (IllegalCut, FileUnwritable; InvalidArgument as
/// fitCodec, and for a picture codec, which no TorchScript computes).
void writeSplit(std::shared_ptr<const Model> model, const Cut &cut, const std::filesystem::path &directory,
    const Codec &codec = {}, const CodecConstants *known = nullptr);

} // namespace splitscope
