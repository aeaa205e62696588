// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/plan_setup/measured_case.h"
#include "core/plan_setup/study_cases.h"
#include "tests/support/small_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;
using namespace splitscope::testing;

class TestStudyCases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aCodecMayBeUsedOnlyWhereItLosesLittleEnough();
    void picturesCompeteOnceTheirLossIsKnown();
    void aCodecThatIsNamedShowsWhatIsKnownOfIt();
    void aStudyOfAnotherModelIsRefused();
    void costsOfACodecFollowShapes();
    void moreComponentsThanChannelsAreNeverChosen();

private:
    PlanCase base(const std::vector<std::string> &forms = {"raw"}) const;
    Study study() const;

    QTemporaryDir m_folder;
    std::shared_ptr<const Model> m_model;
    std::string m_stem;
};

namespace {

StudyEntry entryOf(
    const std::string &asked, const std::string &codec, const std::string &tensor, double bytes, double loss)
{
    StudyEntry entry;
    entry.asked = asked;
    entry.codec = codec;
    entry.frames = 5;
    entry.tensors = {{tensor, codec, bytes, 0.5, 0.25}};
    entry.losses = {{"depth", {"abs_rel_difference", loss, loss, loss}}};
    return entry;
}

} // namespace

void TestStudyCases::initTestCase()
{
    m_model = Model::open(saveSmallModel(m_folder.path().toStdString()));
    m_stem = m_model->graph().layer(0).id;
}

PlanCase TestStudyCases::base(const std::vector<std::string> &forms) const
{
    return measuredCase(
        m_model, std::vector<double>(static_cast<std::size_t>(m_model->graph().size()), 0.1), forms, "scenes");
}

Study TestStudyCases::study() const
{
    Study study;
    study.key = {m_model->hash(), "default", "scenes:1..5", 5, 1, "scenes:10..20", 11};
    study.modelName = "small";
    study.cpu = "another machine";
    study.cuts = {{"edge", 0, 0, 9216,
                      {entryOf("pca:C/2/8", "pca:1/8", "input:picture", 768, 0.2),
                          entryOf("bits:8", "bits:8", "input:picture", 2328, 0.001),
                          entryOf("jpeg:90", "jpeg:90", "picture", 900, 0.004),
                          entryOf("jpeg:50", "jpeg:50", "picture", 500, 0.3)}},
        {m_stem, 1, 10, 6144,
            {entryOf("pca:C/2/8", "pca:4/8", m_stem, 700, 0.005), entryOf("bits:8", "bits:8", m_stem, 1600, 0.0),
                entryOf("bits:2", "bits:2", m_stem, 448, 0.5)}},
        {"no.such.layer", 1, 10, 6144, {entryOf("bits:8", "bits:8", m_stem, 1, 0.0)}}};
    return study;
}

void TestStudyCases::aCodecMayBeUsedOnlyWhereItLosesLittleEnough()
{
    CodecTimer timer;
    const auto cases = studyCases(base(), study(), 0.01, timer);
    QCOMPARE(cases.size(), 2U); // bits:2 loses too much wherever it was tried
    const auto &bits = cases[0].codec.name == "bits:8" ? cases[0] : cases[1];
    const auto &components = cases[0].codec.name == "bits:8" ? cases[1] : cases[0];
    QCOMPARE(bits.known.size(), 2U);
    QCOMPARE(components.known.size(), 1U);
    const auto &known = components.known.front();
    QVERIFY(known.cut == Cut::fromText(m_model->graph(), m_stem));
    QCOMPARE(known.codec, std::string("pca:4/8"));
    QCOMPARE(known.accuracy, 0.995);
    QVERIFY(components.knownOnly && !components.codec.lossless && !components.accuracy);
    QCOMPARE(components.codec.of({0, 0}).bytes, 700.0);
    QVERIFY(components.codec.of({0, 0}).encodeMs > 0 && components.codec.of({0, 0}).encodeMs != 0.5); // timed here
    QCOMPARE(bits.codec.of({TensorRef::input, 0}).bytes, 2328.0);
    QVERIFY(bits.pictures.empty());
    QCOMPARE(studyCases(base(), study(), 0.6, timer).size(), 3U);
}

void TestStudyCases::picturesCompeteOnceTheirLossIsKnown()
{
    QCOMPARE(studiedPictures(study(), 0.01), (std::vector<std::string>{"jpeg:90"}));
    auto one = base({"raw", "jpeg:90", "jpeg:50", "jpeg:30"});
    letPicturesCompete(one, "any");
    addStudied(one, study(), 0.01);
    QCOMPARE(*one.accuracy, 1.0);
    QVERIFY(one.pictures[0].competes);
    QVERIFY(one.pictures[1].competes);
    QCOMPARE(*one.pictures[1].accuracy, 0.996);
    QVERIFY(!one.pictures[2].competes);
    QCOMPARE(*one.pictures[2].accuracy, 0.7); // shown all the same
    QVERIFY(!one.pictures[3].competes && !one.pictures[3].accuracy);
}

void TestStudyCases::aCodecThatIsNamedShowsWhatIsKnownOfIt()
{
    CodecTimer timer;
    auto one = base();
    one.codec = codecCosts(m_model->graph(), codecFromText("bits:8"), timer);
    addStudied(one, study(), 0.01);
    QVERIFY(!one.knownOnly && !one.accuracy);
    QCOMPARE(one.known.size(), 3U); // the two that were studied, and `device`, where nothing crosses
    QCOMPARE(one.known.front().accuracy, 1.0);
    QVERIFY(one.known.front().cut.isDevice());
}

void TestStudyCases::aStudyOfAnotherModelIsRefused()
{
    QVERIFY(whyNotOfModel(study(), *m_model).empty());
    auto other = study();
    other.key.modelHash = "00";
    QVERIFY(!whyNotOfModel(other, *m_model).empty());
    other = study();
    other.key.operatingPoint = "slim";
    QVERIFY(!whyNotOfModel(other, *m_model).empty());
}

void TestStudyCases::costsOfACodecFollowShapes()
{
    CodecTimer timer;
    const auto costs = codecCosts(m_model->graph(), codecFromText("bits:4"), timer);
    // 1 x 8 x 12 x 16: half a byte each, and two numbers for each of 8 channels.
    QCOMPARE(costs.of({0, 0}).bytes, 8 * 12 * 16 / 2.0 + 2 * 8 * 4);
    QVERIFY(costs.of({0, 0}).encodeMs > 0 && costs.of({0, 0}).decodeMs > 0);
    QVERIFY(!costs.lossless);
    const auto none = codecCosts(m_model->graph(), codecFromText("none"), timer);
    QCOMPARE(none.of({0, 0}).bytes, 8 * 12 * 16 * 4.0);
    QCOMPARE(none.of({0, 0}).encodeMs, 0.0);
    QVERIFY(none.lossless);
}

void TestStudyCases::moreComponentsThanChannelsAreNeverChosen()
{
    CodecTimer timer;
    const auto costs = codecCosts(m_model->graph(), codecFromText("pca:4/8"), timer);
    QCOMPARE(costs.of({TensorRef::input, 0}).bytes, cannotCrossBytes); // three channels
    QCOMPARE(costs.of({0, 0}).bytes, 4 * 12 * 16.0);
}

QTEST_GUILESS_MAIN(TestStudyCases)
#include "tst_study_cases.moc"
