// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_driver.h"

#include "core/graph/error.h"
#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

// Undefined behaviour is a finding, not a remark.
extern "C" const char *__ubsan_default_options() { return "halt_on_error=1:print_stacktrace=1"; }

namespace splitscope::fuzz {

namespace {

constexpr unsigned secondsAnInputMayTake = 20;
constexpr std::size_t mostSeeds = 400;

struct Settings {
    std::string target;
    std::string replay;
    double seconds = 0.0;
    long iterations = 300;
    std::uint64_t seed = 1;
};

struct Outcome {
    bool finding = false;
    std::string sentence; ///< empty: accepted
    std::string kind;     ///< of a refusal: its code and reason, without what differs from input to input
};

/// The input under test in a mapped file, which outlives a crash.
class CurrentInput {
public:
    explicit CurrentInput(const std::string &target)
        : m_file("fuzz-" + target + ".input")
        , m_descriptor(::open(m_file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644))
    {
        if (m_descriptor < 0 || ::ftruncate(m_descriptor, mapped) != 0)
            return;
        auto *address = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_SHARED, m_descriptor, 0);
        m_bytes = address == MAP_FAILED ? nullptr : static_cast<char *>(address);
    }
    ~CurrentInput()
    {
        if (m_bytes)
            ::munmap(m_bytes, mapped);
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    CurrentInput(const CurrentInput &) = delete;
    CurrentInput &operator=(const CurrentInput &) = delete;

    /// The first 8 bytes hold the length.
    void set(const std::string &input)
    {
        if (!m_bytes)
            return;
        const std::uint64_t length = input.size();
        std::memcpy(m_bytes, &length, sizeof length);
        std::memcpy(m_bytes + sizeof length, input.data(), input.size());
    }

    void keep() { m_kept = true; }
    void done() const
    {
        if (!m_kept)
            ::unlink(m_file.c_str());
    }

private:
    static constexpr std::size_t mapped = Mutator::largest + 4096;

    std::string m_file;
    int m_descriptor;
    char *m_bytes = nullptr;
    bool m_kept = false;
};

std::string kindOf(const Error &error)
{
    std::string kind(errorName(error.code));
    for (const auto &[name, value] : error.arguments) {
        if (name != "why")
            continue;
        // What stands in quotes is the input's own.
        bool quoted = false;
        for (const char c : value) {
            quoted = quoted != (c == '\'');
            if (!quoted && ((c >= 'a' && c <= 'z') || c == ' '))
                kind += c;
        }
    }
    kind.resize(std::min<std::size_t>(kind.size(), 32));
    return kind;
}

Outcome runOnce(const FuzzTarget &target, const std::string &input)
{
    ::alarm(secondsAnInputMayTake);
    try {
        target.run(input);
        return {};
    } catch (const Failure &failure) {
        return {false, failure.what(), kindOf(failure.error())};
    } catch (const std::exception &exception) {
        return {true, exception.what(), {}};
    }
}

bool fuzz(const FuzzTarget &target, const Settings &settings)
{
    using Clock = std::chrono::steady_clock;
    CurrentInput current(target.name);
    Mutator mutator(settings.seed, target.words);
    auto seeds = target.seeds;
    std::set<std::string> kinds;
    long accepted = 0;
    long done = 0;
    const auto start = Clock::now();
    const auto goOn = [&] {
        if (settings.seconds <= 0)
            return done < settings.iterations;
        return std::chrono::duration<double>(Clock::now() - start).count() < settings.seconds;
    };
    for (; goOn(); ++done) {
        const auto plain = static_cast<std::size_t>(done) < target.seeds.size();
        const auto input = plain
            ? seeds[static_cast<std::size_t>(done)]
            : mutator.mutate(seeds[mutator.below(seeds.size())], seeds[mutator.below(seeds.size())]);
        current.set(input);
        const auto outcome = runOnce(target, input);
        if (outcome.finding || (plain && !outcome.sentence.empty())) { // a seed that is refused tests nothing
            current.keep();
            std::printf("%-20s FINDING after %ld inputs: %s\n", target.name.c_str(), done, outcome.sentence.c_str());
            return false;
        }
        accepted += outcome.sentence.empty() ? 1 : 0;
        const bool isNew = !outcome.sentence.empty() && kinds.insert(outcome.kind).second;
        if (!plain && (isNew || (outcome.sentence.empty() && mutator.below(50) == 0)) && seeds.size() < mostSeeds)
            seeds.push_back(input);
    }
    ::alarm(0);
    current.done();
    std::printf(
        "%-20s %9ld inputs, %9ld accepted, %4zu kinds of refusal\n", target.name.c_str(), done, accepted, kinds.size());
    std::fflush(stdout);
    return true;
}

bool replay(const FuzzTarget &target, const std::string &file)
{
    std::ifstream in(file, std::ios::binary);
    std::string content((std::istreambuf_iterator<char>(in)), {});
    std::uint64_t length = 0;
    std::memcpy(&length, content.data(), std::min(sizeof length, content.size()));
    const auto outcome = runOnce(target, content.substr(std::min(sizeof length, content.size()), length));
    std::printf("%s\n", outcome.sentence.empty() ? "accepted" : outcome.sentence.c_str());
    return !outcome.finding;
}

bool read(int argc, char **argv, Settings &settings)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view option = argv[i];
        const char *value = argv[i + 1];
        if (option == "--target")
            settings.target = value;
        else if (option == "--replay")
            settings.replay = value;
        else if (option == "--seconds")
            settings.seconds = std::atof(value);
        else if (option == "--iterations")
            settings.iterations = std::atol(value);
        else if (option == "--seed")
            settings.seed = std::strtoull(value, nullptr, 10);
        else
            return false;
    }
    return argc % 2 == 1;
}

} // namespace

int fuzzMain(int argc, char **argv, const std::vector<FuzzTarget> &targets)
{
    Settings settings;
    if (!read(argc, argv, settings)) {
        std::fprintf(
            stderr, "Usage: %s [--target NAME] [--seconds N | --iterations N] [--seed N] [--replay FILE]\n", argv[0]);
        return 2;
    }
    bool found = false;
    bool sound = true;
    for (const auto &target : targets) {
        if (!settings.target.empty() && target.name != settings.target)
            continue;
        found = true;
        sound = (settings.replay.empty() ? fuzz(target, settings) : replay(target, settings.replay)) && sound;
    }
    if (!found)
        std::fprintf(stderr, "There is no target %s.\n", settings.target.c_str());
    return found && sound ? 0 : 1;
}

} // namespace splitscope::fuzz
