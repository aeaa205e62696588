// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/detection_torch.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace splitscope::detection {

namespace {

namespace F = torch::nn::functional;

struct ObjectBox {
    int left = 0;
    int top = 0;
    int right = 0; ///< exclusive, as is bottom
    int bottom = 0;
    int pixels = 0;
    int sceneClass = 0;
};

std::vector<ObjectBox> boxesOf(
    const std::uint8_t *objects, const std::int64_t *classes, int width, int height, int classCount)
{
    std::array<ObjectBox, 256> boxes;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const std::uint8_t object = objects[y * width + x];
            if (object == 0) {
                continue;
            }
            ObjectBox &box = boxes[object];
            if (box.pixels++ == 0) {
                box = {x, y, x + 1, y + 1, 1, int(classes[y * width + x])};
            }
            box.left = std::min(box.left, x);
            box.right = std::max(box.right, x + 1);
            box.bottom = y + 1;
        }
    }
    std::vector<ObjectBox> seen;
    std::copy_if(boxes.begin(), boxes.end(), std::back_inserter(seen), [classCount](const ObjectBox &box) {
        return box.pixels >= fewestPixels && box.sceneClass > 0 && box.sceneClass <= classCount;
    });
    return seen;
}

/// Writes one object into the targets of picture `item`.
void draw(const ObjectBox &box, std::int64_t item, Targets &targets)
{
    auto heat = targets.heat.accessor<float, 4>()[item][box.sceneClass - 1];
    auto reach = targets.reach.accessor<float, 4>()[item];
    auto weight = targets.weight.accessor<float, 4>()[item][0];
    const double cell = cellPixels;
    const double middleX = 0.5 * (box.left + box.right) / cell;
    const double middleY = 0.5 * (box.top + box.bottom) / cell;
    const double spreadX = std::max(0.4, 0.09 * (box.right - box.left) / cell);
    const double spreadY = std::max(0.4, 0.09 * (box.bottom - box.top) / cell);
    const auto rows = int(heat.size(0));
    const auto columns = int(heat.size(1));
    const int middleRow = std::min(int(middleY), rows - 1);
    const int middleColumn = std::min(int(middleX), columns - 1);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const double x = cell * (column + 0.5);
            const double y = cell * (row + 0.5);
            const double dx = (column - middleColumn) / spreadX;
            const double dy = (row - middleRow) / spreadY;
            const auto value = float(std::exp(-0.5 * (dx * dx + dy * dy)));
            heat[row][column] = std::max(heat[row][column], value);
            const bool inside = x > box.left && x < box.right && y > box.top && y < box.bottom;
            if (inside && value > 0.1F && value > weight[row][column]) {
                weight[row][column] = value;
                reach[0][row][column] = float(x - box.left);
                reach[1][row][column] = float(y - box.top);
                reach[2][row][column] = float(box.right - x);
                reach[3][row][column] = float(box.bottom - y);
            }
        }
    }
    targets.objects += 1.0;
}

torch::Tensor heatOf(const torch::Tensor &map) { return map.slice(1, 0, map.size(1) - 4); }

torch::Tensor reachOf(const torch::Tensor &map)
{
    return torch::exp(torch::clamp(map.slice(1, map.size(1) - 4), -reachLimit, reachLimit)) * typicalReach;
}

} // namespace

Targets targetsOf(const torch::Tensor &objects, const torch::Tensor &classes, int classCount)
{
    torch::NoGradGuard noGrad;
    const std::int64_t count = objects.size(0);
    const std::int64_t height = objects.size(1);
    const std::int64_t width = objects.size(2);
    const std::int64_t rows = height / cellPixels;
    const std::int64_t columns = width / cellPixels;
    Targets targets{torch::zeros({count, classCount, rows, columns}), torch::ones({count, 4, rows, columns}),
        torch::zeros({count, 1, rows, columns}), 0.0};
    const torch::Tensor plainObjects = objects.contiguous();
    const torch::Tensor plainClasses = classes.contiguous();
    for (std::int64_t item = 0; item < count; ++item) {
        const std::vector<ObjectBox> boxes = boxesOf(plainObjects.data_ptr<std::uint8_t>() + item * height * width,
            plainClasses.data_ptr<std::int64_t>() + item * height * width, int(width), int(height), classCount);
        for (const ObjectBox &box : boxes) {
            draw(box, item, targets);
        }
    }
    return targets;
}

torch::Tensor boxDistance(const torch::Tensor &a, const torch::Tensor &b)
{
    const auto area = [](const torch::Tensor &reach) {
        return (reach.slice(1, 0, 1) + reach.slice(1, 2, 3)) * (reach.slice(1, 1, 2) + reach.slice(1, 3, 4));
    };
    const torch::Tensor common = area(torch::minimum(a, b));
    const torch::Tensor hull = area(torch::maximum(a, b));
    const torch::Tensor either = area(a) + area(b) - common;
    return 1.0 - common / either + (hull - either) / hull;
}

torch::Tensor loss(const torch::Tensor &map, const Targets &truth)
{
    const torch::Tensor logits = heatOf(map);
    const torch::Tensor sure = torch::sigmoid(logits);
    const torch::Tensor wanted = truth.heat.to(map.device());
    const torch::Tensor weight = truth.weight.to(map.device());
    const torch::Tensor middle = (wanted == 1.0).to(torch::kFloat);
    const torch::Tensor found = middle * (1.0 - sure).square() * F::logsigmoid(logits);
    const torch::Tensor invented = (1.0 - middle) * (1.0 - wanted).pow(4) * sure.square() * F::logsigmoid(-logits);
    const torch::Tensor heat = -(found + invented).sum() / std::max(1.0, truth.objects);
    const torch::Tensor boxes =
        (boxDistance(reachOf(map), truth.reach.to(map.device())) * weight).sum() / torch::clamp_min(weight.sum(), 1.0);
    return heat + boxes;
}

torch::Tensor imitationLoss(const torch::Tensor &map, const torch::Tensor &teacher)
{
    const torch::Tensor logits = heatOf(map);
    const torch::Tensor wanted = torch::sigmoid(heatOf(teacher));
    const torch::Tensor focus = (wanted - torch::sigmoid(logits).detach()).square();
    const torch::Tensor entropy = F::binary_cross_entropy_with_logits(
        logits, wanted, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone));
    // How sure the teacher is of any object; unsure cells say nothing of boxes.
    const torch::Tensor best = wanted.amax({1}, true);
    const torch::Tensor weight = best * (best > 0.1).to(torch::kFloat);
    const torch::Tensor objects = torch::clamp_min(weight.sum(), 1.0);
    return (focus * entropy).sum() / objects + (boxDistance(reachOf(map), reachOf(teacher)) * weight).sum() / objects;
}

std::string decoderSource(int classCount)
{
    const std::string classes = std::to_string(classCount);
    const std::string cell = std::to_string(cellPixels) + ".";
    const std::string limit = std::to_string(reachLimit);
    return "def forward(self, map):\n"
           "    rows = map.size(2)\n"
           "    columns = map.size(3)\n"
           "    heat = torch.sigmoid(map[0, 0:"
        + classes
        + "])\n"
          "    highest = torch.max_pool2d(heat, [3, 3], [1, 1], [1, 1])\n"
          "    peaks = torch.mul(heat, torch.eq(heat, highest))\n"
          "    scores, index = torch.topk(torch.flatten(peaks), "
        + std::to_string(mostBoxes)
        + ")\n"
          "    label = torch.div(index, rows * columns, rounding_mode=\"floor\")\n"
          "    cell = torch.remainder(index, rows * columns)\n"
          "    reach = torch.index_select(torch.flatten(map[0, "
        + classes
        + ":], 1), 1, cell)\n"
          "    reach = torch.mul(torch.exp(torch.clamp(reach, -"
        + limit + ", " + limit + ")), " + std::to_string(typicalReach)
        + ")\n"
          "    x = torch.mul(torch.add(torch.remainder(cell, columns), 0.5), "
        + cell
        + ")\n"
          "    y = torch.mul(torch.add(torch.div(cell, columns, rounding_mode=\"floor\"), 0.5), "
        + cell
        + ")\n"
          "    left = torch.clamp(torch.sub(x, reach[0]), 0., columns * "
        + cell
        + ")\n"
          "    top = torch.clamp(torch.sub(y, reach[1]), 0., rows * "
        + cell
        + ")\n"
          "    right = torch.clamp(torch.add(x, reach[2]), 0., columns * "
        + cell
        + ")\n"
          "    bottom = torch.clamp(torch.add(y, reach[3]), 0., rows * "
        + cell
        + ")\n"
          "    return torch.stack([left, top, right, bottom, scores, torch.type_as(label, scores)], 1)\n";
}

} // namespace splitscope::detection
