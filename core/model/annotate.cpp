// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/annotate.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/graph/model_metadata.h"
#include "core/model/archive.h"

#include <caffe2/serialize/inline_container.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace splitscope {

namespace {

using caffe2::serialize::PyTorchStreamReader;
using caffe2::serialize::PyTorchStreamWriter;

/// Records that the writer makes by itself at the end.
bool isWritersOwn(const std::string &record) { return record == "version" || record == ".data/serialization_id"; }

void copyRecords(PyTorchStreamReader &reader, const std::string &metadata, PyTorchStreamWriter &writer)
{
    const auto metadataRecord = std::string("extra/") + metadataFileName;
    writer.setMinVersion(reader.version());
    for (const auto &record : reader.getAllRecords()) {
        if (isWritersOwn(record) || record == metadataRecord)
            continue;
        const auto [data, size] = reader.getRecord(record);
        writer.writeRecord(record, data.get(), size, record.rfind("code/", 0) == 0);
    }
    writer.writeRecord(metadataRecord, metadata.data(), metadata.size());
    writer.writeEndOfFile();
}

} // namespace

void writeAnnotated(const std::filesystem::path &file, const std::string &metadata, const std::filesystem::path &out)
{
    readArchive(file); // says what is wrong with it, if anything is
    writeFileAtomically(out, [&](const std::filesystem::path &target) {
        std::ofstream stream(target, std::ios::binary);
        try {
            PyTorchStreamReader reader(file.string());
            // Never reports a failed write: the writer would try again in its destructor and throw there.
            PyTorchStreamWriter writer([&](const void *bytes, std::size_t size) {
                stream.write(static_cast<const char *>(bytes), static_cast<std::streamsize>(size));
                return size;
            });
            copyRecords(reader, metadata, writer);
            stream.flush();
        } catch (const c10::Error &error) {
            if (stream)
                throw Failure(ErrorCode::ArchiveTruncated,
                    {{"file", file.string()}, {"why", "one of its records cannot be read"}});
        }
        if (!stream)
            throw Failure(
                ErrorCode::FileUnwritable, {{"file", out.string()}, {"why", std::string(std::strerror(errno)) + "."}});
    });
}

} // namespace splitscope
