// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lets OpenMP's threads sleep where they wait: LibTorch, OpenBLAS and XNNPACK have a pool of threads each, and those that
// spin take the cores from those that work (bundled model with two threads on two cores: 8.3 ms, and 5.2 ms so).
//
// OpenMP reads its environment in its constructor, so the program is started once more in its own place, before the
// constructors of any library: those of LibTorch take 0.4 s, and would be paid twice from main.

#include <alloca.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace {

constexpr std::string_view variable = "OMP_WAIT_POLICY=";
char passive[] = "OMP_WAIT_POLICY=passive";

/// Runs where the C library does not know its environment yet, hence on `environment` alone. Does nothing where the
/// policy is set already.
void startAsleep(int, char **arguments, char **environment)
{
    std::size_t count = 0;
    for (; environment[count]; ++count) {
        if (std::string_view(environment[count]).substr(0, variable.size()) == variable)
            return;
    }
    auto **longer = static_cast<char **>(alloca((count + 2) * sizeof(char *)));
    std::copy_n(environment, count, longer);
    longer[count] = passive;
    longer[count + 1] = nullptr;
    execve("/proc/self/exe", arguments, longer); // where that fails, the program goes on as it is
}

} // namespace

[[gnu::section(".preinit_array"), gnu::used]] static void (*const beforeLibraries)(int, char **, char **) = startAsleep;
