// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace splitscope {

/// What calibration gave one tensor's codec. All float32; equal bits decode equally on every machine.
struct TensorConstants {
    std::vector<float> low;   ///< by channel or one (bits, static), by component (pca): what code 0 stands for
    std::vector<float> high;  ///< what the largest code stands for
    std::vector<float> mean;  ///< pca: by channel
    std::vector<float> basis; ///< pca: component by component, each as long as there are channels, of length 1

    bool operator==(const TensorConstants &) const = default;
};

/// The constants of all codecs of one cut, and what they were calibrated on: kept with a plan, so that it runs
/// identically elsewhere.
struct CodecConstants {
    std::string source; ///< as the command line names it
    int frames = 0;
    std::uint64_t seed = 0;
    std::map<std::string, TensorConstants> tensors; ///< by LayerGraph::tensorName

    bool operator==(const CodecConstants &) const = default;
    bool empty() const { return tensors.empty(); }

    /// First 16 hex digits of the SHA-256 of the tensors' names and values; empty where there are none.
    std::string digest() const;
};

nlohmann::json toJson(const CodecConstants &constants);
/// \param origin named in errors. Throws Failure (InvalidArgument) saying which member is wrong.
CodecConstants codecConstantsFromJson(const nlohmann::json &json, const std::string &origin);

} // namespace splitscope
