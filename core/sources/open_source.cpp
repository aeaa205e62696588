// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/sources/camera_source.h"
#include "core/sources/frame_source.h"
#include "core/sources/picture_file.h"
#include "core/sources/picture_source.h"
#include "core/sources/quiet_opencv.h"
#include "core/sources/scene_source.h"
#include "core/sources/seeded_scenes_source.h"
#include "core/sources/stream_source.h"
#include "core/sources/video_source.h"

#include <charconv>

namespace splitscope {

namespace {

/// The seed of `scenes` where none is given: held out, so that no bundled model has seen it.
constexpr std::uint64_t defaultSeed = SceneCamera::firstHeldOutSeed;
constexpr std::string_view scenesPrefix = "scenes:";
constexpr std::string_view cameraPrefix = "camera:";

[[noreturn]] void unknown(std::string_view source)
{
    throw Failure(ErrorCode::UnknownSource, {{"source", std::string(source)}});
}

template <typename Number>
std::optional<Number> wholeNumber(std::string_view text)
{
    Number number = 0;
    const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || rest != text.data() + text.size() || number < 0)
        return std::nullopt;
    return number;
}

std::unique_ptr<FrameSource> openScenes(std::string_view source, const SourceOptions &options)
{
    if (const auto seeds = sceneSeedRange(source))
        return std::make_unique<SeededScenesSource>(*seeds, options);
    if (source == "scenes")
        return std::make_unique<SceneSource>(defaultSeed, options);
    const auto seed = wholeNumber<std::uint64_t>(source.substr(scenesPrefix.size()));
    if (!seed)
        unknown(source);
    return std::make_unique<SceneSource>(*seed, options);
}

std::unique_ptr<FrameSource> openCamera(std::string_view source)
{
    const auto camera = wholeNumber<int>(source.substr(cameraPrefix.size()));
    if (!camera)
        unknown(source);
    return std::make_unique<CameraSource>(*camera);
}

std::unique_ptr<FrameSource> openFile(const std::filesystem::path &file, const SourceOptions &options)
{
    std::error_code problem;
    if (!std::filesystem::is_regular_file(file, problem))
        throw Failure(ErrorCode::SourceUnreadable, {{"source", file.string()}, {"why", "It is not an ordinary file."}});
    if (!hasPictureName(file) && !looksLikePicture(file))
        return std::make_unique<VideoSource>(file, options);
    readPictureFile(file); // so that a lone picture that cannot be read is told here
    return std::make_unique<PictureSource>(std::vector{file}, file.filename().string(), options);
}

std::unique_ptr<FrameSource> openPath(const std::string &source, const SourceOptions &options)
{
    std::error_code problem;
    const std::filesystem::path path(source);
    if (std::filesystem::is_directory(path, problem))
        return std::make_unique<PictureSource>(picturesIn(path), source, options);
    if (std::filesystem::exists(path, problem))
        return openFile(path, options);
    if (source.find_first_of("*?[") != std::string::npos)
        return std::make_unique<PictureSource>(picturesLike(source), source, options);
    // A word alone is more likely a wrong keyword than the name of a file.
    if (source.find_first_of("/.") == std::string::npos)
        unknown(source);
    throw Failure(ErrorCode::FileNotFound, {{"file", source}});
}

} // namespace

std::unique_ptr<FrameSource> openSource(std::string_view source, const SourceOptions &options)
{
    quietOpenCv();
    if (source == "scenes" || source.starts_with(scenesPrefix))
        return openScenes(source, options);
    if (source.starts_with(cameraPrefix))
        return openCamera(source);
    for (const std::string_view scheme : {"http://", "https://", "rtsp://"}) {
        if (source.starts_with(scheme) && source.size() > scheme.size())
            return std::make_unique<StreamSource>(std::string(source));
    }
    if (source.find("://") != std::string_view::npos)
        unknown(source);
    return openPath(std::string(source), options);
}

std::optional<SeedRange> sceneSeedRange(std::string_view source)
{
    const auto dots = source.find("..");
    if (!source.starts_with(scenesPrefix) || dots == std::string_view::npos)
        return std::nullopt;
    const auto first = wholeNumber<std::uint64_t>(source.substr(scenesPrefix.size(), dots - scenesPrefix.size()));
    const auto last = wholeNumber<std::uint64_t>(source.substr(dots + 2));
    if (!first || !last || *last < *first)
        return std::nullopt;
    return SeedRange{*first, *last};
}

} // namespace splitscope
