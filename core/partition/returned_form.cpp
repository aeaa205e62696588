// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/returned_form.h"

#include "core/graph/error.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/executable.h"

namespace splitscope {

at::Tensor returnedTensor(const TaskSpec &task, const at::Tensor &output)
{
    const c10::InferenceMode guard;
    const auto need = [&](bool fits, const char *what) {
        if (!fits)
            throw Failure(ErrorCode::Internal, {{"why", "the output of task " + task.name + " is no " + what + "."}});
    };
    switch (task.returns) {
    case ReturnForm::Full:
        return output;
    case ReturnForm::ClassIndex:
        need(output.dim() >= 2 && output.size(1) <= 256, "score for each of at most 256 classes");
        return output.argmax(1).to(at::kByte);
    case ReturnForm::Fp16:
        need(at::isFloatingType(output.scalar_type()), "floating-point tensor");
        return output.to(at::kHalf);
    case ReturnForm::Int8x3: {
        need(output.dim() >= 2 && output.size(1) == 3, "three-vector");
        const auto length = output.mul(output).sum(1, /*keepdim=*/true).sqrt_().clamp_min_(1e-12);
        return output.div(length).mul_(127.0).round_().to(at::kChar);
    }
    }
    return output;
}

TensorValue returnedForm(const TaskSpec &task, const TensorValue &fullOutput)
{
    return toValue(returnedTensor(task, toTensor(fullOutput)));
}

} // namespace splitscope
