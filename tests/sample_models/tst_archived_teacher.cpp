// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "sample_models/chimera/archived_teacher_torch.h"
#include "tests/sample_models/chimera_bench.h"
#include "tests/support/small_model.h"

using namespace splitscope;
using namespace splitscope::test;
using nlohmann::json;

namespace {

constexpr int side = 64;

/// Metadata of a network for one picture. \param picture JSON members that differ
std::string metadataOf(const std::vector<json> &tasks, const json &picture = json::object())
{
    json input = json::parse(R"({"name": "x", "kind": "picture", "shape": [1, 3, 64, 64], "dtype": "float32"})");
    input.update(picture);
    return json{{"version", 1}, {"name", "own"}, {"inputs", {input}}, {"tasks", tasks}}.dump();
}

json taskOf(const char *name, const char *kind, const char *output = "")
{
    return {{"name", name}, {"kind", kind}, {"output", output}};
}

ChimeraTask wanted(TaskKind kind) { return {"mine", kind, {"floor", "chair", "lamp"}}; }

torch::Tensor noise()
{
    torch::manual_seed(3);
    return torch::randint(0, 255, {2, side, side, 3}).to(torch::kUInt8).permute({0, 3, 1, 2});
}

} // namespace

class TestArchivedTeacher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theAnswerIsTheArchives();
    void itsOwnNormalisationIsUsed();
    void aNetworkForOnePictureIsAskedOneByOne();
    void probabilitiesAreTakenAsLogits();
    void normalsAreBroughtToUnitLength();
    void whatDoesNotFitIsNamed_data();
    void whatDoesNotFitIsNamed();
    void aSubModelLearnsFromAnArchive();

private:
    std::filesystem::path save(const char *source, const std::string &metadata) const
    {
        return testing::saveScript(m_folder.path().toStdString(), "own", source, metadata);
    }

    QTemporaryDir m_folder;
};

void TestArchivedTeacher::theAnswerIsTheArchives()
{
    // Depth is the second answer; its task has another name but is the only one of its kind.
    const auto file = save("def forward(self, x):\n    return (x, torch.add(torch.mean(x, [1], True), 2.))\n",
        metadataOf({taskOf("seen", "tensor", "0"), taskOf("far", "depth", "1")}));
    ArchivedTeacher teacher(file, wanted(TaskKind::Depth), side, side);
    const auto [output, features] = teacher.ask(noise());
    QVERIFY(!features.defined());
    QVERIFY(torch::allclose(output, noise().to(torch::kFloat).mean({1}, true) / 255.0 + 2.0));
    QCOMPARE(teacher.parameters(), std::int64_t(0)); // the script's weights are not used
}

void TestArchivedTeacher::itsOwnNormalisationIsUsed()
{
    const auto file = save("def forward(self, x):\n    return torch.mean(x, [1], True)\n",
        metadataOf({taskOf("mine", "depth")}, {{"range", {0, 255}}, {"mean", {100, 100, 100}}, {"std", {50, 50, 50}}}));
    ArchivedTeacher teacher(file, wanted(TaskKind::Depth), side, side);
    const torch::Tensor expected = (noise().to(torch::kFloat).mean({1}, true) - 100.0) / 50.0;
    QVERIFY(torch::allclose(teacher.ask(noise()).output, expected, 1e-4, 1e-5));
}

void TestArchivedTeacher::aNetworkForOnePictureIsAskedOneByOne()
{
    const auto file = save("def forward(self, x):\n    return torch.view(torch.amax(x, [1], True), [1, 1, 64, 64])\n",
        metadataOf({taskOf("mine", "boundary")}));
    ArchivedTeacher teacher(file, wanted(TaskKind::Boundary), side, side);
    QVERIFY(torch::allclose(teacher.ask(noise()).output, noise().to(torch::kFloat).amax({1}, true) / 255.0));
}

void TestArchivedTeacher::probabilitiesAreTakenAsLogits()
{
    const auto file = save("def forward(self, x):\n    return torch.softmax(torch.mul(x, 4.), 1)\n",
        metadataOf({taskOf("mine", "segmentation")}));
    ArchivedTeacher teacher(file, wanted(TaskKind::Segmentation), side, side);
    const torch::Tensor logits = noise().to(torch::kFloat) / 255.0 * 4.0;
    QVERIFY(torch::allclose(
        torch::softmax(teacher.ask(noise()).output / 2.0, 1), torch::softmax(logits / 2.0, 1), 1e-3, 1e-4));
}

void TestArchivedTeacher::normalsAreBroughtToUnitLength()
{
    const auto file = save(
        "def forward(self, x):\n    return torch.mul(torch.add(x, 1.), 7.)\n", metadataOf({taskOf("mine", "normals")}));
    ArchivedTeacher teacher(file, wanted(TaskKind::Normals), side, side);
    const torch::Tensor output = teacher.ask(noise()).output;
    QVERIFY(torch::allclose(output.square().sum(1), torch::ones({2, side, side})));
    QVERIFY((output > 0.0).all().item<bool>());
}

void TestArchivedTeacher::whatDoesNotFitIsNamed_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("metadata");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *name, const char *body, const std::string &metadata, const char *said) {
        QTest::newRow(name) << QString("def forward(self, x):\n    return %1\n").arg(body)
                            << QString::fromStdString(metadata) << QString(said);
    };
    const char *plain = "torch.mean(x, [1], True)";
    row("another size", plain, metadataOf({taskOf("mine", "depth")}, {{"shape", {1, 3, 32, 64}}}), "1x3x32x64");
    row("no picture", plain, testing::tensorMetadata("1,3,64,64"), "does not take one picture");
    row("no metadata", plain, "", "splitscope-cli annotate");
    row("no such task", plain, metadataOf({taskOf("mine", "boundary")}), "has no task of the kind depth");
    row("two of them", "(torch.mean(x, [1], True), torch.amax(x, [1], True))",
        metadataOf({taskOf("a", "depth", "0"), taskOf("b", "depth", "1")}), "more than one task of the kind depth");
    row("a coarse answer", "torch.avg_pool2d(torch.mean(x, [1], True), [2, 2])", metadataOf({taskOf("mine", "depth")}),
        "1x1x32x32 instead of 1x1x64x64");
}

void TestArchivedTeacher::whatDoesNotFitIsNamed()
{
    QFETCH(QString, source);
    QFETCH(QString, metadata);
    QFETCH(QString, said);
    const auto file = save(source.toUtf8().constData(), metadata.toStdString());
    try {
        const ArchivedTeacher teacher(file, wanted(TaskKind::Depth), side, side);
        QFAIL("the archive was taken");
    } catch (const Failure &failure) {
        QVERIFY2(QString(failure.what()).contains(said), failure.what());
        QVERIFY2(QString(failure.what()).contains("own.pt"), failure.what());
    }
}

void TestArchivedTeacher::aSubModelLearnsFromAnArchive()
{
    json recipe = tinyRecipe();
    recipe["model"]["secondaries"] = json::parse(R"([
        {"task": "depth", "kind": "depth", "teacher": {"archive": "own.pt"}, "taps": [["trunk"]], "widths": [8]}])");
    recipe["model"]["steps"]["distil"]["epochs"] = 20;
    const Workbench bench(recipe, [](const Workbench &self) {
        testing::saveScript(self.path("").toStdString(), "own",
            "def forward(self, x):\n    return torch.add(torch.mul(torch.mean(x, [1], True), 0.2), 3.)\n",
            metadataOf({taskOf("far", "depth")}));
    });
    std::vector<std::string> said;
    const StopFlag never{false};
    bench.train(
        {}, [&said](const TrainingProgress &progress) { said.push_back(progress.message); }, never);
    QVERIFY(std::any_of(said.begin(), said.end(),
        [](const std::string &message) { return message.find("own.pt, nothing to train") != std::string::npos; }));
    QVERIFY(!QFile::exists(bench.path("out/teacher-depth")));
    // It answers about 3 m everywhere, as the archive does and the scenes do not.
    torch::jit::Module learned = bench.archive("tiny");
    const torch::Tensor picture = torch::zeros({1, 3, side, side});
    const torch::Tensor depth = networkOutputs(learned, picture).at(1);
    QVERIFY2(std::abs(depth.mean().item<double>() - 3.1) < 0.5, std::to_string(depth.mean().item<double>()).c_str());
    const json card = read(bench.path("out/tiny.card.json"));
    QVERIFY(card["evaluation"]["tasks"]["depth"]["teachers"].contains("abs_rel"));
    QVERIFY(card["architecture"]["teachers"].contains("depth"));
}

QTEST_GUILESS_MAIN(TestArchivedTeacher)
#include "tst_archived_teacher.moc"
