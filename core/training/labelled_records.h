// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_camera.h"
#include "core/training/mapped_file.h"
#include "core/training/record_source.h"
#include "core/training/training_progress.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// What a file of labelled pictures says of itself: its first 4096 bytes, one line of JSON padded with zeros.
struct LabelledRecordsHeader {
    static constexpr int version = 1;
    static constexpr std::size_t bytes = 4096;

    int width = 0;
    int height = 0;
    std::size_t count = 0;
    RecordPlanes planes;
    std::vector<std::string> classes; ///< by class index; the first is the background, which has no boxes
    std::string contentHash;          ///< of all records, 16 hexadecimal digits

    std::string text() const;
};

/// Pictures with labels of one's own, brought to one size and packed into one file, so that a machine that trains needs
/// neither the folder nor a library that reads pictures. `splitscope-cli pack` makes such a file.
class LabelledRecords : public RecordSource {
public:
    /// Throws Failure (FileNotFound, FileUnreadable).
    static std::shared_ptr<const LabelledRecords> open(const std::filesystem::path &file);

    /// \param frameAt picture and truth of each index, of the header's size, without the planes that it lacks;
    /// a class of unknownClass and a depth of 0 stand for pixels without a label. The content's hash is filled in.
    /// Throws Failure (FileUnwritable; Cancelled by `stop`) and what frameAt throws; there is no file then.
    static void write(const std::filesystem::path &file, LabelledRecordsHeader header,
        const std::function<SceneFrame(std::size_t)> &frameAt, const TrainingReporter &report, const StopFlag &stop);

    const LabelledRecordsHeader &header() const { return m_header; }

    std::size_t size() const override { return m_header.count; }
    int width() const override { return m_header.width; }
    int height() const override { return m_header.height; }
    RecordPlanes planes() const override { return m_header.planes; }
    const std::uint8_t *record(std::size_t index) const override;

private:
    explicit LabelledRecords(const std::filesystem::path &file);

    std::filesystem::path m_file;
    MappedFile m_bytes;
    LabelledRecordsHeader m_header;
    mutable std::vector<std::atomic<bool>> m_checked;
};

} // namespace splitscope
