// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/context_choice.h"
#include "core/planning/presets.h"
#include "tests/core/graph/graph_making.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

Board boardHere()
{
    Board board;
    board.machine.name = "here";
    board.cpu = "Some CPU";
    board.libtorch = "1.13.1";
    for (auto &rate : board.machine.rates)
        rate = {73.3, "measured", false};
    return board;
}

const LayerGraph &graph()
{
    static const auto one = makeBranchedGraph();
    return one;
}

PlannedModel planned() { return {graph(), "abc", "1x100:float32", "default"}; }

} // namespace

class TestContextChoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPresetIsThisMachineTimesTheRatioOfRates();
    void thisMachineNeedsNoCalibration();
    void aBoardsOwnTableOfLayersIsTaken();
    void aBoardOfAnotherModelIsRefused();
    void aCustomLinkHasARadioOnlyIfOneIsNamed();
    void contextFilesAreRead();
    void wrongContextFilesAreRefused_data();
    void wrongContextFilesAreRefused();
    void allContextsCanBeBuilt();
};

void TestContextChoice::aPresetIsThisMachineTimesTheRatioOfRates()
{
    ContextChoice choice;
    choice.device = "raspberry-pi-4";
    choice.link = "wifi";
    QVERIFY(needsCalibration(choice));
    const auto context = buildContext(choice, boardHere(), planned());
    QCOMPARE(context.device.timeFactor[0], 73.3 / machinePreset("raspberry-pi-4").rates[0].value);
    QCOMPARE(context.edge.timeFactor[0], 1.0);
    QCOMPARE(*context.device.computeWatts, 6.4);
    QVERIFY(context.radio.has_value());
    QCOMPARE(context.link.uplinkMbps, 18.88);
    QVERIFY(context.device.timeSource.find("estimated") != std::string::npos);
}

void TestContextChoice::thisMachineNeedsNoCalibration()
{
    const ContextChoice choice;
    QVERIFY(!needsCalibration(choice));
    const auto context = buildContext(choice, std::nullopt, planned());
    QVERIFY(!context.device.computeWatts);
    QVERIFY(!context.link.shaped);
}

void TestContextChoice::aBoardsOwnTableOfLayersIsTaken()
{
    QTemporaryDir folder;
    auto board = boardHere();
    board.model =
        BoardModel{"abc", "branched", "1x100:float32", "default", {"a", "b", "c", "d", "e", "f"}, {1, 2, 3, 4, 5, 6}};
    QFile file(folder.filePath("board.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(boardToJson(board)));
    file.close();
    ContextChoice choice;
    choice.device = file.fileName().toStdString();
    const auto context = buildContext(choice, boardHere(), planned());
    QCOMPARE(context.device.layerMs, (std::vector<double>{1, 2, 3, 4, 5, 6}));
    QVERIFY(context.device.timeSource.find("Some CPU") != std::string::npos);
}

void TestContextChoice::aBoardOfAnotherModelIsRefused()
{
    auto board = boardHere();
    board.model = BoardModel{"other", "vgg", "1x100:float32", "default", {"a"}, {1}};
    const auto code = [&] {
        try {
            boardLayerTimes(board, graph(), "abc", "1x100:float32", "default", "board.json");
        } catch (const Failure &failure) {
            return std::string(errorName(failure.code())) + failure.what();
        }
        return std::string();
    };
    QVERIFY(code().starts_with("BoardInvalid"));
    QVERIFY(code().find("another model (vgg)") != std::string::npos);
    board.model->modelHash = "abc";
    QVERIFY(code().find("its layers are not those") != std::string::npos);
    board.model->inputSignature = "1x7:float32";
    QVERIFY(code().find("input 1x7:float32") != std::string::npos);
}

void TestContextChoice::aCustomLinkHasARadioOnlyIfOneIsNamed()
{
    ContextChoice choice;
    choice.link = "6Mbps/50ms";
    QVERIFY(!buildContext(choice, {}, planned()).radio);
    choice.radio = "lte";
    QCOMPARE(buildContext(choice, {}, planned()).radio->uplinkPerMbps, 438.39);
    choice.radio = "smoke";
    QVERIFY_THROWS_EXCEPTION(Failure, buildContext(choice, {}, planned()));
}

void TestContextChoice::contextFilesAreRead()
{
    const auto choices = contextsFromJson(
        R"({"version": 1, "contexts": [{"name": "door", "device": "phone", "edge": "workstation", "link": "5g"},
            {"link": "1Mbps/9ms", "results": "edge"}]})",
        "mine.json");
    QCOMPARE(choices.size(), 2u);
    QCOMPARE(choices[0].device, std::string("phone"));
    QCOMPARE(choices[1].edge, std::string("this"));
    QCOMPARE(choices[1].results, ResultsAt::Edge);
}

void TestContextChoice::wrongContextFilesAreRefused_data()
{
    QTest::addColumn<std::string>("text");
    QTest::newRow("no JSON") << std::string("contexts");
    QTest::newRow("newer") << std::string(R"({"version": 9, "contexts": [{}]})");
    QTest::newRow("empty") << std::string(R"({"version": 1, "contexts": []})");
    QTest::newRow("number as link") << std::string(R"({"version": 1, "contexts": [{"link": 3}]})");
    QTest::newRow("unknown place") << std::string(R"({"version": 1, "contexts": [{"results": "moon"}]})");
}

void TestContextChoice::wrongContextFilesAreRefused()
{
    QFETCH(std::string, text);
    try {
        contextsFromJson(text, "mine.json");
        QFAIL("It was taken.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::PresetInvalid);
    }
}

void TestContextChoice::allContextsCanBeBuilt()
{
    const auto all = allContexts();
    QCOMPARE(all.size(), 96u);
    for (const auto &choice : all) {
        const auto context = buildContext(choice, boardHere(), planned());
        QVERIFY(context.radio && context.device.computeWatts && context.edge.pricePerHour);
    }
}

QTEST_GUILESS_MAIN(TestContextChoice)
#include "tst_context_choice.moc"
