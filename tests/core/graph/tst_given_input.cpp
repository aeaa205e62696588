// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/graph/given_input.h"

#include <QTest>

using namespace splitscope;

class TestGivenInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shapesTypesAndRangesAreRead();
    void textAndValuesAreInverse();
    void whatIsWrongIsNamed_data();
    void whatIsWrongIsNamed();
};

void TestGivenInput::shapesTypesAndRangesAreRead()
{
    const auto inputs = givenInputsFromText("1x3x224x224;1x16:int64:0..999;2:float16;1:-0.5..2;scalar:bool");
    const std::vector<GivenInput> wanted{TensorInfo{{1, 3, 224, 224}},
        {TensorInfo{{1, 16}, DType::Int64}, std::array{0.0, 999.0}}, TensorInfo{{2}, DType::Float16},
        {TensorInfo{{1}}, std::array{-0.5, 2.0}}, TensorInfo{{}, DType::Bool}};
    QCOMPARE(inputs.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
        QVERIFY2(inputs[i] == wanted[i], givenInputsText({inputs[i]}).c_str());
}

void TestGivenInput::textAndValuesAreInverse()
{
    const std::string text = "1x3x8x8:float32;1x16:int64:0..999;4:float64:-0.25..1e+20;scalar:bool";
    QCOMPARE(givenInputsText(givenInputsFromText(text)), text);
}

void TestGivenInput::whatIsWrongIsNamed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("nothing") << QByteArray("") << QByteArray("An empty input shape");
    QTest::newRow("nothing at the end") << QByteArray("1x3;") << QByteArray("An empty input shape");
    QTest::newRow("commas") << QByteArray("1,3,8") << QByteArray("'1,3,8'");
    QTest::newRow("type") << QByteArray("1x3:float") << QByteArray("element type float");
    QTest::newRow("range") << QByteArray("1x3:int64:0..x") << QByteArray("'0..x'");
    QTest::newRow("half a range") << QByteArray("1x3:int64:0..") << QByteArray("'0..'");
    QTest::newRow("range that goes down") << QByteArray("1x3:int64:5..2") << QByteArray("'5..2'");
    QTest::newRow("no number") << QByteArray("1x3:0..nan") << QByteArray("'0..nan'");
    QTest::newRow("parts of integers") << QByteArray("1x3:int64:0.5..2") << QByteArray("whole numbers");
    QTest::newRow("too large for its type") << QByteArray("1x3:uint8:0..256") << QByteArray("0 to 255");
    QTest::newRow("two types") << QByteArray("1x3:int64:int32") << QByteArray("'1x3:int64:int32'");
}

void TestGivenInput::whatIsWrongIsNamed()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, named);
    try {
        givenInputsFromText(text.toStdString());
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::InvalidArgument);
        QVERIFY2(QByteArray(failure.what()).contains(named), failure.what());
        return;
    }
    QFAIL("nothing was refused");
}

QTEST_GUILESS_MAIN(TestGivenInput)
#include "tst_given_input.moc"
