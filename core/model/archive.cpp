// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/archive.h"

#include "core/graph/error.h"
#include "core/graph/model_metadata.h"
#include "core/model/missing_operators.h"
#include "core/model/model.h"

#include <caffe2/serialize/inline_container.h>
#include <torch/version.h>

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <regex>

namespace splitscope {

namespace {

void checkIsZip(const std::filesystem::path &file)
{
    std::error_code problem;
    if (!std::filesystem::exists(file, problem))
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    if (!std::filesystem::is_regular_file(file, problem))
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "it is not a file."}});
    std::ifstream in(file, std::ios::binary);
    std::array<char, 4> start{};
    if (!in)
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", "permission is missing."}});
    in.read(start.data(), start.size());
    if (in.gcount() < 4 || std::string_view(start.data(), 4) != "PK\x03\x04")
        throw Failure(ErrorCode::NotTorchScript, {{"file", file.string()}});
}

std::string firstLine(const std::string &text) { return text.substr(0, text.find('\n')); }

/// False for a zip archive that can be read and holds other things, weights saved with torch.save for instance.
bool holdsProgram(const std::filesystem::path &file)
{
    try {
        const auto records = caffe2::serialize::PyTorchStreamReader(file.string()).getAllRecords();
        return std::any_of(records.begin(), records.end(),
            [](const std::string &record) { return record.rfind("code/", 0) == 0 || record == "constants.pkl"; });
    } catch (const std::exception &error) {
        // Every PyTorch archive has a record `version`; without one it is somebody else's zip file.
        return std::string_view(error.what()).find("version") == std::string_view::npos;
    }
}

/// An archive of a format that this LibTorch cannot read does not even open; the two numbers are in what it says.
void explainFormat(const std::filesystem::path &file, const std::string &message)
{
    std::smatch match;
    if (std::regex_search(
            message, match, std::regex("version ([0-9]+), but the maximum supported version for reading is ([0-9]+)")))
        throw Failure(ErrorCode::ArchiveTooNew, {{"file", file.string()}, {"format", match[1]}, {"newest", match[2]}});
}

/// LibTorch names the first operator that it lacks; the archive's code names all.
void explainOperators(const std::filesystem::path &file, const std::string &message)
{
    constexpr const char *torchsOwn = "aten::";
    const auto newer = [&](const std::string &what) {
        throw Failure(ErrorCode::ModelUnsupported,
            {{"file", file.string()},
                {"why",
                    what + ", as this LibTorch (" + TORCH_VERSION
                        + ") does not know it. A newer PyTorch saved it: export it again with an older one."}});
    };
    std::smatch match;
    const bool unknownOperator =
        std::regex_search(message, match, std::regex("Unknown builtin op: ([A-Za-z0-9_:]+[A-Za-z0-9_])"));
    if (unknownOperator || message.find("torch.classes") != std::string::npos) {
        auto names = missingOperators(file);
        if (names.empty() && unknownOperator)
            names.push_back(match[1]);
        const auto own = [&](const std::string &name) { return name.rfind(torchsOwn, 0) == 0; };
        if (!names.empty() && std::all_of(names.begin(), names.end(), own))
            newer("it calls " + operatorsText(names));
        if (!names.empty())
            throw Failure(ErrorCode::UnknownOperator, {{"file", file.string()}, {"operators", operatorsText(names)}});
    }
    if (std::regex_search(message, match,
            std::regex("Arguments for call are not valid.\\s+The following variants are "
                       "available:\\s+([a-z_]+::[A-Za-z0-9_]+)")))
        newer("it calls " + match[1].str() + " in a way");
}

/// LibTorch's messages are the only sign of what went wrong; these patterns are checked by the tests of each case.
[[noreturn]] void explain(const std::filesystem::path &file, const std::string &message)
{
    const auto has = [&](const char *words) { return message.find(words) != std::string::npos; };
    explainFormat(file, message);
    explainOperators(file, message);
    if (!holdsProgram(file) || has("No such file") || has("no TorchScript"))
        throw Failure(ErrorCode::NotTorchScript, {{"file", file.string()}});
    if (has("PytorchStreamReader") || has("central directory") || has("unexpected end") || has("archive")
        || has("INTERNAL ASSERT") || has("Unknown type name") || has("expected newline") || has("Couldn't find"))
        throw Failure(ErrorCode::ArchiveTruncated,
            {{"file", file.string()},
                {"why",
                    has("central directory") || has("unexpected end")
                        ? "its end is missing"
                        : "its program or its data contradict themselves"}});
    throw Failure(
        ErrorCode::ModelUnsupported, {{"file", file.string()}, {"why", "LibTorch says: " + firstLine(message)}});
}

} // namespace

Archive readArchive(const std::filesystem::path &file)
{
    checkIsZip(file);
    torch::jit::ExtraFilesMap extra{{metadataFileName, ""}};
    try {
        Archive archive{torch::jit::load(file.string(), at::kCPU, extra), {}};
        archive.module.eval();
        archive.metadata = extra[metadataFileName];
        return archive;
    } catch (const c10::Error &error) {
        explain(file, error.what_without_backtrace());
    } catch (const std::exception &error) {
        explain(file, error.what());
    }
}

void loadOpLibrary(const std::filesystem::path &file)
{
    if (!std::filesystem::exists(file))
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    if (!dlopen(std::filesystem::absolute(file).c_str(), RTLD_NOW | RTLD_GLOBAL))
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", std::string(dlerror()) + "."}});
}

} // namespace splitscope
