// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/piece_tuner.h"
#include "core/runtime/tail_pool.h"

#include "inference.grpc.pb.h"

#include <chrono>
#include <memory>
#include <string>

namespace splitscope {

/// The six calls of the Open Inference Protocol, answered with tails. A ModelInfer without inputs and with the
/// parameter `splitscope_plan` prepares a tail; see core/runtime/protocol.h for all parameters. Calls come from gRPC's
/// threads, several at a time; a request that fails leaves everything as it was.
class EdgeService final : public inference::GRPCInferenceService::Service {
public:
    /// \param token that every call must bring as `authorization: Bearer TOKEN`; empty: none is asked for.
    EdgeService(std::shared_ptr<TailPool> tails, std::string token);

    grpc::Status ServerLive(grpc::ServerContext *context, const inference::ServerLiveRequest *request,
        inference::ServerLiveResponse *response) override;
    grpc::Status ServerReady(grpc::ServerContext *context, const inference::ServerReadyRequest *request,
        inference::ServerReadyResponse *response) override;
    grpc::Status ModelReady(grpc::ServerContext *context, const inference::ModelReadyRequest *request,
        inference::ModelReadyResponse *response) override;
    grpc::Status ServerMetadata(grpc::ServerContext *context, const inference::ServerMetadataRequest *request,
        inference::ServerMetadataResponse *response) override;
    grpc::Status ModelMetadata(grpc::ServerContext *context, const inference::ModelMetadataRequest *request,
        inference::ModelMetadataResponse *response) override;
    grpc::Status ModelInfer(grpc::ServerContext *context, const inference::ModelInferRequest *request,
        inference::ModelInferResponse *response) override;

private:
    void checkToken(const grpc::ServerContext &context) const;
    std::shared_ptr<Tail> tailFor(const std::string &name, const std::string &version) const;
    void infer(grpc::ServerContext &context, const inference::ModelInferRequest &request,
        inference::ModelInferResponse &response);
    void prepare(grpc::ServerContext &context, const inference::ModelInferRequest &request);
    void run(grpc::ServerContext &context, const Tail &tail, const inference::ModelInferRequest &request,
        inference::ModelInferResponse &response, std::chrono::steady_clock::time_point received);

    std::shared_ptr<TailPool> m_tails;
    std::string m_token;
    PieceTuner m_tuner;
};

} // namespace splitscope
