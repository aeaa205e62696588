// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace splitscope {

/// How a slider's whole-number positions stand for values: evenly, or evenly in the logarithm. Values are rounded to
/// what a hand can mean: two significant digits on a logarithmic scale, whole units on an even one.
class SliderScale {
public:
    static SliderScale logarithmic(double lowest, double highest);
    static SliderScale even(double lowest, double highest, double notch);

    int positions() const; ///< positions are 0..positions()
    double valueAt(int position) const;
    int positionOf(double value) const; ///< the nearest; values outside are held at the ends
    double clamped(double value) const;
    /// One wheel notch up (1) or down (-1): the next of 1, 1.5, 2, 3, 5, 7, 10 on a logarithmic scale.
    double notched(double value, int notches) const;

    double lowest() const { return m_lowest; }
    double highest() const { return m_highest; }

private:
    SliderScale(bool logarithmic, double lowest, double highest, double notch);

    bool m_logarithmic;
    double m_lowest;
    double m_highest;
    double m_notch;
};

} // namespace splitscope
