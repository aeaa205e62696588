// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <QApplication>
#include <QStyleFactory>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

bool isDark(const QPalette &palette) { return palette.color(QPalette::Window).lightness() < 128; }

QPalette ourPalette(bool dark)
{
    const QColor window(dark ? 0x24272b : 0xf3f3f1);
    const QColor base(dark ? 0x1b1e21 : 0xffffff);
    const QColor button(dark ? 0x31353a : 0xe9e9e6);
    const QColor text(dark ? 0xe6e8ea : 0x1c1e20);
    const QColor disabled(dark ? 0x80868c : 0x8a8d90);
    const QColor highlight(dark ? 0x2276aa : 0x0072b2);

    QPalette palette(button, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, dark ? QColor(0x202428) : QColor(0xf7f7f5));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::PlaceholderText, dark ? QColor(0x9aa0a6) : QColor(0x6a6e72));
    palette.setColor(QPalette::ToolTipBase, dark ? QColor(0x32363b) : QColor(0xffffff));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, dark ? QColor(0x6db9e8) : QColor(0x005f96));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, disabled);
    return palette;
}

double luminance(const QColor &color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

Theme Theme::fromPalette(const QPalette &palette)
{
    Theme theme;
    theme.dark = isDark(palette);
    theme.device = QColor(0xe69f00);
    theme.encode = QColor(0xcc79a7);
    theme.uplink = QColor(0x56b4e9);
    theme.edge = QColor(0x0072b2);
    theme.downlink = QColor(0x999999);
    theme.best = QColor(0x009e73);
    theme.warning = QColor(0xd55e00);

    const bool dark = theme.dark;
    theme.canvas = dark ? QColor(0x181b1e) : QColor(0xfbfbfa);
    theme.deviceCard = dark ? QColor(0x453710) : QColor(0xfdf0d4);
    theme.deviceHatch = dark ? QColor(0x5c4a17) : QColor(0xf5dfae);
    theme.edgeCard = dark ? QColor(0x14374e) : QColor(0xd6e8f4);
    theme.plainCard = dark ? QColor(0x2b2f34) : QColor(0xffffff);
    theme.line = dark ? QColor(0x3a3f45) : QColor(0xd9d9d5);
    theme.wire = dark ? QColor(0x6f777f) : QColor(0x9ba1a6);
    theme.text = palette.color(QPalette::Active, QPalette::WindowText);
    theme.mutedText = dark ? QColor(0xb3b9bf) : QColor(0x575c60);
    theme.focus = dark ? QColor(0xf2f4f6) : QColor(0x17191b);
    theme.warningCard = dark ? QColor(0x4a2a12) : QColor(0xfbe3d2);
    theme.betterText = dark ? QColor(0x4fd1a8) : QColor(0x00694d);
    theme.worseText = dark ? QColor(0xff9f63) : QColor(0x9c3d00);
    return theme;
}

void installTheme(QApplication &application, ThemeChoice choice)
{
    static const bool desktopIsDark = isDark(application.palette()); // before any palette of ours
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::Desktop && desktopIsDark);
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    application.setPalette(ourPalette(dark));
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double one = luminance(a) + 0.05;
    const double other = luminance(b) + 0.05;
    return std::max(one, other) / std::min(one, other);
}

} // namespace splitscope
