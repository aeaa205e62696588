// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/sha256.h"
#include "core/training/recipe.h"
#include "sample_models/catalog.h"
#include "sample_models/chimera/chimera_training_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/torch.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

namespace splitscope::test {

/// Trains in seconds.
inline nlohmann::json tinyRecipe()
{
    return nlohmann::json::parse(R"({
        "version": 1, "name": "tiny", "seed": 3,
        "model": {
            "architecture": "chimera",
            "channels": {"stem": 4, "stage": 8, "encoder": 8, "bottleneck": 4, "trunk": 8, "context": 8, "deep": 8,
                         "decoder": 8, "head": 4},
            "primary": {"task": "segmentation", "kind": "segmentation"},
            "secondaries": [
                {"task": "depth", "kind": "depth", "taps": [["bottleneck"], ["trunk"]], "widths": [4, 8]},
                {"task": "boxes", "kind": "detection", "taps": [["own", "trunk"]], "own_channels": 3, "widths": [8]}
            ],
            "search": {"scenes": 16, "parameters": 10}, "evaluation": {"scenes": 3}
        },
        "data": {"scenes": 32, "width": 64, "height": 64},
        "validation": {"first_seed": 800000, "scenes": 2, "width": 64, "height": 64},
        "optimizer": {"batch": 8, "epochs": 2, "warmup_steps": 2}
    })");
}

/// A folder with a recipe and an output; the cache is shared, because rendering is not what is tested.
class Workbench {
public:
    explicit Workbench(
        const nlohmann::json &recipe, const std::function<void(const Workbench &)> &prepare = [](const Workbench &) {})
    {
        prepare(*this);
        m_recipe = recipe;
        QFile file(path("recipe.json"));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(QByteArray::fromStdString(recipe.dump()));
        }
    }

    QString path(const QString &name) const { return m_folder.filePath(name); }

    void train(TrainOptions options, const TrainingReporter &report, const StopFlag &stop) const
    {
        static const QTemporaryDir cache;
        options.outDir = path("out").toStdString();
        options.cacheDir = cache.path().toStdString();
        options.threads = 1;
        trainSampleModel(path("recipe.json").toStdString(), options, report, stop);
    }

    void train(TrainOptions options = {}) const
    {
        const StopFlag never{false};
        train(
            std::move(options), [](const TrainingProgress &) {}, never);
    }

    ChimeraTraining training() const
    {
        const Recipe recipe = recipeFromJson(m_recipe.dump(), path("recipe.json").toStdString());
        return {recipe, "tiny", {path("cache").toStdString(), path("out").toStdString()}, 1, true};
    }

    torch::jit::Module archive(const QString &name) const
    {
        return torch::jit::load(path("out/" + name + ".pt").toStdString());
    }

    std::string hash(const QString &name) const { return sha256OfFile(path("out/" + name + ".pt").toStdString()); }

private:
    QTemporaryDir m_folder;
    nlohmann::json m_recipe;
};

/// This step, going on where it stands.
inline TrainOptions only(const std::string &step)
{
    TrainOptions options;
    options.step = step;
    options.resume = true;
    return options;
}

inline nlohmann::json read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? nlohmann::json::parse(file.readAll().toStdString()) : nlohmann::json();
}

inline void compareTensors(const NamedTensors &some, const NamedTensors &all)
{
    for (const auto &[name, tensor] : some) {
        bool found = false;
        for (const auto &[other, value] : all) {
            if (name == other) {
                found = true;
                QVERIFY2(torch::equal(tensor, value), name.c_str());
            }
        }
        QVERIFY2(found, name.c_str());
    }
}

} // namespace splitscope::test
