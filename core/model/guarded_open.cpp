// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/guarded_open.h"

#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/graph/user_cache.h"
#include "core/model/child_process.h"

#include <torch/version.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <sys/prctl.h>

namespace splitscope {

namespace {

constexpr const char *probeVersion = "2"; ///< part of the key of what is remembered; raised when opening itself changes

std::string signature(const std::filesystem::path &file, const std::string &hash, const ModelOptions &options)
{
    auto text = hash + "|" + probeVersion + "|" + TORCH_VERSION + "|" + options.operatingPoint;
    // The metadata decides which shapes and which method run.
    const auto beside = std::filesystem::path(file.string() + ".meta.json");
    if (options.metadataFile)
        text += "|" + sha256OfFile(*options.metadataFile);
    else if (std::error_code none; std::filesystem::exists(beside, none))
        text += "|" + sha256OfFile(beside);
    text += "|" + givenInputsText(options.inputs);
    if (options.sampleFile)
        text += "|" + sha256OfFile(*options.sampleFile);
    for (const auto &library : options.opLibraries)
        text += "|" + sha256OfFile(library);
    return sha256Hex(text);
}

std::vector<std::string> probeCommand(
    const std::filesystem::path &program, const std::filesystem::path &file, const ModelOptions &options)
{
    std::vector<std::string> command{
        program.string(), "probe", file.string(), "--operating-point", options.operatingPoint};
    if (options.metadataFile)
        command.insert(command.end(), {"--metadata", options.metadataFile->string()});
    for (const auto &library : options.opLibraries)
        command.insert(command.end(), {"--op-library", library.string()});
    if (options.sampleFile)
        command.insert(command.end(), {"--sample", options.sampleFile->string()});
    else if (!options.inputs.empty())
        command.insert(command.end(), {"--input-shape", givenInputsText(options.inputs)});
    return command;
}

/// The last line of the probe's output, if it is the error that it found.
std::optional<Error> reportedError(const std::string &output)
{
    const auto json = nlohmann::json::parse(output, nullptr, false);
    if (!json.is_object() || !json.contains("error") || !json["error"].is_string() || !json.contains("arguments"))
        return std::nullopt;
    for (const auto code : allErrorCodes()) {
        if (errorName(code) == json["error"].get<std::string>())
            return Error{code, json["arguments"].get<Error::Arguments>()};
    }
    return std::nullopt;
}

/// What the machine can give without taking it from others.
std::int64_t freeMegabytes()
{
    std::ifstream in("/proc/meminfo");
    std::string key;
    std::int64_t kilobytes = 0;
    for (std::string unit; in >> key >> kilobytes && std::getline(in, unit);) {
        if (key == "MemAvailable:")
            return std::max<std::int64_t>(1024, kilobytes / 1024);
    }
    return 4096;
}

/// As reportedError reads it.
void print(const Error &error)
{
    const nlohmann::json json{{"error", errorName(error.code)}, {"arguments", error.arguments}};
    std::cout << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
              << std::endl; // file names may be no UTF-8
}

void probe(const std::filesystem::path &file, const ModelOptions &options, const GuardOptions &guard)
{
    const auto program = guard.probeProgram.empty() ? programDirectory() / "splitscope-cli" : guard.probeProgram;
    if (!std::filesystem::exists(program))
        throw Failure(ErrorCode::ProbeMissing, {{"file", program.string()}});
    ChildLimits limits;
    limits.timeout = guard.timeout;
    limits.memoryMegabytes = std::min(guard.memoryMegabytes, freeMegabytes());
    limits.cancelled = guard.cancelled;
    const auto result = runChild(probeCommand(program, file, options), limits);
    switch (result.end) {
    case ChildResult::End::Cancelled:
        throw Failure(ErrorCode::Cancelled, {{"what", "Opening " + file.string()}});
    case ChildResult::End::TimedOut:
        throw Failure(
            ErrorCode::ModelTimedOut, {{"file", file.string()}, {"seconds", std::to_string(guard.timeout.count())}});
    case ChildResult::End::Signalled:
        throw Failure(ErrorCode::ModelCrashed, {{"file", file.string()}, {"why", result.signalName}});
    case ChildResult::End::Exited:
        break;
    }
    if (result.status == 0)
        return;
    if (const auto error = reportedError(result.output))
        throw Failure(*error);
    if (result.output.find("bad_alloc") != std::string::npos || result.output.find("memory") != std::string::npos)
        throw Failure(ErrorCode::ModelOutOfMemory,
            {{"file", file.string()}, {"megabytes", std::to_string(limits.memoryMegabytes)}});
    throw Failure(ErrorCode::ModelCrashed,
        {{"file", file.string()}, {"why", "it ended with status " + std::to_string(result.status)}});
}

} // namespace

std::filesystem::path programDirectory() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

std::shared_ptr<const Model> openModelGuarded(
    const std::filesystem::path &file, const ModelOptions &options, const GuardOptions &guard)
{
    const auto hash = sha256OfFile(file);
    const auto survived = userCacheFolder() / "survived" / signature(file, hash, options);
    if (!std::filesystem::exists(survived)) {
        probe(file, options, guard);
        std::error_code ignored; // a full cache only means trying again next time
        std::filesystem::create_directories(survived.parent_path(), ignored);
        std::ofstream(survived) << file.string() << '\n';
    }
    auto model = Model::open(file, options);
    if (model->hash() != hash)
        throw Failure(ErrorCode::FileUnreadable,
            {{"file", file.string()}, {"why", "it changed while it was opened. Open it again."}});
    return model;
}

int runProbe(const std::filesystem::path &file, const ModelOptions &options)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody else would end it if the program that waits for it dies
    try {
        const auto model = Model::open(file, options);
        model->runOriginal(model->sampleInputs(1));
        return 0;
    } catch (const Failure &failure) {
        print(failure.error());
    } catch (const std::bad_alloc &) {
        std::cout << "bad_alloc" << std::endl;
    } catch (const std::exception &error) {
        const std::string text = error.what();
        if (text.find("alloc_cpu") != std::string::npos || text.find("DefaultCPUAllocator") != std::string::npos) {
            std::cout << "bad_alloc" << std::endl;
            return 1;
        }
        print({ErrorCode::ModelUnsupported,
            {{"file", file.string()}, {"why", "LibTorch says: " + text.substr(0, text.find('\n'))}}});
    }
    return 1;
}

} // namespace splitscope
