// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output_writer.h"

#include "core/graph/error.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>

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
    auto dict = std::string("{'descr': '") + numpyType(info.dtype) + "', 'fortran_order': False, 'shape': (" + shape + "), }";
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
    std::error_code problem;
    std::filesystem::create_directories(m_directory, problem);
    if (problem)
        throw Failure(ErrorCode::FileUnwritable, {{"file", m_directory.string()}, {"why", problem.message() + "."}});
}

void OutputWriter::write(const FrameResult &result) const
{
    std::array<char, 24> number{};
    std::snprintf(number.data(), number.size(), "%06llu", static_cast<unsigned long long>(result.frame.number));
    for (const auto &task : result.tasks) {
        const auto file = m_directory / (std::string(number.data()) + "_" + task.task.name + ".npy");
        const auto beside = std::filesystem::path(file.string() + ".part");
        std::ofstream out(beside, std::ios::binary);
        const auto header = npyHeader(task.split.info);
        out.write(header.data(), static_cast<std::streamsize>(header.size()));
        out.write(reinterpret_cast<const char *>(task.split.data->data()), static_cast<std::streamsize>(task.split.data->size()));
        out.close();
        std::error_code problem;
        if (out)
            std::filesystem::rename(beside, file, problem);
        if (!out || problem) {
            const std::string why = problem ? problem.message() : std::strerror(errno);
            std::filesystem::remove(beside, problem);
            throw Failure(ErrorCode::FileUnwritable, {{"file", file.string()}, {"why", why + "."}});
        }
    }
}

} // namespace splitscope
