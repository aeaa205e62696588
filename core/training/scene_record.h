// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_camera.h"
#include "core/training/record_source.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace splitscope {

/// One scene in 9 bytes a pixel, planes one after the other:
/// - RGB, 3 bytes, interleaved;
/// - class, 1 byte;
/// - depth, 2 bytes, little-endian: depth = nearestDepth * (farthestDepth / nearestDepth)^(code / 65535), so that the
/// relative
///   error is the same everywhere (below 0.01 %);
/// - normal, 2 bytes: octahedral map (Cigolle and others, 2014), u and v as round((x + 1) / 2 * 254) (error below 1
/// degree);
/// - object, 1 byte: its number (0: the table) in the lower 7 bits; the highest one is set on a boundary.
/// A checksum of 8 bytes stands in front.
namespace scene_record {

inline constexpr double nearestDepth = 0.05;
inline constexpr double farthestDepth = 500.0;
inline constexpr std::size_t checksumBytes = 8;
inline constexpr std::size_t bytesPerPixel = 9;
inline constexpr std::uint8_t objectMask = 0x7f;
inline constexpr std::uint8_t boundaryBit = 0x80;
inline constexpr std::uint8_t unknownClass = 255; ///< a pixel that nobody labelled

std::size_t recordBytes(int width, int height);

/// Appends nothing, returns a whole record. Planes that the frame lacks become zeros; a depth of 0 is not known.
std::vector<std::uint8_t> encode(const SceneFrame &frame);

/// The frame again, with the planes that `planes` names and the boxes that follow from them.
SceneFrame decode(const std::uint8_t *record, int width, int height, const RecordPlanes &planes);

/// False if the bytes are not what `encode` wrote.
bool isIntact(const std::uint8_t *record, std::size_t bytes);

/// Tables for decoding: depth in metres by code (0: not known); normal (x, y, z) by 256 * u + v.
const std::vector<float> &depthTable();
const std::vector<std::array<float, 3>> &normalTable();

/// Where the planes of a record start.
struct Planes {
    const std::uint8_t *rgb = nullptr;
    const std::uint8_t *classes = nullptr;
    const std::uint8_t *depth = nullptr;   ///< two bytes a pixel
    const std::uint8_t *normals = nullptr; ///< two bytes a pixel
    const std::uint8_t *objects = nullptr; ///< object and boundary
};
Planes planes(const std::uint8_t *record, int width, int height);

} // namespace scene_record
} // namespace splitscope
