// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/model_store.h"

#include "core/graph/error.h"
#include "core/graph/plan_key.h"
#include "core/graph/sha256.h"
#include "core/model/guarded_open.h"

#include <utility>

namespace splitscope {

namespace {

std::shared_ptr<const Model> openGuarded(const std::filesystem::path &file, const ModelOptions &options)
{
    return openModelGuarded(file, options);
}

} // namespace

ModelStore::ModelStore(std::filesystem::path folder, std::vector<std::filesystem::path> opLibraries, Opener opener)
    : m_folder(std::move(folder))
    , m_opLibraries(std::move(opLibraries))
    , m_opener(opener ? std::move(opener) : Opener(openGuarded))
{
    std::error_code error;
    if (!std::filesystem::is_directory(m_folder, error))
        throw Failure(std::filesystem::exists(m_folder, error) ? ErrorCode::FileUnreadable : ErrorCode::FileNotFound,
            {{"file", m_folder.string()}, {"why", "it is not a folder."}});
    for (const auto &library : m_opLibraries)
        loadOpLibrary(library);
}

std::shared_ptr<const Model> ModelStore::open(
    const std::string &hash, const std::vector<TensorInfo> &inputs, const std::string &operatingPoint)
{
    const std::lock_guard lock(m_mutex);
    const std::string key = hash + '|' + inputSignature(inputs) + '|' + operatingPoint;
    if (auto model = m_open[key].lock())
        return model;
    std::erase_if(m_open, [](const auto &entry) { return entry.second.expired(); });
    ModelOptions options;
    options.opLibraries = m_opLibraries;
    options.inputs.assign(inputs.begin(), inputs.end());
    options.operatingPoint = operatingPoint;
    auto model = m_opener(find(hash), options);
    // The file may have been replaced between hashing and opening.
    if (model->hash() != hash)
        throw Failure(ErrorCode::FileNotFound, {{"file", "with the SHA-256 " + hash}});
    m_open[key] = model;
    return model;
}

std::filesystem::path ModelStore::find(const std::string &hash)
{
    std::error_code error;
    for (const auto &entry : std::filesystem::directory_iterator(m_folder, error)) {
        if (entry.path().extension() != ".pt" || !entry.is_regular_file(error))
            continue;
        try {
            if (hashOf(entry.path()) == hash)
                return entry.path();
        } catch (const Failure &) {
            continue; // one unreadable file does not hide the others
        }
    }
    throw Failure(ErrorCode::FileNotFound, {{"file", "with the SHA-256 " + hash + " in the edge's --models folder"}});
}

const std::string &ModelStore::hashOf(const std::filesystem::path &file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    const auto modified = std::filesystem::last_write_time(file, error);
    auto &known = m_known[file];
    if (known.hash.empty() || known.size != size || known.modified != modified)
        known = {size, modified, sha256OfFile(file)};
    return known.hash;
}

} // namespace splitscope
