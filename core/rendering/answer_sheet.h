// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"

#include <string>
#include <vector>

namespace splitscope {

/// One small picture with its caption (ASCII; cut off where the tile ends); without pixels, an empty place.
struct SheetTile {
    std::string caption;
    Picture picture;
};

/// Answers to several frames on one sheet, to be looked at side by side. A frame is a block: its picture at the left,
/// and right of it rows of answers, each row of one origin (the truth, a model), each column of one task. Blocks
/// stand in two columns where there are several.
class AnswerSheet {
public:
    /// \param rows equally long
    void add(const Picture &frame, const std::vector<std::vector<SheetTile>> &rows);

    /// Nothing drawn yet: without pixels.
    Picture picture() const;

private:
    struct Block {
        Picture frame;
        std::vector<std::vector<SheetTile>> rows;
    };
    std::vector<Block> m_blocks;
};

} // namespace splitscope
