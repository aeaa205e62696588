// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/decisions.h"
#include "tests/fuzz/odd_request.h"
#include "tests/fuzz/wire_targets.h"

#include "core/graph/error.h"
#include "core/partition/executable.h"
#include "core/runtime/crossing_codec.h"
#include "core/runtime/edge_server.h"
#include "core/runtime/protocol.h"
#include "core/runtime/wire_tensor.h"
#include "tests/support/small_model.h"

#include "inference.grpc.pb.h"

#include <grpcpp/create_channel.h>

#include <array>
#include <cstdlib>

namespace splitscope::fuzz {

namespace {

namespace fs = std::filesystem;

constexpr std::array codecs{"none+zstd", "fp16", "bits:4+zstd", "bits:12/tensor", "pca:2/8", "bits:4/static", "jpeg:90",
    "raw", "conv=bits:4", "pca:2/8@0123456789abcdef"};

/// An edge in this process with one model and two tails that are ready, one of them with a codec.
class Edge {
public:
    Edge()
    {
        std::string pattern = (fs::temp_directory_path() / "splitscope-fuzz-edge-XXXXXX").string();
        m_folder = ::mkdtemp(pattern.data());
        const auto model = Model::open(testing::saveSmallModel(m_folder));
        EdgeServerOptions options;
        options.models = m_folder;
        options.listen = "127.0.0.1:0";
        options.opener = [](const fs::path &file, const ModelOptions &given) { return Model::open(file, given); };
        m_server = std::make_unique<EdgeServer>(options);
        m_stub = inference::GRPCInferenceService::NewStub(
            grpc::CreateChannel(m_server->address(), grpc::InsecureChannelCredentials()));
        const auto cut = Cut::upTo(model->graph(), {model->graph().size() / 3});
        m_plan = {model->hash(), inputSignature({model->graph().inputs().front().info}), "default",
            cut.text(model->graph()), "none", ExecutionMode::Reference, 1};
        m_tail = m_plan.tailName(model->name());
        const auto head = Executable::build(model, cut, Piece::Head, ExecutionMode::Reference);
        const auto outputs = head->run(model->sampleInputs(1), OutputForm::Returned);
        const auto crossing = crossingTensors(model->graph(), cut);
        for (std::size_t i = 0; i < crossing.size(); ++i)
            appendInput(m_sound, {model->graph().tensorName(crossing[i]), outputs.crossing[i]});
        m_sound.set_model_name(m_tail);
        infer(preparing(m_plan));
        infer(m_sound);
        auto coded = m_plan;
        coded.codec = "bits:4+zstd:1";
        const CrossingCodec codec(model, cut, codecFromText(coded.codec), nullptr);
        for (const auto &tensor : codec.encode(outputs.crossing, {}))
            appendInput(m_coded, tensor);
        m_coded.set_model_name(coded.tailName("small"));
        infer(preparing(coded));
        infer(m_coded);
    }
    ~Edge()
    {
        m_stub.reset();
        m_server.reset();
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    Edge(const Edge &) = delete;
    Edge &operator=(const Edge &) = delete;

    const inference::ModelInferRequest &sound() const { return m_sound; }
    const inference::ModelInferRequest &coded() const { return m_coded; }
    const PlanKey &plan() const { return m_plan; }

    inference::ModelInferRequest preparing(const PlanKey &plan) const
    {
        inference::ModelInferRequest request;
        request.set_model_name(plan.tailName("small"));
        (*request.mutable_parameters())[protocol::planParameter].set_string_param(plan.canonicalJson());
        return request;
    }

    void infer(const inference::ModelInferRequest &request)
    {
        grpc::ClientContext context;
        inference::ModelInferResponse response;
        check(m_stub->ModelInfer(&context, request, &response));
        readOutputs(response);
    }

    void describe(const std::string &name, const std::string &version)
    {
        grpc::ClientContext context;
        inference::ModelMetadataRequest request;
        inference::ModelMetadataResponse response;
        request.set_name(name);
        request.set_version(version);
        check(m_stub->ModelMetadata(&context, request, &response));
    }

private:
    /// A refusal is an answer; a broken edge is not.
    static void check(const grpc::Status &status)
    {
        if (status.ok())
            return;
        using grpc::StatusCode;
        const auto code = status.error_code();
        require(code == StatusCode::INVALID_ARGUMENT || code == StatusCode::NOT_FOUND
                || code == StatusCode::RESOURCE_EXHAUSTED || code == StatusCode::FAILED_PRECONDITION,
            ("the edge answered with status " + std::to_string(code) + ": " + status.error_message()).c_str());
        throw Failure(ErrorCode::EdgeRefused, {{"address", "edge"}, {"why", status.error_message()}});
    }

    fs::path m_folder;
    std::unique_ptr<EdgeServer> m_server;
    std::unique_ptr<inference::GRPCInferenceService::Stub> m_stub;
    inference::ModelInferRequest m_sound;
    inference::ModelInferRequest m_coded;
    PlanKey m_plan;
    std::string m_tail;
};

Edge &edge()
{
    static Edge running;
    return running;
}

PlanKey oddPlan(Decisions &decisions)
{
    auto plan = edge().plan();
    switch (decisions.below(7)) {
    case 0:
        plan.cut = decisions.text(80);
        break;
    case 1:
        plan.codec = decisions.coin()
            ? decisions.text(20)
            : codecs[static_cast<std::size_t>(decisions.below(static_cast<int>(codecs.size())))];
        break;
    case 2:
        plan.operatingPoint = decisions.text(20);
        break;
    case 3:
        plan.inputSignature = "1x3x" + std::to_string(decisions.byte()) + "x" + std::to_string(decisions.byte())
            + (decisions.coin() ? ":float32" : ":int64");
        break;
    case 4:
        plan.modelHash[static_cast<std::size_t>(decisions.below(64))] = 'f';
        break;
    case 5:
        plan.threads = decisions.byte();
        break;
    default:
        plan.cut = decisions.coin() ? "edge" : "device";
    }
    return plan;
}

void ask(const std::string &bytes)
{
    Decisions decisions(bytes);
    const auto kind = decisions.below(8);
    if (kind == 1) {
        edge().infer(edge().preparing(oddPlan(decisions)));
    } else if (kind == 2) {
        auto request = edge().preparing(edge().plan());
        auto &plan = *(*request.mutable_parameters())[protocol::planParameter].mutable_string_param();
        plan.replace(static_cast<std::size_t>(decisions.byte()) % plan.size(), decisions.byte(), decisions.text(60));
        edge().infer(request);
    } else if (kind == 3) {
        edge().describe(decisions.coin() ? edge().sound().model_name() : decisions.text(40), decisions.text(3));
    } else {
        auto request = kind == 5 ? edge().coded() : edge().sound();
        makeOdd(request, decisions);
        if (kind == 4)
            request.set_model_name(decisions.text(200));
        edge().infer(request);
    }
}

} // namespace

std::vector<FuzzTarget> edgeTargets()
{
    std::string many;
    for (int i = 0; i < 200; ++i)
        many += static_cast<char>(i * 83 + i / 3);
    return {{"edge", {{}, std::string(40, '\0')}, {many, many.substr(30, 20)}, ask}};
}

} // namespace splitscope::fuzz
