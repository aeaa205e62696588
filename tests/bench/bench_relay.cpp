// SPDX-License-Identifier: GPL-3.0-or-later
// Rate and delay of the link emulator in real time, against what was set. Goal: within 5 % of the rate, 1 ms of the
// delay.
#include "core/runtime/link_relay.h"
#include "tests/core/runtime/loopback_socket.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <thread>
#include <vector>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Mbit/s of two seconds' worth of bytes and 60 segments at least, from the first arriving to the last.
double measureRate(const LoopbackSocket &from, const LoopbackSocket &to, double mbps)
{
    const double bytesPerSecond = mbps * 1e6 / 8.0;
    const std::vector<std::uint8_t> block(static_cast<std::size_t>(std::max(1448.0, bytesPerSecond / 100.0)));
    const int blocks = std::max(60, static_cast<int>(2.0 * bytesPerSecond / static_cast<double>(block.size())));
    std::thread sender([&] {
        for (int i = 0; i < blocks; ++i)
            from.send(block);
    });
    to.receive(block.size());
    const auto start = Clock::now();
    for (int i = 1; i < blocks; ++i)
        to.receive(block.size());
    const double took = secondsSince(start);
    sender.join();
    return (blocks - 1) * static_cast<double>(block.size()) * 8.0 / 1e6 / took;
}

/// Median milliseconds of a byte there and a byte back.
double measureRoundTrip(const LoopbackSocket &a, const LoopbackSocket &b)
{
    std::vector<double> took;
    for (int i = 0; i < 15; ++i) {
        const auto start = Clock::now();
        a.send({1});
        b.receive(1);
        b.send({1});
        a.receive(1);
        took.push_back(secondsSince(start) * 1e3);
    }
    std::nth_element(took.begin(), took.begin() + 7, took.end());
    return took[7];
}

} // namespace

int main()
{
    std::printf("%u cores\n", std::thread::hardware_concurrency());
    std::printf("%12s %8s | %12s %12s | %12s\n", "set Mbit/s", "RTT ms", "up Mbit/s", "down Mbit/s", "round trip ms");
    bool good = true;
    for (const double mbps : {0.1, 1.0, 10.0, 100.0, 1000.0}) {
        for (const double rtt : {0.0, 10.0, 100.0}) {
            LoopbackListener listener;
            LinkRelay relay(listener.address(), {true, mbps, mbps, rtt, 0.0, 0.0});
            const auto client = LoopbackSocket::connectTo(relay.address());
            const auto peer = listener.accept();
            const double trip = measureRoundTrip(client, peer);
            const double up = measureRate(client, peer, mbps);
            const double down = measureRate(peer, client, mbps);
            const double line = 2.0 * 8.0 / mbps / 1e3; // two single bytes on the line, ms
            const bool fits = std::abs(up / mbps - 1.0) <= 0.05 && std::abs(down / mbps - 1.0) <= 0.05
                && std::abs(trip - rtt - line) <= 1.0;
            good = good && fits;
            std::printf("%12g %8g | %12.3f %12.3f | %12.3f %s\n", mbps, rtt, up, down, trip, fits ? "" : "OFF");
        }
    }
    std::printf(good ? "all within the goal\n" : "NOT within the goal\n");
    return good ? 0 : 1;
}
