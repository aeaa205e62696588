// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/dataset_torch.h"
#include "core/training/scene_cache.h"

#include <memory>

namespace splitscope {

/// Cached synthetic scenes as a data set.
class SceneDataset : public Dataset {
public:
    explicit SceneDataset(std::shared_ptr<const SceneCache> cache);

    std::size_t size() const override { return m_cache->size(); }
    Batch batch(const std::vector<std::size_t> &indices) const override;

private:
    std::shared_ptr<const SceneCache> m_cache;
};

} // namespace splitscope
