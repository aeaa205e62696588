// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_card.h"

#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace splitscope {

/// What the card panel shows of an open model: what was counted in its file, and what its card says.
struct CardView {
    // Counted in the file, or read from its metadata.
    QString name;
    QString license; ///< empty: not stated
    QString file;    ///< its name
    std::int64_t bytes = 0;
    std::int64_t parameters = 0;
    std::int64_t macs = 0;
    std::vector<std::pair<QString, std::string>> tasks; ///< name and kind (taskKindName)

    std::optional<ModelCard> card; ///< nothing: there is none, or it cannot be read
    QString problem;               ///< why it cannot be read, as a sentence; empty otherwise
    QString cardFile;              ///< where it lies, or is looked for
    bool ofOtherWeights = false;   ///< the card names another hash than the file has
    QString recipeFile;            ///< that the card names and that lies beside it; empty: there is none

    bool operator==(const CardView &) const = default;
};

} // namespace splitscope
