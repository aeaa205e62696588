// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/coded_archive.h"

#include "core/codec/coder_modules_torch.h"
#include "core/graph/atomic_file.h"
#include "core/graph/codec_payload.h"
#include "core/graph/error.h"

#include <sstream>

namespace splitscope {

namespace {

torch::jit::Module load(const std::filesystem::path &file)
{
    try {
        return torch::jit::load(file.string());
    } catch (const c10::Error &error) {
        throw Failure(ErrorCode::FileUnreadable,
            {{"file", file.string()}, {"why", std::string(error.what_without_backtrace()) + "."}});
    }
}

void save(const torch::jit::Module &module, const std::filesystem::path &file)
{
    // Through memory: LibTorch's own file writer ends the program where the disk is full.
    std::ostringstream archive;
    module.save(archive);
    writeTextAtomically(file, archive.str());
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const auto &part : parts)
        text += part + ", ";
    return text; // the comma at the end makes a tuple of one, and does no harm elsewhere
}

std::string numbered(std::string name, std::size_t number) { return name.append(std::to_string(number)); }

/// An archive's `forward` and, beside it, what its tensors go through.
class Wrapper {
public:
    Wrapper(const char *name, const std::filesystem::path &file)
        : m_module(name)
    {
        const auto piece = load(file);
        const auto schema = piece.get_method("forward").function().getSchema();
        m_inputs = schema.arguments().size() - 1; // without self
        m_outputs = schema.returns().front().type()->expectRef<c10::TupleType>().elements().size();
        m_module.register_module("piece", piece);
    }

    std::size_t inputs() const { return m_inputs; }
    std::size_t outputs() const { return m_outputs; }
    void add(const std::string &name, const torch::jit::Module &module) { m_module.register_module(name, module); }

    void save(const std::vector<std::string> &parameters, const std::string &body, const std::filesystem::path &file)
    {
        std::string source = "def forward(self";
        for (const auto &parameter : parameters)
            source += ", " + parameter;
        m_module.define(source + "):\n" + body);
        m_module.eval();
        splitscope::save(m_module, file);
    }

private:
    torch::jit::Module m_module;
    std::size_t m_inputs = 0;
    std::size_t m_outputs = 0;
};

} // namespace

void appendEncoders(const std::filesystem::path &head, const std::vector<CodedTensor> &tensors)
{
    Wrapper wrapper("splitscope_head", head);
    std::vector<std::string> parameters;
    for (std::size_t i = 0; i < wrapper.inputs(); ++i)
        parameters.push_back(numbered("x", i));
    std::string body = "    y = self.piece.forward(" + joined(parameters) + ")\n";
    std::vector<std::string> results;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const auto &[info, codec, constants] = tensors[i];
        wrapper.add(numbered("encode", i), coderModules(info, codec, constants).encode);
        const auto parts = numbered("p", i);
        body += "    " + parts + " = self." + numbered("encode", i) + ".forward(y[" + std::to_string(i) + "])\n";
        for (std::size_t part = 0; part < payloadOf(info, codec).size(); ++part)
            results.push_back(parts + "[" + std::to_string(part) + "]");
    }
    for (std::size_t i = tensors.size(); i < wrapper.outputs(); ++i)
        results.push_back("y[" + std::to_string(i) + "]");
    wrapper.save(parameters, body + "    return (" + joined(results) + ")\n", head);
}

void prependDecoders(const std::filesystem::path &tail, const std::vector<CodedTensor> &tensors)
{
    Wrapper wrapper("splitscope_tail", tail);
    std::vector<std::string> parameters;
    std::vector<std::string> decoded;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const auto &[info, codec, constants] = tensors[i];
        wrapper.add(numbered("decode", i), coderModules(info, codec, constants).decode);
        std::vector<std::string> parts;
        for (std::size_t part = 0; part < payloadOf(info, codec).size(); ++part) {
            parts.push_back(numbered("x", parameters.size()));
            parameters.push_back(parts.back());
        }
        decoded.push_back("self." + numbered("decode", i) + ".forward(" + joined(parts) + ")");
    }
    wrapper.save(parameters, "    return self.piece.forward(" + joined(decoded) + ")\n", tail);
}

} // namespace splitscope
