// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace splitscope::fuzz {

/// One thing that reads what it did not write.
struct FuzzTarget {
    std::string name;
    std::vector<std::string> seeds; ///< valid inputs, from which all others are made
    std::vector<std::string> words; ///< what the format is made of, beside what every format knows
    /// Reads the input. A Failure is a refusal and fine; every other exception is a finding. Inputs that make another
    /// sentence of refusal, or none, join the seeds.
    std::function<void(const std::string &)> run;
};

/// What a target throws where an accepted input breaks a promise of the code under test.
class BrokenPromise : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

inline void require(bool promise, const char *what)
{
    if (!promise)
        throw BrokenPromise(what);
}

} // namespace splitscope::fuzz
