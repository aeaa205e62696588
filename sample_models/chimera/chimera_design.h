// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/training/recipe.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// One thing that a network says about a picture.
struct ChimeraTask {
    std::string name; ///< [a-z][a-z0-9_]*, of its module in the archive too
    TaskKind kind = TaskKind::Segmentation;
    std::vector<std::string> classes; ///< of the data, by index; the first is the background

    /// As the archive's metadata describes it. \param output key of the output
    TaskSpec spec(const std::string &output) const;
    /// Classes that the network tells apart; 0 for kinds without. Of boxes and of the largest object: objects only.
    int classCount() const;

    bool operator==(const ChimeraTask &) const = default;
};

/// Channel counts of a full encoder-decoder. Plain convolutions throughout: on a CPU they train at twice the speed of
/// depthwise ones with the same multiplications. Parameters sit where the picture is small and they cost little time.
struct ChimeraChannels {
    int stem = 16;       ///< at 1/2 of the picture's size
    int stage = 32;      ///< at 1/4
    int encoder = 48;    ///< at 1/8, on the device's side of the bottleneck
    int bottleneck = 12; ///< at 1/8; what crosses at the cut the network is made for
    int trunk = 64;      ///< at 1/8, behind the bottleneck
    int context = 96;    ///< at 1/16
    int deep = 128;      ///< at 1/32
    int decoder = 32;    ///< at 1/8 in each task's decoder
    int head = 16;       ///< at 1/4 in each task's decoder

    nlohmann::json toJson() const;
    bool operator==(const ChimeraChannels &) const = default;
};

/// What sub-models may read, all at 1/8: the primary's "bottleneck" and "trunk", and "own", a few channels of a
/// sub-model's own that it makes of the primary's features at 1/4. They cross together with the bottleneck, as one
/// tensor: what a bottleneck trained for the primary's task lets through need not be what another task lives on.
const std::vector<std::string> &chimeraTapNames();

/// A small network on the primary's features.
struct ChimeraSubModel {
    std::string name; ///< of its module
    ChimeraTask task;
    std::vector<std::string> taps;
    int width = 32;      ///< channels at 1/8; one and a half times as many at 1/16
    int ownChannels = 8; ///< of the tap "own"

    bool hasOwn() const;
    int tapChannels(const ChimeraChannels &channels, const std::string &tap) const;
    nlohmann::json toJson() const;
    bool operator==(const ChimeraSubModel &) const = default;
};

struct ChimeraSecondary {
    ChimeraTask task;
    ChimeraChannels teacher;                      ///< of the network that is trained as its teacher
    std::optional<std::filesystem::path> archive; ///< of a teacher of one's own; then none is trained
    std::string archiveHash;                      ///< SHA-256 of it
    std::vector<std::vector<std::string>> taps;   ///< candidates, the preferred one first
    std::vector<int> widths;                      ///< candidates, rising
    int ownChannels = 8;
    std::optional<int> epochs; ///< of its imitation, where they are not those of the step "distil"
};

/// Weights of the parts of the imitation's loss.
struct ChimeraDistillation {
    double outputs = 1.0;
    double features = 0.5;
    double labels = 0.0; ///< 0: no label is ever looked at
};

/// The recipe's `model` section for the architecture "chimera".
struct ChimeraDesign {
    ChimeraTask primary;
    ChimeraChannels channels;
    std::vector<ChimeraSecondary> secondaries;
    std::size_t searchScenes = 3200;     ///< the first scenes of the data
    double searchLimit = 0.05;           ///< a candidate may imitate so much worse than the best one, relative
    double searchParameters = 1.0 / 3.0; ///< of all teachers' and the primary's, what the whole network may have
    ChimeraDistillation distillation;
    std::map<std::string, OptimizerRecipe> steps; ///< primary, teachers, search, distil, baseline
    SceneCacheSpec evaluation;                    ///< held-out scenes
    std::optional<RecordsFile> evaluationFile;    ///< instead of scenes where the data are not scenes either

    /// All of them, the primary first.
    std::vector<ChimeraTask> tasks() const;
};

/// \param origin of the recipe, named in errors. Throws Failure (RecipeInvalid).
ChimeraDesign readChimeraDesign(const Recipe &recipe, const std::string &origin);

/// The picture that all networks here take: normalised with one mean and deviation.
InputSpec chimeraPicture(std::int64_t width, std::int64_t height);

/// The archive's description of a network with these outputs, in this order.
ModelMetadata chimeraMetadata(const std::string &name, const std::vector<ChimeraTask> &tasks, int width, int height);

} // namespace splitscope
