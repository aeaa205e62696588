// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/overlay_box.h"

#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

using namespace splitscope;

class TestOverlayBox : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void timesOfMachinesAreGreyUntilTheyAreKnown();
    void figuresOfAStudyAreGreyUntilThereIsOne();
    void aFigureThatIsShownIsNotSaid();
    void everyFigureCanBeChosen();

private:
    static bool offered(const OverlayBox &box, LayerFigure figure)
    {
        const auto *entries = qobject_cast<const QStandardItemModel *>(box.model());
        return entries->item(box.findData(static_cast<int>(figure)))->isEnabled();
    }
    static QString said(const OverlayBox &box, LayerFigure figure)
    {
        return box.itemData(box.findData(static_cast<int>(figure)), Qt::ToolTipRole).toString();
    }
    static std::shared_ptr<const LayerTimes> times(const char *machine)
    {
        return std::make_shared<const LayerTimes>(LayerTimes{machine, "measured here x 3.2", {1.0, 2.0}});
    }
};

void TestOverlayBox::timesOfMachinesAreGreyUntilTheyAreKnown()
{
    OverlayBox box;
    QVERIFY(offered(box, LayerFigure::Macs) && offered(box, LayerFigure::MeasuredMs));
    QVERIFY(!offered(box, LayerFigure::DeviceMs) && !offered(box, LayerFigure::EdgeMs));
    QVERIFY2(said(box, LayerFigure::DeviceMs).contains(QStringLiteral("Not known: measure the layers here first")),
        qPrintable(said(box, LayerFigure::DeviceMs)));

    LayerFacts facts;
    facts.profile = std::make_shared<const LayerProfile>();
    facts.deviceTimes = times("Raspberry Pi 4");
    box.setFacts(facts);
    QVERIFY(offered(box, LayerFigure::DeviceMs) && !offered(box, LayerFigure::EdgeMs));
    QVERIFY2(said(box, LayerFigure::DeviceMs).contains(QStringLiteral("Raspberry Pi 4: measured here x 3.2")),
        qPrintable(said(box, LayerFigure::DeviceMs)));
    QVERIFY2(said(box, LayerFigure::EdgeMs).contains(QStringLiteral("Not known of the chosen edge")),
        qPrintable(said(box, LayerFigure::EdgeMs)));
    facts.edgeTimes = times("Server");
    box.setFacts(facts);
    QVERIFY(offered(box, LayerFigure::EdgeMs));
    box.setFacts({});
    QVERIFY(!offered(box, LayerFigure::DeviceMs) && !offered(box, LayerFigure::EdgeMs));
}

void TestOverlayBox::figuresOfAStudyAreGreyUntilThereIsOne()
{
    OverlayBox box;
    QVERIFY(!offered(box, LayerFigure::CodedBytes) && !offered(box, LayerFigure::CodecError));
    QVERIFY(said(box, LayerFigure::CodedBytes).contains(QStringLiteral("run a compression study first")));
    LayerFacts facts;
    facts.codedBytes = std::make_shared<const LayerCodecFigures>(LayerCodecFigures{"3 %", "study of 100 frames", {}});
    box.setFacts(facts);
    QVERIFY(offered(box, LayerFigure::CodedBytes) && !offered(box, LayerFigure::CodecError));
    QCOMPARE(box.itemText(box.findData(static_cast<int>(LayerFigure::CodedBytes))),
        QStringLiteral("Bytes for 3 % loss if cut here"));
    QVERIFY(said(box, LayerFigure::CodedBytes).contains(QStringLiteral("study of 100 frames")));
}

void TestOverlayBox::aFigureThatIsShownIsNotSaid()
{
    OverlayBox box;
    QSignalSpy chosen(&box, &OverlayBox::figureChosen);
    box.setFigure(LayerFigure::OutputBytes);
    QCOMPARE(box.currentText(), QStringLiteral("Activation bytes"));
    box.setFigure(std::nullopt);
    QCOMPARE(box.currentText(), QStringLiteral("Sides only"));
    QCOMPARE(chosen.count(), 0);
}

void TestOverlayBox::everyFigureCanBeChosen()
{
    OverlayBox box;
    std::optional<LayerFigure> chosen;
    connect(&box, &OverlayBox::figureChosen, this, [&](std::optional<LayerFigure> figure) { chosen = figure; });
    for (const auto figure : allLayerFigures()) {
        box.setCurrentIndex(box.findData(static_cast<int>(figure)));
        QCOMPARE(chosen, std::optional(figure));
    }
    box.setCurrentIndex(0);
    QCOMPARE(chosen, std::optional<LayerFigure>());
}

QTEST_MAIN(TestOverlayBox)
#include "tst_overlay_box.moc"
