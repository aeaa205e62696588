// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partition/executable.h"
#include "core/runtime/constant_tensors.h"
#include "core/runtime/protocol.h"
#include "core/runtime/wire_tensor.h"
#include "tests/core/runtime/serving.h"

#include "inference.grpc.pb.h"

#include <grpcpp/create_channel.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

/// How tests call an edge server that runs in their own process.
namespace splitscope::testing {

using Stub = inference::GRPCInferenceService::Stub;

inline std::unique_ptr<Stub> stubFor(const std::string &address,
    const std::shared_ptr<grpc::ChannelCredentials> &credentials = grpc::InsecureChannelCredentials())
{
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(protocol::maxMessageBytes);
    arguments.SetSslTargetNameOverride("localhost");
    return inference::GRPCInferenceService::NewStub(grpc::CreateCustomChannel(address, credentials, arguments));
}

/// A device's half of one plan, as far as these tests need it.
struct Plan {
    PlanKey key;
    std::string tail;
    std::vector<NamedTensor> crossing;
    std::vector<std::pair<int, TensorValue>> headTasks;
    CodecConstants constants;
};

inline Plan planFor(const std::shared_ptr<const Model> &model, const Cut &cut, const std::vector<TensorValue> &inputs)
{
    Plan plan;
    std::vector<TensorInfo> infos;
    for (const auto &input : model->graph().inputs())
        infos.push_back(input.info);
    plan.key = {
        model->hash(), inputSignature(infos), "default", cut.text(model->graph()), "none", ExecutionMode::Reference, 1};
    plan.tail = plan.key.tailName(model->name());
    const auto head = Executable::build(model, cut, Piece::Head, ExecutionMode::Reference);
    auto outputs = head->run(inputs, OutputForm::Returned);
    const auto crossing = crossingTensors(model->graph(), cut);
    for (std::size_t i = 0; i < crossing.size(); ++i)
        plan.crossing.push_back({model->graph().tensorName(crossing[i]), outputs.crossing[i]});
    plan.headTasks = outputs.tasks;
    return plan;
}

inline inference::ModelInferRequest prepareRequest(const Plan &plan)
{
    inference::ModelInferRequest request;
    request.set_model_name(plan.tail);
    (*request.mutable_parameters())[protocol::planParameter].set_string_param(plan.key.canonicalJson());
    for (const auto &tensor : constantTensors(plan.constants))
        appendInput(request, tensor);
    return request;
}

inline inference::ModelInferRequest inferRequest(const Plan &plan)
{
    inference::ModelInferRequest request;
    request.set_model_name(plan.tail);
    request.set_id("frame 1");
    for (const auto &tensor : plan.crossing)
        appendInput(request, tensor);
    return request;
}

inline grpc::Status infer(Stub &stub, const inference::ModelInferRequest &request,
    inference::ModelInferResponse *response = nullptr, const std::string &token = {})
{
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    if (!token.empty())
        context.AddMetadata("authorization", "Bearer " + token);
    inference::ModelInferResponse unused;
    return stub.ModelInfer(&context, request, response ? response : &unused);
}

} // namespace splitscope::testing
