// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/training/labelled_records.h"
#include "core/training/recipe.h"
#include "core/training/scene_record.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace splitscope;

namespace {

constexpr int width = 64;
constexpr int height = 32;

LabelledRecordsHeader headerOf(std::size_t count)
{
    LabelledRecordsHeader header;
    header.width = width;
    header.height = height;
    header.count = count;
    header.classes = {"floor", "chair", "lamp", "box", "cat", "dog"};
    return header;
}

SceneFrame frameAt(std::size_t index) { return SceneCamera(index, width, height).render(); }

std::filesystem::path writeTo(const QTemporaryDir &folder, const LabelledRecordsHeader &header,
    const std::function<SceneFrame(std::size_t)> &frames)
{
    const std::filesystem::path file = folder.filePath("rooms.records").toStdString();
    const StopFlag never{false};
    LabelledRecords::write(
        file, header, frames, [](const TrainingProgress &) {}, never);
    return file;
}

QString recipeWith(const char *data, const char *validation)
{
    return QString(R"({"version": 1, "name": "rooms", "model": {"architecture": "chimera"}, "data": {"records": "%1"},
                       "validation": %2, "optimizer": {"batch": 1}})")
        .arg(data, validation);
}

QString complaint(const std::function<void()> &action)
{
    try {
        action();
    } catch (const Failure &failure) {
        return failure.what();
    }
    return {};
}

} // namespace

class TestLabelledRecords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasPackedComesBack();
    void missingPlanesAndUnknownPixelsComeBackAsSuch();
    void damageIsNamed();
    void nothingIsLeftOfAnInterruptedPacking();
    void aRecipeTakesSizeAndClassesFromTheFile();
    void wrongFilesInARecipeAreNamed();
};

void TestLabelledRecords::whatWasPackedComesBack()
{
    const QTemporaryDir folder;
    const auto records = LabelledRecords::open(writeTo(folder, headerOf(3), frameAt));
    QCOMPARE(records->size(), std::size_t(3));
    QCOMPARE(records->header().classes, headerOf(3).classes);
    QCOMPARE(records->header().contentHash.size(), std::size_t(16));
    for (std::size_t index = 0; index < 3; ++index) {
        const SceneFrame expected = frameAt(index);
        const SceneFrame frame = scene_record::decode(records->record(index), width, height, records->planes());
        QVERIFY(frame.picture.rgb == expected.picture.rgb);
        QVERIFY(frame.truth.classes == expected.truth.classes && frame.truth.objects == expected.truth.objects);
        QVERIFY(frame.truth.boundary == expected.truth.boundary);
        QCOMPARE(frame.truth.boxes.size(), expected.truth.boxes.size());
        for (std::size_t box = 0; box < expected.truth.boxes.size(); ++box) {
            const SceneBox &mine = frame.truth.boxes[box];
            const SceneBox &theirs = expected.truth.boxes[box];
            QVERIFY(mine.sceneClass == theirs.sceneClass && mine.left == theirs.left && mine.top == theirs.top
                && mine.right == theirs.right && mine.bottom == theirs.bottom);
        }
        for (std::size_t pixel = 0; pixel < expected.truth.depth.size(); ++pixel) {
            QVERIFY(std::abs(frame.truth.depth[pixel] / expected.truth.depth[pixel] - 1.0F) < 1e-4F);
        }
    }
}

void TestLabelledRecords::missingPlanesAndUnknownPixelsComeBackAsSuch()
{
    const QTemporaryDir folder;
    LabelledRecordsHeader header = headerOf(1);
    header.planes = {false, true, false, false, false};
    const auto records = LabelledRecords::open(writeTo(folder, header, [](std::size_t index) {
        SceneFrame frame = frameAt(index);
        frame.truth.classes.clear();
        frame.truth.normals.clear();
        frame.truth.objects.clear();
        frame.truth.boundary.clear();
        frame.truth.depth[7] = 0.0F;
        return frame;
    }));
    QCOMPARE(records->planes(), header.planes);
    const SceneFrame frame = scene_record::decode(records->record(0), width, height, records->planes());
    QVERIFY(frame.truth.classes.empty() && frame.truth.normals.empty() && frame.truth.boundary.empty());
    QCOMPARE(frame.truth.depth[7], 0.0F);
    QVERIFY(frame.truth.depth[8] > 0.0F);
}

void TestLabelledRecords::damageIsNamed()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = writeTo(folder, headerOf(2), frameAt);
    {
        QFile bytes(QString::fromStdString(file.string()));
        QVERIFY(bytes.open(QIODevice::ReadWrite) && bytes.seek(4096 + 100) && bytes.putChar('x'));
    }
    const auto records = LabelledRecords::open(file);
    QVERIFY(complaint([&] { records->record(0); }).contains("picture 0 is damaged"));
    records->record(1);
    std::filesystem::resize_file(file, 5000);
    QVERIFY(complaint([&] { LabelledRecords::open(file); }).contains("Pack it again"));
    std::filesystem::resize_file(file, 10);
    QVERIFY(complaint([&] { LabelledRecords::open(file); }).contains("rooms.records"));
    QVERIFY(complaint([&] { LabelledRecords::open(file.string() + "x"); }).contains("rooms.recordsx"));
}

void TestLabelledRecords::nothingIsLeftOfAnInterruptedPacking()
{
    const QTemporaryDir folder;
    StopFlag stop{false};
    const std::filesystem::path file = folder.filePath("rooms.records").toStdString();
    const auto frames = [&stop](std::size_t index) {
        stop = index == 1;
        return frameAt(index);
    };
    QVERIFY(!complaint([&] {
        LabelledRecords::write(
            file, headerOf(4), frames, [](const TrainingProgress &) {}, stop);
    }).isEmpty());
    QVERIFY(std::filesystem::is_empty(folder.path().toStdString()));
}

void TestLabelledRecords::aRecipeTakesSizeAndClassesFromTheFile()
{
    const QTemporaryDir folder;
    writeTo(folder, headerOf(3), frameAt);
    const std::string origin = folder.filePath("recipe.json").toStdString();
    const Recipe recipe =
        recipeFromJson(recipeWith("rooms.records", R"({"records": "rooms.records"})").toStdString(), origin);
    QCOMPARE(recipe.data.count, std::size_t(3));
    QCOMPARE(recipe.data.width, width);
    QCOMPARE(recipe.data.height, height);
    QCOMPARE(recipe.classes(), headerOf(3).classes);
    // Other pictures are another training.
    writeTo(folder, headerOf(3), [](std::size_t index) { return frameAt(index + 1); });
    const Recipe other =
        recipeFromJson(recipeWith("rooms.records", R"({"records": "rooms.records"})").toStdString(), origin);
    QVERIFY(other.fingerprint() != recipe.fingerprint());
}

void TestLabelledRecords::wrongFilesInARecipeAreNamed()
{
    const QTemporaryDir folder;
    writeTo(folder, headerOf(1), frameAt);
    const auto said = [&folder](const char *data, const char *validation) {
        return complaint([&] {
            recipeFromJson(recipeWith(data, validation).toStdString(), folder.filePath("recipe.json").toStdString());
        });
    };
    QVERIFY(said("moon.records", R"({"records": "rooms.records"})").contains("moon.records"));
    QVERIFY(said("rooms.records", R"({"scenes": 3})").contains("'validation'"));
    QVERIFY(said("rooms.records", R"({"records": "rooms.records", "scenes": 3})").contains("validation.scenes"));
}

QTEST_GUILESS_MAIN(TestLabelledRecords)
#include "tst_labelled_records.moc"
