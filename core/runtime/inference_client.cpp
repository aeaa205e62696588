// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/inference_client.h"

#include "core/graph/error.h"
#include "core/runtime/call_registry.h"
#include "core/runtime/grpc_setup.h"
#include "core/runtime/protocol.h"
#include "core/runtime/status_mapping.h"
#include "core/runtime/text_file.h"

#include "inference.grpc.pb.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <cmath>
#include <mutex>
#include <utility>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;
using Stub = inference::GRPCInferenceService::Stub;

constexpr std::chrono::seconds controlPatience(10);
constexpr std::chrono::seconds inferPatience(30);
// gRPC 1.51 looks at connect()'s errno only after it has allocated memory, which changes errno now and then (malloc
// looks for /sys, which some containers lack): a connection that is being made then counts as one that failed, at once.
constexpr std::chrono::seconds secondTryWithin(1);
// A server that has not seen a model tries it in a process of its own first, for two minutes at most.
constexpr std::chrono::seconds preparePatience(180);

std::shared_ptr<grpc::ChannelCredentials> credentials(const ClientOptions &options)
{
    if (options.caFile.empty())
        return grpc::InsecureChannelCredentials();
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = readTextFile(options.caFile);
    if (!options.certFile.empty())
        tls.pem_cert_chain = readTextFile(options.certFile);
    if (!options.keyFile.empty())
        tls.pem_private_key = readTextFile(options.keyFile);
    return grpc::SslCredentials(tls);
}

template <typename Map>
std::optional<std::int64_t> intParameter(const Map &parameters, const char *name)
{
    const auto it = parameters.find(name);
    if (it == parameters.end() || it->second.parameter_choice_case() != inference::InferParameter::kInt64Param)
        return std::nullopt;
    return it->second.int64_param();
}

inference::ModelInferRequest makeRequest(const InferCall &call)
{
    inference::ModelInferRequest request;
    request.set_model_name(call.model);
    if (!call.plan.empty())
        (*request.mutable_parameters())[protocol::planParameter].set_string_param(call.plan);
    auto &parameters = *request.mutable_parameters();
    if (call.tune)
        parameters[protocol::tuneParameter].set_bool_param(true);
    if (call.holdMs > 0.0)
        parameters[protocol::holdParameter].set_double_param(call.holdMs);
    if (call.keepAnswers)
        parameters[protocol::keepParameter].set_bool_param(true);
    if (call.packAnswers)
        parameters[protocol::packAnswersParameter].set_bool_param(true);
    for (const auto &input : call.inputs)
        appendInput(request, input);
    return request;
}

} // namespace

struct InferenceClient::Data {
    struct Connection {
        std::shared_ptr<Stub> stub;
        std::string shownAs;
    };

    explicit Data(const ClientOptions &clientOptions)
        : options(clientOptions)
        , creds(credentials(clientOptions))
        , token(clientOptions.tokenFile.empty() ? "" : readToken(clientOptions.tokenFile))
    {
    }

    /// A connection of its own: a shared one would survive with the bytes queued in it.
    void connect()
    {
        grpc::ChannelArguments arguments;
        arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
        arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
        // Also the time-out of connecting, which on a slow link holds an exchange of settings. Patience is ours to
        // judge.
        arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 24 * 3600 * 1000);
        arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
        arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
        arguments.SetInt(
            GRPC_ARG_ENABLE_HTTP_PROXY, 0); // a proxy from the environment would stand between device and relay
        arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, lookaheadBytes);
        arguments.SetMaxReceiveMessageSize(protocol::maxMessageBytes);
        arguments.SetMaxSendMessageSize(protocol::maxMessageBytes);
        if (!options.caFile.empty() && !options.tlsName.empty())
            arguments.SetSslTargetNameOverride(options.tlsName);
        connection.stub =
            inference::GRPCInferenceService::NewStub(grpc::CreateCustomChannel(address.text(), creds, arguments));
    }

    Connection current()
    {
        const std::lock_guard lock(mutex);
        if (!connection.stub)
            connect();
        return connection;
    }

    /// Makes one call. `method` is called with the stub and the context and returns the status.
    template <typename Method>
    void call(const CallRegistry::Expected &expected, std::uint64_t epoch, const std::string &model, Method &&method)
    {
        const auto used = current();
        grpc::ClientContext context;
        if (!token.empty())
            context.AddMetadata("authorization", "Bearer " + token);
        // Nobody may be there to look for overdue calls while these are made.
        if (expected.patience == controlPatience)
            context.set_deadline(std::chrono::system_clock::now() + calls.patience(expected));
        const auto handle = calls.enter(context, expected, epoch);
        const grpc::Status status = method(*used.stub, context);
        if (calls.leave(handle))
            throw Failure(
                ErrorCode::EdgeUnreachable, {{"address", used.shownAs}, {"why", "it did not answer in time."}});
        if (!status.ok())
            throw failureOf(status, used.shownAs, model);
    }

    ClientOptions options;
    std::shared_ptr<grpc::ChannelCredentials> creds;
    std::string token;
    CallRegistry calls;
    std::mutex mutex; ///< guards what follows
    HostPort address;
    Connection connection;
};

InferenceClient::InferenceClient(const ClientOptions &options)
{
    quietGrpc();
    m_data = std::make_unique<Data>(options);
}

InferenceClient::~InferenceClient() { drop(); }

void InferenceClient::setAddress(const HostPort &address, const std::string &shownAs)
{
    const std::lock_guard lock(m_data->mutex);
    if (m_data->address == address && m_data->connection.stub)
        return;
    m_data->address = address;
    m_data->connection = {nullptr, shownAs};
}

void InferenceClient::setExpectedLink(double bytesPerSecond, std::chrono::nanoseconds roundTrip)
{
    m_data->calls.setLink(bytesPerSecond, roundTrip);
}

InferReply InferenceClient::infer(const InferCall &call)
{
    InferReply reply;
    reply.started = Clock::now();
    const auto request = makeRequest(call);
    inference::ModelInferResponse response;
    reply.bytesUp = payloadBytes(request);
    const std::chrono::seconds held(static_cast<std::int64_t>(std::ceil(call.holdMs / 1000.0)));
    const CallRegistry::Expected expected{reply.bytesUp, (call.plan.empty() ? inferPatience : preparePatience) + held};
    m_data->call(expected, call.epoch, call.model,
        [&](Stub &stub, grpc::ClientContext &context) { return stub.ModelInfer(&context, request, &response); });
    try {
        reply.outputs = readOutputs(response);
    } catch (const Failure &failure) {
        throw Failure(ErrorCode::EdgeWrongAnswer, {{"address", m_data->current().shownAs}, {"why", failure.what()}});
    }
    reply.bytesDown = payloadBytes(response);
    reply.finished = Clock::now();
    reply.receivedNs = intParameter(response.parameters(), protocol::receivedNsParameter);
    reply.sentNs = intParameter(response.parameters(), protocol::sentNsParameter);
    if (const auto it = response.parameters().find(protocol::edgeMsParameter); it != response.parameters().end())
        reply.edgeMs = it->second.double_param();
    return reply;
}

void InferenceClient::checkReady()
{
    inference::ServerReadyRequest request;
    inference::ServerReadyResponse response;
    const auto decided = epoch(); // a drop in between ends the second try too
    const auto ask = [&] {
        m_data->call({0, controlPatience}, decided, "",
            [&](Stub &stub, grpc::ClientContext &context) { return stub.ServerReady(&context, request, &response); });
    };
    const auto started = Clock::now();
    try {
        ask();
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::EdgeUnreachable || Clock::now() - started > secondTryWithin)
            throw;
        reconnect();
        ask();
    }
    if (!response.ready())
        throw Failure(
            ErrorCode::EdgeUnreachable, {{"address", m_data->current().shownAs}, {"why", "it is not ready yet."}});
}

ModelSignature InferenceClient::signature(const std::string &model)
{
    inference::ModelMetadataRequest request;
    request.set_name(model);
    inference::ModelMetadataResponse response;
    m_data->call({0, controlPatience}, epoch(), model,
        [&](Stub &stub, grpc::ClientContext &context) { return stub.ModelMetadata(&context, request, &response); });
    ModelSignature signature;
    for (const auto &input : response.inputs())
        signature.inputs.push_back(input.name());
    for (const auto &output : response.outputs())
        signature.outputs.push_back(output.name());
    return signature;
}

std::uint64_t InferenceClient::epoch() const { return m_data->calls.epoch(); }

bool InferenceClient::drop()
{
    const bool any = m_data->calls.cancelAll();
    if (any)
        reconnect();
    return any;
}

void InferenceClient::reconnect()
{
    const std::lock_guard lock(m_data->mutex);
    m_data->connection.stub.reset();
}

void InferenceClient::cancelOverdue() { m_data->calls.cancelOverdue(); }

} // namespace splitscope
