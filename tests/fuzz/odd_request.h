// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace inference {
class ModelInferRequest;
}

namespace splitscope::fuzz {

class Decisions;

/// Changes a request as the decisions say: names, types, shapes, counts, raw and typed contents, parameters.
void makeOdd(inference::ModelInferRequest &request, Decisions &decisions);

} // namespace splitscope::fuzz
