// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/codec_options.h"
#include "core/partition/verification.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// What a codec costs at one cut.
struct CodedCut {
    double bytes = 0.0;                 ///< sent for a frame, the mean
    std::map<std::string, double> loss; ///< by task: primaryLoss of agreement with the module as loaded

    double worstLoss() const;
};

/// A codec between the halves while cuts are verified: calibrated once for all cuts, its bytes and what each task loses
/// noted cut by cut.
class CodecVerification {
public:
    /// Throws Failure (UnknownCodec, InvalidArgument; as calibration).
    CodecVerification(std::shared_ptr<const Model> model, const CodecOptions &options, const CommonOptions &common);
    ~CodecVerification();
    CodecVerification(const CodecVerification &) = delete;
    CodecVerification &operator=(const CodecVerification &) = delete;

    /// Frames and functions for verifyCuts; valid as long as this lives.
    void addTo(VerificationOptions &options);

    std::string codec() const;
    std::string frames() const; ///< what losses are measured on, in words

    /// In the order in which cuts were verified.
    const std::vector<CodedCut> &cuts() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
