// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/model_archive_torch.h"

#include "core/graph/atomic_file.h"

#include <sstream>

namespace splitscope {

void saveModelArchive(torch::jit::Module module, const ModelMetadata &metadata, const std::filesystem::path &file)
{
    module.eval();
    for (torch::Tensor parameter : module.parameters()) {
        parameter.set_requires_grad(false);
    }
    const torch::jit::ExtraFilesMap extra{{metadataFileName, metadataToJson(metadata)}};
    // Through memory: LibTorch's own file writer ends the program where the disk is full.
    std::ostringstream archive;
    module.save(archive, extra);
    writeTextAtomically(file, archive.str());
}

} // namespace splitscope
