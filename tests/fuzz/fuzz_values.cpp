// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes what needs no LibTorch: core/graph and the files of core/training.
#include "tests/fuzz/fuzz_driver.h"
#include "tests/fuzz/graph_targets.h"

int main(int argc, char **argv)
{
    using namespace splitscope::fuzz;
    auto targets = graphTextTargets();
    for (auto *more : {graphValueTargets, trainingTargets}) {
        for (auto &target : more())
            targets.push_back(std::move(target));
    }
    return fuzzMain(argc, argv, targets);
}
