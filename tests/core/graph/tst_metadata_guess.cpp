// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/metadata_guess.h"
#include "core/graph/picture_normalisation.h"
#include "core/graph/task_layout.h"

#include <QTest>

using namespace splitscope;

/// What is guessed of a model that says nothing of itself, and what its parts may be.
class TestMetadataGuess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threeChannelsAreAPictureWithImageNetsNumbers();
    void outputsAreGuessedByShapeAndName_data();
    void outputsAreGuessedByShapeAndName();
    void normalisationsAreFoundByTheirNumbers();
    void aReturnFormFitsItsOutput();
};

void TestMetadataGuess::threeChannelsAreAPictureWithImageNetsNumbers()
{
    const auto picture = guessedInput("x", TensorInfo{{1, 3, 224, 224}});
    QVERIFY(picture.kind == InputSpec::Kind::Picture);
    QCOMPARE(picture.name, std::string("x"));
    // A white pixel in red: (1 - 0.485) / 0.229.
    QVERIFY(std::abs((picture.valueRange()[1] - picture.mean[0]) / picture.std[0] - 2.2489083) < 1e-6);
    QVERIFY(guessedInput("x", TensorInfo{{1, 1, 28, 28}}).kind == InputSpec::Kind::Tensor);
    QVERIFY(guessedInput("x", TensorInfo{{2, 3, 28, 28}}).kind == InputSpec::Kind::Tensor);
    const auto ids = guessedInput("ids", {TensorInfo{{1, 16}, DType::Int64}, std::array{0.0, 999.0}});
    QVERIFY(ids.kind == InputSpec::Kind::Tensor);
    QCOMPARE(ids.valueRange()[1], 999.0);
}

void TestMetadataGuess::outputsAreGuessedByShapeAndName_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("shape");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("returns");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char *key, const char *shape, TaskKind kind, ReturnForm form, const char *name) {
        QTest::addRow("%s %s", key, shape) << QByteArray(key) << QByteArray(shape) << static_cast<int>(kind)
                                           << static_cast<int>(form) << QByteArray(name);
    };
    row("", "1x1000", TaskKind::Classification, ReturnForm::Full, "classification");
    row("out", "1x21x64x64", TaskKind::Segmentation, ReturnForm::ClassIndex, "out");
    row("0", "1x3x64x64", TaskKind::Normals, ReturnForm::Int8x3, "normals");
    row("1", "1x1x64x64", TaskKind::Depth, ReturnForm::Fp16, "depth");
    row("edges", "1x1x64x64", TaskKind::Boundary, ReturnForm::Full, "edges");
    row("0", "100x6", TaskKind::Detection, ReturnForm::Full, "detection");
    row("2", "1x2x64x64", TaskKind::Tensor, ReturnForm::Full, "output_2");
    row("", "1x197x768", TaskKind::Tensor, ReturnForm::Full, "output");
    row("", "1x400x64x64", TaskKind::Segmentation, ReturnForm::Full, "segmentation"); // an index needs more than 8 bits
    row("", "1x1", TaskKind::Tensor, ReturnForm::Full, "output");
}

void TestMetadataGuess::outputsAreGuessedByShapeAndName()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, shape);
    QFETCH(QByteArray, name);
    const auto task = guessedTask(key.toStdString(), TensorInfo{shapeFromText(shape.toStdString())});
    QTEST(static_cast<int>(task.kind), "kind");
    QTEST(static_cast<int>(task.returns), "returns");
    QCOMPARE(QByteArray::fromStdString(task.name), name);
    QCOMPARE(QByteArray::fromStdString(task.output), key);
}

void TestMetadataGuess::normalisationsAreFoundByTheirNumbers()
{
    for (const auto normalisation : allPictureNormalisations) {
        InputSpec input;
        applyNormalisation(normalisation, input);
        QVERIFY(normalisationOf(input) == normalisation);
    }
    InputSpec shifted; // -1 to 1 written with mean and deviation
    shifted.mean = {0.5, 0.5, 0.5};
    shifted.std = {0.5, 0.5, 0.5};
    QVERIFY(normalisationOf(shifted) == PictureNormalisation::MinusOneToOne);
    shifted.mean[1] = 0.4;
    QVERIFY(!normalisationOf(shifted));
}

void TestMetadataGuess::aReturnFormFitsItsOutput()
{
    QVERIFY(whyNotReturned(ReturnForm::ClassIndex, TensorInfo{{1, 256, 4, 4}}).empty());
    QVERIFY(!whyNotReturned(ReturnForm::ClassIndex, TensorInfo{{1, 257, 4, 4}}).empty());
    QVERIFY(!whyNotReturned(ReturnForm::Fp16, TensorInfo{{4}, DType::Int64}).empty());
    QVERIFY(!whyNotReturned(ReturnForm::Int8x3, TensorInfo{{1, 4, 4, 4}}).empty());
    QVERIFY(!whyNotKind(TaskKind::Depth, TensorInfo{{2, 1, 4, 4}}).empty());
    QVERIFY(whyNotKind(TaskKind::Tensor, TensorInfo{{}}).empty());
}

QTEST_GUILESS_MAIN(TestMetadataGuess)
#include "tst_metadata_guess.moc"
