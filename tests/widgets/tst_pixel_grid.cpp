// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/pixel_grid.h"

#include <QImage>
#include <QPicture>
#include <QTest>

#include <algorithm>

using namespace splitscope;

class TestPixelGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordingsAndTurnedPicturesHaveNone();
    void aPointOfThePictureIsLessThanHalfAPixelAway_data();
    void aPointOfThePictureIsLessThanHalfAPixelAway();
    void nothingIsTooSmallToBeSeen();
    void paintingInPixelsReachesThem();
};

void TestPixelGrid::recordingsAndTurnedPicturesHaveNone()
{
    QPicture picture;
    QPainter recorder(&picture);
    QVERIFY(!PixelGrid::under(recorder));
    QImage image(20, 20, QImage::Format_RGB32);
    QPainter painter(&image);
    QVERIFY(PixelGrid::under(painter));
    painter.rotate(30.0);
    QVERIFY(!PixelGrid::under(painter));
}

void TestPixelGrid::aPointOfThePictureIsLessThanHalfAPixelAway_data()
{
    QTest::addColumn<double>("ratio");
    for (const double ratio : {1.0, 1.5, 2.0})
        QTest::addRow("%g pixels for a unit of the screen", ratio) << ratio;
}

void TestPixelGrid::aPointOfThePictureIsLessThanHalfAPixelAway()
{
    QFETCH(double, ratio);
    QImage image(300, 300, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    QPainter painter(&image);
    painter.translate(3.3, 7.7);
    painter.scale(0.37, 0.37);
    const auto grid = PixelGrid::under(painter);
    QVERIFY(grid);
    QCOMPARE(grid->scale(), 0.37 * ratio);
    for (const QPointF &point : {QPointF(0.0, 0.0), QPointF(12.3, 45.6), QPointF(-7.0, 99.9)}) {
        const QPointF off = (grid->scenePoint(grid->pixelAt(point)) - point) * grid->scale();
        QVERIFY2(std::max(std::abs(off.x()), std::abs(off.y())) <= 0.5 + 1e-9,
            qPrintable(QStringLiteral("%1, %2").arg(off.x()).arg(off.y())));
    }
}

void TestPixelGrid::nothingIsTooSmallToBeSeen()
{
    QImage image(20, 20, QImage::Format_RGB32);
    QPainter painter(&image);
    painter.scale(0.001, 0.001);
    QCOMPARE(PixelGrid::under(painter)->pixelsOf(QRectF(5000.0, 7000.0, 120.0, 98.0)), QRect(5, 7, 1, 1));
}

void TestPixelGrid::paintingInPixelsReachesThem()
{
    QImage image(30, 30, QImage::Format_RGB32);
    image.fill(Qt::white);
    image.setDevicePixelRatio(1.5);
    QPainter painter(&image);
    painter.translate(2.0, 2.0);
    painter.scale(0.5, 0.5);
    painter.setWorldTransform(PixelGrid::under(painter)->pixelTransform());
    painter.fillRect(QRect(10, 11, 2, 1), Qt::black);
    painter.end();
    int black = 0;
    for (int y = 0; y < 30; ++y) {
        for (int x = 0; x < 30; ++x)
            black += image.pixelColor(x, y) == Qt::black ? 1 : 0;
    }
    QCOMPARE(black, 2);
    QCOMPARE(image.pixelColor(10, 11), QColor(Qt::black));
    QCOMPARE(image.pixelColor(11, 11), QColor(Qt::black));
}

QTEST_MAIN(TestPixelGrid)
#include "tst_pixel_grid.moc"
