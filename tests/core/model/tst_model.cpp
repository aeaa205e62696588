// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/model/model.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <set>

using namespace splitscope;

namespace {

std::filesystem::path folder(const QTemporaryDir &directory) { return directory.path().toStdString(); }

Error errorOf(const std::filesystem::path &file, const ModelOptions &options = {})
{
    try {
        Model::open(file, options);
    } catch (const Failure &failure) {
        return failure.error();
    }
    return {ErrorCode::Cancelled, {}}; // nothing here throws that
}

std::string bytesOf(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::filesystem::path writeFile(const QTemporaryDir &directory, const char *name, const std::string &bytes)
{
    const auto file = folder(directory) / name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
}

} // namespace

class TestModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layersAreWhatAPersonWouldName();
    void costsFollowTheRulesByHand();
    void idsAreTheSameAtEachOpening();
    void anotherInputShapeIsSpecialisedAnew();
    void aModelWithoutMetadataGetsTensorTasks();
    void metadataBesideTheFileWinsOverTheArchive();
    void branchesAndLoopsOnShapesVanish();
    void randomOperationsMakeAModelUnrepeatable();
    void aReturnFormThatDoesNotFitIsNamed();
    void badFilesGiveOneSentenceEach();
    void aWrongInputShapeSaysWhichOperationRefusedIt();
    void aTaskWithoutItsOutputIsNamed();

private:
    QTemporaryDir m_directory;
};

void TestModel::layersAreWhatAPersonWouldName()
{
    const auto model = Model::open(testing::saveSmallModel(folder(m_directory)));
    const auto &graph = model->graph();
    std::set<std::string> ids;
    for (const auto &layer : graph.layers())
        ids.insert(layer.id);
    const std::set<std::string> wanted{"stem:conv2d", "block:conv2d", "add", "segmentation.conv:conv2d",
        "segmentation:upsample_nearest2d", "segmentation.up:conv2d", "segmentation:sub", "depth.conv:conv2d",
        "depth:upsample_nearest2d", "depth.up:conv2d", "depth:sub", "normals.conv:conv2d", "normals:upsample_nearest2d",
        "normals.up:conv2d", "normals:sub"};
    QCOMPARE(ids, wanted);
    const auto &stem = graph.layer(*graph.indexOf("stem:conv2d"));
    QCOMPARE(stem.op, std::string("conv2d+batch_norm+relu"));
    QCOMPARE(stem.module, std::string("stem"));
    QCOMPARE(stem.outputs.size(), 1u);
    QCOMPARE(shapeText(stem.outputs[0].shape), std::string("1x8x12x16"));
    QCOMPARE(graph.layer(*graph.indexOf("add")).inputs.size(), 2u);
    QCOMPARE(graph.outputs().size(), 3u);
}

void TestModel::costsFollowTheRulesByHand()
{
    const auto model = Model::open(testing::saveSmallModel(folder(m_directory)));
    const auto &graph = model->graph();
    const auto macs = [&](const char *id) { return graph.layer(*graph.indexOf(id)).macs; };
    QCOMPARE(macs("stem:conv2d"), 8 * 12 * 16 * 3 * 9);
    QCOMPARE(macs("block:conv2d"), 8 * 12 * 16 * 8 * 9);
    QCOMPARE(macs("depth.conv:conv2d"), 6 * 12 * 16 * 8 * 9);
    QCOMPARE(macs("depth.up:conv2d"), 1 * 24 * 32 * 6 * 9);
    QCOMPARE(macs("add"), 0);
    QCOMPARE(graph.layer(*graph.indexOf("add")).movedBytes, 3 * 8 * 12 * 16 * 4);
    QCOMPARE(graph.layer(*graph.indexOf("stem:conv2d")).parameters, 8 * 3 * 9 + 8);
    QCOMPARE(graph.totalParameters(), (8 * 27 + 8) + (8 * 72 + 8) + 3 * (6 * 72 + 6) + (4 + 1 + 3) * 54 + (4 + 1 + 3));
}

void TestModel::idsAreTheSameAtEachOpening()
{
    const auto file = testing::saveSmallModel(folder(m_directory));
    const auto first = Model::open(file);
    const auto second = Model::open(file);
    for (int i = 0; i < first->graph().size(); ++i)
        QCOMPARE(first->graph().layer(i).id, second->graph().layer(i).id);
    QCOMPARE(first->hash(), second->hash());
    QCOMPARE(first->hash().size(), 64u);
}

void TestModel::anotherInputShapeIsSpecialisedAnew()
{
    const auto file = testing::saveSmallModel(folder(m_directory));
    ModelOptions options;
    options.inputs = {TensorInfo{{1, 3, 48, 64}}};
    const auto model = Model::open(file, options);
    QCOMPARE(shapeText(model->graph().outputs()[0].info.shape), std::string("1x4x48x64"));
    QCOMPARE(model->runOriginal(model->sampleInputs(1))[1].info.shape, (Shape{1, 1, 48, 64}));
}

void TestModel::aModelWithoutMetadataGetsTensorTasks()
{
    const auto file = testing::saveScript(folder(m_directory), "plain",
        "def forward(self, x):\n    return (x + 1.0, {'p': x * 2.0, 'q': torch.relu(x)})\n");
    QCOMPARE(errorOf(file).code, ErrorCode::InputShapeNeeded);
    ModelOptions options;
    options.inputs = {TensorInfo{{1, 3, 8, 8}}};
    const auto model = Model::open(file, options);
    std::set<std::string> keys;
    for (const auto &output : model->graph().outputs())
        keys.insert(output.key);
    QCOMPARE(keys, (std::set<std::string>{"0", "1.p", "1.q"}));
    QCOMPARE(model->metadata().tasks.size(), 3u);
    QCOMPARE(model->metadata().tasks[0].kind, TaskKind::Tensor);
    QCOMPARE(model->metadata().inputs[0].name, std::string("x"));
    QCOMPARE(model->name(), std::string("plain"));
}

void TestModel::metadataBesideTheFileWinsOverTheArchive()
{
    const auto file = testing::saveScript(folder(m_directory), "beside",
        "def forward(self, x):\n    return torch.relu(x)\n", testing::tensorMetadata("1,3,8,8"));
    QCOMPARE(shapeText(Model::open(file)->graph().inputs()[0].info.shape), std::string("1x3x8x8"));
    std::ofstream(file.string() + ".meta.json") << testing::tensorMetadata("2,5");
    QCOMPARE(shapeText(Model::open(file)->graph().inputs()[0].info.shape), std::string("2x5"));
    ModelOptions options;
    options.metadataFile = writeFile(m_directory, "given.json", testing::tensorMetadata("7"));
    QCOMPARE(shapeText(Model::open(file, options)->graph().inputs()[0].info.shape), std::string("7"));
}

void TestModel::branchesAndLoopsOnShapesVanish()
{
    const auto file = testing::saveScript(folder(m_directory), "flow",
        "def forward(self, x):\n    y = x\n    for i in range(x.size(1)):\n        if i % 2 == 0:\n            y = "
        "torch.relu(y + float(i))\n        else:\n            y = torch.tanh(y)\n    return y\n",
        testing::tensorMetadata("1,3,8,8"));
    const auto model = Model::open(file);
    std::vector<std::string> ops;
    for (const auto &layer : model->graph().layers())
        ops.push_back(layer.op);
    QCOMPARE(ops,
        (std::vector<std::string>{
            "add+relu+tanh", "add+relu"})); // i = 0, 1, 2: a norm or activation joins what it alone reads
}

void TestModel::randomOperationsMakeAModelUnrepeatable()
{
    const auto file = testing::saveScript(folder(m_directory), "random",
        "def forward(self, x):\n    return x + torch.rand_like(x)\n", testing::tensorMetadata("1,3,8,8"));
    QVERIFY(!Model::open(file)->repeatable());
    const auto inPlace = testing::saveScript(folder(m_directory), "random2",
        "def forward(self, x):\n    noise = torch.zeros([1, 3, 8, 8])\n    noise.normal_()\n    return x + noise\n",
        testing::tensorMetadata("1,3,8,8"));
    QVERIFY(!Model::open(inPlace)->repeatable());
    QVERIFY(Model::open(testing::saveSmallModel(folder(m_directory)))->repeatable());
}

void TestModel::aReturnFormThatDoesNotFitIsNamed()
{
    for (const auto *form : {"int8x3", "uint8"}) {
        auto metadata = testing::tensorMetadata("5");
        metadata.replace(metadata.find("\"tasks\": []"), 11,
            std::string(R"("tasks": [{"name": "odd", "kind": "tensor", "output": "", "returns": ")") + form + R"("}])");
        const auto error = errorOf(testing::saveScript(
            folder(m_directory), "form", "def forward(self, x):\n    return torch.relu(x)\n", metadata));
        QCOMPARE(error.code, ErrorCode::MetadataInvalid);
        QVERIFY2(
            error.sentence().find("'odd'") != std::string::npos && error.sentence().find(form) != std::string::npos,
            error.sentence().c_str());
    }
}

void TestModel::badFilesGiveOneSentenceEach()
{
    const auto good = bytesOf(testing::saveSmallModel(folder(m_directory)));
    const std::vector<std::pair<std::filesystem::path, ErrorCode>> cases{
        {folder(m_directory) / "missing.pt", ErrorCode::FileNotFound}, {folder(m_directory), ErrorCode::FileUnreadable},
        {writeFile(m_directory, "empty.pt", ""), ErrorCode::NotTorchScript},
        {writeFile(m_directory, "text.pt", "this is no model at all"), ErrorCode::NotTorchScript},
        {writeFile(m_directory, "half.pt", good.substr(0, good.size() / 2)), ErrorCode::ArchiveTruncated},
        {writeFile(m_directory, "tail.pt", good.substr(0, good.size() - 10)), ErrorCode::ArchiveTruncated}};
    for (const auto &[file, code] : cases) {
        const auto error = errorOf(file);
        QVERIFY2(error.code == code, error.sentence().c_str());
        QVERIFY2(error.sentence().find(file.string()) != std::string::npos
                && error.sentence().find('\n') == std::string::npos,
            error.sentence().c_str());
    }
}

void TestModel::aWrongInputShapeSaysWhichOperationRefusedIt()
{
    ModelOptions options;
    options.inputs = {TensorInfo{{1, 5, 24, 32}}};
    const auto picture = errorOf(testing::saveSmallModel(folder(m_directory)), options);
    QCOMPARE(picture.code, ErrorCode::WrongInputShape);
    QVERIFY2(picture.sentence().find("1x5x24x32") != std::string::npos, picture.sentence().c_str());
    const auto inside = errorOf(testing::saveScript(folder(m_directory), "halved",
        "def forward(self, x):\n    return torch.conv2d(x[:, :, ::2], self.weight)\n",
        testing::tensorMetadata("1,5,24,32")));
    QVERIFY2(inside.sentence().find("input shape 1x5x24x32") != std::string::npos
            && inside.sentence().find("1x5x12x32") != std::string::npos,
        inside.sentence().c_str());
    const auto tensor = errorOf(testing::saveScript(folder(m_directory), "conv",
        "def forward(self, x):\n    return torch.conv2d(x, self.weight)\n", testing::tensorMetadata("1,5,24,32")));
    QCOMPARE(tensor.code, ErrorCode::WrongInputShape);
    QVERIFY2(tensor.sentence().find("1x5x24x32") != std::string::npos
            && tensor.sentence().find("conv2d") != std::string::npos,
        tensor.sentence().c_str());
}

void TestModel::aTaskWithoutItsOutputIsNamed()
{
    auto metadata = testing::tensorMetadata("1,3,8,8");
    metadata.replace(
        metadata.find("\"tasks\": []"), 11, R"("tasks": [{"name": "depth", "kind": "depth", "output": "9"}])");
    const auto error = errorOf(testing::saveScript(
        folder(m_directory), "task", "def forward(self, x):\n    return torch.relu(x)\n", metadata));
    QCOMPARE(error.code, ErrorCode::MetadataInvalid);
    QVERIFY2(error.sentence().find("'depth'") != std::string::npos && error.sentence().find("'9'") != std::string::npos,
        error.sentence().c_str());
}

QTEST_GUILESS_MAIN(TestModel)
#include "tst_model.moc"
