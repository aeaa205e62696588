// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/dataset_torch.h"
#include "core/training/record_source.h"

#include <memory>

namespace splitscope {

/// Records as a data set: cached synthetic scenes, or labelled pictures of one's own.
class SceneDataset : public Dataset {
public:
    explicit SceneDataset(std::shared_ptr<const RecordSource> records);

    std::size_t size() const override { return m_records->size(); }
    Batch batch(const std::vector<std::size_t> &indices) const override;

private:
    std::shared_ptr<const RecordSource> m_records;
};

} // namespace splitscope
