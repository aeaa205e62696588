// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/sample_model_torch.h"

#include "core/graph/error.h"
#include "core/training/recipe_reader.h"
#include "sample_models/mobilenet_v2/mobilenet_v2_model_torch.h"
#include "sample_models/scenes/scenes_model_torch.h"

namespace splitscope {

std::unique_ptr<SampleModel> makeSampleModel(const Recipe &recipe, const std::string &origin)
{
    if (recipe.dataFile) {
        throw Failure(ErrorCode::RecipeInvalid,
            {{"file", origin}, {"why", "'data.records' is for recipes with the architecture \"chimera\"."}});
    }
    RecipeReader reader(recipe.model, "model", origin);
    const std::string architecture = reader.text("architecture");
    if (architecture == "scenes") {
        return std::make_unique<ScenesModel>(recipe, origin);
    }
    if (architecture == "mobilenet_v2") {
        return std::make_unique<MobilenetV2Model>(recipe, origin);
    }
    reader.fail("architecture", "must be \"scenes\" or \"mobilenet_v2\", not " + reader.value("architecture").dump());
}

void checkLosses(const Recipe &recipe, const std::vector<std::string> &known, const std::string &origin)
{
    const nlohmann::json losses(recipe.lossWeights);
    RecipeReader reader(losses, "losses", origin);
    for (const std::string &name : known) {
        reader.has(name);
    }
    reader.finish();
}

} // namespace splitscope
