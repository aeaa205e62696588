// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sources/frame_source.h"
#include "core/sources/live_pace.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace splitscope {

/// Pictures from files, each once and in the order given. Live, a slide show without end: each picture stays for a
/// second, delivered again and again at the camera's rate.
class PictureSource : public FrameSource {
public:
    /// \param files at least one
    /// \param name for titles
    PictureSource(std::vector<std::filesystem::path> files, std::string name, const SourceOptions &options);

    /// Throws Failure (SourceUnreadable) for a picture that cannot be read; the next call goes on with the one after
    /// it.
    std::optional<Frame> next() override;
    void stop() override { m_stop.raise(); }
    std::string description() const override { return m_name; }

private:
    bool slideIsOver();

    std::vector<std::filesystem::path> m_files;
    std::string m_name;
    std::optional<LivePace> m_pace;
    std::int64_t m_beatsPerSlide = 1;
    StopSignal m_stop;
    std::size_t m_nextFile = 0;
    std::int64_t m_slideStart = 0;
    std::int64_t m_beat = 0;
    Picture m_slide; ///< the one shown now; empty before the first and where the files are not repeated
    std::uint64_t m_delivered = 0;
};

/// The pictures directly in a folder, by name. Throws Failure (SourceUnreadable, SourceEmpty).
std::vector<std::filesystem::path> picturesIn(const std::filesystem::path &folder);

/// The pictures that a shell pattern (`*`, `?`, `[...]`) names, in name order. Throws Failure (SourceEmpty).
std::vector<std::filesystem::path> picturesLike(const std::string &pattern);

} // namespace splitscope
