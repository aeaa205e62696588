// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output_writer.h"

#include "core/graph/atomic_file.h"

#include <array>
#include <cstdio>

namespace splitscope {

namespace {

/// NumPy's names; bfloat16 has none and is written as raw 16-bit words.
const char *numpyType(DType dtype)
{
    constexpr std::array names{"<f4", "<f2", "<u2", "<f8", "|i1", "|u1", "<i2", "<i4", "<i8", "|b1"};
    return names.at(static_cast<std::size_t>(dtype));
}

/// Header of the NPY format, version 1.0: magic, length, a Python dict, padded to 64 bytes.
std::string npyHeader(const TensorInfo &info)
{
    std::string shape;
    for (const auto size : info.shape)
        shape += std::to_string(size) + ",";
    auto dict =
        std::string("{'descr': '") + numpyType(info.dtype) + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    dict.append(63 - (10 + dict.size()) % 64, ' ');
    dict += '\n';
    std::string header("\x93NUMPY\x01\x00", 8);
    header += static_cast<char>(dict.size() & 0xff);
    header += static_cast<char>(dict.size() >> 8);
    return header + dict;
}

} // namespace

OutputWriter::OutputWriter(std::filesystem::path directory)
    : m_directory(std::move(directory))
{
    ensureFolder(m_directory);
}

void OutputWriter::write(const FrameResult &result) const
{
    std::array<char, 24> number{};
    std::snprintf(number.data(), number.size(), "%06llu", static_cast<unsigned long long>(result.frame.number));
    for (const auto &task : result.tasks) {
        const auto file = m_directory / (std::string(number.data()) + "_" + task.task.name + ".npy");
        const auto &bytes = *task.split.data;
        writeTextAtomically(file, npyHeader(task.split.info) + std::string(bytes.begin(), bytes.end()));
    }
}

} // namespace splitscope
