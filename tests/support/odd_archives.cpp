// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/odd_archives.h"

#include "core/model/tensor_conversion.h"

#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/script.h>

#include <fstream>

namespace splitscope::testing {

namespace {

using caffe2::serialize::PyTorchStreamReader;
using caffe2::serialize::PyTorchStreamWriter;

/// Copies records as `change` leaves them.
template <typename Change>
void copyArchive(
    const std::filesystem::path &from, const std::filesystem::path &to, std::uint64_t format, const Change &change)
{
    PyTorchStreamReader reader(from.string());
    PyTorchStreamWriter writer(to.string());
    writer.setMinVersion(std::max(format, reader.version()));
    for (const auto &record : reader.getAllRecords()) {
        if (record == "version")
            continue;
        const auto [data, size] = reader.getRecord(record);
        const auto bytes = change(record, std::string(static_cast<const char *>(data.get()), size));
        writer.writeRecord(record, bytes.data(), bytes.size());
    }
    writer.writeEndOfFile();
}

at::Tensor counted(const TensorInfo &info, int values)
{
    return at::arange(info.elements(), at::kLong).remainder(values).reshape(info.shape).to(scalarType(info.dtype));
}

void savePickled(const std::filesystem::path &file, const c10::IValue &value)
{
    const auto bytes = torch::jit::pickle_save(value);
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace

std::filesystem::path withFormat(const std::filesystem::path &file, int format)
{
    const auto out = file.parent_path() / "newer.pt";
    copyArchive(file, out, static_cast<std::uint64_t>(format), [](const auto &, const auto &bytes) { return bytes; });
    return out;
}

std::filesystem::path withChangedCode(const std::filesystem::path &file, const std::string &from, const std::string &to)
{
    const auto out = file.parent_path() / "changed.pt";
    copyArchive(file, out, 0, [&](const std::string &record, std::string bytes) {
        for (auto at = bytes.find(from); record.rfind("code/", 0) == 0 && at != std::string::npos;
             at = bytes.find(from, at + to.size()))
            bytes.replace(at, from.size(), to);
        return bytes;
    });
    return out;
}

void saveSample(const std::filesystem::path &file, const std::vector<TensorInfo> &tensors, int values)
{
    if (tensors.size() == 1)
        return savePickled(file, counted(tensors[0], values));
    std::vector<c10::IValue> elements;
    for (const auto &info : tensors)
        elements.emplace_back(counted(info, values));
    savePickled(file, c10::ivalue::Tuple::create(std::move(elements)));
}

void saveSampleModule(const std::filesystem::path &file, const std::vector<TensorInfo> &tensors, int values)
{
    torch::jit::Module module("Sample");
    for (std::size_t i = 0; i < tensors.size(); ++i)
        module.register_buffer("a" + std::to_string(i), counted(tensors[i], values));
    module.save(file.string());
}

void saveTextSample(const std::filesystem::path &file) { savePickled(file, std::string("no tensor")); }

} // namespace splitscope::testing
