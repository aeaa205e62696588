// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/help/glossary.h"

#include <QCoreApplication>

#include <array>

namespace splitscope {

namespace {

struct Entry {
    Term term;
    const char *title;
    const char *text;
};

// Translated where they are shown: lupdate finds them by the macro.
constexpr std::array entries{
    Entry{Term::Layer, QT_TRANSLATE_NOOP("splitscope::Glossary", "Layer"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "One step of the network that has a name: usually a convolution together with the normalisation and the "
            "activation function that follow it.")},
    Entry{Term::Operation, QT_TRANSLATE_NOOP("splitscope::Glossary", "Operation"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "What a layer computes. Operations that belong together are written with a plus sign: conv2d + batch_norm "
            "+ relu.")},
    Entry{Term::Macs, QT_TRANSLATE_NOOP("splitscope::Glossary", "MACs"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Multiply-accumulates: how often two numbers are multiplied and the product is added to a sum. The usual "
            "measure of how much a layer computes, on any machine.")},
    Entry{Term::Parameters, QT_TRANSLATE_NOOP("splitscope::Glossary", "Parameters"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The numbers that were learned in training, the weights. They lie on each side already and never cross "
            "the link.")},
    Entry{Term::Activation, QT_TRANSLATE_NOOP("splitscope::Glossary", "Activation"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "What a layer puts out for one picture: a tensor of numbers. Its bytes are what would have to be sent if "
            "the cut went through behind it.")},
    Entry{Term::MeasuredTime, QT_TRANSLATE_NOOP("splitscope::Glossary", "Measured time"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "How long a layer takes on this machine, run alone many times; the median counts.")},
    Entry{Term::Cut, QT_TRANSLATE_NOOP("splitscope::Glossary", "Cut"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The line that divides the network: layers before it run on the device, layers behind it on the edge. What "
            "the line meets is sent.")},
    Entry{Term::SplitPoint, QT_TRANSLATE_NOOP("splitscope::Glossary", "Split point"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The place where the cut meets one branch. Each task can have its own: one may stop early on the device, "
            "another late.")},
    Entry{Term::CrossingTensor, QT_TRANSLATE_NOOP("splitscope::Glossary", "Crossing tensor"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "A layer's output that the device computes and the edge needs. It is sent once for each picture, however "
            "many layers read it.")},
    Entry{Term::CrossingBytes, QT_TRANSLATE_NOOP("splitscope::Glossary", "Bytes if cut here"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "How much would be sent for each picture if the device ran up to this layer and the edge the rest.")},
    Entry{Term::Head, QT_TRANSLATE_NOOP("splitscope::Glossary", "Head"),
        QT_TRANSLATE_NOOP("splitscope::Glossary", "The half of the network before the cut. It runs on the device.")},
    Entry{Term::Tail, QT_TRANSLATE_NOOP("splitscope::Glossary", "Tail"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The half of the network behind the cut. It runs on the edge and gives the results.")},
    Entry{Term::Trunk, QT_TRANSLATE_NOOP("splitscope::Glossary", "Trunk"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The layers that all tasks share. They are computed once, whatever number of tasks there is.")},
    Entry{Term::Branch, QT_TRANSLATE_NOOP("splitscope::Glossary", "Branch"),
        QT_TRANSLATE_NOOP("splitscope::Glossary", "The layers that only some of the tasks need, after the trunk.")},
    Entry{Term::Task, QT_TRANSLATE_NOOP("splitscope::Glossary", "Task"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "One question that the network answers for a picture, for instance depth or segmentation. A multitask "
            "network answers several at once.")},
    Entry{Term::Bottleneck, QT_TRANSLATE_NOOP("splitscope::Glossary", "Bottleneck"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "A layer whose output was made small on purpose, so that little crosses the link. A natural place to "
            "cut.")},
    Entry{Term::Exact, QT_TRANSLATE_NOOP("splitscope::Glossary", "Exact"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The cut model gives the same bits as the uncut model, not only nearly the same numbers.")},
    Entry{Term::ReferenceMode, QT_TRANSLATE_NOOP("splitscope::Glossary", "Reference mode"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Runs every operation as it stands in the file. Not the fastest, but equal to the file bit for bit.")},
    Entry{Term::FastMode, QT_TRANSLATE_NOOP("splitscope::Glossary", "Fast mode"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Joins operations and takes the quickest kernels. The results may differ in the last digits; how much is "
            "measured and shown.")},
    Entry{Term::Codec, QT_TRANSLATE_NOOP("splitscope::Glossary", "Codec"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "What makes a crossing tensor smaller before it is sent and restores it behind the link, for instance "
            "8 bits instead of 32 for each number.")},
    Entry{Term::Device, QT_TRANSLATE_NOOP("splitscope::Glossary", "Device"),
        QT_TRANSLATE_NOOP(
            "splitscope::Glossary", "The small computer at the camera: a phone, a board, a robot. It runs the head.")},
    Entry{Term::Edge, QT_TRANSLATE_NOOP("splitscope::Glossary", "Edge"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The stronger computer near by, at the other end of the link. It runs the tail in a process of its own.")},
    Entry{Term::DeviceStage, QT_TRANSLATE_NOOP("splitscope::Glossary", "Stage: device"),
        QT_TRANSLATE_NOOP("splitscope::Glossary", "Time to prepare the picture and to run the head on the device.")},
    Entry{Term::EncodeStage, QT_TRANSLATE_NOOP("splitscope::Glossary", "Stage: encode"),
        QT_TRANSLATE_NOOP("splitscope::Glossary", "Time to pack what crosses, on the device.")},
    Entry{Term::UplinkStage, QT_TRANSLATE_NOOP("splitscope::Glossary", "Stage: uplink"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Time on the way to the edge: half of the round trip, and the bytes at the uplink's rate.")},
    Entry{Term::EdgeStage, QT_TRANSLATE_NOOP("splitscope::Glossary", "Stage: edge"),
        QT_TRANSLATE_NOOP("splitscope::Glossary", "Time to unpack what came and to run the tail on the edge.")},
    Entry{Term::DownlinkStage, QT_TRANSLATE_NOOP("splitscope::Glossary", "Stage: downlink"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Time on the way back: the other half of the round trip, and the results at the downlink's rate.")},
    Entry{Term::Uplink, QT_TRANSLATE_NOOP("splitscope::Glossary", "Uplink"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The direction from the device to the edge. Its rate decides how long it takes to send what crosses.")},
    Entry{Term::Downlink, QT_TRANSLATE_NOOP("splitscope::Glossary", "Downlink"),
        QT_TRANSLATE_NOOP(
            "splitscope::Glossary", "The direction from the edge back to the device. The results come this way.")},
    Entry{Term::RoundTripTime, QT_TRANSLATE_NOOP("splitscope::Glossary", "Round-trip time"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "How long an empty message takes to the edge and back. Every frame pays for it, however few bytes cross.")},
    Entry{Term::Jitter, QT_TRANSLATE_NOOP("splitscope::Glossary", "Jitter"),
        QT_TRANSLATE_NOOP(
            "splitscope::Glossary", "How much the delay of the link varies from one message to the next.")},
    Entry{Term::Loss, QT_TRANSLATE_NOOP("splitscope::Glossary", "Loss"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The share of segments that get lost on the link and must be sent again, which costs at least one more "
            "round trip.")},
    Entry{Term::Emulated, QT_TRANSLATE_NOOP("splitscope::Glossary", "Emulated"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Made slower on purpose on this machine, so that it behaves like another link or computer would.")},
    Entry{Term::Latency, QT_TRANSLATE_NOOP("splitscope::Glossary", "Latency"),
        QT_TRANSLATE_NOOP(
            "splitscope::Glossary", "Time from the capture of a picture until its results are where they are wanted.")},
    Entry{Term::Throughput, QT_TRANSLATE_NOOP("splitscope::Glossary", "Frames per second"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "How many pictures are answered each second. Stages work beside each other, so the slowest of them "
            "decides.")},
    Entry{Term::Energy, QT_TRANSLATE_NOOP("splitscope::Glossary", "Energy"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "What one picture takes from the device's battery: to compute, to send and to wait.")},
    Entry{Term::Fallback, QT_TRANSLATE_NOOP("splitscope::Glossary", "Fallback"),
        QT_TRANSLATE_NOOP(
            "splitscope::Glossary", "A frame that the device computed alone because the edge did not answer.")},
    Entry{Term::UncutModel, QT_TRANSLATE_NOOP("splitscope::Glossary", "Uncut model"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The whole network run in one piece on the same picture: what the two halves are compared with.")},
    Entry{Term::Objective, QT_TRANSLATE_NOOP("splitscope::Glossary", "Objective"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "What the best cut is best at: least latency, least energy, fewest bytes, lowest price or most frames per "
            "second.")},
    Entry{Term::Pareto, QT_TRANSLATE_NOOP("splitscope::Glossary", "Pareto front"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The plans that nothing beats in everything: to be better in one figure, another must get worse.")},
    Entry{Term::Iou, QT_TRANSLATE_NOOP("splitscope::Glossary", "mIoU"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Mean intersection over union: how well the areas of a segmentation match the true ones, from 0 to 1, "
            "averaged over the classes.")},
    Entry{Term::MachineTime, QT_TRANSLATE_NOOP("splitscope::Glossary", "Time on another machine"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The time measured here, times how much slower or faster that machine is at this kind of operation.")},
    Entry{Term::Quantisation, QT_TRANSLATE_NOOP("splitscope::Glossary", "Quantisation"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Writing each number with few bits: the range of its values is divided into even levels, and only the "
            "number of the level is sent.")},
    Entry{Term::Bits, QT_TRANSLATE_NOOP("splitscope::Glossary", "Bits"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "How many bits each number takes that is sent. With 4 bits there are 16 levels; each bit less halves their "
            "number.")},
    Entry{Term::PerChannel, QT_TRANSLATE_NOOP("splitscope::Glossary", "Per channel"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Each channel of a tensor has a range of its own instead of one for the whole tensor. Closer to the "
            "values, for a few bytes more.")},
    Entry{Term::StaticRange, QT_TRANSLATE_NOOP("splitscope::Glossary", "Static range"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "A range of values that calibration found, known on both sides, so that it is not sent. Values outside of "
            "it are held at its ends.")},
    Entry{Term::PrincipalComponents, QT_TRANSLATE_NOOP("splitscope::Glossary", "Principal components"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Mixtures of a tensor's channels, in the order of how much they vary. Often a few of them say nearly all, "
            "and only these are sent.")},
    Entry{Term::ExplainedVariance, QT_TRANSLATE_NOOP("splitscope::Glossary", "Explained variance"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The part of all variation of a tensor's values that its first components keep, from 0 to 100 %.")},
    Entry{Term::Zstd, QT_TRANSLATE_NOOP("splitscope::Glossary", "zstd"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "A lossless compressor (Zstandard). A higher level packs tighter and takes longer; the values stay the "
            "same.")},
    Entry{Term::Calibration, QT_TRANSLATE_NOOP("splitscope::Glossary", "Calibration"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Looking at what crosses on some frames beforehand, to learn ranges and components. They go to the edge "
            "once and are kept with the plan.")},
    Entry{Term::Agreement, QT_TRANSLATE_NOOP("splitscope::Glossary", "Agreement"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "How near the split model's answers are to those of the uncut model on the same frames. It says what a "
            "codec costs, not how good the model is.")},
    Entry{Term::RelativeError, QT_TRANSLATE_NOOP("splitscope::Glossary", "Relative error"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The size of the difference between the restored tensor and the original, as a part of the original's "
            "size.")},
    Entry{Term::Psnr, QT_TRANSLATE_NOOP("splitscope::Glossary", "PSNR"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Peak signal-to-noise ratio: how large the range of values is beside the difference, in decibels. 6 dB "
            "more is half the difference.")},
    Entry{Term::Compressibility, QT_TRANSLATE_NOOP("splitscope::Glossary", "Compressibility"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The fewest bytes that can be sent at a cut while no task loses more than the limit, whichever codec does "
            "it.")},
    Entry{Term::ModelCard, QT_TRANSLATE_NOOP("splitscope::Glossary", "Model card"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "A page that its makers give a model: what it is for, what it learned from, how well it answered when that "
            "was measured, and its licence.")},
    Entry{Term::ConfidenceInterval, QT_TRANSLATE_NOOP("splitscope::Glossary", "95 % interval"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Where a figure would lie if it were measured on other frames of the same kind: in 95 of 100 such "
            "measurements the interval holds it.")},
    Entry{Term::Teacher, QT_TRANSLATE_NOOP("splitscope::Glossary", "Teacher"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "A full network that was trained for one task alone. A smaller one learns by imitating its answers, and is "
            "measured against it.")},
    Entry{Term::JointTraining, QT_TRANSLATE_NOOP("splitscope::Glossary", "Joint training"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "One network trained for all its tasks at once, from the start: what is usually done, and so what other "
            "ways are compared with.")},
    Entry{Term::PixelAccuracy, QT_TRANSLATE_NOOP("splitscope::Glossary", "Pixel accuracy"),
        QT_TRANSLATE_NOOP(
            "splitscope::Glossary", "The part of all pixels whose class is the true one. Large areas count most.")},
    Entry{Term::DepthError, QT_TRANSLATE_NOOP("splitscope::Glossary", "Relative depth error"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "By how much the estimated distance is off, as a part of the true distance; the mean over all pixels.")},
    Entry{Term::DepthRmse, QT_TRANSLATE_NOOP("splitscope::Glossary", "RMSE"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Root of the mean squared error: how far off the estimated distance is, in metres. A few large errors "
            "weigh more than many small ones.")},
    Entry{Term::DepthWithin, QT_TRANSLATE_NOOP("splitscope::Glossary", "Within a factor of 1.25"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The part of the pixels whose estimated distance is at most 1.25 times too far or too near.")},
    Entry{Term::NormalAngle, QT_TRANSLATE_NOOP("splitscope::Glossary", "Angle of normals"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The angle between the direction in which a surface is said to face and the true one, in degrees, over all "
            "pixels.")},
    Entry{Term::NormalWithin, QT_TRANSLATE_NOOP("splitscope::Glossary", "Within 11.25\u00b0"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "The part of the pixels whose surface direction is at most 11.25 degrees off.")},
    Entry{Term::BoundaryF1, QT_TRANSLATE_NOOP("splitscope::Glossary", "F-score"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "How well found and true boundaries agree, from 0 to 1: the harmonic mean of precision and recall, so that "
            "both must be good.")},
    Entry{Term::Precision, QT_TRANSLATE_NOOP("splitscope::Glossary", "Precision"),
        QT_TRANSLATE_NOOP("splitscope::Glossary", "The part of what was found that is really there.")},
    Entry{Term::Recall, QT_TRANSLATE_NOOP("splitscope::Glossary", "Recall"),
        QT_TRANSLATE_NOOP("splitscope::Glossary", "The part of what is really there that was found.")},
    Entry{Term::BoxMap, QT_TRANSLATE_NOOP("splitscope::Glossary", "mAP"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "Mean average precision of boxes, from 0 to 1: are all objects found, surest first, with nothing else? "
            "mAP50 asks that box and object overlap by half, mAP also for more.")},
    Entry{Term::TopOne, QT_TRANSLATE_NOOP("splitscope::Glossary", "Top-1"),
        QT_TRANSLATE_NOOP("splitscope::Glossary", "The part of the pictures whose likeliest class is the true one.")},
    Entry{Term::RankOrder, QT_TRANSLATE_NOOP("splitscope::Glossary", "Order of classes"),
        QT_TRANSLATE_NOOP("splitscope::Glossary",
            "How well all classes are put in order (Kendall's tau): 1 is the true order, 0 is chance, -1 is reversed.")},
};

const Entry &entryOf(Term term) { return entries.at(static_cast<std::size_t>(term)); }

QString translated(const char *text) { return QCoreApplication::translate("splitscope::Glossary", text); }

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (static_cast<std::size_t>(entries[i].term) != i)
            return false;
    }
    return true;
}

static_assert(inOrder(), "entries stand in the order of Term");

} // namespace

const std::vector<Term> &allTerms()
{
    static const auto terms = [] {
        std::vector<Term> all;
        for (const auto &entry : entries)
            all.push_back(entry.term);
        return all;
    }();
    return terms;
}

QString termTitle(Term term) { return translated(entryOf(term).title); }

QString termText(Term term) { return translated(entryOf(term).text); }

QString termTip(Term term, const QString &more)
{
    auto tip =
        QStringLiteral("<p><b>%1</b><br>%2</p>").arg(termTitle(term).toHtmlEscaped(), termText(term).toHtmlEscaped());
    if (!more.isEmpty())
        tip += QStringLiteral("<p>%1</p>").arg(more.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    return tip;
}

Term termOf(LayerFigure figure)
{
    switch (figure) {
    case LayerFigure::Macs:
        return Term::Macs;
    case LayerFigure::Parameters:
        return Term::Parameters;
    case LayerFigure::OutputBytes:
        return Term::Activation;
    case LayerFigure::CrossingBytes:
        return Term::CrossingBytes;
    case LayerFigure::MeasuredMs:
        return Term::MeasuredTime;
    case LayerFigure::DeviceMs:
    case LayerFigure::EdgeMs:
        break;
    case LayerFigure::CodedBytes:
        return Term::Compressibility;
    case LayerFigure::CodecError:
        return Term::RelativeError;
    }
    return Term::MachineTime;
}

} // namespace splitscope
