// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/scenes/scene_camera.h"
#include "core/sources/frame_source.h"
#include "core/study/cut_study.h"
#include "core/study/study_cuts.h"
#include "core/study/study_runner.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace splitscope;
using namespace splitscope::testing;

class TestStudyRunner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void bytesAreThoseOfShapesAndLossesThoseOfRounding();
    void aStudyThatWasInterruptedEndsAsOneThatWasNot();
    void moreCodecsAreAddedToWhatIsThere();
    void workersChangeNothing();
    void headsRunOnceAFrameHoweverManyCodecs();
    void aLosslessStageNeedsNoTailOfItsOwn();
    void whatDoesNotFitSaysWhyAndPicturesAreSentAtTheEdgeAlone();
    void cutsThatSendTheSameAreStudiedOnce();
    void ofManyCutsTheNarrowestOfEachRunIsStudied();
    void ofCutsThatSendTheSameBytesTheOneWithFewestTensorsIsStudied();

private:
    StudyOptions options(const QString &folder, const char *codecs) const;

    QTemporaryDir m_folder;
    std::shared_ptr<const Model> m_model;
};

namespace {

/// Whether two studies found the same. Times differ from run to run, and the quickest execution need not be the same
/// one, so that roundings differ too: a label may flip.
bool sameFindings(const Study &a, const Study &b)
{
    const auto sameEntry = [](const StudyEntry &x, const StudyEntry &y) {
        bool same = x.codec == y.codec && x.constants == y.constants && x.frames == y.frames
            && x.losses.size() == y.losses.size() && std::abs(x.bytes() - y.bytes()) <= 0.01 * x.bytes();
        for (const auto &[task, loss] : x.losses)
            same = same && y.losses.count(task) > 0 && std::abs(loss.loss - y.losses.at(task).loss) < 0.01;
        return same;
    };
    return a.key == b.key
        && std::equal(
            a.cuts.begin(), a.cuts.end(), b.cuts.begin(), b.cuts.end(), [&](const StudiedCut &x, const StudiedCut &y) {
                return x.cut == y.cut
                    && std::equal(x.entries.begin(), x.entries.end(), y.entries.begin(), y.entries.end(), sameEntry);
            });
}

/// What is left of a frame after codes of so many bits for each channel, written out: rounding to the nearest of
/// 2^bits values from the least to the largest.
double squaredError(const float *values, std::size_t count, int bits)
{
    const auto [low, high] = std::minmax_element(values, values + count);
    const double step = (static_cast<double>(*high) - static_cast<double>(*low)) / ((1 << bits) - 1);
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        const double code = std::round((static_cast<double>(values[i]) - static_cast<double>(*low)) / step);
        const double error = static_cast<double>(*low) + code * step - static_cast<double>(values[i]);
        sum += error * error;
    }
    return sum;
}

} // namespace

void TestStudyRunner::initTestCase() { m_model = Model::open(saveSmallModel(m_folder.path().toStdString())); }

StudyOptions TestStudyRunner::options(const QString &folder, const char *codecs) const
{
    StudyOptions options;
    options.source = "scenes:900000..900009";
    options.frames = 4;
    options.calibrationSource = "scenes:0..99";
    options.calibrationFrames = 4;
    options.cuts = 6;
    options.codecs = studyCodecs(codecs);
    options.folder = m_folder.filePath(folder).toStdString();
    return options;
}

void TestStudyRunner::bytesAreThoseOfShapesAndLossesThoseOfRounding()
{
    const auto file = saveScript(m_folder.path().toStdString(), "copy", "def forward(self, x):\n  return x * 1.0\n",
        R"({"version": 1, "name": "copy", "inputs": [{"name": "x", "kind": "picture", "shape": [1, 3, 24, 32],
            "dtype": "float32"}], "tasks": [{"name": "copy", "kind": "tensor", "output": ""}]})");
    const std::shared_ptr<const Model> model = Model::open(file);
    auto wanted = options(QStringLiteral("copy"), "bits:3,fp16");
    wanted.source = "scenes:900000..900003"; // as many as are wanted, so that the seeds are known
    const auto study = runStudy(model, wanted);
    QCOMPARE(study.cuts.size(), 1U); // nothing crosses any other
    const auto &entry = study.cuts.front().entries.front();
    constexpr std::size_t pixels = 24 * 32;
    QCOMPARE(entry.bytes(), std::ceil(3 * pixels * 2 / 8.0) + std::ceil(3 * pixels / 8.0) + 2 * 3 * 4.0);
    QCOMPARE(study.cuts.front().crossingBytes, static_cast<std::int64_t>(3 * pixels * 4));
    QCOMPARE(study.cuts.front().entries.back().bytes(), 3 * pixels * 2.0);

    double error = 0.0;
    double size = 0.0;
    for (std::uint64_t seed = 900000; seed <= 900003; ++seed) {
        const auto input = prepareInput(SceneCamera(seed, 32, 24).renderPicture(), model->metadata().inputs.front());
        for (std::size_t channel = 0; channel < 3; ++channel)
            error += squaredError(input.as<float>() + channel * pixels, pixels, 3);
        for (std::size_t i = 0; i < 3 * pixels; ++i)
            size += std::pow(static_cast<double>(input.as<float>()[i]), 2.0);
    }
    const double expected = std::sqrt(error / size);
    QVERIFY2(std::abs(entry.losses.at("copy").loss - expected) < 1e-4 * expected,
        qPrintable(QString::number(entry.losses.at("copy").loss) + QStringLiteral(" ") + QString::number(expected)));
    QVERIFY(entry.losses.at("copy").low <= expected && entry.losses.at("copy").high >= expected);
}

void TestStudyRunner::aStudyThatWasInterruptedEndsAsOneThatWasNot()
{
    const auto whole = runStudy(m_model, options(QStringLiteral("whole"), "fp16,bits:2,pca:C/2/8"));
    auto stopped = options(QStringLiteral("stopped"), "fp16,bits:2,pca:C/2/8");
    std::string at;
    int cuts = 0;
    stopped.progress = [&](std::int64_t, std::int64_t, const std::string &note) {
        if (note.starts_with("Cut") && note != at) {
            at = note;
            ++cuts;
        }
        return cuts < 4;
    };
    try {
        runStudy(m_model, stopped);
        QFAIL("nothing was thrown");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::Cancelled);
    }
    int kept = 0;
    for (const auto &file : std::filesystem::directory_iterator(stopped.folder / "cuts"))
        kept += file.is_regular_file();
    QCOMPARE(kept, 3);

    stopped.progress = {};
    const auto resumed = runStudy(m_model, stopped);
    QVERIFY(sameFindings(resumed, whole));
    QVERIFY(resumed.cuts.size() > 4);
    const auto again = runStudy(m_model, stopped); // nothing is measured any more, so the times stay as well
    QVERIFY(again == resumed);
}

void TestStudyRunner::moreCodecsAreAddedToWhatIsThere()
{
    const auto first = runStudy(m_model, options(QStringLiteral("more"), "fp16"));
    const auto second = runStudy(m_model, options(QStringLiteral("more"), "bits:4,fp16"));
    QCOMPARE(second.cuts.size(), first.cuts.size());
    for (std::size_t i = 0; i < second.cuts.size(); ++i) {
        QCOMPARE(second.cuts[i].entries.size(), 2U);
        QCOMPARE(second.cuts[i].entries[0].codec, std::string("bits:4"));
        QVERIFY(second.cuts[i].entries[1] == first.cuts[i].entries[0]); // with its times: it was not measured again
    }
}

void TestStudyRunner::workersChangeNothing()
{
    auto three = options(QStringLiteral("three"), "bits:4,bits:2,pca:C/4/4,jpeg:50");
    three.workers = 3;
    auto one = options(QStringLiteral("one"), "bits:4,bits:2,pca:C/4/4,jpeg:50");
    QVERIFY(sameFindings(runStudy(m_model, three), runStudy(m_model, one)));
}

void TestStudyRunner::headsRunOnceAFrameHoweverManyCodecs()
{
    const FrameInputs inputs(m_model);
    const auto frames = gatherFrames(m_model, inputs, "scenes:900000..900009", 5, 1, 1, {});
    const auto ready = [](const char *codec) { return ReadyCodec{codec, codecFromText(codec), {}}; };
    CutStudy study(m_model, inputs, frames, Cut::fromText(m_model->graph(), "add"), 2);
    QCOMPARE(study.run({ready("fp16"), ready("bits:8"), ready("bits:4"), ready("bits:2+zstd")}, 1, {}).size(), 4U);
    QCOMPARE(study.headRuns(), std::int64_t(5));
    QCOMPARE(study.tailRuns(), std::int64_t(4 * 5));
    // Each picture codec makes another input of a frame.
    CutStudy edge(m_model, inputs, frames, Cut::edge(m_model->graph()), 1);
    edge.run({ready("bits:8"), ready("jpeg:90"), ready("webp:75")}, 1, {});
    QCOMPARE(edge.headRuns(), std::int64_t(3 * 5));
}

void TestStudyRunner::aLosslessStageNeedsNoTailOfItsOwn()
{
    const FrameInputs inputs(m_model);
    const auto frames = gatherFrames(m_model, inputs, "scenes:900000..900009", 5, 1, 1, {});
    const auto ready = [](const char *codec) { return ReadyCodec{codec, codecFromText(codec), {}}; };
    const auto cut = Cut::fromText(m_model->graph(), "add");
    const auto entryOf = [&](const char *codec) {
        return CutStudy(m_model, inputs, frames, cut, 1).run({ready(codec)}, 1, {})[0];
    };
    CutStudy together(m_model, inputs, frames, cut, 2);
    const auto entries =
        together.run({ready("bits:4"), ready("bits:2+zstd"), ready("bits:4+zstd"), ready("bits:4+zstd:9")}, 1, {});
    QCOMPARE(together.tailRuns(), std::int64_t(2 * 5));
    const std::vector<const char *> alone{"bits:4", "bits:2+zstd", "bits:4+zstd", "bits:4+zstd:9"};
    for (std::size_t i = 0; i < alone.size(); ++i) {
        const auto expected = entryOf(alone[i]);
        QCOMPARE(entries[i].codec, expected.codec);
        QCOMPARE(entries[i].frames, 5);
        QCOMPARE(entries[i].bytes(), expected.bytes());
        QVERIFY2(entries[i].agreement == expected.agreement, alone[i]);
        QVERIFY2(entries[i].accuracy == expected.accuracy, alone[i]);
    }
    QVERIFY(entries[2].bytes() != entries[0].bytes());
}

void TestStudyRunner::whatDoesNotFitSaysWhyAndPicturesAreSentAtTheEdgeAlone()
{
    const auto study = runStudy(m_model, options(QStringLiteral("misfits"), "pca:5/8,jpeg:90,png"));
    const auto *edge = study.find("edge");
    QVERIFY(edge != nullptr);
    QCOMPARE(edge->entries.size(), 3U);
    for (const auto &entry : edge->entries) {
        if (entry.codec == "pca:5/8")
            QVERIFY(!entry.impossible.empty()); // a picture has three channels
        else
            QVERIFY(entry.impossible.empty() && entry.bytes() > 0);
        if (entry.codec == "png")
            QCOMPARE(entry.worstLoss(), 0.0);
    }
    for (const auto &cut : study.cuts) {
        if (&cut != edge)
            QCOMPARE(cut.entries.size(), 1U);
    }
}

void TestStudyRunner::cutsThatSendTheSameAreStudiedOnce()
{
    const auto cuts = studyCuts(m_model->graph(), 1000);
    QVERIFY(cuts.front().isEdge());
    std::set<std::vector<TensorRef>> seen;
    std::int64_t before = 0;
    for (const auto &cut : cuts) {
        QVERIFY(!cut.isDevice());
        QVERIFY(whyIllegal(m_model->graph(), cut).empty());
        QVERIFY(seen.insert(crossingTensors(m_model->graph(), cut)).second);
        QVERIFY(deviceMacs(m_model->graph(), cut) >= before);
        before = deviceMacs(m_model->graph(), cut);
    }
}

void TestStudyRunner::ofCutsThatSendTheSameBytesTheOneWithFewestTensorsIsStudied()
{
    // Three tensors are joined to one here: before and behind the join the same bytes cross.
    const auto model = Model::open(SPLITSCOPE_SOURCE_DIR "/sample_models/chimera/chimera.pt");
    const auto joined = Cut::fromText(model->graph(), "carry:cat");
    const auto all = studyCuts(model->graph(), 1000);
    QVERIFY(all.size() > 60);
    const auto asWide = std::count_if(all.begin(), all.end(),
        [&](const Cut &cut) { return crossingBytes(model->graph(), cut) == crossingBytes(model->graph(), joined); });
    QVERIFY(asWide > 1);
    const auto some = studyCuts(model->graph(), 60);
    QVERIFY(std::find(some.begin(), some.end(), joined) != some.end());
}

void TestStudyRunner::ofManyCutsTheNarrowestOfEachRunIsStudied()
{
    const auto &graph = m_model->graph();
    const auto all = studyCuts(graph, 1000);
    QVERIFY(all.size() > 5);
    const auto some = studyCuts(graph, 3);
    QCOMPARE(some.size(), 3U);
    QVERIFY(some[0] == all.front());
    // The others in two halves: no cut of a half sends less than the one that was taken from it.
    const std::size_t middle = 1 + (all.size() - 1) / 2;
    for (std::size_t at = 1; at < all.size(); ++at)
        QVERIFY(crossingBytes(graph, all[at]) >= crossingBytes(graph, some[at < middle ? 1 : 2]));
    QVERIFY(std::find(all.begin() + 1, all.begin() + std::ptrdiff_t(middle), some[1])
        != all.begin() + std::ptrdiff_t(middle));
    QVERIFY(std::find(all.begin() + std::ptrdiff_t(middle), all.end(), some[2]) != all.end());
    QCOMPARE(studyCuts(graph, 1).size(), 1U);
}

QTEST_GUILESS_MAIN(TestStudyRunner)
#include "tst_study_runner.moc"
