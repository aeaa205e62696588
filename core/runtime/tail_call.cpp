// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/tail_call.h"

#include "core/graph/error.h"
#include "core/partition/executable.h"
#include "core/runtime/tail_pool.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace splitscope {

namespace {

bool contains(const std::vector<std::string> &names, const std::string &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

double milliseconds(std::int64_t nanoseconds) { return std::max(0.0, static_cast<double>(nanoseconds) / 1e6); }

std::int64_t nanoseconds(std::chrono::steady_clock::time_point time)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

bool sameKind(const TensorInfo &a, const TensorInfo &b) { return a.shape == b.shape && a.dtype == b.dtype; }

} // namespace

void renameInputs(std::vector<NamedTensor> &inputs, const ModelSignature &foreign)
{
    const bool known = std::all_of(
        inputs.begin(), inputs.end(), [&](const auto &input) { return contains(foreign.inputs, input.name); });
    if (known || foreign.inputs.size() != inputs.size())
        return;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        inputs[i].name = foreign.inputs[i];
}

std::vector<std::pair<int, TensorValue>> taskOutputs(const InferReply &reply, const Model &model,
    const std::vector<int> &tasks, const ModelSignature *foreign, const std::string &address)
{
    std::vector<std::pair<int, TensorValue>> out;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto &task = model.metadata().tasks.at(static_cast<std::size_t>(tasks[i]));
        std::string name = task.name;
        if (foreign && !contains(foreign->outputs, name) && foreign->outputs.size() == tasks.size())
            name = foreign->outputs[i];
        const auto it = std::find_if(
            reply.outputs.begin(), reply.outputs.end(), [&](const auto &output) { return output.name == name; });
        if (it == reply.outputs.end())
            throw Failure(
                ErrorCode::EdgeWrongAnswer, {{"address", address}, {"why", "output " + name + " is missing."}});
        const auto &full = model.graph().outputs().at(static_cast<std::size_t>(model.outputOfTask(tasks[i]))).info;
        if (sameKind(it->value.info, returnedInfo(task, full))) {
            out.emplace_back(tasks[i], it->value);
        } else if (foreign && sameKind(it->value.info, full)) {
            out.emplace_back(tasks[i], returnedForm(task, it->value));
        } else {
            throw Failure(ErrorCode::EdgeWrongAnswer,
                {{"address", address},
                    {"why",
                        "output " + name + " is " + shapeText(it->value.info.shape) + " "
                            + std::string(dtypeName(it->value.info.dtype)) + "."}});
        }
    }
    return out;
}

TailRun timedRun(const InferReply &reply, bool sameClock, bool keepAnswers)
{
    TailRun run;
    run.bytesUp = reply.bytesUp;
    run.bytesDown = reply.bytesDown;
    run.done = reply.finished;
    const auto started = nanoseconds(reply.started);
    const auto finished = nanoseconds(reply.finished);
    if (sameClock && reply.receivedNs && reply.sentNs) {
        run.stages.uplink = milliseconds(*reply.receivedNs - started);
        run.stages.edge = milliseconds(*reply.sentNs - *reply.receivedNs);
        if (keepAnswers)
            run.done = std::chrono::steady_clock::time_point(std::chrono::nanoseconds(*reply.sentNs));
        else
            run.stages.downlink = milliseconds(finished - *reply.sentNs);
        return run;
    }
    const double total = milliseconds(finished - started);
    const double told = reply.edgeMs.value_or(0.0);
    run.stages.edge = std::isfinite(told) ? std::clamp(told, 0.0, total) : 0.0;
    const auto bytes = static_cast<double>(std::max<std::int64_t>(1, run.bytesUp + run.bytesDown));
    const double rest = total - run.stages.edge;
    run.stages.uplink = rest * static_cast<double>(run.bytesUp) / bytes;
    run.stages.downlink = rest - run.stages.uplink;
    run.stagesModelled = true;
    return run;
}

} // namespace splitscope
