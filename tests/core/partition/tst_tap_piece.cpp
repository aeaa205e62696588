// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/partition/executable.h"
#include "core/partition/tap_piece.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;
using namespace splitscope::testing;

class TestTapPiece : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsTappedEqualsWhatHeadsSend_data();
    void whatIsTappedEqualsWhatHeadsSend();
    void inputsAreCheckedBeforeTheyRun();

private:
    QTemporaryDir m_folder;
};

void TestTapPiece::whatIsTappedEqualsWhatHeadsSend_data()
{
    QTest::addColumn<QString>("file");
    const auto folder = std::filesystem::path(m_folder.path().toStdString());
    QTest::newRow("three branches") << QString::fromStdString(saveSmallModel(folder).string());
    const auto inPlace = saveScript(folder, "in_place",
        "def forward(self, x):\n"
        "    y = torch.conv2d(x, self.weight, self.bias)\n"
        "    z = torch.conv2d(y, self.other, self.bias)\n"
        "    z.add_(1.0)\n"
        "    return torch.sigmoid(z).mul_(3.0)\n",
        tensorMetadata("1,3,9,9"));
    QTest::newRow("changed in place later") << QString::fromStdString(inPlace.string());
}

void TestTapPiece::whatIsTappedEqualsWhatHeadsSend()
{
    QFETCH(QString, file);
    const std::shared_ptr<const Model> model = Model::open(file.toStdString());
    const auto &graph = model->graph();
    std::vector<TensorRef> tensors;
    std::vector<TensorValue> expected;
    for (const auto &cut : verificationCuts(graph, 1, 0)) {
        const auto head = Executable::build(model, cut, Piece::Head, ExecutionMode::Reference);
        const auto sent = head->run(model->sampleInputs(3), OutputForm::Full).crossing;
        const auto crossing = crossingTensors(graph, cut);
        for (std::size_t i = 0; i < crossing.size(); ++i) {
            if (std::find(tensors.begin(), tensors.end(), crossing[i]) != tensors.end())
                continue;
            tensors.push_back(crossing[i]);
            expected.push_back(sent[i]);
        }
    }
    QVERIFY(tensors.size() >= 3);
    const TapPiece taps(model, tensors);
    const auto tapped = taps.run(model->sampleInputs(3));
    QCOMPARE(tapped.size(), expected.size());
    for (std::size_t i = 0; i < tapped.size(); ++i) {
        QCOMPARE(tapped[i].info.shape, expected[i].info.shape);
        QVERIFY2(*tapped[i].data == *expected[i].data, graph.tensorName(tensors[i]).c_str());
    }
}

void TestTapPiece::inputsAreCheckedBeforeTheyRun()
{
    const std::shared_ptr<const Model> model = Model::open(saveSmallModel(m_folder.path().toStdString()));
    const TapPiece taps(model, {TensorRef{}});
    QVERIFY_THROWS_EXCEPTION(Failure, taps.run({}));
    auto input = model->sampleInputs(1).front();
    input.info.shape = {1, 3, 32, 24};
    QVERIFY_THROWS_EXCEPTION(Failure, taps.run({input}));
}

QTEST_GUILESS_MAIN(TestTapPiece)
#include "tst_tap_piece.moc"
