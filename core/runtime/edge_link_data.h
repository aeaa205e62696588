// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/edge_connection.h"
#include "core/runtime/edge_link.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace splitscope {

/// What an EdgeLink consists of: its thread, which keeps the edge (edge_link_supervision.cpp), and what requests share
/// with it (edge_link.cpp).
struct EdgeLink::Data {
    explicit Data(Setup given)
        : setup(std::move(given))
        , own(setup.target.address.empty())
        , needed(setup.needed)
        , link(setup.link)
        , trace(setup.trace)
        , client(makeClient(setup.target))
    {
        if (own) {
            if (needed)
                edgeProgram(setup.target);
            folder = std::make_unique<ModelFolder>(*setup.model);
        }
    }

    void supervise();
    void connect(std::unique_lock<std::mutex> &lock);
    void watch(std::unique_lock<std::mutex> &lock);
    void disconnect(std::unique_lock<std::mutex> &lock);
    void lose(const Error &error, bool gone);
    void failed(const Error &error, std::uint64_t epoch);
    EdgeState state() const;
    std::string address() const;
    void tell(std::unique_lock<std::mutex> &lock);
    std::optional<ModelSignature> foreignSignature();
    TailRun call(const TailPlan &plan, const TailRequest &request, std::uint64_t epoch);
    void prepare(const TailPlan &plan, std::uint64_t epoch);
    void forget(const TailPlan &plan);
    bool asksForPackedAnswers() const;
    std::string tailName(const PlanKey &plan) const
    {
        return setup.target.modelName.empty() ? plan.tailName(setup.model->name()) : setup.target.modelName;
    }

    const Setup setup;
    const bool own;
    std::unique_ptr<ModelFolder> folder;

    mutable std::mutex mutex; ///< guards what follows but `client`, which guards itself
    std::condition_variable changed;
    bool stop = false;
    bool finished = false; ///< the thread is about to end
    bool needed;
    LinkSpec link;
    std::shared_ptr<const LinkTrace> trace;
    bool connected = false;
    bool lost = false;     ///< and not found again
    bool tearDown = false; ///< what is connected is of no use any more
    std::optional<Error> error;
    std::chrono::steady_clock::time_point retryAt{};
    std::size_t failures = 0;
    std::uint64_t reconnects = 0;
    std::unique_ptr<InferenceClient> client;
    std::unique_ptr<EdgeConnection> connection;
    std::set<std::string> prepared;
    std::set<std::string> preparing;
    std::optional<ModelSignature> signature;
    std::thread thread;
};

} // namespace splitscope
