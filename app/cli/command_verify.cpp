// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/codec_verification.h"
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/graph/error.h"
#include "core/partition/verification.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

Json verifyJson(const VerificationReport &report, int threads)
{
    Json cuts = Json::array();
    for (const auto &cut : report.cuts) {
        cuts.push_back({{"cut", cut.cut}, {"crossing_bytes", cut.crossingBytes}, {"bit_exact", cut.bitExact},
            {"head_ms", cut.headMs}, {"tail_ms", cut.tailMs}, {"whole_ms", cut.wholeMs},
            {"max_abs_diff", cut.maxAbsDiff}, {"max_rel_diff_fast", cut.maxRelDiffFast}});
        if (cut.agreement)
            cuts.back()["agreement_fast"] = *cut.agreement;
    }
    Json json{{"cuts_tested", report.cuts.size()}, {"repeatable", report.repeatable}, {"bit_exact", report.bitExact},
        {"specialised_equals_original", report.specialisedEqualsOriginal}, {"max_abs_diff", report.maxAbsDiff},
        {"max_rel_diff_fast", report.maxRelDiffFast}, {"threads", threads}, {"whole_ms", report.wholeMs},
        {"cuts", cuts}, {"median_overhead", report.medianOverhead}, {"worst_overhead", report.worstOverhead}};
    if (report.agreement)
        json["agreement_fast"] = *report.agreement;
    return json;
}

void printTable(const VerificationReport &report)
{
    std::vector<std::vector<std::string>> rows{
        {"cut", "crossing", "exact", "fast differs by", "head ms", "tail ms", "(head+tail)/whole"}};
    for (const auto &cut : report.cuts) {
        std::array<char, 32> difference{};
        std::snprintf(difference.data(), difference.size(), "%.1e", cut.maxRelDiffFast);
        rows.push_back({cut.cut.size() > 60 ? cut.cut.substr(0, 57) + "..." : cut.cut, bytesText(cut.crossingBytes),
            cut.bitExact ? "yes" : "NO", difference.data(), threeDigits(cut.headMs), threeDigits(cut.tailMs),
            threeDigits(cut.overhead())});
    }
    std::fputs(tableText(rows).c_str(), stdout);
    std::printf("\n%zu cuts: %s; specialised graph %s the module as loaded; fast mode %s by %.1e;\n"
                "whole model %s ms, (head + tail) / whole %s in the median, %s at worst\n",
        report.cuts.size(),
        report.bitExact ? "every one bit-exact in reference mode" : "NOT all exact in reference mode",
        report.specialisedEqualsOriginal ? "equals" : "DIFFERS FROM",
        report.withinLimit ? "within its limit, off" : "BEYOND ITS LIMIT, off", report.maxRelDiffFast,
        threeDigits(report.wholeMs).c_str(), threeDigits(report.medianOverhead).c_str(),
        threeDigits(report.worstOverhead).c_str());
    if (report.agreement)
        std::printf("Outputs of integers or chosen by value: %.2f %% of their elements agree in fast mode at worst.\n",
            100.0 * *report.agreement);
    if (!report.repeatable)
        std::puts("The model draws random numbers, so exactness cannot be judged.");
}

/// What is sent and lost, beside what verifying without a codec says.
void addCodec(Json &json, const CodecVerification &codec)
{
    double worst = 0.0;
    for (std::size_t i = 0; i < codec.cuts().size(); ++i) {
        const auto &cut = codec.cuts()[i];
        auto &entry = json["cuts"][i];
        entry["sent_bytes"] = cut.bytes;
        entry["loss"] = cut.loss;
        entry["worst_loss"] = cut.worstLoss();
        worst = std::max(worst, cut.worstLoss());
    }
    json["codec"] = codec.codec();
    json["loss_on"] = codec.frames();
    json["worst_loss"] = worst;
}

void printLosses(const VerificationReport &report, const CodecVerification &codec)
{
    std::vector<std::vector<std::string>> rows{{"cut", "crossing", "sent", "loss", "of task", "head ms", "tail ms"}};
    std::vector<double> losses;
    for (std::size_t i = 0; i < report.cuts.size(); ++i) {
        const auto &cut = report.cuts[i];
        const auto &coded = codec.cuts()[i];
        const auto worst = std::max_element(
            coded.loss.begin(), coded.loss.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
        losses.push_back(coded.worstLoss());
        rows.push_back({cut.cut.size() > 60 ? cut.cut.substr(0, 57) + "..." : cut.cut, bytesText(cut.crossingBytes),
            bytesText(std::llround(coded.bytes)), threeDigits(100.0 * coded.worstLoss()) + " %",
            worst == coded.loss.end() ? "" : worst->first, threeDigits(cut.headMs), threeDigits(cut.tailMs)});
    }
    std::fputs(tableText(rows).c_str(), stdout);
    std::sort(losses.begin(), losses.end());
    std::printf("\n%zu cuts with %s: the task that loses most loses %s %% in the median, %s %% at worst, on %s.\n"
                "Loss is 1 - mIoU, 1 - top-1, relative difference or angle / 90 degrees, against the uncut model.\n",
        losses.size(), codec.codec().c_str(), threeDigits(100.0 * losses[losses.size() / 2]).c_str(),
        threeDigits(100.0 * losses.back()).c_str(), codec.frames().c_str());
}

std::optional<int> cutCount(const std::string &text)
{
    if (text == "all")
        return std::nullopt;
    int count = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (problem != std::errc{} || end != text.data() + text.size() || count < 1)
        throw Failure(
            ErrorCode::InvalidArgument, {{"what", "--cuts " + text}, {"why", "give 'all' or a number above 0."}});
    return count;
}

} // namespace

void addVerify(CLI::App &app, const CommonOptions &common, Action &action)
{
    struct Arguments {
        ModelArguments model;
        std::string cuts = "all";
        CodecOptions codec;
    };
    auto *command = app.add_subcommand("verify", "Check that a cut model computes what the whole model computes");
    const auto arguments = std::make_shared<Arguments>();
    arguments->model.addTo(*command);
    command->add_option("--cuts", arguments->cuts, "'all' or how many, chosen by the seed");
    arguments->codec.addTo(*command);
    command->callback([&common, &action, arguments] {
        action = [&common, arguments] {
            const bool coded = arguments->codec.parsed() != Codec{};
            VerificationOptions options;
            options.sample = cutCount(arguments->cuts);
            options.seed = common.seed;
            const auto model = arguments->model.open();
            std::optional<CodecVerification> codec;
            if (coded)
                codec.emplace(model, arguments->codec, common).addTo(options);
            options.cancelled = [] { return interrupted(); };
            ProgressLine progress("Verifying cuts");
            options.progress = [&](int done, int total) {
                progress.show(done, total);
                return !interrupted();
            };
            const auto report = verifyCuts(model, options);
            auto json = verifyJson(report, common.threadCount());
            if (codec)
                addCodec(json, *codec);
            if (common.json)
                printJson(json);
            else if (codec && !report.lossless)
                printLosses(report, *codec);
            else
                printTable(report);
            return report.passed() ? 0 : 1;
        };
    });
}

} // namespace splitscope
