// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/status_mapping.h"

#include <algorithm>

namespace splitscope {

namespace {

grpc::StatusCode statusCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::RequestInvalid:
    case ErrorCode::InvalidArgument:
    case ErrorCode::UnknownLayer:
    case ErrorCode::IllegalCut:
    case ErrorCode::UnknownCodec:
    case ErrorCode::WrongInputShape:
        return grpc::StatusCode::INVALID_ARGUMENT;
    case ErrorCode::PlanUnknown:
    case ErrorCode::FileNotFound:
        return grpc::StatusCode::NOT_FOUND;
    case ErrorCode::ModelOutOfMemory:
        return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case ErrorCode::Cancelled:
        return grpc::StatusCode::CANCELLED;
    default:
        return grpc::StatusCode::INTERNAL;
    }
}

/// A peer's text as one printable line of bounded length.
std::string oneLine(std::string text)
{
    text.resize(std::min<std::size_t>(text.size(), 500));
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; }, ' ');
    return text;
}

} // namespace

grpc::Status statusOf(const Failure &failure) { return {statusCodeOf(failure.code()), failure.what()}; }

Failure failureOf(const grpc::Status &status, const std::string &address, const std::string &model)
{
    const auto why = oneLine(status.error_message());
    switch (status.error_code()) {
    case grpc::StatusCode::CANCELLED:
        return Failure(ErrorCode::Cancelled, {{"what", "The request"}});
    case grpc::StatusCode::NOT_FOUND:
        return Failure(ErrorCode::PlanUnknown, {{"name", model + " (" + why + ")"}});
    case grpc::StatusCode::UNAVAILABLE:
        return Failure(
            ErrorCode::EdgeUnreachable, {{"address", address}, {"why", "the connection failed (" + why + ")."}});
    case grpc::StatusCode::DEADLINE_EXCEEDED:
        return Failure(ErrorCode::EdgeUnreachable, {{"address", address}, {"why", "it did not answer in time."}});
    default:
        return Failure(ErrorCode::EdgeRefused, {{"address", address}, {"why", why}});
    }
}

} // namespace splitscope
