// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"
#include "core/study/calibration.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// As `calibrate`, on pictures that are there: a camera that runs cannot be opened a second time.
/// \param source to name it by. \param goOn asked after each picture; false stops with Failure (Cancelled).
Calibration calibrateOn(const std::shared_ptr<const Model> &model, const std::vector<TensorRef> &tensors,
    const std::vector<std::shared_ptr<const Picture>> &pictures, const std::string &source,
    const std::function<bool()> &goOn);

} // namespace splitscope
