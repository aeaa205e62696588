// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/edge_server.h"

#include "core/graph/error.h"
#include "core/runtime/edge_service.h"
#include "core/runtime/file_descriptor.h"
#include "core/runtime/grpc_setup.h"
#include "core/runtime/host_port.h"
#include "core/runtime/protocol.h"
#include "core/runtime/text_file.h"

#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <cerrno>
#include <cstring>

#include <netdb.h>
#include <sys/socket.h>

namespace splitscope {

namespace {

/// Why nothing can listen at an address, in the system's words. gRPC only says that it failed.
std::string whyNotListening(const HostPort &address)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo *found = nullptr;
    if (const int error = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found);
        error != 0)
        return std::string(::gai_strerror(error)) + ".";
    const FileDescriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const bool bound = ::bind(socket.get(), found->ai_addr, found->ai_addrlen) == 0;
    const std::string why = bound ? "the server could not be started" : std::strerror(errno);
    ::freeaddrinfo(found);
    return why + ".";
}

void checkSafe(const EdgeServerOptions &options, const HostPort &address)
{
    if (options.certFile.empty() != options.keyFile.empty())
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "--cert without --key, or the other way round,"}, {"why", "TLS needs both."}});
    if (!options.clientCaFile.empty() && options.certFile.empty())
        throw Failure(ErrorCode::InvalidArgument, {{"what", "--client-ca"}, {"why", "it needs --cert and --key."}});
    if (!address.isLoopback() && (options.certFile.empty() || options.tokenFile.empty()))
        throw Failure(ErrorCode::AddressRefused, {{"address", options.listen}});
}

std::shared_ptr<grpc::ServerCredentials> credentials(const EdgeServerOptions &options)
{
    if (options.certFile.empty())
        return grpc::InsecureServerCredentials();
    grpc::SslServerCredentialsOptions tls(options.clientCaFile.empty()
            ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
            : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    if (!options.clientCaFile.empty())
        tls.pem_root_certs = readTextFile(options.clientCaFile);
    tls.pem_key_cert_pairs.push_back({readTextFile(options.keyFile), readTextFile(options.certFile)});
    return grpc::SslServerCredentials(tls);
}

std::shared_ptr<TailPool> makePool(const EdgeServerOptions &options)
{
    auto models = std::make_shared<ModelStore>(options.models, options.opLibraries, options.opener);
    return std::make_shared<TailPool>(std::move(models),
        TailPool::Limits{
            std::max(1, options.maxTails), std::max<std::int64_t>(1, options.maxMemoryMegabytes) * 1000 * 1000});
}

} // namespace

struct EdgeServer::Data {
    explicit Data(const EdgeServerOptions &options)
        : service(makePool(options), options.tokenFile.empty() ? "" : readToken(options.tokenFile))
    {
    }

    EdgeService service;
    HostPort address;
    std::unique_ptr<grpc::Server> server;
};

EdgeServer::EdgeServer(const EdgeServerOptions &options)
{
    quietGrpc();
    auto address = HostPort::fromText(options.listen);
    checkSafe(options, address);
    m_data = std::make_unique<Data>(options);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(address.text(), credentials(options), &port);
    builder.RegisterService(&m_data->service);
    builder.SetMaxReceiveMessageSize(protocol::maxMessageBytes);
    builder.SetMaxSendMessageSize(protocol::maxMessageBytes);
    builder.AddChannelArgument(
        GRPC_ARG_ALLOW_REUSEPORT, 0); // else a second server would take half the requests in silence
    builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, lookaheadBytes);
    grpc::ResourceQuota quota("edge");
    quota.Resize(static_cast<std::size_t>(8) * protocol::maxMessageBytes);
    builder.SetResourceQuota(quota);
    m_data->server = builder.BuildAndStart();
    if (!m_data->server || port == 0)
        throw Failure(ErrorCode::AddressInUse, {{"address", options.listen}, {"why", whyNotListening(address)}});
    address.port = static_cast<std::uint16_t>(port);
    m_data->address = address;
}

EdgeServer::~EdgeServer()
{
    if (m_data && m_data->server)
        drain(std::chrono::milliseconds(0));
}

std::string EdgeServer::address() const { return m_data->address.text(); }

void EdgeServer::drain(std::chrono::milliseconds grace)
{
    m_data->server->Shutdown(std::chrono::system_clock::now() + grace);
    m_data->server->Wait();
}

} // namespace splitscope
