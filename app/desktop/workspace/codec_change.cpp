// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/codec_change.h"

#include "widgets/codec/codec_words.h"

#include <QCoreApplication>

#include <set>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::CodecChange)
};

/// The one number in which two codecs of a tensor differ; empty where it is more than that.
QString slidNumber(const TensorCodec &before, const TensorCodec &after)
{
    auto other = before;
    other.bits = after.bits;
    if (other == after)
        return Tr::tr("bits");
    other = before;
    other.components = after.components;
    if (other == after)
        return Tr::tr("components");
    other = before;
    other.zstdLevel = after.zstdLevel;
    return other == after && before.zstdLevel && after.zstdLevel ? Tr::tr("zstd level") : QString();
}

} // namespace

QString codecTitle(const Codec &codec)
{
    if (codec.picture)
        return pictureCodecWords(*codec.picture);
    if (codec.named.empty())
        return tensorCodecWords(codec.rest);
    if (codec.named.size() == 1)
        return codec.rest == TensorCodec() ? tensorCodecWords(codec.named.begin()->second)
                                           : Tr::tr("one tensor by a codec of its own");
    return Tr::tr("%1 tensors by codecs of their own").arg(codec.named.size());
}

QString codecChangeText(const Codec &before, const Codec &after)
{
    if (before.picture && after.picture && before.picture->kind == after.picture->kind)
        return Tr::tr("quality");
    if (before.picture || after.picture)
        return codecTitle(after);
    std::set<std::string> tensors{{}}; // the empty name is nobody's, so it stands for the rest
    for (const auto *codec : {&before, &after}) {
        for (const auto &[tensor, own] : codec->named)
            tensors.insert(tensor);
    }
    QString moved;
    for (const auto &tensor : tensors) {
        if (before.of(tensor) == after.of(tensor))
            continue;
        const auto number = slidNumber(before.of(tensor), after.of(tensor));
        if (number.isEmpty() || (!moved.isEmpty() && number != moved))
            return codecTitle(after);
        moved = number;
    }
    return moved.isEmpty() ? codecTitle(after) : moved;
}

} // namespace splitscope
