// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/labelled_folder.h"

#include "core/graph/error.h"
#include "core/sources/picture_file.h"
#include "core/sources/picture_source.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace splitscope {

namespace {

constexpr int unlabelled = 255;
constexpr int mostObjects = 127;

[[noreturn]] void fail(const std::filesystem::path &file, const std::string &why)
{
    throw Failure(ErrorCode::SourceUnreadable, {{"source", file.string()}, {"why", why}});
}

std::string sizeText(int width, int height) { return std::to_string(width) + "x" + std::to_string(height); }

std::vector<std::string> readClasses(const std::filesystem::path &file)
{
    std::ifstream stream(file);
    std::vector<std::string> names;
    for (std::string line; std::getline(stream, line);) {
        line.erase(line.find_last_not_of(" \t\r") + 1);
        if (!line.empty()) {
            names.push_back(line);
        }
    }
    if (names.size() < 2 || names.size() > unlabelled) {
        fail(file, "It must name 2 to 255 classes, one a line.");
    }
    return names;
}

/// A plane of labels as it is in the file. \param size of its picture
cv::Mat readLabels(const std::filesystem::path &file, int type, const char *form, const cv::Size &size)
{
    cv::Mat labels;
    try {
        labels = cv::imread(file.string(), cv::IMREAD_UNCHANGED);
    } catch (const cv::Exception &) {
        labels.release(); // what OpenCV says here speaks of its own source lines
    }
    if (labels.empty()) {
        fail(file, "It is missing or not a picture.");
    }
    if (labels.type() != type) {
        fail(file, std::string("It must have ") + form + ".");
    }
    if (labels.size() != size) {
        fail(file,
            "It is " + sizeText(labels.cols, labels.rows) + ", but its picture is " + sizeText(size.width, size.height)
                + ".");
    }
    return labels;
}

cv::Mat nearest(const cv::Mat &labels, int width, int height)
{
    cv::Mat result;
    cv::resize(labels, result, cv::Size(width, height), 0, 0, cv::INTER_NEAREST);
    return result;
}

std::vector<std::uint8_t> bytesOf(const cv::Mat &plane)
{
    return {plane.begin<std::uint8_t>(), plane.end<std::uint8_t>()};
}

/// \param highest that a value may be; unlabelled may stand beside them where `mayBeUnlabelled`
void checkValues(const cv::Mat &plane, int highest, bool mayBeUnlabelled, const std::filesystem::path &file,
    const std::string &meaning)
{
    const auto wrong = std::find_if(plane.begin<std::uint8_t>(), plane.end<std::uint8_t>(),
        [&](int value) { return value > highest && !(mayBeUnlabelled && value == unlabelled); });
    if (wrong != plane.end<std::uint8_t>()) {
        fail(file,
            "It holds the " + meaning + " " + std::to_string(*wrong) + ", but the highest is " + std::to_string(highest)
                + ".");
    }
}

std::vector<float> metresOf(const cv::Mat &millimetres)
{
    std::vector<float> metres;
    metres.reserve(millimetres.total());
    for (auto at = millimetres.begin<std::uint16_t>(); at != millimetres.end<std::uint16_t>(); ++at) {
        metres.push_back(float(*at) / 1000.0F);
    }
    return metres;
}

/// OpenCV has blue first.
std::vector<float> directionsOf(const cv::Mat &colours, const std::filesystem::path &file)
{
    std::vector<float> directions;
    directions.reserve(3 * colours.total());
    for (auto at = colours.begin<cv::Vec3b>(); at != colours.end<cv::Vec3b>(); ++at) {
        const cv::Vec3f direction(
            float((*at)[2]) / 127.5F - 1.0F, float((*at)[1]) / 127.5F - 1.0F, float((*at)[0]) / 127.5F - 1.0F);
        const float length = std::sqrt(direction.dot(direction));
        if (!(length > 0.1F)) {
            fail(file, "It holds a normal without a direction.");
        }
        for (int axis = 0; axis < 3; ++axis) {
            directions.push_back(direction[axis] / length);
        }
    }
    return directions;
}

Picture resized(const Picture &picture, int width, int height)
{
    const cv::Mat from(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t *>(picture.rgb.data()));
    Picture result{width, height, std::vector<std::uint8_t>(3 * std::size_t(width) * std::size_t(height))};
    cv::Mat to(height, width, CV_8UC3, result.rgb.data());
    cv::resize(from, to, to.size(), 0, 0, width < picture.width ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
}

} // namespace

LabelledFolder::LabelledFolder(std::filesystem::path folder)
    : m_folder(std::move(folder))
    , m_pictures(picturesIn(m_folder / "pictures"))
{
    for (const std::filesystem::path &picture : m_pictures) {
        m_names.push_back(picture.stem().string());
    }
    for (const char *plane : {"classes", "depth", "normals", "objects", "boundary"}) {
        if (std::error_code ignored; std::filesystem::is_directory(m_folder / plane, ignored)) {
            m_planes.emplace_back(plane);
        }
    }
    if (has("classes")) {
        m_classes = readClasses(m_folder / "classes.txt");
    }
    for (const std::string &plane : m_planes) {
        for (const std::string &name : m_names) {
            const std::filesystem::path file = m_folder / plane / (name + ".png");
            if (std::error_code ignored; !std::filesystem::is_regular_file(file, ignored)) {
                fail(file, "It is missing; every picture needs one.");
            }
        }
    }
}

bool LabelledFolder::has(const std::string &plane) const
{
    return std::find(m_planes.begin(), m_planes.end(), plane) != m_planes.end();
}

SceneFrame LabelledFolder::frame(std::size_t index, int width, int height) const
{
    const Picture picture = readPictureFile(m_pictures.at(index));
    const cv::Size size(picture.width, picture.height);
    SceneFrame frame;
    frame.picture = resized(picture, width, height);
    SceneTruth &truth = frame.truth;
    truth.width = width;
    truth.height = height;
    const auto fileOf = [&](const char *plane) { return m_folder / plane / (m_names[index] + ".png"); };
    const auto bytePlane = [&](const char *plane) {
        return nearest(readLabels(fileOf(plane), CV_8UC1, "8 bits and one channel", size), width, height);
    };
    if (has("classes")) {
        const cv::Mat plane = bytePlane("classes");
        checkValues(plane, int(m_classes.size()) - 1, true, fileOf("classes"), "class");
        truth.classes = bytesOf(plane);
    }
    if (has("objects")) {
        const cv::Mat plane = bytePlane("objects");
        checkValues(plane, mostObjects, false, fileOf("objects"), "object");
        truth.objects = bytesOf(plane);
    }
    if (has("boundary")) {
        truth.boundary = bytesOf(bytePlane("boundary"));
    }
    if (has("depth")) {
        const cv::Mat plane = readLabels(fileOf("depth"), CV_16UC1, "16 bits and one channel (millimetres)", size);
        truth.depth = metresOf(nearest(plane, width, height));
    }
    if (has("normals")) {
        const cv::Mat plane = readLabels(fileOf("normals"), CV_8UC3, "8 bits and three channels", size);
        truth.normals = directionsOf(nearest(plane, width, height), fileOf("normals"));
    }
    return frame;
}

} // namespace splitscope
