// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the small archives that fuzz_archives.py makes its mutants from.
#include "tests/support/small_model.h"

#include <cstdio>
#include <filesystem>

using namespace splitscope::testing;

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "Usage: write_seeds FOLDER\n");
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    saveSmallModel(folder);
    const auto metadata = tensorMetadata("1,3,8,8");
    saveScript(folder, "plain",
        "def forward(self, x):\n    return torch.relu(torch.conv2d(x, self.weight, self.bias))\n", metadata);
    saveScript(folder, "branches",
        "def forward(self, x):\n"
        "    y = torch.conv2d(x, self.weight, self.bias)\n"
        "    if x.size(2) > 4:\n"
        "        y = torch.relu_(y)\n"
        "    else:\n"
        "        y = torch.sigmoid(y)\n"
        "    parts = []\n"
        "    for i in range(3):\n"
        "        parts.append(y[:, i:i + 1] * float(i + 1))\n"
        "    return {\"all\": torch.cat(parts, 1), \"mean\": y.mean([2, 3])}\n",
        metadata);
    return 0;
}
