// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_camera.h"

#include <filesystem>
#include <string>
#include <vector>

namespace splitscope {

/// A folder of pictures with labels:
///
///   classes.txt         names of the classes, one a line; the first (index 0) is the background, which has no boxes
///   pictures/NAME.jpg   or any other picture format
///   classes/NAME.png    8 bits, one channel: index of the class at each pixel, 255 where nobody labelled it
///   depth/NAME.png      16 bits, one channel: millimetres along the optical axis, 0 where not known
///   normals/NAME.png    8 bits, three channels (red x right, green y down, blue z away from the camera): a component
///                       is value / 127.5 - 1
///   objects/NAME.png    8 bits, one channel: number of the object at each pixel, 1 to 127, 0 for the background
///   boundary/NAME.png   8 bits, one channel: not 0 on a boundary
///
/// Only `pictures` has to be there. A folder of labels that is there has one file for each picture, of its size.
class LabelledFolder {
public:
    /// Looks what is there. Throws Failure (SourceUnreadable, SourceEmpty) naming the file that is missing or wrong.
    explicit LabelledFolder(std::filesystem::path folder);

    std::size_t size() const { return m_names.size(); }
    const std::vector<std::string> &classes() const { return m_classes; }
    /// "classes", "depth", "normals", "objects" or "boundary".
    bool has(const std::string &plane) const;

    /// Picture and labels brought to a size: the picture by averages, labels by the nearest pixel, so that none is
    /// mixed. Planes that the folder lacks are empty. Throws Failure (SourceUnreadable) naming the file whose size,
    /// number of channels or values are wrong.
    SceneFrame frame(std::size_t index, int width, int height) const;

private:
    std::filesystem::path m_folder;
    std::vector<std::string> m_classes;
    std::vector<std::filesystem::path> m_pictures;
    std::vector<std::string> m_names; ///< without their ends
    std::vector<std::string> m_planes;
};

} // namespace splitscope
