// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace splitscope {

/// What happens to one floating-point tensor that crosses. Other tensors cross unchanged whatever is said, but for the
/// lossless stage.
struct TensorCodec {
    enum class Kind { None, Fp16, Bits, Pca };

    Kind kind = Kind::None;
    int bits = 8;                 ///< Bits and Pca: 1..16, affine
    bool perTensor = false;       ///< Bits: one range for the tensor instead of one for each channel
    bool fixedRange = false;      ///< Bits: ranges from calibration ("static") instead of from the tensor itself
    int components = 0;           ///< Pca: how many, 1 or more; their ranges come from calibration
    std::optional<int> zstdLevel; ///< lossless stage afterwards, 1..19

    bool operator==(const TensorCodec &) const = default;

    bool lossless() const { return kind == Kind::None; }
    bool needsCalibration() const { return kind == Kind::Pca || (kind == Kind::Bits && fixedRange); }

    /// As the command line writes it: "none", "fp16", "bits:4/tensor/static+zstd:1", "pca:16/8". The level is always
    /// written.
    std::string text() const;
};

/// `none`, `fp16`, `bits:B[/tensor][/static]`, `pca:K/B`, each with `+zstd[:LEVEL]` (level 1 where none is said).
/// Throws Failure (UnknownCodec, InvalidArgument for a number out of its range).
TensorCodec tensorCodecFromText(std::string_view text);

/// The picture itself, sent whole instead of the model's input: only for the cut `edge`.
struct PictureCodec {
    enum class Kind { Raw, Png, Jpeg, WebP };

    Kind kind = Kind::Raw; ///< Raw: 8 bits a channel at the model's size
    int quality = 90;      ///< Jpeg and WebP: 1..100

    bool operator==(const PictureCodec &) const = default;

    bool lossless() const { return kind == Kind::Raw || kind == Kind::Png; }
    std::string text() const; ///< "raw", "png", "jpeg:90", "webp:80"
};

/// Everything that happens to what crosses one cut.
struct Codec {
    std::optional<PictureCodec> picture;      ///< then the rest plays no part
    TensorCodec rest;                         ///< for tensors that are not named
    std::map<std::string, TensorCodec> named; ///< by LayerGraph::tensorName
    /// CodecConstants::digest of what calibration gave; empty where no codec needs any, or before calibration. It is
    /// part of the text, so that a PlanKey says exactly what the halves compute.
    std::string constants;

    bool operator==(const Codec &) const = default;

    const TensorCodec &of(const std::string &tensor) const;
    bool lossless() const;
    bool needsCalibration() const;

    /// "none", "jpeg:90", "bits:4", "bits:8;conv1=pca:8/4", "pca:8/4@0a1b2c3d4e5f6071". `codecFromText` reads it back.
    std::string text() const;
};

/// CODEC of the command line: one TensorCodec or PictureCodec, or `TENSOR=CODEC;...` with at most one part without a
/// name for all others (else they cross unchanged); `@DIGEST` at the end. Throws Failure (UnknownCodec,
/// InvalidArgument).
Codec codecFromText(std::string_view text);

} // namespace splitscope
