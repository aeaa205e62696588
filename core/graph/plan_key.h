// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"

#include <string>

namespace splitscope {

/// Reference: the specialised graph with nothing folded, bit-equal to the module as loaded.
/// Fast: the quickest checked execution within the tolerance.
enum class ExecutionMode { Reference, Fast };

std::string_view executionModeName(ExecutionMode mode);     ///< "reference", "fast"
ExecutionMode executionModeFromName(std::string_view name); ///< throws Failure (InvalidArgument)

/// Everything that decides what the two halves compute. Partitions, profiles, plans and every edge request carry it.
struct PlanKey {
    std::string modelHash;      ///< SHA-256 of the model file, 64 lower-case hex digits
    std::string inputSignature; ///< "1x3x192x256:float32", `;` between several inputs
    std::string operatingPoint = "default";
    std::string cut; ///< Cut::text
    std::string codec = "none";
    ExecutionMode mode = ExecutionMode::Fast;
    int threads = 1; ///< intra-op threads of each half

    bool operator==(const PlanKey &) const = default;

    /// Canonical JSON: keys sorted, no white space. Equal keys have equal text.
    std::string canonicalJson() const;
    /// Throws Failure (RequestInvalid) naming the wrong member.
    static PlanKey fromJson(const std::string &text);

    /// `NAME__tail_<first 16 hex digits of sha256(canonicalJson)>`.
    std::string tailName(const std::string &modelName) const;
};

/// Canonical text of a list of inputs for PlanKey::inputSignature.
std::string inputSignature(const std::vector<TensorInfo> &inputs);

} // namespace splitscope
