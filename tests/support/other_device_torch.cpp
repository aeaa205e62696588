// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/other_device_torch.h"

#include <ATen/EmptyTensor.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>
#include <torch/torch.h>

#include <cstdlib>

namespace splitscope::testing {

namespace {

constexpr c10::DeviceType deviceType = c10::DeviceType::XPU;
constexpr c10::DispatchKeySet deviceKeys(c10::DispatchKey::XPU);

/// The CPU's memory under the device's name.
class DeviceAllocator : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t bytes) const override
    {
        void *memory = bytes > 0 ? std::malloc(bytes) : nullptr;
        return {memory, memory, &std::free, otherDevice()};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &std::free; }
};

c10::Allocator *allocator()
{
    static DeviceAllocator instance;
    return &instance;
}

torch::Tensor emptyTensor(c10::IntArrayRef size, c10::optional<c10::ScalarType> type, c10::optional<c10::Layout>,
    c10::optional<c10::Device>, c10::optional<bool>, c10::optional<c10::MemoryFormat> format)
{
    return at::detail::empty_generic(size, allocator(), deviceKeys, c10::dtype_or_default(type), format);
}

torch::Tensor emptyStrided(c10::IntArrayRef size, c10::IntArrayRef strides, c10::optional<c10::ScalarType> type,
    c10::optional<c10::Layout>, c10::optional<c10::Device>, c10::optional<bool>)
{
    return at::detail::empty_strided_generic(size, strides, allocator(), deviceKeys, c10::dtype_or_default(type));
}

/// The same memory as a tensor of the CPU.
torch::Tensor seenByTheCpu(const torch::Tensor &tensor)
{
    return tensor.is_cpu() ? tensor
                           : at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(),
                               tensor.options().device(torch::kCPU).requires_grad(false));
}

c10::optional<torch::Tensor> seenByTheCpu(const c10::optional<torch::Tensor> &tensor)
{
    return tensor && tensor->defined() ? c10::make_optional(seenByTheCpu(*tensor)) : c10::nullopt;
}

torch::Tensor &copyInto(torch::Tensor &self, const torch::Tensor &source, bool)
{
    seenByTheCpu(self).copy_(seenByTheCpu(source));
    return self;
}

/// With new memory; what was there is lost, as only results are resized.
const torch::Tensor &resized(const torch::Tensor &self, c10::IntArrayRef size, c10::optional<c10::MemoryFormat> format)
{
    if (self.sizes() != size) {
        const torch::Tensor fresh =
            at::detail::empty_generic(size, allocator(), deviceKeys, self.scalar_type(), format);
        self.unsafeGetTensorImpl()->set_storage_keep_dtype(fresh.storage());
        self.unsafeGetTensorImpl()->set_sizes_and_strides(fresh.sizes(), fresh.strides());
    }
    return self;
}

torch::Tensor copyFromAndResize(const torch::Tensor &source, const torch::Tensor &target)
{
    resized(target, source.sizes(), c10::nullopt);
    seenByTheCpu(target).copy_(seenByTheCpu(source));
    return target;
}

torch::Tensor convolve(const torch::Tensor &input, const torch::Tensor &weight,
    const c10::optional<torch::Tensor> &bias, c10::IntArrayRef stride, c10::IntArrayRef padding,
    c10::IntArrayRef dilation, bool transposed, c10::IntArrayRef outputPadding, std::int64_t groups)
{
    return at::convolution(seenByTheCpu(input), seenByTheCpu(weight), seenByTheCpu(bias), stride, padding, dilation,
        transposed, outputPadding, groups)
        .to(otherDevice());
}

std::tuple<torch::Tensor, torch::Tensor, torch::Tensor> convolveBackward(const torch::Tensor &gradient,
    const torch::Tensor &input, const torch::Tensor &weight, c10::IntArrayRef stride, c10::IntArrayRef padding,
    c10::IntArrayRef dilation, bool transposed, c10::IntArrayRef outputPadding, std::int64_t groups,
    std::array<bool, 3> wanted)
{
    const auto moved = [](const torch::Tensor &tensor) { return tensor.defined() ? tensor.to(otherDevice()) : tensor; };
    const std::vector<std::int64_t> biasSizes{weight.size(0)};
    const auto [ofInput, ofWeight, ofBias] =
        at::convolution_backward(seenByTheCpu(gradient), seenByTheCpu(input), seenByTheCpu(weight),
            c10::IntArrayRef(biasSizes), stride, padding, dilation, transposed, outputPadding, groups, wanted);
    return {moved(ofInput), moved(ofWeight), moved(ofBias)};
}

/// The fallback would resize its result with a warning each time.
torch::Tensor meanSquare(const torch::Tensor &a, const torch::Tensor &b, std::int64_t reduction)
{
    return at::mse_loss(seenByTheCpu(a), seenByTheCpu(b), reduction).to(otherDevice());
}

/// Its running means change in place, which its schema does not say and a fallback thus does not see.
std::tuple<torch::Tensor, torch::Tensor, torch::Tensor> batchNorm(const torch::Tensor &input,
    const c10::optional<torch::Tensor> &weight, const c10::optional<torch::Tensor> &bias,
    const c10::optional<torch::Tensor> &mean, const c10::optional<torch::Tensor> &variance, bool training,
    double momentum, double epsilon)
{
    const auto [output, batchMean, batchDeviation] = at::native_batch_norm(seenByTheCpu(input), seenByTheCpu(weight),
        seenByTheCpu(bias), seenByTheCpu(mean), seenByTheCpu(variance), training, momentum, epsilon);
    return {output.to(otherDevice()), batchMean.to(otherDevice()), batchDeviation.to(otherDevice())};
}

/// What stands in for every kernel that is not given below.
void onTheCpu(const c10::OperatorHandle &operation, torch::jit::Stack *stack)
{
    bool here = false;
    bool there = false;
    const auto look = [&](const torch::Tensor &tensor) {
        here = here || (tensor.defined() && tensor.is_cpu() && tensor.dim() > 0);
        there = there || (tensor.defined() && !tensor.is_cpu());
    };
    for (const c10::IValue &value : torch::jit::last(stack, operation.schema().arguments().size())) {
        if (value.isTensor()) {
            look(value.toTensor());
        } else if (value.isTensorList()) {
            for (const torch::Tensor &tensor : value.toTensorVector()) {
                look(tensor);
            }
        }
    }
    TORCH_CHECK(!(here && there), "tensors of two devices meet in ", toString(operation.operator_name()));
    at::native::cpu_fallback(operation, stack);
}

} // namespace

torch::Device otherDevice() { return {deviceType, 0}; }

} // namespace splitscope::testing

C10_REGISTER_GUARD_IMPL(XPU, c10::impl::NoOpDeviceGuardImpl<splitscope::testing::deviceType>)

TORCH_LIBRARY_IMPL(_, XPU, library)
{
    library.fallback(torch::CppFunction::makeFromBoxedFunction<&splitscope::testing::onTheCpu>());
}

TORCH_LIBRARY_IMPL(aten, XPU, library)
{
    using namespace splitscope::testing;
    library.impl("empty.memory_format", &emptyTensor);
    library.impl("empty_strided", &emptyStrided);
    library.impl("copy_", &copyInto);
    library.impl("resize_", &resized);
    library.impl("_copy_from_and_resize", &copyFromAndResize);
    library.impl("as_strided", &at::native::as_strided_tensorimpl);
    library.impl("view", &at::native::view);
    library.impl("_reshape_alias", &at::native::_reshape_alias);
    library.impl("mse_loss", &meanSquare);
    library.impl("native_batch_norm", &batchNorm);
    library.impl("convolution_overrideable", &convolve);
    library.impl("convolution_backward_overrideable", &convolveBackward);
}
