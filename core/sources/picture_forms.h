// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_spec.h"
#include "core/graph/picture.h"

#include <string>
#include <vector>

namespace splitscope {

/// What it costs to send pictures whole, measured on these with core/sources/picture_codec.h: `raw`, `png`, `jpeg:Q`,
/// `webp:Q`. Bytes are means, times medians; resizing to the model's size counts as encoding.
/// \param width, height of the model's input. \param source named in the figures' source.
/// Throws Failure: UnknownCodec for another name, InvalidArgument for a quality outside of 1..100; SourceEmpty for no
/// pictures.
std::vector<PictureForm> measurePictureForms(const std::vector<Picture> &pictures, int width, int height,
    const std::vector<std::string> &names, const std::string &source);

} // namespace splitscope
