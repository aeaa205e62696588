// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/verification.h"

#include <QTest>

using namespace splitscope;

/// The promise of the program, on the model that ships: a cut changes no bit.
class TestBundledModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCutIsBitExact();
};

void TestBundledModel::everyCutIsBitExact()
{
    const auto model = Model::open(SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt");
    VerificationOptions options;
    options.fast = false;
    const auto report = verifyCuts(model, options);
    QVERIFY(report.specialisedEqualsOriginal);
    QVERIFY(report.cuts.size() > static_cast<std::size_t>(model->graph().size()));
    for (const auto &cut : report.cuts)
        QVERIFY2(cut.bitExact, cut.cut.c_str());
}

QTEST_GUILESS_MAIN(TestBundledModel)
#include "tst_bundled_model.moc"
