// SPDX-License-Identifier: GPL-3.0-or-later
// The chosen layer's activation on the newest frame.
#include "app/desktop/workspace/activation_probe.h"
#include "tests/gui/open_window.h"
#include "widgets/graph/activation_box.h"
#include "widgets/graph/layer_card.h"
#include "widgets/live/picture_view.h"

#include <QLabel>

using namespace splitscope;

class TestActivation : public QObject, private testing::OpenWindow {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aProbeGivesWhatTheModelGives();
    void aProbeGivesALayerInside();
    void theCardShowsTheActivationWhileFramesRun();
    void withoutFramesThereIsNone();
    void aCardThatIsTooHighLeavesItOut();

private:
    const PictureView &shown() const { return *find<PictureView>("activationPicture"); }
    QString caption() const { return find<QLabel>("activationCaption")->text(); }
    static Picture pictureOfNoise()
    {
        Picture picture{32, 24, std::vector<std::uint8_t>(32 * 24 * 3)};
        for (std::size_t i = 0; i < picture.rgb.size(); ++i)
            picture.rgb[i] = static_cast<std::uint8_t>(i * 7919 % 251);
        return picture;
    }

    static constexpr int patience = testing::patience;
};

void TestActivation::init()
{
    make();
    QVERIFY(open(file));
}

void TestActivation::cleanup() { window.reset(); }

void TestActivation::aProbeGivesWhatTheModelGives()
{
    const auto &opened = window->workspace().model().model;
    const auto picture = pictureOfNoise();
    const auto whole = opened->runOriginal(PictureInputs(opened).of(picture));
    for (std::size_t output = 0; output < whole.size(); ++output) {
        const ActivationProbe probe(opened, model().outputs()[output].tensor.layer);
        const auto own = probe.run(picture);
        QVERIFY(own);
        QCOMPARE(own->info.shape, whole[output].info.shape);
        QCOMPARE(*own->data, *whole[output].data); // bit for bit: it is the reference mode
    }
}

void TestActivation::aProbeGivesALayerInside()
{
    const auto own = ActivationProbe(window->workspace().model().model, 0).run(pictureOfNoise());
    QVERIFY(own);
    QCOMPARE(own->info.shape, model().layer(0).outputs.front().shape);
    const auto values = own->as<float>();
    for (std::int64_t i = 0; i < own->info.elements(); ++i)
        QVERIFY(values[i] >= 0.0F); // it ends with a ReLU
}

void TestActivation::theCardShowsTheActivationWhileFramesRun()
{
    QTRY_COMPARE_WITH_TIMEOUT(window->workspace().state(), LiveState::Live, patience);
    graph().setCurrentLayer(0);
    QTRY_VERIFY_WITH_TIMEOUT(shown().isVisible() && shown().hasPicture(), patience);
    QVERIFY2(caption().startsWith(QLatin1String("Mean of 8 channels, ")), qPrintable(caption()));
    QVERIFY(find<ActivationBox>("activationBox")->toolTip().contains(QLatin1String("reference mode")));
    const auto first = caption();
    QTRY_VERIFY_WITH_TIMEOUT(caption() != first && shown().hasPicture(), patience); // a later frame

    // Another layer: never its name over the first one's picture.
    const int other = model().outputs()[1].tensor.layer;
    graph().setCurrentLayer(other);
    QVERIFY(!shown().hasPicture() && caption().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(shown().hasPicture(), patience);
    QVERIFY2(caption().startsWith(QLatin1String("Its one channel")), qPrintable(caption()));
}

void TestActivation::withoutFramesThereIsNone()
{
    QTRY_COMPARE_WITH_TIMEOUT(window->workspace().state(), LiveState::Live, patience);
    graph().setCurrentLayer(0);
    QTRY_VERIFY_WITH_TIMEOUT(shown().hasPicture(), patience);
    action("pause")->trigger();
    QVERIFY(!find<ActivationBox>("activationBox")->isVisible());
    QVERIFY(find<LayerCard>("layerCard")->isVisible());
    action("pause")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(find<ActivationBox>("activationBox")->isVisible() && shown().hasPicture(), patience);
}

void TestActivation::aCardThatIsTooHighLeavesItOut()
{
    QTRY_COMPARE_WITH_TIMEOUT(window->workspace().state(), LiveState::Live, patience);
    graph().setCurrentLayer(0);
    auto *card = find<LayerCard>("layerCard");
    QTRY_VERIFY_WITH_TIMEOUT(find<ActivationBox>("activationBox")->isVisible(), patience);
    const int high = card->height();
    card->fitInto(high - 1);
    QVERIFY(card->isVisible() && !find<ActivationBox>("activationBox")->isVisible());
    QVERIFY(card->height() < high - 80);
    card->fitInto(high);
    QCOMPARE(card->height(), high);
}

QTEST_MAIN(TestActivation)
#include "tst_activation.moc"
