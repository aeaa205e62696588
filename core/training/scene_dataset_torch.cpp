// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/scene_dataset_torch.h"

#include "core/training/scene_record.h"

#include <torch/torch.h>

#include <algorithm>

namespace splitscope {

SceneDataset::SceneDataset(std::shared_ptr<const RecordSource> records)
    : m_records(std::move(records))
{
}

Batch SceneDataset::batch(const std::vector<std::size_t> &indices) const
{
    const auto count = static_cast<std::int64_t>(indices.size());
    const std::int64_t width = m_records->width();
    const std::int64_t height = m_records->height();
    const std::int64_t pixels = width * height;
    // Colour planes and normals lie interleaved in memory, which is what channels-last means.
    torch::Tensor pictures = torch::empty({count, height, width, 3}, torch::kUInt8);
    torch::Tensor classes = torch::empty({count, height, width}, torch::kInt64);
    torch::Tensor depth = torch::empty({count, 1, height, width});
    torch::Tensor normals = torch::empty({count, height, width, 3});
    torch::Tensor objects = torch::empty({count, height, width}, torch::kUInt8);
    torch::Tensor boundary = torch::empty({count, 1, height, width});
    const std::vector<float> &depths = scene_record::depthTable();
    const std::vector<std::array<float, 3>> &directions = scene_record::normalTable();
    for (std::int64_t item = 0; item < count; ++item) {
        const std::uint8_t *record = m_records->record(indices[static_cast<std::size_t>(item)]);
        const scene_record::Planes planes = scene_record::planes(record, int(width), int(height));
        std::copy_n(planes.rgb, 3 * pixels, pictures.data_ptr<std::uint8_t>() + item * 3 * pixels);
        std::copy_n(planes.classes, pixels, classes.data_ptr<std::int64_t>() + item * pixels);
        float *depthOut = depth.data_ptr<float>() + item * pixels;
        float *normalsOut = normals.data_ptr<float>() + item * 3 * pixels;
        std::uint8_t *objectsOut = objects.data_ptr<std::uint8_t>() + item * pixels;
        float *boundaryOut = boundary.data_ptr<float>() + item * pixels;
        for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
            depthOut[pixel] = depths[std::size_t(planes.depth[2 * pixel] | (planes.depth[2 * pixel + 1] << 8))];
            const std::array<float, 3> &direction =
                directions[std::size_t((planes.normals[2 * pixel] << 8) | planes.normals[2 * pixel + 1])];
            std::copy_n(direction.data(), 3, normalsOut + 3 * pixel);
            objectsOut[pixel] = planes.objects[pixel] & scene_record::objectMask;
            boundaryOut[pixel] = planes.objects[pixel] & scene_record::boundaryBit ? 1.0F : 0.0F;
        }
    }
    const RecordPlanes has = m_records->planes();
    const auto unless = [](bool there, const torch::Tensor &plane) { return there ? plane : torch::Tensor(); };
    return {pictures.permute({0, 3, 1, 2}), unless(has.classes, classes), unless(has.depth, depth),
        unless(has.normals, normals.permute({0, 3, 1, 2})), unless(has.objects, objects),
        unless(has.boundary, boundary)};
}

} // namespace splitscope
