// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/error_text.h"

#include <QCoreApplication>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::ErrorText)
};

QString modelErrorText(ErrorCode code)
{
    switch (code) {
    case ErrorCode::FileNotFound:
        return Tr::tr("There is no file {file}. Choose another.");
    case ErrorCode::FileUnreadable:
        return Tr::tr("{file} cannot be read: {why}");
    case ErrorCode::FileUnwritable:
        return Tr::tr("{file} cannot be written: {why} Nothing there was changed.");
    case ErrorCode::NotTorchScript:
        return Tr::tr("{file} is not a TorchScript archive. Save the model with torch.jit.save and open that file.");
    case ErrorCode::ArchiveTruncated:
        return Tr::tr("{file} is damaged or cut short ({why}). Copy or export it again.");
    case ErrorCode::UnknownOperator:
        return Tr::tr(
            "{file} uses {operators}, which this LibTorch does not have. It can be opened on the command line with the "
            "library that brings it.");
    case ErrorCode::ArchiveTooNew:
        return Tr::tr("{file} was saved in archive format {format}; this LibTorch reads formats up to {newest}. Export "
                      "it again with an older PyTorch.");
    case ErrorCode::SampleInvalid:
        return Tr::tr("The sample {file} cannot be used as input: {why}");
    case ErrorCode::ModelCrashed:
        return Tr::tr("{file} crashed LibTorch while it was tried in a separate process ({why}). It was not opened; "
                      "export it again.");
    case ErrorCode::ModelTimedOut:
        return Tr::tr(
            "{file} did not finish one run within {seconds} s in a separate process. It was not opened; look for an "
            "endless loop.");
    case ErrorCode::ModelOutOfMemory:
        return Tr::tr(
            "{file} needed more than {megabytes} MB while it was tried in a separate process. It was not opened.");
    case ErrorCode::ProbeMissing:
        return Tr::tr(
            "The program {file}, which tries unknown models in a process of its own, is missing. Install Splitscope "
            "completely.");
    case ErrorCode::ModelUnsupported:
        return Tr::tr("{file} cannot be opened: {why}");
    case ErrorCode::InputShapeNeeded:
        return Tr::tr("{file} does not say what its inputs look like. Open it again and describe them.");
    case ErrorCode::WrongInputShape:
        return Tr::tr("{file} does not run with input shape {shape}: {why}");
    case ErrorCode::MetadataInvalid:
        return Tr::tr("The metadata in {file} is not valid: {why}");
    case ErrorCode::RecipeInvalid:
        return Tr::tr("The recipe {file} is not valid: {why}");
    case ErrorCode::TrainingDiverged:
        return Tr::tr(
            "Training stopped at epoch {epoch}, batch {batch}: the loss is not a number. Lower the learning rate.");
    case ErrorCode::CheckpointMismatch:
        return Tr::tr("The checkpoint {file} belongs to another recipe: {why}.");
    default:
        return {};
    }
}

QString sourceErrorText(ErrorCode code)
{
    switch (code) {
    case ErrorCode::UnknownSource:
        return Tr::tr(
            "The source {source} is neither scenes, camera:N, a file, a folder nor an http(s) or rtsp address.");
    case ErrorCode::CameraMissing:
        return Tr::tr(
            "Camera {camera} does not answer. Plug it in, close other programs that use it, or choose the synthetic "
            "scenes.");
    case ErrorCode::StreamStopped:
        return Tr::tr("The stream {source} stopped sending pictures. Check the sender; trying again.");
    case ErrorCode::SourceUnreadable:
        return Tr::tr("{source} cannot be opened as pictures: {why}");
    case ErrorCode::SourceEmpty:
        return Tr::tr("{source} holds no picture that can be read.");
    case ErrorCode::SourceWithoutTruth:
        return Tr::tr("{source} has no ground truth to evaluate against. Choose synthetic scenes.");
    default:
        return {};
    }
}

QString edgeErrorText(ErrorCode code)
{
    switch (code) {
    case ErrorCode::EdgeProgramMissing:
        return Tr::tr(
            "The program {file} is missing, so no edge can be started on this machine. Install Splitscope completely.");
    case ErrorCode::EdgeDidNotStart:
        return Tr::tr("The edge process did not start: {why}");
    case ErrorCode::EdgeUnreachable:
        return Tr::tr("The edge at {address} is not answering: {why} Check that splitscope-edge runs there.");
    case ErrorCode::EdgeRefused:
        return Tr::tr("The edge at {address} refused the request: {why}");
    case ErrorCode::EdgeWrongAnswer:
        return Tr::tr("The edge at {address} sent an answer that does not fit the request: {why}");
    case ErrorCode::AddressInUse:
        return Tr::tr("{address} cannot be listened on: {why} Choose another port.");
    case ErrorCode::AddressRefused:
        return Tr::tr("{address} is not a loopback address; a server there needs TLS and a token.");
    case ErrorCode::PlanUnknown:
        return Tr::tr("No tail of that name is prepared here: {name}.");
    case ErrorCode::RequestInvalid:
        return Tr::tr("The request is not valid: {why}");
    default:
        return {};
    }
}

QString planErrorText(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return Tr::tr("{what} is not usable: {why}");
    case ErrorCode::UnknownLayer:
        return Tr::tr("The model has no layer {layer}.");
    case ErrorCode::IllegalCut:
        return Tr::tr("The cut {cut} cannot be made: {why}");
    case ErrorCode::UnknownCodec:
        return Tr::tr("There is no codec {codec}. Use one of: {known}.");
    case ErrorCode::UnknownLink:
        return Tr::tr("There is no link {link}. Choose a preset ({known}) or move the sliders.");
    case ErrorCode::UnknownDevice:
        return Tr::tr("There is no device {device}. Choose a preset ({known}) or a calibrated file.");
    case ErrorCode::PresetInvalid:
        return Tr::tr("The preset file {file} is not valid: {why}");
    case ErrorCode::BoardInvalid:
        return Tr::tr("The board file {file} cannot be used: {why}");
    case ErrorCode::PlanImpossible:
        return Tr::tr("No cut keeps every limit: {why}");
    case ErrorCode::SessionInvalid:
        return Tr::tr("The session {file} cannot be opened: {why}");
    case ErrorCode::Cancelled:
        return Tr::tr("{what} was cancelled.");
    case ErrorCode::Internal:
        return Tr::tr("Something inside Splitscope went wrong: {why} Please report it with what you did.");
    default:
        return {};
    }
}

} // namespace

QString errorTextTemplate(ErrorCode code)
{
    for (const auto textOf : {modelErrorText, sourceErrorText, edgeErrorText, planErrorText}) {
        if (const auto text = textOf(code); !text.isNull())
            return text;
    }
    return {};
}

QString errorText(const Error &error)
{
    const auto pattern = errorTextTemplate(error.code);
    // In one pass, so that a value that looks like a placeholder stays as it is.
    QString text;
    qsizetype done = 0;
    for (auto open = pattern.indexOf(QLatin1Char('{')); open >= 0; open = pattern.indexOf(QLatin1Char('{'), done)) {
        const auto close = pattern.indexOf(QLatin1Char('}'), open);
        const auto name = pattern.mid(open + 1, close - open - 1).toStdString();
        text += pattern.mid(done, open - done);
        for (const auto &[key, value] : error.arguments)
            text += key == name ? QString::fromStdString(value) : QString();
        done = close + 1;
    }
    return text + pattern.mid(done);
}

} // namespace splitscope
