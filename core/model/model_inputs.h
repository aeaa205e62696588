// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/given_input.h"
#include "core/graph/model_metadata.h"

#include <torch/script.h>

#include <string>
#include <vector>

namespace splitscope {

/// How a model's inputs fill the arguments of a method: tensors go to the tensor arguments, an operating point's
/// numbers to the arguments of that name, defaults to what is left. LibTorch inside.
class ModelInputs {
public:
    /// Completes `metadata.inputs` from what is given: shapes and types in order win over the metadata's, ranges too
    /// except for pictures; further ones are appended, named after their arguments. Where all inputs bear names of
    /// arguments they go to these, else they go in order; afterwards they lie in the order of the arguments. Optional
    /// tensor arguments may be left out.
    /// \param file named in errors. Throws Failure: InputShapeNeeded (its argument `inputs` is givenInputsText of a
    /// guess and `names` lists the arguments), InvalidArgument (too many or too few given), MetadataInvalid (too many
    /// or too few in the metadata), WrongInputShape (a picture that is none), ModelUnsupported.
    ModelInputs() = default;
    ModelInputs(const torch::jit::Module &module, const OperatingPoint &point, const std::vector<GivenInput> &given,
        ModelMetadata &metadata, const std::string &file);

    /// The method's arguments after self. \param tensors one for each input, in the order of `metadata.inputs`.
    std::vector<c10::IValue> arguments(const std::vector<at::Tensor> &tensors) const;

    /// Where each input stood before it was put into the order of the arguments.
    const std::vector<std::size_t> &order() const { return m_order; }

private:
    std::vector<c10::IValue> m_fixed;     ///< of every argument after self; None where a tensor goes
    std::vector<std::size_t> m_positions; ///< in m_fixed, of each input
    std::vector<std::size_t> m_order;
};

/// A seeded value for an input: uniform over its range; standard normal where a floating-point input has none.
at::Tensor sampleTensor(const InputSpec &input, at::Generator &generator);

} // namespace splitscope
