// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace splitscope {

/// Which labels records hold; a plane that is not there is zeros in them.
struct RecordPlanes {
    bool classes = true;
    bool depth = true;
    bool normals = true;
    bool objects = true;
    bool boundary = true;

    bool operator==(const RecordPlanes &) const = default;
};

/// Labelled pictures of one size as records (scene_record.h). Safe to read from several threads.
class RecordSource {
public:
    virtual ~RecordSource() = default;

    virtual std::size_t size() const = 0;
    virtual int width() const = 0;
    virtual int height() const = 0;
    virtual RecordPlanes planes() const = 0;

    /// Throws Failure (FileUnreadable) naming the record that is damaged.
    virtual const std::uint8_t *record(std::size_t index) const = 0;
};

} // namespace splitscope
