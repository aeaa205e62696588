// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/deployments.h"

#include <nlohmann/json.hpp>

#include <string>

namespace splitscope {

nlohmann::ordered_json deploymentJson(const DeploymentTable &table);
std::string deploymentText(const DeploymentTable &table);

} // namespace splitscope
