// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes what comes over the network, in messages and against a running edge.
#include "tests/fuzz/fuzz_driver.h"
#include "tests/fuzz/wire_targets.h"

#include <google/protobuf/stubs/logging.h>

int main(int argc, char **argv)
{
    using namespace splitscope::fuzz;
    google::protobuf::SetLogHandler(nullptr); // it would remark on every malformed message
    auto targets = wireTargets();
    for (auto &target : edgeTargets())
        targets.push_back(std::move(target));
    return fuzzMain(argc, argv, targets);
}
