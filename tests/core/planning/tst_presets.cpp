// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/presets.h"

#include <QTest>

#include <set>

using namespace splitscope;

namespace {

std::string deviceJson(const std::string &rate, const std::string &version = "1")
{
    std::string rates;
    for (int i = 0; i < operationClassCount; ++i)
        rates += (i > 0 ? ", \"" : "\"") + std::string(operationClassName(static_cast<OperationClass>(i)))
            + "\": " + (i == 2 ? rate : R"({"value": 4, "source": "a table"})");
    return R"({"version": )" + version + R"(, "devices": [{"name": "board", "rates": {)" + rates + "}}]}";
}

} // namespace

class TestPresets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPresetOfTheContractIsThereWithASourceForEachFigure();
    void everyLinkKnowsItsRadio();
    void theHuangModelOfWifiIsAsPublished();
    void aPresetFileThatIsNotRightIsRefused_data();
    void aPresetFileThatIsNotRightIsRefused();
    void anUnknownDeviceIsAnsweredWithTheKnownOnes();
};

void TestPresets::everyPresetOfTheContractIsThereWithASourceForEachFigure()
{
    std::set<std::string> names;
    for (const auto &machine : machinePresets()) {
        names.insert(machine.name);
        for (const auto &rate : machine.rates) {
            QVERIFY(rate.value > 0);
            QVERIFY(rate.source.size() > 10);
        }
        for (const auto *figure :
            {&machine.memoryMegabytes, &machine.computeWatts, &machine.idleWatts, &machine.pricePerHour}) {
            QVERIFY2(figure->has_value(), machine.name.c_str());
            QVERIFY((*figure)->source.size() > 10);
        }
        QVERIFY(machine.computeWatts->value > machine.idleWatts->value);
    }
    QCOMPARE(names,
        (std::set<std::string>{"raspberry-pi-4", "raspberry-pi-5", "jetson-nano", "jetson-orin-nano", "phone", "laptop",
            "workstation", "gpu-server"}));
    // Scission's table: VGG-16 takes 2,111 ms on the Pi and 114 ms on the i7-6700K, and has 15.47 G MACs.
    QVERIFY(std::abs(machinePreset("raspberry-pi-4").rates[0].value - 15.47e3 / 2111) < 0.01);
    QVERIFY(std::abs(machinePreset("workstation").rates[0].value - 15.47e3 / 114) < 0.5);
}

void TestPresets::everyLinkKnowsItsRadio()
{
    for (const auto &link : linkPresets())
        QVERIFY2(radioPresets().count(link.name) == 1, link.name.c_str());
}

void TestPresets::theHuangModelOfWifiIsAsPublished()
{
    const auto &wifi = radioPresets().at("wifi");
    QCOMPARE(wifi.uplinkPerMbps, 283.17);
    QCOMPARE(wifi.base, 132.86);
    QVERIFY(!wifi.estimate);
}

void TestPresets::aPresetFileThatIsNotRightIsRefused_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("says");
    QTest::newRow("no JSON") << std::string("{") << std::string("not a JSON object");
    QTest::newRow("newer") << deviceJson(R"({"value": 4, "source": "a"})", "2") << std::string("version 2");
    QTest::newRow("version is text") << deviceJson(R"({"value": 4, "source": "a"})", "\"1\"")
                                     << std::string("'version'");
    QTest::newRow("no list") << std::string(R"({"version": 1})") << std::string("'devices'");
    QTest::newRow("rate of zero") << deviceJson(R"({"value": 0, "source": "a"})") << std::string("above 0");
    QTest::newRow("negative rate") << deviceJson(R"({"value": -3, "source": "a"})") << std::string("above 0");
    QTest::newRow("rate without source") << deviceJson(R"({"value": 4})") << std::string("no 'source'");
    QTest::newRow("rate is text") << deviceJson(R"({"value": "4", "source": "a"})") << std::string("no number");
    QTest::newRow("rate is a number") << deviceJson("4") << std::string("depthwise");
    QTest::newRow("no rates") << std::string(R"({"version": 1, "devices": [{"name": "x"}]})") << std::string("'rates'");
    QTest::newRow("no name") << std::string(R"({"version": 1, "devices": [{}]})") << std::string("'name'");
}

void TestPresets::aPresetFileThatIsNotRightIsRefused()
{
    QFETCH(std::string, text);
    QFETCH(std::string, says);
    try {
        machinesFromJson(text, "mine.json");
        QFAIL("It was taken.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::PresetInvalid);
        const std::string sentence = failure.what();
        QVERIFY2(sentence.find(says) != std::string::npos, sentence.c_str());
        QVERIFY(sentence.find("mine.json") != std::string::npos);
    }
    QVERIFY_THROWS_EXCEPTION(Failure, radiosFromJson(text, "mine.json"));
}

void TestPresets::anUnknownDeviceIsAnsweredWithTheKnownOnes()
{
    try {
        machinePreset("abacus");
        QFAIL("It was found.");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::UnknownDevice);
        QVERIFY(std::string(failure.what()).find("raspberry-pi-4") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(TestPresets)
#include "tst_presets.moc"
