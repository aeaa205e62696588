// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/training_progress.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace splitscope {

/// Keeps what every epoch gave as a table (curves.csv: step,epoch,name,value) and as a figure (curves.svg: one small
/// chart for each curve). A resumed training goes on in the same files.
class TrainingCurves {
public:
    /// \param keep what the folder's table holds already (a resumed training), instead of starting anew
    TrainingCurves(std::filesystem::path folder, bool keep);

    /// Notes an epoch's loss and metrics if the report is one of a whole epoch, and writes both files.
    /// Throws Failure (FileUnwritable).
    void note(const TrainingProgress &progress);

    /// Forgets what a step left behind, because it starts again.
    void forget(const std::string &step);

private:
    using Curve = std::map<int, double>; ///< epoch -> value

    void read();
    void write() const;

    std::filesystem::path m_folder;
    std::map<std::string, std::map<std::string, Curve>> m_steps; ///< step -> name -> curve
};

} // namespace splitscope
