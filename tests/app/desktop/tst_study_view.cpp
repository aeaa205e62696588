// SPDX-License-Identifier: GPL-3.0-or-later
// What is shown of a study: a chain whose figures can be told by hand, and a small study that is really made.
#include "app/desktop/workspace/study_service.h"
#include "core/graph/atomic_file.h"
#include "tests/support/small_model.h"
#include "tests/widgets/sample_graph.h"

#include <nlohmann/json.hpp>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;

namespace {

constexpr int patience = 120000; // a machine that also compiles

LayerGraph chain()
{
    testing::GraphMaker make({1, 3, 8, 8});
    const int a = make.add("net.a", "conv2d", {TensorRef::input}, {1, 4, 8, 8}, 1000);
    const int b = make.add("net.b", "conv2d", {a}, {1, 8, 4, 4}, 1000);
    const int c = make.add("net.c", "conv2d", {b}, {1, 2, 4, 4}, 1000);
    make.output("result", c);
    return make.graph();
}

StudyEntry entry(const char *codec, double bytes, double loss)
{
    StudyEntry made;
    made.asked = made.codec = codec;
    made.frames = 5;
    made.tensors.push_back({"t", codec, bytes, 0.1, 0.1});
    made.losses["depth"] = {"abs_rel_difference", loss, loss, loss};
    return made;
}

std::shared_ptr<const Study> study()
{
    auto made = std::make_shared<Study>();
    made->key.source = "scenes:900000..900004";
    made->key.frames = 5;
    made->layers = 3;
    made->cuts.push_back({"edge", 0, 0, 768, {entry("bits:8", 200.0, 0.001), entry("bits:4", 100.0, 0.2)}});
    made->cuts.push_back({"net.a", 1, 1000, 1024, {entry("bits:8", 260.0, 0.02), entry("bits:4", 130.0, 0.3)}});
    made->cuts.push_back({"gone", 2, 2000, 512, {entry("bits:8", 128.0, 0.0)}});
    return made;
}

} // namespace

class TestStudyView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachCutShowsItsFewestBytesWithinTheLoss();
    void layersThatWereNotStudiedAreNotKnown();
    void aStudyOfAnotherModelIsRefused();
    void aStudyIsMadeAndFoundAgain();
    void aStudyCanBeStopped();

private:
    QTemporaryDir m_folder;
};

void TestStudyView::eachCutShowsItsFewestBytesWithinTheLoss()
{
    const auto view = studyView(study(), chain(), 0.01);
    QCOMPARE(view.curve->points.size(), 2U); // this model has no layer that is gone
    const auto &edge = view.curve->points[0];
    QCOMPARE(edge.name, std::string("edge"));
    QCOMPARE(edge.rawBytes, 768.0);
    QCOMPARE(edge.bytes, std::optional(200.0)); // 100 bytes would lose a fifth
    QCOMPARE(edge.codec, std::string("bits:8"));
    QCOMPARE(edge.loss, std::optional(0.001));
    const auto &a = view.curve->points[1];
    QCOMPARE(a.name, std::string("a"));
    QVERIFY(!a.bytes && a.codec.empty()); // every codec loses too much
    QCOMPARE(view.curve->lossLimit, 0.01);
    QVERIFY(view.curve->source.find("2 codecs, 5 frames of scenes:900000..900004") != std::string::npos);
    QCOMPARE(studyView(study(), chain(), 0.5).curve->points[1].bytes, std::optional(130.0));
}

void TestStudyView::layersThatWereNotStudiedAreNotKnown()
{
    const auto figures = studyView(study(), chain(), 0.01).layerBytes;
    QCOMPARE(figures->of, std::string("1 %"));
    QCOMPARE(figures->values.size(), 3U);
    QCOMPARE(figures->values[0], std::optional(1024.0)); // as it is, it loses nothing
    QVERIFY(!figures->values[1]);
    QVERIFY(!figures->values[2]);
}

void TestStudyView::aStudyOfAnotherModelIsRefused()
{
    const auto model = Model::open(testing::saveSmallModel(m_folder.path().toStdString()));
    const auto file = m_folder.filePath(QStringLiteral("study.json"));
    writeTextAtomically(file.toStdString(), toJson(*study()).dump());
    StudyService service;
    QSignalSpy failures(&service, &StudyService::failed);
    service.read(model, file);
    QTRY_COMPARE_WITH_TIMEOUT(failures.size(), 1, patience);
    QVERIFY(QString::fromStdString(failures.first().first().value<Error>().sentence())
                .contains(QLatin1String("of another model")));
}

void TestStudyView::aStudyIsMadeAndFoundAgain()
{
    qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toLocal8Bit());
    const auto model = Model::open(testing::saveSmallModel(m_folder.path().toStdString()));
    StudyService service({2, 4, 2});
    QSignalSpy made(&service, &StudyService::ready);
    QSignalSpy steps(&service, &StudyService::progressed);
    QSignalSpy ended(&service, &StudyService::ended);
    service.run(model, QStringLiteral("scenes"));
    QVERIFY(service.running());
    QTRY_COMPARE_WITH_TIMEOUT(made.size(), 1, patience);
    QCOMPARE(ended.size(), 1);
    QVERIFY(steps.size() > 0);
    const auto view = made.first().first().value<StudyView>();
    QVERIFY(view.curve->points.size() >= 2U);
    QCOMPARE(view.study->key.frames, 2);
    // What was measured is kept.
    service.run(model, QStringLiteral("scenes"));
    QTRY_COMPARE_WITH_TIMEOUT(made.size(), 2, patience);
    QCOMPARE(*made.last().first().value<StudyView>().curve, *view.curve);
}

void TestStudyView::aStudyCanBeStopped()
{
    qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("other")).toLocal8Bit());
    const auto model = Model::open(testing::saveSmallModel(m_folder.path().toStdString()));
    StudyService service({50, 8, 10});
    QSignalSpy made(&service, &StudyService::ready);
    QSignalSpy failures(&service, &StudyService::failed);
    QSignalSpy ended(&service, &StudyService::ended);
    service.run(model, QStringLiteral("scenes"));
    service.cancel();
    QVERIFY(!service.running());
    QCOMPARE(ended.size(), 1);
    service.run(model, QStringLiteral("scenes")); // behind the one that ends
    service.cancel();
    QCOMPARE(made.size() + failures.size(), 0);
}

QTEST_GUILESS_MAIN(TestStudyView)
#include "tst_study_view.moc"
