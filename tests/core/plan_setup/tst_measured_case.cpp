// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/plan_setup/measured_case.h"
#include "core/profile/profiler.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;
using namespace splitscope::testing;

class TestMeasuredCase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPictureModelGetsItsPicturesAndReturns();
    void aTensorModelHasNoPictures();
    void onlyWhatIsNamedCompetes_data();
    void onlyWhatIsNamedCompetes();
    void aPictureFormNeedsAPicture();
    void theModelOfAPlanIsThatOfItsProfile();

private:
    QTemporaryDir m_folder;
};

void TestMeasuredCase::aPictureModelGetsItsPicturesAndReturns()
{
    const auto model = Model::open(saveSmallModel(m_folder.path().toStdString()));
    const auto layers = static_cast<std::size_t>(model->graph().size());
    const auto one = measuredCase(model, std::vector<double>(layers, 0.25), {"raw", "png", "jpeg:90"}, "scenes");
    QCOMPARE(one.shareMs.size(), layers);
    QCOMPARE(one.outputs.size(), model->graph().outputs().size());
    for (const auto &output : one.outputs) {
        QVERIFY(output.bytes > 0.0);
        // All three are large enough to be packed, and few values repeat.
        QVERIFY(output.packedBytes > 0.0 && output.packedBytes <= output.bytes);
        QVERIFY(output.packMs > 0.0 && output.unpackMs > 0.0);
    }
    QCOMPARE(one.pictures.size(), 3U);
    QCOMPARE(one.pictures[0].bytes, 24.0 * 32.0 * 3.0); // 8 bits a channel at the model's size
    QVERIFY(one.pictures[2].bytes > 0.0);
    QVERIFY(one.prepareMs > 0.0);
    for (const auto &form : one.pictures)
        QVERIFY(!form.competes);
    QCOMPARE(one.codec.inputs.front().bytes, 24.0 * 32.0 * 3.0 * 4.0);
}

void TestMeasuredCase::aTensorModelHasNoPictures()
{
    const auto file = saveScript(
        m_folder.path().toStdString(), "plain", "def forward(self, x):\n  return x + 1\n", tensorMetadata("1,3,8,8"));
    const auto model = Model::open(file);
    const auto one = measuredCase(
        model, std::vector<double>(static_cast<std::size_t>(model->graph().size()), 1.0), {"raw"}, "no such source");
    QVERIFY(one.pictures.empty());
    QCOMPARE(one.prepareMs, 0.0);
}

void TestMeasuredCase::onlyWhatIsNamedCompetes_data()
{
    QTest::addColumn<QString>("codec");
    QTest::addColumn<QStringList>("competing");
    QTest::newRow("any") << "any" << QStringList{"raw", "png"};
    QTest::newRow("none") << "none" << QStringList();
    QTest::newRow("one") << "png" << QStringList{"png"};
    QTest::newRow("lossy") << "jpeg:90" << QStringList{"jpeg:90"};
}

void TestMeasuredCase::onlyWhatIsNamedCompetes()
{
    QFETCH(QString, codec);
    QFETCH(QStringList, competing);
    PlanCase one;
    for (const char *name : {"raw", "png", "jpeg:90"})
        one.pictures.push_back({name, std::string(name) != "jpeg:90", true, 1.0, 0.0, 0.0, std::nullopt, {}});
    letPicturesCompete(one, codec.toStdString());
    QStringList found;
    for (const auto &form : one.pictures) {
        if (form.competes)
            found << QString::fromStdString(form.name);
    }
    QCOMPARE(found, competing);
}

void TestMeasuredCase::aPictureFormNeedsAPicture()
{
    PlanCase one;
    letPicturesCompete(one, "any");
    QVERIFY_EXCEPTION_THROWN(letPicturesCompete(one, "png"), Failure);
    QVERIFY_EXCEPTION_THROWN(checkPlanCodec("gif"), Failure);
    checkPlanCodec("jpeg:90");
}

void TestMeasuredCase::theModelOfAPlanIsThatOfItsProfile()
{
    const auto model = Model::open(saveSmallModel(m_folder.path().toStdString()));
    const auto key = profileKey(*model, 1);
    const auto planned = plannedModel(*model);
    QCOMPARE(planned.hash, key.modelHash);
    QCOMPARE(planned.inputSignature, key.inputSignature);
    QCOMPARE(planned.operatingPoint, key.operatingPoint);
    LayerProfile profile;
    profile.key = key;
    profile.key.cpu = "Some CPU";
    profile.shareMs.resize(3);
    QCOMPARE(measuredText(profile), std::string("profile of 3 layers in fast mode, 1 thread, Some CPU"));
}

QTEST_GUILESS_MAIN(TestMeasuredCase)
#include "tst_measured_case.moc"
