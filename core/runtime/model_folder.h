// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"

#include <filesystem>

namespace splitscope {

/// A temporary folder for our own edge that holds nothing but one model, as a link, and the metadata that the device
/// uses, which may have come from somewhere else than the file. Removed with this object.
class ModelFolder {
public:
    /// Throws Failure (FileUnwritable).
    explicit ModelFolder(const Model &model);
    ~ModelFolder();
    ModelFolder(const ModelFolder &) = delete;
    ModelFolder &operator=(const ModelFolder &) = delete;

    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace splitscope
