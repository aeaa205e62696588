// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/in_parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace splitscope {

void inParallel(int workers, std::size_t count, const std::function<void(int, std::size_t)> &work)
{
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr problem;
    const auto serve = [&](int worker) {
        for (auto index = next++; index < count; index = next++) {
            try {
                work(worker, index);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!problem)
                    problem = std::current_exception();
                next = count;
            }
        }
    };
    std::vector<std::thread> threads;
    for (int worker = 1; worker < std::min(workers, static_cast<int>(count)); ++worker)
        threads.emplace_back(serve, worker);
    serve(0);
    for (auto &thread : threads)
        thread.join();
    if (problem)
        std::rethrow_exception(problem);
}

} // namespace splitscope
