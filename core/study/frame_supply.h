// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sources/frame_source.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// So many pictures of a source, the same ones each time: of `scenes:A..B` with more seeds than are wanted, a seeded
/// choice of seeds, ascending; of everything else the first ones.
class FrameSupply {
public:
    struct Options {
        int frames = 1;
        std::uint64_t seed = 1;
        std::string avoided; ///< `scenes:A..B`, whose seeds are not taken. Empty: none
        int skipped = 0;     ///< so many of the first frames are not taken, but of `scenes:A..B`
        int width = 256;     ///< of synthetic scenes, pixels
        int height = 192;
    };

    /// Throws Failure as openSource; InvalidArgument where fewer than one frame is asked for; SourceEmpty where every
    /// seed is avoided.
    FrameSupply(const std::string &source, const Options &options);

    /// Nothing after the last. Throws Failure as FrameSource; after SourceUnreadable of one picture of a folder the
    /// next call goes on with the one after it.
    std::optional<Picture> next();

    /// The seeds of what `next` gives, in its order, for the truth; empty for sources that are not `scenes:A..B`.
    const std::vector<std::uint64_t> &seeds() const { return m_seeds; }

private:
    std::vector<std::uint64_t> m_seeds;
    std::unique_ptr<FrameSource> m_source; ///< null where there are seeds
    Options m_options;
    int m_given = 0;
};

} // namespace splitscope
