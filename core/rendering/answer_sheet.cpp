// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rendering/answer_sheet.h"

#include "core/rendering/palette.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace splitscope {

namespace {

constexpr int tileWidth = 160; ///< pixels; the height keeps the picture's proportions
constexpr int captionHeight = 16;
constexpr int gap = 6;
constexpr int blockGap = 18;
constexpr double fontScale = 0.36;

/// Read only: the picture keeps the pixels.
cv::Mat3b matrixOf(const Picture &picture)
{
    return cv::Mat3b(
        picture.height, picture.width, reinterpret_cast<cv::Vec3b *>(const_cast<std::uint8_t *>(picture.rgb.data())));
}

int tileHeight(const Picture &frame) { return std::max(1, tileWidth * frame.height / std::max(1, frame.width)); }

int textWidth(const std::string &text)
{
    return cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, fontScale, 1, nullptr).width;
}

/// As much of it as stands above its tile.
std::string fitted(std::string caption)
{
    if (textWidth(caption) <= tileWidth) {
        return caption;
    }
    while (!caption.empty() && textWidth(caption + "...") > tileWidth) {
        caption.pop_back();
    }
    return caption + "...";
}

void drawTile(cv::Mat3b &sheet, cv::Point at, int height, const SheetTile &tile)
{
    if (tile.picture.empty()) {
        return;
    }
    cv::putText(sheet, fitted(tile.caption), {at.x, at.y + captionHeight - 5}, cv::FONT_HERSHEY_SIMPLEX, fontScale,
        neutralLight, 1, cv::LINE_AA);
    cv::Mat3b place = sheet(cv::Rect(at.x, at.y + captionHeight, tileWidth, height));
    cv::resize(matrixOf(tile.picture), place, place.size(), 0, 0, cv::INTER_AREA);
}

} // namespace

void AnswerSheet::add(const Picture &frame, const std::vector<std::vector<SheetTile>> &rows)
{
    m_blocks.push_back({frame, rows});
}

Picture AnswerSheet::picture() const
{
    if (m_blocks.empty()) {
        return {};
    }
    int columns = 1;
    int rows = 1;
    int height = 1;
    for (const Block &block : m_blocks) {
        rows = std::max(rows, static_cast<int>(block.rows.size()));
        height = std::max(height, tileHeight(block.frame));
        for (const auto &row : block.rows) {
            columns = std::max(columns, 1 + static_cast<int>(row.size()));
        }
    }
    const cv::Size tile(tileWidth + gap, captionHeight + height + gap);
    const cv::Size block(columns * tile.width + blockGap, rows * tile.height + blockGap);
    const int across = m_blocks.size() > 1 ? 2 : 1;
    const int down = (static_cast<int>(m_blocks.size()) + across - 1) / across;
    cv::Mat3b sheet(blockGap + down * block.height, blockGap + across * block.width, neutralDark);
    for (int index = 0; index < static_cast<int>(m_blocks.size()); ++index) {
        const Block &mine = m_blocks[static_cast<std::size_t>(index)];
        const cv::Point corner(blockGap + index % across * block.width, blockGap + index / across * block.height);
        drawTile(sheet, corner, tileHeight(mine.frame), {"picture", mine.frame});
        for (int row = 0; row < static_cast<int>(mine.rows.size()); ++row) {
            const auto &tiles = mine.rows[static_cast<std::size_t>(row)];
            for (int column = 0; column < static_cast<int>(tiles.size()); ++column) {
                const cv::Point at(corner.x + (1 + column) * tile.width, corner.y + row * tile.height);
                drawTile(sheet, at, tileHeight(mine.frame), tiles[static_cast<std::size_t>(column)]);
            }
        }
    }
    return pictureOf(sheet);
}

} // namespace splitscope
