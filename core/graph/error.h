// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace splitscope {

/// Every way in which the core can fail, with the English sentence a person reads: what failed, on which input, why,
/// what to do. `{name}` stands for a named argument. app/desktop translates by code; nothing else builds sentences from
/// these.
#define SPLITSCOPE_ERRORS(X)                                                                                           \
    X(InvalidArgument, "{what} is not usable: {why}")                                                                  \
    X(FileNotFound, "There is no file {file}. Check the path.")                                                        \
    X(FileUnreadable, "{file} cannot be read: {why}")                                                                  \
    X(FileUnwritable, "{file} cannot be written: {why} Nothing there was changed.")                                    \
    X(NotTorchScript, "{file} is not a TorchScript archive. Save the model with torch.jit.save and open that file.")   \
    X(ArchiveTruncated, "{file} is damaged or cut short ({why}). Copy or export it again.")                            \
    X(UnknownOperator,                                                                                                 \
        "{file} uses {operators}, which this LibTorch does not have. Load the library that brings it with "            \
        "--op-library FILE.so.")                                                                                       \
    X(ArchiveTooNew,                                                                                                   \
        "{file} was saved in archive format {format}; this LibTorch reads formats up to {newest}. Export it again "    \
        "with an older PyTorch, or build Splitscope with a newer LibTorch.")                                           \
    X(ModelCrashed,                                                                                                    \
        "{file} crashed LibTorch while it was tried in a separate process ({why}). It was not opened; export it "      \
        "again.")                                                                                                      \
    X(ModelTimedOut,                                                                                                   \
        "{file} did not finish one run within {seconds} s in a separate process. It was not opened; look for an "      \
        "endless loop or give it a smaller --input-shape.")                                                            \
    X(ModelOutOfMemory,                                                                                                \
        "{file} needed more than {megabytes} MB while it was tried in a separate process. It was not opened; give it " \
        "a smaller --input-shape.")                                                                                    \
    X(ProbeMissing,                                                                                                    \
        "The program {file}, which tries unknown models in a process of its own, is missing. Install Splitscope "      \
        "completely or start it from its build folder.")                                                               \
    X(ModelUnsupported, "{file} cannot be opened: {why}")                                                              \
    X(InputShapeNeeded,                                                                                                \
        "{file} does not say what its inputs look like. Give --input-shape, for instance 1x3x224x224.")                \
    X(WrongInputShape, "{file} does not run with input shape {shape}: {why}")                                          \
    X(SampleInvalid, "The sample {file} cannot be used as input: {why}")                                               \
    X(MetadataInvalid, "The metadata in {file} is not valid: {why}")                                                   \
    X(RecipeInvalid, "The recipe {file} is not valid: {why}")                                                          \
    X(UnknownLayer, "The model has no layer {layer}. List the layers with 'splitscope-cli inspect'.")                  \
    X(IllegalCut, "The cut {cut} cannot be made: {why}")                                                               \
    X(UnknownCodec, "There is no codec {codec}. Use one of: {known}.")                                                 \
    X(UnknownLink,                                                                                                     \
        "There is no link {link}. Use a preset ({known}) or UP[:DOWN]/RTT, for instance 6Mbps:13Mbps/50ms.")           \
    X(UnknownDevice, "There is no device {device}. Use a preset ({known}), 'this', or a calibrated FILE.json.")        \
    X(PresetInvalid, "The preset file {file} is not valid: {why}")                                                     \
    X(BoardInvalid, "The board file {file} cannot be used: {why}")                                                     \
    X(PlanImpossible, "No cut keeps every limit: {why}")                                                               \
    X(SessionInvalid, "The session {file} cannot be opened: {why}")                                                    \
    X(UnknownSource,                                                                                                   \
        "The source {source} is neither scenes, camera:N, a file, a folder nor an http(s) or rtsp address.")           \
    X(CameraMissing,                                                                                                   \
        "Camera {camera} does not answer. Plug it in, close other programs that use it, or use the source 'scenes'.")  \
    X(StreamStopped, "The stream {source} stopped sending pictures. Check the sender; trying again.")                  \
    X(SourceUnreadable, "{source} cannot be opened as pictures: {why}")                                                \
    X(SourceEmpty, "{source} holds no picture that can be read.")                                                      \
    X(SourceWithoutTruth, "{source} has no ground truth to evaluate against. Use the source 'scenes:A..B'.")           \
    X(EdgeProgramMissing,                                                                                              \
        "The program {file} is missing, so no edge can be started on this machine. Install Splitscope completely or "  \
        "name a running edge with --edge HOST:PORT.")                                                                  \
    X(EdgeDidNotStart, "The edge process did not start: {why}")                                                        \
    X(EdgeUnreachable, "The edge at {address} is not answering: {why} Check that splitscope-edge runs there.")         \
    X(EdgeRefused, "The edge at {address} refused the request: {why}")                                                 \
    X(EdgeWrongAnswer, "The edge at {address} sent an answer that does not fit the request: {why}")                    \
    X(AddressInUse, "{address} cannot be listened on: {why} Choose another port, or :0 for a free one.")               \
    X(AddressRefused,                                                                                                  \
        "{address} is not a loopback address; a server there needs TLS and a token (--cert, --key, --token-file).")    \
    X(PlanUnknown, "No tail of that name is prepared here: {name}.")                                                   \
    X(RequestInvalid, "The request is not valid: {why}")                                                               \
    X(Cancelled, "{what} was cancelled.")                                                                              \
    X(TrainingDiverged,                                                                                                \
        "Training stopped at epoch {epoch}, batch {batch}: the loss is not a number. Lower learning_rate in the "      \
        "recipe.")                                                                                                     \
    X(CheckpointMismatch,                                                                                              \
        "The checkpoint {file} belongs to another recipe: {why}. Choose another --out, or start without --resume.")    \
    X(Internal, "Something inside Splitscope went wrong: {why} Please report it with the command you ran.")

enum class ErrorCode {
#define SPLITSCOPE_ERROR_ENUM(code, text) code,
    SPLITSCOPE_ERRORS(SPLITSCOPE_ERROR_ENUM)
#undef SPLITSCOPE_ERROR_ENUM
};

/// All codes in declaration order.
const std::vector<ErrorCode> &allErrorCodes();

/// Stable name of a code ("FileNotFound"), for logs, JSON and translation look-up.
std::string_view errorName(ErrorCode code);

/// The English sentence with `{name}` still in place.
std::string_view errorTemplate(ErrorCode code);

/// A failure as a value: it may cross threads.
struct Error {
    using Arguments = std::vector<std::pair<std::string, std::string>>;

    ErrorCode code = ErrorCode::Internal;
    Arguments arguments;

    /// The English sentence with the arguments put in.
    std::string sentence() const;

    bool operator==(const Error &) const = default;
};

/// What core functions throw. `what()` is the English sentence.
class Failure : public std::exception {
public:
    Failure(ErrorCode code, Error::Arguments arguments);
    explicit Failure(Error error);

    const Error &error() const noexcept { return m_error; }
    ErrorCode code() const noexcept { return m_error.code; }
    const char *what() const noexcept override { return m_sentence.c_str(); }

private:
    Error m_error;
    std::string m_sentence;
};

} // namespace splitscope
