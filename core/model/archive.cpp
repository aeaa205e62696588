// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/archive.h"

#include "core/graph/error.h"
#include "core/graph/model_metadata.h"
#include "core/model/model.h"

#include <dlfcn.h>

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

/// LibTorch's messages are the only sign of what went wrong; these patterns are checked by the tests of each case.
[[noreturn]] void explain(const std::filesystem::path &file, const std::string &message)
{
    const auto has = [&](const char *words) { return message.find(words) != std::string::npos; };
    std::smatch match;
    if (std::regex_search(message, match, std::regex("Unknown builtin op: ([A-Za-z0-9_:]+)"))
        || std::regex_search(
            message, match, std::regex("Unknown type name '([A-Za-z0-9_.:]*torch.classes[A-Za-z0-9_.:]*)'")))
        throw Failure(ErrorCode::UnknownOperator, {{"file", file.string()}, {"operators", match[1].str()}});
    if (has("file not found: constants.pkl") || has("file not found: version") || has("hasRecord(\"version\")")
        || has("No such file") || has("no TorchScript"))
        throw Failure(ErrorCode::NotTorchScript, {{"file", file.string()}});
    if (has("PytorchStreamReader") || has("central directory") || has("unexpected end") || has("archive")
        || has("INTERNAL ASSERT"))
        throw Failure(ErrorCode::ArchiveTruncated,
            {{"file", file.string()},
                {"why",
                    has("INTERNAL ASSERT") ? "its program or its data contradict themselves" : firstLine(message)}});
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
