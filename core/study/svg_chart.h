// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace splitscope {

/// Lines over a common pair of axes, as a picture for a report. A value.
struct SvgChart {
    struct Line {
        std::string label;
        std::vector<std::pair<double, double>> points; ///< left to right; what is not finite, or not above 0 on a
                                                       ///< logarithmic axis, is left out
        bool dashed = false;
        std::string absent = "no value"; ///< what the legend says, in brackets, of a line without a point to show
    };

    std::string title;
    std::string note; ///< under the title: where the figures come from
    std::string xLabel;
    std::string yLabel;
    bool logarithmic = false; ///< the vertical axis
    std::vector<Line> lines;
};

/// SVG 1.1, 760 x 440, white ground, colours that people with colour blindness tell apart (Okabe and Ito). Text is
/// escaped. A chart without a point says that there is nothing to show.
std::string svgOf(const SvgChart &chart);

} // namespace splitscope
