// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fuzz/fuzz_target.h"

#include <vector>

namespace splitscope::fuzz {

/// The main of a fuzzer:
///   PROGRAM [--target NAME] [--seconds N | --iterations N] [--seed N]   N for each target; 300 iterations by default
///   PROGRAM --target NAME --replay FILE                                 one input again
/// The input under test lies in `fuzz-NAME.input` in the current folder while it runs, so that it is there after a
/// crash. Ends with status 1 on a finding and on an input that takes longer than 20 s.
int fuzzMain(int argc, char **argv, const std::vector<FuzzTarget> &targets);

} // namespace splitscope::fuzz
