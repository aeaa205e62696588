// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/model_archive_torch.h"

#include "core/training/atomic_file.h"

namespace splitscope {

void saveModelArchive(torch::jit::Module module, const ModelMetadata &metadata, const std::filesystem::path &file)
{
    module.eval();
    for (torch::Tensor parameter : module.parameters()) {
        parameter.set_requires_grad(false);
    }
    const torch::jit::ExtraFilesMap extra{{metadataFileName, metadataToJson(metadata)}};
    writeFileAtomically(file, [&](const std::filesystem::path &target) { module.save(target.string(), extra); });
}

} // namespace splitscope
