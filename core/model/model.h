// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/given_input.h"
#include "core/graph/layer_graph.h"
#include "core/graph/model_metadata.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

struct FlatProgram; // core/model/flat_program.h, LibTorch inside

struct ModelOptions {
    std::optional<std::filesystem::path>
        metadataFile;                               ///< wins over MODEL.pt.meta.json, which wins over the archive's own
    std::vector<std::filesystem::path> opLibraries; ///< loaded first; they register custom operators
    std::vector<GivenInput> inputs; ///< wins over the metadata's shapes and ranges; needed where metadata has none
    /// Tensors that fit as inputs (core/model/sample_file.h); wins over `inputs`. Their shapes, types and ranges of
    /// values are taken, and they themselves are what the model is specialised on.
    std::optional<std::filesystem::path> sampleFile;
    std::string operatingPoint = "default";
};

/// A TorchScript model, loaded once and specialised to its input shapes and operating point. Immutable; share the
/// pointer across threads. Its layer graph is what is shown, costed, cut and run.
class Model {
public:
    /// Loads, specialises and runs the model once in this process. A file that was never opened before should be opened
    /// with openModelGuarded (core/model/guarded_open.h): LibTorch can crash on a damaged archive. Throws Failure:
    /// FileNotFound, FileUnreadable, NotTorchScript, ArchiveTruncated, UnknownOperator, ModelUnsupported,
    /// InputShapeNeeded, WrongInputShape, MetadataInvalid, SampleInvalid, InvalidArgument (too many or too few inputs
    /// given), ArchiveTooNew.
    static std::shared_ptr<const Model> open(const std::filesystem::path &file, const ModelOptions &options = {});

    ~Model();
    Model(const Model &) = delete;
    Model &operator=(const Model &) = delete;

    const std::filesystem::path &path() const;
    const std::string &hash() const; ///< SHA-256 of the file
    const std::string &name() const; ///< from the metadata, else the file's stem; [A-Za-z0-9_.-]+
    const LayerGraph &graph() const;
    /// Complete: where the file says nothing, inputs are named after the method's arguments and each output is a tensor
    /// task.
    const ModelMetadata &metadata() const;
    const OperatingPoint &operatingPoint() const;
    /// False if two runs on the same input differ (the model draws random numbers).
    bool repeatable() const;
    /// What to know of the whole model before trusting its figures, in sentences; a layer's own are in Layer::warning.
    std::vector<std::string> warnings() const;

    /// Index into graph().outputs() of a task's output.
    int outputOfTask(int task) const;

    /// The module exactly as loaded from the file, run on `inputs`: all outputs in graph order, in full. The yardstick.
    std::vector<TensorValue> runOriginal(const std::vector<TensorValue> &inputs) const;

    /// Seeded sample inputs that fit: uniform over the input's range, or standard normal for float tensors without one.
    /// Seed 0 is what the model was specialised on: the tensors of the sample file, where one was given.
    std::vector<TensorValue> sampleInputs(std::uint64_t seed) const;

    /// The specialised graph for core/partition.
    const FlatProgram &program() const;

private:
    struct Data;
    explicit Model(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

/// Loads a library that registers custom operators. Throws Failure (FileNotFound, FileUnreadable).
void loadOpLibrary(const std::filesystem::path &file);

/// Sets the intra-op threads of this process, for LibTorch and for OpenBLAS (whose pthread build ignores LibTorch's
/// setting). Before a model is opened: quantised layers keep what their first run found best for its number of threads,
/// and fail with another.
void setComputeThreads(int threads);

/// False where LibTorch calls the reference BLAS (five times slower): say so at the start.
bool fastBlasLoaded();

} // namespace splitscope
