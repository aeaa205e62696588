// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_spec.h"
#include "core/graph/picture.h"

#include <string>
#include <vector>

namespace splitscope {

/// What it costs to send pictures whole, measured on these: `raw` (8 bits a channel at the model's size, which is what
/// the model's input is made of: nothing is lost), `png`, `jpeg:Q`. Bytes are means, times medians; resizing counts as
/// encoding. \param width, height of the model's input. \param source named in the figures' source.
/// Throws Failure: UnknownCodec for another name or a quality outside of 1..100; SourceEmpty for no pictures.
std::vector<PictureForm> measurePictureForms(const std::vector<Picture> &pictures, int width, int height,
    const std::vector<std::string> &names, const std::string &source);

} // namespace splitscope
