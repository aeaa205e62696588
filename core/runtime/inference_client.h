// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/host_port.h"
#include "core/runtime/wire_tensor.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// How to talk to a server of the Open Inference Protocol.
struct ClientOptions {
    std::string caFile, certFile,
        keyFile;           ///< PEM; TLS where caFile is set, and a client certificate where the others are
    std::string tokenFile; ///< sent as `authorization: Bearer`
    std::string tlsName;   ///< the host that the server's certificate names, where it is reached through a relay
};

struct InferCall {
    std::string model;
    std::vector<NamedTensor> inputs;
    std::string plan; ///< not empty: prepares the tail of this plan (the server may first have to try the model); the
                      ///< inputs are its codecs' constants
    std::uint64_t epoch = 0;  ///< InferenceClient::epoch() when it was decided to send this
    bool tune = false;        ///< with `plan`: also find the tail's quickest execution before answering
    double holdMs = 0.0;      ///< the server answers no sooner than so long after it had the request
    bool keepAnswers = false; ///< no outputs come back
    bool packAnswers = false; ///< outputs may come back packed
};

struct InferReply {
    std::vector<NamedTensor> outputs;
    std::optional<double> edgeMs;           ///< the server's own duration, if it tells
    std::optional<std::int64_t> receivedNs; ///< its steady clock; means something on this host only
    std::optional<std::int64_t> sentNs;
    std::chrono::steady_clock::time_point started;  ///< before the request was made from its tensors
    std::chrono::steady_clock::time_point finished; ///< after the tensors were made from the response
    std::int64_t bytesUp = 0;                       ///< of the tensors
    std::int64_t bytesDown = 0;
};

/// Names of a model's inputs and outputs, in order.
struct ModelSignature {
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
};

/// The device's end of the protocol. Calls block and may come from several threads; `drop` from any thread ends them at
/// once.
class InferenceClient {
public:
    /// Throws Failure (FileNotFound, FileUnreadable, InvalidArgument) for certificates and token.
    explicit InferenceClient(const ClientOptions &options);
    ~InferenceClient();
    InferenceClient(const InferenceClient &) = delete;
    InferenceClient &operator=(const InferenceClient &) = delete;

    /// Later calls go there; those under way finish where they are. Connecting happens with the next call.
    /// \param shownAs address for errors: a person knows the edge's, not the relay's.
    void setAddress(const HostPort &address, const std::string &shownAs);

    /// What the link is expected to do, from which calls get their deadlines: 30 s and four times the transfer. 0:
    /// unlimited. A call under way gets more time when the link slows down.
    void setExpectedLink(double bytesPerSecond, std::chrono::nanoseconds roundTrip);

    /// Throws Failure: Cancelled (dropped, or `call.epoch` is over), PlanUnknown, EdgeUnreachable, EdgeRefused,
    /// EdgeWrongAnswer.
    InferReply infer(const InferCall &call);
    /// Asks whether the server is ready; waits 10 s and some round trips. Where connecting fails at once it is tried a
    /// second time. Throws as infer.
    void checkReady();
    /// Throws as infer.
    ModelSignature signature(const std::string &model);

    std::uint64_t epoch() const;

    /// Cancels all calls and starts a new epoch. If there were any, gives up the connection with all bytes queued in
    /// it, so that later calls use a fresh one. Returns whether there were any.
    bool drop();

    /// Later calls use a fresh connection; those under way go on.
    void reconnect();

    /// Ends calls that have had all the time they could need; call now and then.
    void cancelOverdue();

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
