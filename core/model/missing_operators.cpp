// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/missing_operators.h"

#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/frontend/builtin_functions.h>
#include <torch/custom_class.h>
#include <torch/script.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

namespace splitscope {

namespace {

/// Public packages that bring operators, by the namespace that they register.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> libraries{{
    {"torchvision", "torchvision's _C.so"},
    {"torchaudio", "torchaudio's libtorchaudio.so"},
    {"torchtext", "torchtext's libtorchtext.so"},
    {"torch_scatter", "torch_scatter's libraries"},
    {"torch_sparse", "torch_sparse's libraries"},
    {"torch_cluster", "torch_cluster's libraries"},
    {"torch_spline_conv", "torch_spline_conv's libraries"},
    {"detectron2", "detectron2's _C.so"},
    {"fbgemm", "fbgemm_gpu's library"},
    {"xformers", "xformers' _C.so"},
    {"torch_tensorrt", "Torch-TensorRT's libtorchtrt.so"},
    {"torch_ipex", "the Intel extension's libintel-ext-pt-cpu.so"},
}};

bool startsName(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool continuesName(char c) { return startsName(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.'; }

std::size_t afterText(std::string_view code, std::size_t quote)
{
    auto at = quote + 1;
    while (at < code.size() && code[at] != code[quote])
        at += code[at] == '\\' ? 2 : 1;
    return at + 1;
}

bool isRegistered(const std::string &space, const std::string &name)
{
    const auto symbol = c10::Symbol::fromQualString(space + "::" + name);
    return space == "prim" || // the compiler knows many of these by itself
        !torch::jit::getAllOperatorsFor(symbol).empty() || !torch::jit::getAllBuiltinFunctionsFor(symbol).empty();
}

/// Calls `found` with every dotted name of the code outside of texts and whether it is called.
template <typename Found>
void forEachName(std::string_view code, const Found &found)
{
    std::size_t at = 0;
    while (at < code.size()) {
        if (code[at] == '"' || code[at] == '\'') {
            at = afterText(code, at);
        } else if (!continuesName(code[at])) {
            ++at;
        } else {
            auto end = at;
            while (end < code.size() && continuesName(code[end]))
                ++end;
            if (startsName(code[at]))
                found(code.substr(at, end - at), end < code.size() && code[end] == '(');
            at = end;
        }
    }
}

/// Namespace and name where `dotted` is PREFIXnamespace.name; empty where it is not. Further parts are left out.
std::pair<std::string, std::string> qualified(std::string_view dotted, std::string_view prefix)
{
    if (dotted.substr(0, prefix.size()) != prefix)
        return {};
    dotted.remove_prefix(prefix.size());
    const auto dot = dotted.find('.');
    if (dot == std::string_view::npos)
        return {};
    const auto name = dotted.substr(dot + 1);
    return {std::string(dotted.substr(0, dot)), std::string(name.substr(0, name.find('.')))};
}

/// The qualified name of what `dotted` stands for if this process lacks it, else empty.
std::string missingName(std::string_view dotted, bool called)
{
    constexpr std::string_view classPrefix = "__torch__.torch.classes.";
    constexpr std::string_view atenPrefix = "torch.";
    if (const auto [space, name] = qualified(dotted, classPrefix); !name.empty())
        return torch::getCustomClass(std::string(classPrefix) + space + "." + name) ? "" : space + "::" + name;
    if (!called)
        return {};
    if (const auto [space, name] = qualified(dotted, "ops."); !name.empty())
        return isRegistered(space, name) ? "" : space + "::" + name;
    if (dotted.substr(0, atenPrefix.size()) != atenPrefix)
        return {};
    const auto name = std::string(dotted.substr(atenPrefix.size()));
    const bool plain = !name.empty() && name.find('.') == std::string::npos;
    return !plain || isRegistered("aten", name) ? "" : "aten::" + name;
}

} // namespace

std::vector<std::string> missingOperators(const std::filesystem::path &file)
{
    std::set<std::string> missing;
    try {
        caffe2::serialize::PyTorchStreamReader reader(file.string());
        for (const auto &record : reader.getAllRecords()) {
            if (record.rfind("code/", 0) != 0 || std::filesystem::path(record).extension() != ".py")
                continue;
            const auto [data, size] = reader.getRecord(record);
            forEachName({static_cast<const char *>(data.get()), size}, [&](std::string_view dotted, bool called) {
                if (auto name = missingName(dotted, called); !name.empty())
                    missing.insert(std::move(name));
            });
        }
    } catch (const std::exception &) {
        return {}; // a damaged archive: what LibTorch said of it is the reason
    }
    return {missing.begin(), missing.end()};
}

std::string operatorsText(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto space = names[i].substr(0, names[i].find("::"));
        text += (i == 0 ? "" : ", ") + names[i];
        if (i + 1 < names.size() && names[i + 1].rfind(space + "::", 0) == 0)
            continue; // said once, after the last of a namespace
        for (const auto &[known, library] : libraries) {
            if (known == space)
                text += " (" + std::string(library) + ")";
        }
    }
    return text;
}

} // namespace splitscope
