// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/chimera_design.h"

#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/scenes/scene_camera.h"
#include "core/training/recipe_reader.h"

#include <algorithm>
#include <set>

namespace splitscope {

namespace {

const std::map<std::string, TaskKind> &knownKinds()
{
    static const std::map<std::string, TaskKind> kinds = [] {
        std::map<std::string, TaskKind> result;
        for (const TaskKind kind : {TaskKind::Segmentation, TaskKind::Depth, TaskKind::Normals, TaskKind::Boundary,
                 TaskKind::Detection, TaskKind::Classification}) {
            result[std::string(taskKindName(kind))] = kind;
        }
        return result;
    }();
    return kinds;
}

bool hasPlanesFor(TaskKind kind, const RecordPlanes &planes)
{
    switch (kind) {
    case TaskKind::Depth:
        return planes.depth;
    case TaskKind::Normals:
        return planes.normals;
    case TaskKind::Boundary:
        return planes.boundary;
    case TaskKind::Detection:
        return planes.objects && planes.classes;
    default:
        return planes.classes;
    }
}

ChimeraTask readTask(RecipeReader &reader, const Recipe &recipe)
{
    ChimeraTask task;
    task.classes = recipe.classes();
    task.name = reader.text("task");
    const bool plain = task.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos
        && task.name[0] >= 'a' && task.name[0] <= 'z';
    static const std::set<std::string> taken{"encoder", "trunk", "carry", "forward", "training", "picture"};
    if (!plain || taken.count(task.name)) {
        reader.fail("task", "must be a name of a-z, 0-9 and '_' that is not one of the network's own parts");
    }
    const std::string kind = reader.text("kind");
    if (!knownKinds().count(kind)) {
        std::string known;
        for (const auto &[name, unused] : knownKinds()) {
            known += (known.empty() ? "" : ", ") + name;
        }
        reader.fail("kind", "must be one of " + known + ", not \"" + kind + "\"");
    }
    task.kind = knownKinds().at(kind);
    if (recipe.dataFile && !hasPlanesFor(task.kind, recipe.dataFile->header.planes)) {
        reader.fail("kind", "is " + kind + ", of which " + recipe.dataFile->path.string() + " has no labels");
    }
    return task;
}

ChimeraChannels readChannels(RecipeReader reader, const ChimeraChannels &fallback)
{
    ChimeraChannels channels = fallback;
    const auto read = [&reader](const char *key, int &value) { value = int(reader.integer(key, value, 1, 1024)); };
    read("stem", channels.stem);
    read("stage", channels.stage);
    read("encoder", channels.encoder);
    read("bottleneck", channels.bottleneck);
    read("trunk", channels.trunk);
    read("context", channels.context);
    read("deep", channels.deep);
    read("decoder", channels.decoder);
    read("head", channels.head);
    reader.finish();
    return channels;
}

std::vector<std::vector<std::string>> readTaps(RecipeReader &reader)
{
    if (!reader.has("taps")) {
        return {{"bottleneck"}, {"trunk"}, {"bottleneck", "trunk"}};
    }
    std::vector<std::vector<std::string>> candidates;
    const nlohmann::json &found = reader.value("taps");
    const std::vector<std::string> &known = chimeraTapNames();
    const auto isTap = [&known](const nlohmann::json &tap) {
        return tap.is_string() && std::find(known.begin(), known.end(), tap.get<std::string>()) != known.end();
    };
    const bool lists = found.is_array() && !found.empty()
        && std::all_of(found.begin(), found.end(), [&isTap](const nlohmann::json &list) {
               return list.is_array() && !list.empty() && std::all_of(list.begin(), list.end(), isTap);
           });
    if (!lists) {
        reader.fail("taps", "must be a list of lists of \"own\", \"bottleneck\" and \"trunk\"");
    }
    return found.get<std::vector<std::vector<std::string>>>();
}

std::vector<int> readWidths(RecipeReader &reader)
{
    if (!reader.has("widths")) {
        return {16, 24, 32, 40};
    }
    const nlohmann::json &found = reader.value("widths");
    const bool numbers =
        found.is_array() && !found.empty() && std::all_of(found.begin(), found.end(), [](const nlohmann::json &width) {
            return width.is_number_integer() && width.get<double>() >= 4 && width.get<double>() <= 256;
        });
    if (!numbers) {
        reader.fail("widths", "must be a list of whole numbers from 4 to 256");
    }
    std::vector<int> widths = found.get<std::vector<int>>();
    std::sort(widths.begin(), widths.end());
    return widths;
}

/// Channel counts of a network to train, or { "archive": "FILE.pt" }.
void readTeacher(
    RecipeReader reader, const std::string &origin, const ChimeraDesign &design, ChimeraSecondary &secondary)
{
    if (!reader.has("archive")) {
        secondary.teacher = readChannels(std::move(reader), design.channels);
        return;
    }
    if (secondary.task.kind == TaskKind::Detection) {
        reader.fail("archive", "is not possible for a detection: what is imitated is a map, an archive answers boxes");
    }
    const std::filesystem::path file = std::filesystem::path(origin).parent_path() / reader.text("archive");
    reader.finish();
    if (!std::filesystem::exists(file)) {
        reader.fail("archive", "names " + file.string() + ", which is not there");
    }
    secondary.archive = file;
    secondary.archiveHash = sha256OfFile(file);
}

std::vector<ChimeraSecondary> readSecondaries(
    RecipeReader &reader, const ChimeraDesign &design, const Recipe &recipe, const std::string &origin)
{
    const nlohmann::json &list = reader.value("secondaries");
    if (!list.is_array() || list.empty()) {
        reader.fail("secondaries", "must be a list of tasks, [{ ... }, ...]");
    }
    std::vector<ChimeraSecondary> secondaries;
    std::set<std::string> names{design.primary.name};
    for (const nlohmann::json &entry : list) {
        RecipeReader one(entry, "model.secondaries[" + std::to_string(secondaries.size()) + "]", origin);
        ChimeraSecondary secondary;
        secondary.task = readTask(one, recipe);
        if (!names.insert(secondary.task.name).second) {
            one.fail("task", "is there twice");
        }
        readTeacher(one.object("teacher"), origin, design, secondary);
        secondary.taps = readTaps(one);
        secondary.widths = readWidths(one);
        secondary.ownChannels = int(one.integer("own_channels", secondary.ownChannels, 1, 256));
        if (one.has("epochs")) {
            secondary.epochs = int(one.integer("epochs", 1, 1, 10000));
        }
        one.finish();
        secondaries.push_back(secondary);
    }
    return secondaries;
}

std::map<std::string, OptimizerRecipe> readSteps(RecipeReader reader, const Recipe &recipe)
{
    std::map<std::string, OptimizerRecipe> steps;
    for (const char *step : {"primary", "teachers", "search", "distil", "baseline"}) {
        steps[step] = readOptimizer(reader.object(step), recipe.optimizer);
        if (std::size_t(steps[step].batch) > recipe.data.count) {
            reader.fail(std::string(step) + ".batch", "is larger than the number of scenes");
        }
    }
    reader.finish();
    return steps;
}

void readEvaluation(RecipeReader &evaluation, const Recipe &recipe, const std::string &origin, ChimeraDesign &design)
{
    if (recipe.dataFile) {
        design.evaluationFile = readRecordsFile(evaluation, origin);
        if (!design.evaluationFile) {
            evaluation.fail("records", "is missing (a packed file that nothing is trained on)");
        }
        const LabelledRecordsHeader &header = design.evaluationFile->header;
        if (header.classes != recipe.classes()) {
            evaluation.fail("records", "has other classes than 'data.records'");
        }
        design.evaluation = {0, header.count, header.width, header.height};
        return;
    }
    design.evaluation = {std::uint64_t(evaluation.integer("first_seed", std::int64_t(SceneCamera::firstHeldOutSeed),
                             std::int64_t(SceneCamera::firstHeldOutSeed), 2000000000)),
        std::size_t(evaluation.integer("scenes", 1000, 1, 1000000)), recipe.data.width, recipe.data.height};
}

void checkLossNames(const Recipe &recipe, const ChimeraDesign &design, const std::string &origin)
{
    const nlohmann::json losses(recipe.lossWeights);
    RecipeReader reader(losses, "losses", origin);
    reader.has("picture");
    for (const ChimeraTask &task : design.tasks()) {
        reader.has(task.name);
    }
    reader.finish();
}

} // namespace

TaskSpec ChimeraTask::spec(const std::string &output) const
{
    TaskSpec spec;
    spec.name = name;
    spec.kind = kind;
    spec.output = output;
    const bool objectsOnly = kind == TaskKind::Detection || kind == TaskKind::Classification;
    if (kind == TaskKind::Segmentation || objectsOnly) {
        spec.classes.assign(classes.begin() + std::ptrdiff_t(objectsOnly && !classes.empty() ? 1 : 0), classes.end());
        // Okabe and Ito's colours, told apart with every kind of colour vision; grey for the background.
        static const std::vector<std::array<std::uint8_t, 3>> colors = {
            {153, 153, 153}, {0, 114, 178}, {230, 159, 0}, {0, 158, 115}, {204, 121, 167}, {240, 228, 66}};
        if (classes.size() == colors.size()) {
            spec.colors.assign(colors.begin() + (objectsOnly ? 1 : 0), colors.end());
        }
    }
    if (kind == TaskKind::Segmentation) {
        spec.returns = ReturnForm::ClassIndex;
    } else if (kind == TaskKind::Depth || kind == TaskKind::Boundary) {
        spec.returns = ReturnForm::Fp16;
    } else if (kind == TaskKind::Normals) {
        spec.returns = ReturnForm::Int8x3;
    }
    if (kind == TaskKind::Depth) {
        spec.unit = "m";
    }
    return spec;
}

int ChimeraTask::classCount() const { return int(spec("").classes.size()); }

nlohmann::json ChimeraChannels::toJson() const
{
    return {{"stem", stem}, {"stage", stage}, {"encoder", encoder}, {"bottleneck", bottleneck}, {"trunk", trunk},
        {"context", context}, {"deep", deep}, {"decoder", decoder}, {"head", head}};
}

nlohmann::json ChimeraSubModel::toJson() const
{
    nlohmann::json json{
        {"name", name}, {"task", task.name}, {"kind", taskKindName(task.kind)}, {"taps", taps}, {"width", width}};
    if (hasOwn()) {
        json["own_channels"] = ownChannels;
    }
    return json;
}

const std::vector<std::string> &chimeraTapNames()
{
    static const std::vector<std::string> names{"own", "bottleneck", "trunk"};
    return names;
}

bool ChimeraSubModel::hasOwn() const { return std::find(taps.begin(), taps.end(), "own") != taps.end(); }

int ChimeraSubModel::tapChannels(const ChimeraChannels &channels, const std::string &tap) const
{
    return tap == "own" ? ownChannels : tap == "bottleneck" ? channels.bottleneck : channels.trunk;
}

std::vector<ChimeraTask> ChimeraDesign::tasks() const
{
    std::vector<ChimeraTask> all{primary};
    for (const ChimeraSecondary &secondary : secondaries) {
        all.push_back(secondary.task);
    }
    return all;
}

ChimeraDesign readChimeraDesign(const Recipe &recipe, const std::string &origin)
{
    RecipeReader reader(recipe.model, "model", origin);
    reader.text("architecture");
    ChimeraDesign design;
    design.channels = readChannels(reader.object("channels"), {});
    reader.value("primary");
    RecipeReader primary = reader.object("primary");
    design.primary = readTask(primary, recipe);
    primary.finish();
    design.secondaries = readSecondaries(reader, design, recipe, origin);
    RecipeReader search = reader.object("search");
    design.searchScenes = std::size_t(search.integer(
        "scenes", std::int64_t(std::min(design.searchScenes, recipe.data.count)), 1, std::int64_t(recipe.data.count)));
    design.searchLimit = search.number("limit", design.searchLimit, 0.0, 10.0);
    design.searchParameters = search.number("parameters", design.searchParameters, 0.01, 100.0);
    search.finish();
    RecipeReader distillation = reader.object("distillation");
    design.distillation.outputs = distillation.number("outputs", design.distillation.outputs, 0.0, 1000.0);
    design.distillation.features = distillation.number("features", design.distillation.features, 0.0, 1000.0);
    design.distillation.labels = distillation.number("labels", design.distillation.labels, 0.0, 1000.0);
    distillation.finish();
    design.steps = readSteps(reader.object("steps"), recipe);
    RecipeReader evaluation = reader.object("evaluation");
    readEvaluation(evaluation, recipe, origin, design);
    evaluation.finish();
    reader.finish();
    constexpr int coarsest = 32; // pixels that one value at the trunk's lowest resolution stands for
    if (recipe.data.width % coarsest != 0 || recipe.data.height % coarsest != 0) {
        throw Failure(ErrorCode::RecipeInvalid,
            {{"file", origin}, {"why", "the width and height of 'data' must be multiples of 32 for chimera."}});
    }
    checkLossNames(recipe, design, origin);
    return design;
}

InputSpec chimeraPicture(std::int64_t width, std::int64_t height)
{
    InputSpec picture;
    picture.name = "picture";
    picture.kind = InputSpec::Kind::Picture;
    picture.info.shape = {1, 3, height, width};
    picture.range = {0.0, 1.0};
    picture.mean = {0.45, 0.45, 0.45};
    picture.std = {0.25, 0.25, 0.25};
    return picture;
}

ModelMetadata chimeraMetadata(const std::string &name, const std::vector<ChimeraTask> &tasks, int width, int height)
{
    ModelMetadata metadata;
    metadata.name = name;
    metadata.license = "GPL-3.0-or-later";
    metadata.inputs = {chimeraPicture(width, height)};
    for (std::size_t index = 0; index < tasks.size(); ++index) {
        metadata.tasks.push_back(tasks[index].spec(tasks.size() == 1 ? "" : std::to_string(index)));
    }
    return metadata;
}

} // namespace splitscope
