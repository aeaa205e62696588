// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/model_folder.h"

#include "core/graph/error.h"

#include <cstring>
#include <fstream>

#include <stdlib.h>

namespace splitscope {

ModelFolder::ModelFolder(const Model &model)
{
    auto name = (std::filesystem::temp_directory_path() / "splitscope-edge-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw Failure(ErrorCode::FileUnwritable, {{"file", name}, {"why", std::string(std::strerror(errno)) + "."}});
    m_path = name;
    auto link = m_path / model.path().filename();
    link.replace_extension(".pt");
    std::error_code error;
    std::filesystem::create_symlink(std::filesystem::absolute(model.path()), link, error);
    std::ofstream metadata(link.string() + ".meta.json");
    metadata << metadataToJson(model.metadata());
    if (error || !metadata.flush()) {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
        throw Failure(
            ErrorCode::FileUnwritable, {{"file", link.string()}, {"why", "the folder is full or read-only."}});
    }
}

ModelFolder::~ModelFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

} // namespace splitscope
