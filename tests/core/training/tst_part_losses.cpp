// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/losses_torch.h"

#include <torch/torch.h>

#include <QTest>

#include <cmath>

using namespace splitscope;

class TestPartLosses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partsAreOfWhatIsNotTheFirstClass();
    void aPictureOfTheFirstClassAloneHasEqualParts();
    void cellsCountTheirOwnPixels();
    void theLossIsTheCrossEntropyOfParts();
};

void TestPartLosses::partsAreOfWhatIsNotTheFirstClass()
{
    const torch::Tensor classes = torch::tensor({0, 0, 1, 2, 2, 2, 0, 0}, torch::kInt64).reshape({1, 2, 4});
    const torch::Tensor parts = classParts(classes, 4);
    QVERIFY(torch::allclose(parts, torch::tensor({{0.25F, 0.75F, 0.0F}})));
}

void TestPartLosses::aPictureOfTheFirstClassAloneHasEqualParts()
{
    QVERIFY(torch::allclose(classParts(torch::zeros({2, 3, 3}, torch::kInt64), 5), torch::full({2, 4}, 0.25F)));
}

void TestPartLosses::cellsCountTheirOwnPixels()
{
    // Cells of 2 x 2: upper left holds 0 0 1 1, upper right 2 2 2 0, lower left 1 1 1 1, lower right 0 0 0 0.
    const torch::Tensor classes =
        torch::tensor({0, 0, 2, 2, 1, 1, 2, 0, 1, 1, 0, 0, 1, 1, 0, 0}, torch::kInt64).reshape({1, 4, 4});
    const torch::Tensor parts = cellParts(classes, 3, 2, 2);
    const torch::Tensor expected = torch::tensor({0.5F, 0.25F, 0.0F, 1.0F, // class 0
                                                     0.5F, 0.0F, 1.0F, 0.0F, 0.0F, 0.75F, 0.0F, 0.0F})
                                       .reshape({1, 3, 2, 2});
    QVERIFY(torch::equal(parts, expected));
}

void TestPartLosses::theLossIsTheCrossEntropyOfParts()
{
    // Probabilities 1/4 and 3/4 against parts 1/2 and 1/2.
    const torch::Tensor logits = torch::tensor({{0.0F, std::log(3.0F)}});
    const double loss = classificationLoss(logits, torch::tensor({{0.5F, 0.5F}})).item<double>();
    QVERIFY(std::abs(loss - 0.5 * (std::log(4.0) + std::log(4.0 / 3.0))) < 1e-6);
}

QTEST_GUILESS_MAIN(TestPartLosses)
#include "tst_part_losses.moc"
