// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace splitscope {

/// What is said of one input of a model from outside its metadata: on the command line, by a sample, in a dialog.
struct GivenInput {
    TensorInfo info;
    std::optional<std::array<double, 2>> range; ///< as InputSpec::range; absent: what the metadata says stays

    GivenInput(TensorInfo tensor = {}, std::optional<std::array<double, 2>> values = std::nullopt)
        : info(std::move(tensor))
        , range(values)
    {
    }

    bool operator==(const GivenInput &) const = default;
};

/// `SHAPE[:DTYPE][:LOW..HIGH]`, for instance `1x16:int64:0..999`; `;` between several inputs. float32 where no type is
/// named. Throws Failure (InvalidArgument) naming the part that is wrong.
std::vector<GivenInput> givenInputsFromText(std::string_view text);

/// Inverse of givenInputsFromText; the type is always named.
std::string givenInputsText(const std::vector<GivenInput> &inputs);

} // namespace splitscope
