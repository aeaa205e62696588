// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/error.h"

#include <grpcpp/support/status.h>

#include <string>

namespace splitscope {

/// What an edge answers for a failure: INVALID_ARGUMENT, NOT_FOUND, RESOURCE_EXHAUSTED, CANCELLED or INTERNAL.
grpc::Status statusOf(const Failure &failure);

/// What a device says of an answer that is not OK: Cancelled, PlanUnknown (NOT_FOUND), EdgeUnreachable, EdgeRefused.
Failure failureOf(const grpc::Status &status, const std::string &address, const std::string &model);

} // namespace splitscope
