// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/model_store.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

struct EdgeServerOptions {
    std::filesystem::path models;          ///< the folder whose `*.pt` files may be run
    std::string listen = "127.0.0.1:8001"; ///< port 0: a free one
    std::string certFile, keyFile;         ///< PEM; both or none
    std::string clientCaFile;              ///< PEM; clients must then show a certificate that it signed
    std::string tokenFile;                 ///< holds the token that every call must bring
    int maxTails = 8;
    std::int64_t maxMemoryMegabytes = 4096; ///< of all tails together, estimated
    std::vector<std::filesystem::path> opLibraries;
    ModelStore::Opener opener; ///< openModelGuarded by default
};

/// The edge half: serves tails over the Open Inference Protocol until it is destroyed.
class EdgeServer {
public:
    /// Listens and answers when it returns. Throws Failure: AddressInUse, AddressRefused (not loopback, and no TLS or
    /// no token), InvalidArgument, FileNotFound, FileUnreadable.
    explicit EdgeServer(const EdgeServerOptions &options);
    ~EdgeServer();
    EdgeServer(const EdgeServer &) = delete;
    EdgeServer &operator=(const EdgeServer &) = delete;

    /// HOST:PORT with the port that was found.
    std::string address() const;

    /// Takes no more requests and waits for those under way; after `grace` they are cancelled.
    void drain(std::chrono::milliseconds grace);

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
