// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace splitscope {

/// Makes LibTorch use the widest vectors that the CPU has, and memory stay with the process between frames. Has to run
/// before LibTorch's first operation, so tensor_conversion.cpp, which every program with a model holds, calls it while
/// the program is loaded. All processes of one machine then compute the same bits.
/// \return true
bool prepareCompute();

} // namespace splitscope
