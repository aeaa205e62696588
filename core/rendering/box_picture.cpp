// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rendering/box_picture.h"

#include "core/rendering/palette.h"
#include "core/rendering/tensor_planes.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace splitscope {

namespace {

constexpr float shownScore = 0.3F;    ///< unsure boxes would bury the sure ones
constexpr float partnerScore = 0.25F; ///< one that is not shown may be what another became
constexpr int largestSide = 4096;
constexpr int finePixels = 384; ///< lines and words need as many across
const cv::Size emptyCanvas{256, 192};

constexpr double backdropBrightness = 0.6;
constexpr double fillStrength = 0.25;

constexpr float sameObject = 0.5F;      ///< overlap from which two boxes mean one object
constexpr float fullOverlapLoss = 0.1F; ///< of intersection over union; render_task.h
constexpr float fullScoreChange = 0.1F; ///< render_task.h
constexpr float equalScores = 0.001F;   ///< rounding is no difference

struct Box {
    cv::Rect2f place; ///< pixels of the model's input
    float score = 0;
    int label = 0;
};

/// Those with such a score, the surest first; nothing where the rows are not boxes.
std::optional<std::vector<Box>> boxesOf(const TensorValue &tensor, float leastScore = shownScore)
{
    const auto &shape = tensor.info.shape;
    if (!shape.empty() && shape.back() == 6 && tensor.info.elements() == 0)
        return std::vector<Box>();
    const auto planes = planesOf(tensor);
    if (planes.size() != 1 || planes[0].cols != 6)
        return std::nullopt;
    const cv::Mat1f &rows = planes[0];
    std::vector<Box> boxes;
    for (int i = 0; i < rows.rows; ++i) {
        const float *row = rows[i];
        const bool usable = std::all_of(row, row + 6, [](float value) { return std::isfinite(value); });
        if (!usable || row[4] < leastScore)
            continue;
        const auto side = [](float value) { return std::clamp(value, 0.0F, float{largestSide}); };
        const cv::Point2f first(side(row[0]), side(row[1]));
        const cv::Point2f last(side(row[2]), side(row[3]));
        boxes.push_back({cv::Rect2f(first, last), row[4], static_cast<int>(std::clamp(row[5], 0.0F, 65535.0F))});
    }
    std::stable_sort(boxes.begin(), boxes.end(), [](const Box &a, const Box &b) { return a.score > b.score; });
    return boxes;
}

float overlapOf(const cv::Rect2f &a, const cv::Rect2f &b)
{
    const float both = (a & b).area();
    const float either = a.area() + b.area() - both;
    return either > 0 ? both / either : a == b ? 1 : 0;
}

/// What boxes are drawn on: its size, and how many of its pixels a pixel of the input has.
class Canvas {
public:
    Canvas(const Backdrop &backdrop, const std::vector<std::vector<Box>> &all)
    {
        cv::Size input(backdrop.inputWidth, backdrop.inputHeight);
        if (input.empty() && backdrop.picture != nullptr)
            input = {backdrop.picture->width, backdrop.picture->height};
        if (input.empty())
            input = sizeAround(all);
        m_scale = std::max(1, (finePixels + input.width - 1) / input.width);
        m_picture = cv::Mat3b(input * m_scale, neutralDark);
    }

    /// Puts the picture behind, in grey, so that the classes' colours stand out.
    void show(const Picture &picture)
    {
        const auto pixels = 3U * static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
        if (picture.empty() || picture.rgb.size() < pixels)
            return;
        const cv::Mat rgb(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t *>(picture.rgb.data()));
        cv::Mat1b grey;
        cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
        cv::resize(grey, grey, m_picture.size(), 0, 0, cv::INTER_LINEAR);
        grey.convertTo(grey, CV_8U, backdropBrightness);
        cv::cvtColor(grey, m_picture, cv::COLOR_GRAY2RGB);
    }

    cv::Rect on(const cv::Rect2f &place) const
    {
        const auto at = [this](float value) { return cvRound(value * static_cast<float>(m_scale)); };
        return {cv::Point(at(place.x), at(place.y)), cv::Point(at(place.br().x), at(place.br().y))};
    }

    void fill(const cv::Rect &place, const cv::Vec3b &color)
    {
        const cv::Rect inside = place & cv::Rect(cv::Point(), m_picture.size());
        if (inside.empty())
            return;
        cv::Mat3b part = m_picture(inside);
        const cv::Mat3b plain(part.size(), color);
        cv::addWeighted(part, 1 - fillStrength, plain, fillStrength, 0, part);
    }

    void outline(const cv::Rect &place, const cv::Vec3b &color)
    {
        cv::rectangle(m_picture, place.tl(), place.br(), color, std::max(1, m_picture.cols / 128));
    }

    /// On a plate above the box, or inside where the picture ends there.
    void write(const cv::Rect &place, const std::string &words, const cv::Vec3b &color)
    {
        const double size = m_picture.cols / 800.0;
        int below = 0;
        const auto text = cv::getTextSize(words, cv::FONT_HERSHEY_SIMPLEX, size, 1, &below);
        const int height = text.height + 2 * below;
        const int left = std::clamp(place.x, 0, std::max(0, m_picture.cols - text.width - 4));
        const int top = place.y >= height ? place.y - height : std::max(0, place.y);
        cv::rectangle(m_picture, cv::Rect(left, top, text.width + 4, height), color, cv::FILLED);
        const int light = (299 * color[0] + 587 * color[1] + 114 * color[2]) / 1000;
        const auto ink = light > 110 ? cv::Vec3b(0, 0, 0) : cv::Vec3b(255, 255, 255);
        cv::putText(m_picture, words, {left + 2, top + text.height + below}, cv::FONT_HERSHEY_SIMPLEX, size, ink, 1,
            cv::LINE_AA);
    }

    cv::Mat3b &picture() { return m_picture; }

private:
    static cv::Size sizeAround(const std::vector<std::vector<Box>> &all)
    {
        cv::Size size = emptyCanvas;
        for (const auto &boxes : all) {
            for (const auto &box : boxes)
                size = {std::max(size.width, cvCeil(box.place.br().x) + 1),
                    std::max(size.height, cvCeil(box.place.br().y) + 1)};
        }
        return size;
    }

    int m_scale = 1;
    cv::Mat3b m_picture;
};

std::string wordsOf(const TaskSpec &task, const Box &box)
{
    const auto at = static_cast<std::size_t>(box.label);
    const auto name = at < task.classes.size() ? task.classes[at] : "class " + std::to_string(box.label);
    return name + " " + std::to_string(cvRound(100 * std::min(box.score, 1.0F))) + " %";
}

/// The partner of each of `ours` among `theirs`, the surest choosing first; -1 where it has none.
std::vector<int> partners(const std::vector<Box> &ours, const std::vector<Box> &theirs)
{
    std::vector<int> partner(ours.size(), -1);
    std::vector<bool> taken(theirs.size(), false);
    for (std::size_t i = 0; i < ours.size(); ++i) {
        float best = sameObject;
        for (std::size_t k = 0; k < theirs.size(); ++k) {
            const float overlap = overlapOf(ours[i].place, theirs[k].place);
            if (!taken[k] && theirs[k].label == ours[i].label && overlap >= best) {
                best = overlap;
                partner[i] = static_cast<int>(k);
            }
        }
        if (partner[i] >= 0)
            taken[static_cast<std::size_t>(partner[i])] = true;
    }
    return partner;
}

cv::Vec3b heatOf(float unit) { return heat(cv::Mat1f(1, 1, unit))(0, 0); }

void drawAlone(Canvas &canvas, const Box &box)
{
    if (box.score < shownScore)
        return;
    const auto place = canvas.on(box.place);
    canvas.fill(place, warningColor);
    canvas.outline(place, warningColor);
}

/// What one box covers and the other does not; the outline too where their scores differ.
void drawPair(Canvas &canvas, const Box &a, const Box &b)
{
    const auto one = canvas.on(a.place);
    const auto other = canvas.on(b.place);
    cv::Mat1b differs = cv::Mat1b::zeros(canvas.picture().size());
    const cv::Rect all(cv::Point(), differs.size());
    differs(one & all).setTo(1);
    cv::bitwise_xor(differs(other & all), cv::Scalar(1), differs(other & all));
    canvas.picture().setTo(heatOf((1 - overlapOf(a.place, b.place)) / fullOverlapLoss), differs);
    if (const float change = std::abs(a.score - b.score); change > equalScores)
        canvas.outline(other, heatOf(change / fullScoreChange));
}

} // namespace

cv::Mat3b detectionPicture(const TaskSpec &task, const TensorValue &tensor, const Backdrop &backdrop)
{
    const auto boxes = boxesOf(tensor);
    if (!boxes)
        return {};
    Canvas canvas(backdrop, {*boxes});
    if (backdrop.picture != nullptr)
        canvas.show(*backdrop.picture);
    const auto colorOf = [&task](const Box &box) {
        const auto color = taskColor(task, box.label);
        return cv::Vec3b(color[0], color[1], color[2]);
    };
    std::for_each(boxes->rbegin(), boxes->rend(), [&](const Box &box) { // the surest on top
        const auto place = canvas.on(box.place);
        canvas.fill(place, colorOf(box));
        canvas.outline(place, colorOf(box));
    });
    std::for_each(boxes->rbegin(), boxes->rend(),
        [&](const Box &box) { canvas.write(canvas.on(box.place), wordsOf(task, box), colorOf(box)); });
    return canvas.picture();
}

cv::Mat3b detectionDifference(const TensorValue &split, const TensorValue &whole, const Backdrop &backdrop)
{
    const auto ours = boxesOf(split, partnerScore);
    const auto theirs = boxesOf(whole, partnerScore);
    if (!ours || !theirs)
        return {};
    Canvas canvas(backdrop, {*ours, *theirs});
    const auto partner = partners(*ours, *theirs);
    for (std::size_t i = 0; i < ours->size(); ++i) {
        const auto &box = (*ours)[i];
        if (partner[i] < 0) {
            drawAlone(canvas, box);
            continue;
        }
        const auto &other = (*theirs)[static_cast<std::size_t>(partner[i])];
        if (std::max(box.score, other.score) >= shownScore)
            drawPair(canvas, box, other);
    }
    for (std::size_t k = 0; k < theirs->size(); ++k) {
        if (std::find(partner.begin(), partner.end(), static_cast<int>(k)) == partner.end())
            drawAlone(canvas, (*theirs)[k]);
    }
    return canvas.picture();
}

} // namespace splitscope
