// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"

#include <filesystem>

namespace splitscope {

/// Whether the name ends as a picture's does (jpg, jpeg, png, bmp, webp, tif, tiff, ppm, pgm; any case).
bool hasPictureName(const std::filesystem::path &file);

/// Whether the file's first bytes are a picture's, whatever its name.
bool looksLikePicture(const std::filesystem::path &file);

/// Reads a picture, turned as its EXIF data say. A picture that is cut short counts as unreadable: half a picture would
/// be measured as if it were a whole one.
/// Throws Failure (SourceUnreadable).
Picture readPictureFile(const std::filesystem::path &file);

} // namespace splitscope
