// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"

#include <filesystem>

namespace splitscope {

/// Writes each task's answer of each frame into a folder, as `FRAME_TASK.npy` (NumPy 1.0, in the form that is
/// returned).
class OutputWriter {
public:
    /// Makes the folder. Throws Failure (FileUnwritable).
    explicit OutputWriter(std::filesystem::path directory);

    /// Throws Failure (FileUnwritable).
    void write(const FrameResult &result) const;

private:
    std::filesystem::path m_directory;
};

} // namespace splitscope
