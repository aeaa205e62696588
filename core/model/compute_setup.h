// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace splitscope {

/// Makes LibTorch use the widest vectors that the CPU has, and memory stay with the process between frames. Has to run
/// before LibTorch's first operation, so tensor_conversion.cpp, which every program with a model holds, calls it while
/// the program is loaded. All processes of one machine then compute the same bits.
/// \return true
bool prepareCompute();

/// Lets OpenMP's threads sleep where they wait: LibTorch, OpenBLAS and XNNPACK have a pool of threads each, and those that
/// spin take the cores from those that work (bundled model with two threads on two cores: 8.3 ms, and 6.1 ms so).
/// OpenMP reads its environment while the program is loaded, so the program is started once more in its own place. Call
/// first in main. Does nothing where OMP_WAIT_POLICY is set already.
/// \param arguments of main, null at the end
void waitAsleep(char **arguments);

} // namespace splitscope
