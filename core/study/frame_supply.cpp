// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/frame_supply.h"

#include "core/graph/error.h"
#include "core/scenes/scene_camera.h"

#include <algorithm>
#include <random>
#include <set>

namespace splitscope {

namespace {

/// Distinct seeds of a range, ascending: all of them, or a seeded choice where there are more than wanted.
std::vector<std::uint64_t> someSeeds(
    const SeedRange &range, std::size_t wanted, std::uint64_t seed, const std::optional<SeedRange> &avoided)
{
    const auto allowed = [&](std::uint64_t one) { return !avoided || one < avoided->first || one > avoided->last; };
    std::uint64_t usable = range.last - range.first; // one less than there are, so that the full range does not wrap
    if (avoided && avoided->first <= range.last && avoided->last >= range.first) {
        const auto shared = std::min(range.last, avoided->last) - std::max(range.first, avoided->first);
        if (shared == usable)
            return {};
        usable -= shared + 1;
    }
    std::vector<std::uint64_t> all;
    if (usable < wanted) {
        for (auto one = range.first; all.size() <= usable; ++one) {
            if (allowed(one))
                all.push_back(one);
        }
        return all;
    }
    // The engine's numbers are fixed by the standard; its distributions are not, hence the remainder.
    std::mt19937_64 engine(seed);
    std::set<std::uint64_t> chosen;
    const auto size = range.last - range.first + 1; // 0: all of 64 bits
    while (chosen.size() < wanted) {
        const auto drawn = range.first + (size == 0 ? engine() : engine() % size);
        if (allowed(drawn))
            chosen.insert(drawn);
    }
    return {chosen.begin(), chosen.end()};
}

} // namespace

FrameSupply::FrameSupply(const std::string &source, const Options &options)
    : m_options(options)
{
    if (options.frames < 1)
        throw Failure(ErrorCode::InvalidArgument, {{"what", "The number of frames"}, {"why", "it must be 1 or more."}});
    const auto range = sceneSeedRange(source);
    if (!range) {
        SourceOptions opened;
        opened.width = options.width;
        opened.height = options.height;
        m_source = openSource(source, opened);
        return;
    }
    m_seeds =
        someSeeds(*range, static_cast<std::size_t>(options.frames), options.seed, sceneSeedRange(options.avoided));
    if (m_seeds.empty())
        throw Failure(ErrorCode::SourceEmpty, {{"source", source + " without " + options.avoided}});
}

std::optional<Picture> FrameSupply::next()
{
    if (!m_source) {
        if (static_cast<std::size_t>(m_given) == m_seeds.size())
            return std::nullopt;
        const auto seed = m_seeds[static_cast<std::size_t>(m_given++)];
        return SceneCamera(seed, m_options.width, m_options.height).renderPicture();
    }
    if (m_given == m_options.frames)
        return std::nullopt;
    for (; m_options.skipped > 0; --m_options.skipped) {
        if (!m_source->next())
            return std::nullopt;
    }
    auto frame = m_source->next();
    if (!frame)
        return std::nullopt;
    ++m_given;
    return std::move(frame->picture);
}

} // namespace splitscope
