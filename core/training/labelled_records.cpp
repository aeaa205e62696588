// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/labelled_records.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/training/scene_record.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <fstream>

namespace splitscope {

namespace {

constexpr const char *formatName = "splitscope labelled pictures";

[[noreturn]] void failUnreadable(const std::filesystem::path &file, const std::string &why)
{
    throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", why}});
}

LabelledRecordsHeader readHeader(const std::filesystem::path &file, const MappedFile &bytes)
{
    const std::string whyNot = "it is not a file that 'splitscope-cli pack' wrote.";
    if (bytes.size() < LabelledRecordsHeader::bytes) {
        failUnreadable(file, whyNot);
    }
    std::string text(reinterpret_cast<const char *>(bytes.bytes()), LabelledRecordsHeader::bytes);
    text.resize(text.find('\0') == std::string::npos ? text.size() : text.find('\0'));
    const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    LabelledRecordsHeader header;
    try {
        if (json.at("format") != formatName || json.at("version") != LabelledRecordsHeader::version) {
            failUnreadable(file, whyNot);
        }
        header.width = json.at("width").get<int>();
        header.height = json.at("height").get<int>();
        header.count = json.at("pictures").get<std::size_t>();
        header.classes = json.at("classes").get<std::vector<std::string>>();
        header.contentHash = json.at("content").get<std::string>();
        const nlohmann::json &planes = json.at("planes");
        const auto has = [&planes](const char *name) { return planes.at(name).get<bool>(); };
        header.planes = {has("classes"), has("depth"), has("normals"), has("objects"), has("boundary")};
    } catch (const nlohmann::json::exception &) {
        failUnreadable(file, whyNot);
    }
    constexpr int largest = 4096;
    const bool sane = header.width > 0 && header.width <= largest && header.height > 0 && header.height <= largest
        && header.count > 0 && header.count <= bytes.size();
    if (!sane
        || bytes.size()
            != LabelledRecordsHeader::bytes + header.count * scene_record::recordBytes(header.width, header.height)) {
        failUnreadable(file, "it does not have the size that it says. Pack it again.");
    }
    return header;
}

} // namespace

std::string LabelledRecordsHeader::text() const
{
    std::string line = nlohmann::json{{"format", formatName}, {"version", version}, {"width", width},
                           {"height", height}, {"pictures", count}, {"classes", classes}, {"content", contentHash},
                           {"planes",
                               {{"classes", planes.classes}, {"depth", planes.depth}, {"normals", planes.normals},
                                   {"objects", planes.objects}, {"boundary", planes.boundary}}}}
                           .dump()
        + "\n";
    if (line.size() >= bytes) {
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The list of classes"}, {"why", "their names together are longer than 3,800 bytes."}});
    }
    line.resize(bytes, '\0');
    return line;
}

std::shared_ptr<const LabelledRecords> LabelledRecords::open(const std::filesystem::path &file)
{
    return std::shared_ptr<const LabelledRecords>(new LabelledRecords(file));
}

LabelledRecords::LabelledRecords(const std::filesystem::path &file)
    : m_file(file)
    , m_bytes(file)
    , m_header(readHeader(file, m_bytes))
    , m_checked(m_header.count)
{
}

const std::uint8_t *LabelledRecords::record(std::size_t index) const
{
    const std::size_t size = scene_record::recordBytes(m_header.width, m_header.height);
    const std::uint8_t *record = m_bytes.bytes() + LabelledRecordsHeader::bytes + index * size;
    if (!m_checked[index].load(std::memory_order_relaxed)) {
        if (!scene_record::isIntact(record, size)) {
            failUnreadable(m_file, "picture " + std::to_string(index) + " is damaged. Pack it again.");
        }
        m_checked[index].store(true, std::memory_order_relaxed);
    }
    return record;
}

void LabelledRecords::write(const std::filesystem::path &file, LabelledRecordsHeader header,
    const std::function<SceneFrame(std::size_t)> &frameAt, const TrainingReporter &report, const StopFlag &stop)
{
    header.contentHash.assign(16, '0');
    const std::string first = header.text();
    writeFileAtomically(file, [&](const std::filesystem::path &target) {
        std::ofstream stream(target, std::ios::binary);
        stream.write(first.data(), std::streamsize(first.size()));
        std::string hashes;
        for (std::size_t index = 0; index < header.count; ++index) {
            if (stop) {
                throw Failure(ErrorCode::Cancelled, {{"what", "Packing " + file.string()}});
            }
            const std::vector<std::uint8_t> record = scene_record::encode(frameAt(index));
            hashes.append(reinterpret_cast<const char *>(record.data()), scene_record::checksumBytes);
            stream.write(reinterpret_cast<const char *>(record.data()), std::streamsize(record.size()));
            TrainingProgress progress;
            progress.step = "pack";
            progress.done = std::int64_t(index + 1);
            progress.total = std::int64_t(header.count);
            report(progress);
        }
        header.contentHash = sha256Hex(hashes).substr(0, 16);
        const std::string last = header.text();
        stream.seekp(0);
        stream.write(last.data(), std::streamsize(last.size()));
        stream.close();
        if (!stream) {
            throw Failure(
                ErrorCode::FileUnwritable, {{"file", file.string()}, {"why", "not everything could be written."}});
        }
    });
}

} // namespace splitscope
