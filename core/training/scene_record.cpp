// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/scene_record.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

namespace splitscope::scene_record {

namespace {

constexpr double depthCodes = 65535.0;
constexpr double normalSteps = 254.0;

std::uint64_t checksum(const std::uint8_t *bytes, std::size_t count)
{
    std::uint64_t sum = 0x9ae16a3b2f90404fULL ^ count;
    std::size_t at = 0;
    for (; at + 8 <= count; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + at, 8);
        sum = (sum ^ word) * 0x9ddfea08eb382d69ULL;
        sum ^= sum >> 32;
    }
    for (; at < count; ++at) {
        sum = (sum ^ bytes[at]) * 0x9ddfea08eb382d69ULL;
    }
    return sum ^ (sum >> 29);
}

std::uint16_t depthCode(float depth)
{
    if (!(depth > 0.0F)) {
        return 0; // not known
    }
    static const double scale = depthCodes / std::log(farthestDepth / nearestDepth);
    const double code = std::round(std::log(std::max<double>(depth, nearestDepth) / nearestDepth) * scale);
    return static_cast<std::uint16_t>(std::clamp(code, 1.0, depthCodes));
}

float signOf(float value) { return value < 0.0F ? -1.0F : 1.0F; }

std::uint8_t step(float value)
{
    return static_cast<std::uint8_t>(
        std::clamp(std::round((value + 1.0F) / 2.0F * float(normalSteps)), 0.0F, float(normalSteps)));
}

/// The axis that looks at the camera (-z) is the map's centre.
std::array<std::uint8_t, 2> normalCode(const float *normal)
{
    const float length = std::abs(normal[0]) + std::abs(normal[1]) + std::abs(normal[2]);
    const float x = normal[0] / length;
    const float y = normal[1] / length;
    if (normal[2] <= 0.0F) {
        return {step(x), step(y)};
    }
    return {step((1.0F - std::abs(y)) * signOf(x)), step((1.0F - std::abs(x)) * signOf(y))};
}

std::array<float, 3> normalOf(int u, int v)
{
    float x = std::min(1.0F, float(u / normalSteps * 2.0 - 1.0));
    float y = std::min(1.0F, float(v / normalSteps * 2.0 - 1.0));
    const float z = std::abs(x) + std::abs(y) - 1.0F;
    if (z > 0.0F) {
        const float folded = (1.0F - std::abs(y)) * signOf(x);
        y = (1.0F - std::abs(x)) * signOf(y);
        x = folded;
    }
    const float length = std::sqrt(x * x + y * y + z * z);
    return {x / length, y / length, z / length};
}

/// Bounds of every object that shows enough of itself, by object number.
std::vector<SceneBox> boxesOf(const SceneTruth &truth)
{
    constexpr int fewestPixels = 20; // as the renderer has it
    std::map<int, SceneBox> boxes;
    for (std::size_t pixel = 0; pixel < std::min(truth.objects.size(), truth.classes.size()); ++pixel) {
        const std::uint8_t object = truth.objects[pixel];
        if (object == 0) {
            continue;
        }
        const int x = int(pixel % std::size_t(truth.width));
        const int y = int(pixel / std::size_t(truth.width));
        SceneBox &box =
            boxes.try_emplace(object, SceneBox{SceneClass(truth.classes[pixel]), object, x, y, x, y, 0}).first->second;
        box.left = std::min(box.left, x);
        box.right = std::max(box.right, x + 1);
        box.bottom = y + 1;
        ++box.visiblePixels;
    }
    std::vector<SceneBox> seen;
    for (const auto &[object, box] : boxes) {
        if (box.visiblePixels >= fewestPixels) {
            seen.push_back(box);
        }
    }
    return seen;
}

} // namespace

std::size_t recordBytes(int width, int height)
{
    return checksumBytes + bytesPerPixel * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
}

Planes planes(const std::uint8_t *record, int width, int height)
{
    const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    const std::uint8_t *start = record + checksumBytes;
    return {start, start + 3 * pixels, start + 4 * pixels, start + 6 * pixels, start + 8 * pixels};
}

std::vector<std::uint8_t> encode(const SceneFrame &frame)
{
    const SceneTruth &truth = frame.truth;
    const std::size_t pixels = std::size_t(frame.picture.width) * std::size_t(frame.picture.height);
    std::vector<std::uint8_t> record(recordBytes(frame.picture.width, frame.picture.height));
    std::uint8_t *start = record.data() + checksumBytes;
    std::copy(frame.picture.rgb.begin(), frame.picture.rgb.end(), start);
    std::copy(truth.classes.begin(), truth.classes.end(), start + 3 * pixels);
    for (std::size_t pixel = 0; pixel < truth.depth.size(); ++pixel) {
        const std::uint16_t code = depthCode(truth.depth[pixel]);
        start[4 * pixels + 2 * pixel] = static_cast<std::uint8_t>(code & 0xff);
        start[4 * pixels + 2 * pixel + 1] = static_cast<std::uint8_t>(code >> 8);
    }
    for (std::size_t pixel = 0; 3 * pixel < truth.normals.size(); ++pixel) {
        const auto normal = normalCode(&truth.normals[3 * pixel]);
        start[6 * pixels + 2 * pixel] = normal[0];
        start[6 * pixels + 2 * pixel + 1] = normal[1];
    }
    for (std::size_t pixel = 0; pixel < truth.objects.size(); ++pixel) {
        start[8 * pixels + pixel] = truth.objects[pixel] & objectMask;
    }
    for (std::size_t pixel = 0; pixel < truth.boundary.size(); ++pixel) {
        start[8 * pixels + pixel] |= truth.boundary[pixel] != 0 ? boundaryBit : std::uint8_t{0};
    }
    const std::uint64_t sum = checksum(start, record.size() - checksumBytes);
    std::memcpy(record.data(), &sum, checksumBytes);
    return record;
}

SceneFrame decode(const std::uint8_t *record, int width, int height, const RecordPlanes &has)
{
    const std::size_t pixels = std::size_t(width) * std::size_t(height);
    const Planes at = planes(record, width, height);
    SceneFrame frame;
    frame.picture = {width, height, std::vector<std::uint8_t>(at.rgb, at.rgb + 3 * pixels)};
    SceneTruth &truth = frame.truth;
    truth.width = width;
    truth.height = height;
    if (has.classes) {
        truth.classes.assign(at.classes, at.classes + pixels);
    }
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        if (has.depth) {
            truth.depth.push_back(depthTable()[std::size_t(at.depth[2 * pixel] | (at.depth[2 * pixel + 1] << 8))]);
        }
        if (has.normals) {
            const auto &normal = normalTable()[std::size_t((at.normals[2 * pixel] << 8) | at.normals[2 * pixel + 1])];
            truth.normals.insert(truth.normals.end(), normal.begin(), normal.end());
        }
        if (has.objects) {
            truth.objects.push_back(at.objects[pixel] & objectMask);
        }
        if (has.boundary) {
            truth.boundary.push_back((at.objects[pixel] & boundaryBit) != 0 ? 1 : 0);
        }
    }
    truth.boxes = boxesOf(truth);
    return frame;
}

bool isIntact(const std::uint8_t *record, std::size_t bytes)
{
    std::uint64_t stored = 0;
    std::memcpy(&stored, record, checksumBytes);
    return stored == checksum(record + checksumBytes, bytes - checksumBytes);
}

const std::vector<float> &depthTable()
{
    static const std::vector<float> table = [] {
        std::vector<float> depths(65536, 0.0F);
        for (std::size_t code = 1; code < depths.size(); ++code) {
            depths[code] =
                static_cast<float>(nearestDepth * std::pow(farthestDepth / nearestDepth, double(code) / depthCodes));
        }
        return depths;
    }();
    return table;
}

const std::vector<std::array<float, 3>> &normalTable()
{
    static const std::vector<std::array<float, 3>> table = [] {
        std::vector<std::array<float, 3>> normals(65536);
        for (int code = 0; code < 65536; ++code) {
            normals[static_cast<std::size_t>(code)] = normalOf(code >> 8, code & 0xff);
        }
        return normals;
    }();
    return table;
}

} // namespace splitscope::scene_record
