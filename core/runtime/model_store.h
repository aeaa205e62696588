// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace splitscope {

/// The models that an edge may run: `*.pt` files of one folder, found by the hash of their content. Nothing else is
/// ever opened. Thread-safe.
class ModelStore {
public:
    using Opener = std::function<std::shared_ptr<const Model>(const std::filesystem::path &, const ModelOptions &)>;

    /// \param opener how a file is opened; openModelGuarded by default.
    /// Throws Failure (FileNotFound) if `folder` is not a directory.
    explicit ModelStore(
        std::filesystem::path folder, std::vector<std::filesystem::path> opLibraries = {}, Opener opener = {});

    /// The model with that hash, specialised to these inputs and that operating point; opened once as long as anyone
    /// uses it. Throws Failure: FileNotFound if no file has the hash, and what opening throws.
    std::shared_ptr<const Model> open(
        const std::string &hash, const std::vector<TensorInfo> &inputs, const std::string &operatingPoint);

private:
    struct Known {
        std::uintmax_t size = 0;
        std::filesystem::file_time_type modified;
        std::string hash;
    };

    std::filesystem::path find(const std::string &hash);
    const std::string &hashOf(const std::filesystem::path &file);

    std::filesystem::path m_folder;
    std::vector<std::filesystem::path> m_opLibraries;
    Opener m_opener;
    std::mutex m_mutex; ///< guards what follows, also while a file is hashed or opened
    std::map<std::filesystem::path, Known> m_known;
    std::map<std::string, std::weak_ptr<const Model>> m_open;
};

} // namespace splitscope
