// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/edge_service.h"

#include "core/graph/emulation.h"
#include "core/graph/error.h"
#include "core/runtime/constant_tensors.h"
#include "core/runtime/protocol.h"
#include "core/runtime/status_mapping.h"

#include <grpcpp/server_context.h>

#include <chrono>
#include <cmath>
#include <set>
#include <utility>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

/// Thrown where a call lacks the token: no Failure, because what a stranger learns is one word.
struct Unauthenticated { };

[[noreturn]] void refuse(std::string why) { throw Failure(ErrorCode::RequestInvalid, {{"why", std::move(why)}}); }

std::int64_t nanoseconds(Clock::time_point time)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

/// Runs a call's body and turns whatever it throws into a status: nothing may leave a handler.
template <typename Body>
grpc::Status guarded(Body &&body)
{
    try {
        body();
        return grpc::Status::OK;
    } catch (const Unauthenticated &) {
        return {grpc::StatusCode::UNAUTHENTICATED, "unauthenticated"};
    } catch (const Failure &failure) {
        return statusOf(failure);
    } catch (const std::bad_alloc &) {
        return {grpc::StatusCode::RESOURCE_EXHAUSTED, "out of memory"};
    } catch (const std::exception &error) {
        return {grpc::StatusCode::INTERNAL, std::string(error.what()).substr(0, 500)};
    } catch (...) {
        return {grpc::StatusCode::INTERNAL, "unknown exception"};
    }
}

/// Compares in a time that does not depend on where the texts differ.
bool sameSecret(const std::string &secret, std::string_view offered)
{
    unsigned difference = secret.size() == offered.size() ? 0 : 1;
    for (std::size_t i = 0; i < offered.size(); ++i)
        difference |= static_cast<unsigned char>(secret[i % secret.size()]) ^ static_cast<unsigned char>(offered[i]);
    return difference == 0;
}

template <typename List>
void addMetadata(List *list, const std::string &name, const TensorInfo &info)
{
    auto *tensor = list->Add();
    tensor->set_name(name);
    tensor->set_datatype(std::string(oipName(info.dtype)));
    for (const auto size : info.shape)
        tensor->add_shape(size);
}

/// An input of any length says so with -1, as the protocol's other servers do.
TensorInfo shownInfo(const ExpectedTensor &input)
{
    auto info = input.info;
    if (input.mostElements > 0)
        info.shape = {-1};
    return info;
}

/// Names of the outputs to send. Throws Failure (RequestInvalid).
std::set<std::string> wantedOutputs(const Tail &tail, const inference::ModelInferRequest &request)
{
    std::set<std::string> all;
    for (const auto &output : tail.outputs)
        all.insert(output.name);
    if (request.outputs().empty())
        return all;
    std::set<std::string> wanted;
    for (const auto &output : request.outputs()) {
        if (!all.contains(output.name()))
            refuse("there is no output " + output.name().substr(0, 80));
        wanted.insert(output.name());
    }
    return wanted;
}

bool flag(const inference::ModelInferRequest &request, const char *name)
{
    const auto it = request.parameters().find(name);
    if (it == request.parameters().end())
        return false;
    if (it->second.parameter_choice_case() != inference::InferParameter::kBoolParam)
        refuse(std::string(name) + " is not true or false");
    return it->second.bool_param();
}

/// What a plan's codecs were calibrated to, from the request that prepares it. Throws Failure (PlanUnknown) where
/// constants are needed and none came: a device that thinks the tail ready prepares it again with them.
CodecConstants readConstants(const inference::ModelInferRequest &request, const std::vector<ConstantSizes> &sizes)
{
    if (!sizes.empty() && request.inputs().empty())
        throw Failure(ErrorCode::PlanUnknown, {{"name", request.model_name().substr(0, 200)}});
    return constantsFrom(sizes, readInputs(request, expectedConstants(sizes)));
}

/// Before anything is opened for it.
void checkConstantBytes(const inference::ModelInferRequest &request)
{
    if (payloadBytes(request) > protocol::maxConstantBytes)
        refuse("a plan brings more than " + std::to_string(protocol::maxConstantBytes) + " bytes of constants");
}

/// Bounded: whoever may ask must not keep a tail busy for ever.
std::chrono::nanoseconds heldFor(const inference::ModelInferRequest &request)
{
    const auto it = request.parameters().find(protocol::holdParameter);
    if (it == request.parameters().end())
        return {};
    const double ms = it->second.double_param();
    if (it->second.parameter_choice_case() != inference::InferParameter::kDoubleParam || !(ms >= 0.0)
        || ms > longestHoldMs)
        refuse(std::string(protocol::holdParameter) + " is not a number of milliseconds up to a minute");
    return std::chrono::nanoseconds(std::llround(ms * 1e6));
}

} // namespace

EdgeService::EdgeService(std::shared_ptr<TailPool> tails, std::string token)
    : m_tails(std::move(tails))
    , m_token(std::move(token))
{
}

void EdgeService::checkToken(const grpc::ServerContext &context) const
{
    if (m_token.empty())
        return;
    const auto &metadata = context.client_metadata();
    const auto [first, last] = metadata.equal_range("authorization");
    for (auto it = first; it != last; ++it) {
        if (sameSecret("Bearer " + m_token, std::string_view(it->second.data(), it->second.size())))
            return;
    }
    throw Unauthenticated();
}

std::shared_ptr<Tail> EdgeService::tailFor(const std::string &name, const std::string &version) const
{
    auto tail = version.empty() || version == protocol::modelVersion ? m_tails->find(name) : nullptr;
    if (!tail)
        throw Failure(ErrorCode::PlanUnknown, {{"name", name.substr(0, 200)}});
    return tail;
}

grpc::Status EdgeService::ServerLive(
    grpc::ServerContext *context, const inference::ServerLiveRequest *, inference::ServerLiveResponse *response)
{
    return guarded([&] {
        checkToken(*context);
        response->set_live(true);
    });
}

grpc::Status EdgeService::ServerReady(
    grpc::ServerContext *context, const inference::ServerReadyRequest *, inference::ServerReadyResponse *response)
{
    return guarded([&] {
        checkToken(*context);
        response->set_ready(true);
    });
}

grpc::Status EdgeService::ModelReady(
    grpc::ServerContext *context, const inference::ModelReadyRequest *request, inference::ModelReadyResponse *response)
{
    return guarded([&] {
        checkToken(*context);
        const bool known = request->version().empty() || request->version() == protocol::modelVersion;
        response->set_ready(known && m_tails->find(request->name()) != nullptr);
    });
}

grpc::Status EdgeService::ServerMetadata(
    grpc::ServerContext *context, const inference::ServerMetadataRequest *, inference::ServerMetadataResponse *response)
{
    return guarded([&] {
        checkToken(*context);
        response->set_name(std::string("splitscope-edge"));
        response->set_version(SPLITSCOPE_VERSION);
        response->add_extensions(protocol::planParameter);
        for (const auto *parameter : {protocol::orderParameter, protocol::tuneParameter, protocol::holdParameter,
                 protocol::keepParameter, protocol::packedParameter, protocol::packAnswersParameter})
            response->add_extensions(parameter);
    });
}

grpc::Status EdgeService::ModelMetadata(grpc::ServerContext *context, const inference::ModelMetadataRequest *request,
    inference::ModelMetadataResponse *response)
{
    return guarded([&] {
        checkToken(*context);
        const auto tail = tailFor(request->name(), request->version());
        response->set_name(tail->name);
        response->add_versions(std::string(protocol::modelVersion));
        response->set_platform("pytorch_torchscript");
        for (const auto &input : tail->codec->wire())
            addMetadata(response->mutable_inputs(), input.name, shownInfo(input));
        for (const auto &output : tail->outputs)
            addMetadata(response->mutable_outputs(), output.name, output.info);
        (*response->mutable_properties())[protocol::planParameter] = tail->plan.canonicalJson();
        (*response->mutable_properties())["splitscope_execution"] = tail->piece ? tail->piece->execution() : "none";
    });
}

grpc::Status EdgeService::ModelInfer(
    grpc::ServerContext *context, const inference::ModelInferRequest *request, inference::ModelInferResponse *response)
{
    const auto status = guarded([&] {
        checkToken(*context);
        infer(*context, *request, *response);
    });
    if (!status.ok())
        response->Clear();
    return status;
}

void EdgeService::infer(
    grpc::ServerContext &context, const inference::ModelInferRequest &request, inference::ModelInferResponse &response)
{
    const auto received = Clock::now();
    response.set_model_name(request.model_name());
    response.set_model_version(std::string(protocol::modelVersion));
    response.set_id(request.id());
    if (request.parameters().contains(protocol::planParameter))
        prepare(context, request);
    else
        run(context, *tailFor(request.model_name(), request.model_version()), request, response, received);
    const auto sent = Clock::now();
    auto &parameters = *response.mutable_parameters();
    parameters[protocol::edgeMsParameter].set_double_param(
        std::chrono::duration<double, std::milli>(sent - received).count());
    parameters[protocol::receivedNsParameter].set_int64_param(nanoseconds(received));
    parameters[protocol::sentNsParameter].set_int64_param(nanoseconds(sent));
}

void EdgeService::prepare(grpc::ServerContext &context, const inference::ModelInferRequest &request)
{
    checkConstantBytes(request);
    const auto &plan = request.parameters().at(protocol::planParameter);
    if (plan.parameter_choice_case() != inference::InferParameter::kStringParam)
        refuse("the plan is not a string");
    const auto tail = m_tails->prepare(request.model_name(), plan.string_param(),
        [&request](const auto &sizes) { return readConstants(request, sizes); });
    if (flag(request, protocol::tuneParameter) && tail->piece)
        tail->piece->tuneNow([&context] { return context.IsCancelled(); });
}

void EdgeService::run(grpc::ServerContext &context, const Tail &tail, const inference::ModelInferRequest &request,
    inference::ModelInferResponse &response, Clock::time_point received)
{
    const auto wanted = wantedOutputs(tail, request);
    const bool keepsAnswers = flag(request, protocol::keepParameter);
    const bool packsAnswers = flag(request, protocol::packAnswersParameter);
    const auto least = heldFor(request);
    auto expected = tail.codec->wire();
    const auto crossing = expected.size();
    if (keepsAnswers)
        expected.insert(expected.end(), tail.answers.begin(), tail.answers.end());
    auto inputs = readInputs(request, expected);
    inputs.resize(crossing); // what follows are answers, which are where they are wanted
    if (!tail.piece)
        return;
    const auto outputs = tail.piece->run(
        tail.codec->decode(inputs), OutputForm::Returned, [&context] { return context.IsCancelled(); },
        least - (Clock::now() - received));
    m_tuner.afterRun(tail.piece);
    if (keepsAnswers)
        return;
    for (const auto &output : tail.outputs) {
        for (const auto &[task, value] : outputs.tasks) {
            if (task != output.task || !wanted.contains(output.name))
                continue;
            NamedTensor answer{output.name, value};
            if (packsAnswers)
                packAnswer(answer);
            appendOutput(response, answer);
        }
    }
}

} // namespace splitscope
