// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/metadata_guess.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/metadata_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>

using namespace splitscope;

namespace {

ModelMetadata twoInputs()
{
    ModelMetadata metadata;
    metadata.license = "MIT";
    metadata.operatingPoints = {{"narrow", "forward", {{"width", 4}}, "Narrow"}};
    metadata.inputs = {guessedInput("picture", TensorInfo{{1, 3, 64, 96}}),
        guessedInput("ids", {TensorInfo{{1, 16}, DType::Int64}, std::array{0.0, 99.0}})};
    return metadata;
}

std::vector<ModelOutput> outputs()
{
    return {{"0", {}, TensorInfo{{1, 4, 64, 96}}}, {"1", {}, TensorInfo{{1, 1, 64, 96}}},
        {"2", {}, TensorInfo{{1, 1, 64, 96}}}};
}

} // namespace

class TestMetadataDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatIsShownIsWhatComesBack();
    void guessesAreMarkedUntilAFieldIsChanged();
    void whatIsWrongIsSaidUnderItsField_data();
    void whatIsWrongIsSaidUnderItsField();
    void normalisationsGoByTheirNames();
    void theOutputsAreAskedForAndGuessed();
    void onlyTasksThatFitAreOffered();
    void anOutputMayBeNoTask();
    void classesMustBeAsManyAsTheOutputHas();
    void namesOfTasksDiffer();
    void aKnownDescriptionIsKeptWithWhatHasNoField();
    void whileItIsTriedFieldsStandStill();
    void theKeyboardReachesEveryField();
    void aSmallDialogScrolls();

private:
    template <typename T>
    T *find(const char *name) const
    {
        auto *found = m_dialog->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("the dialog has no %s", name);
        return found;
    }
    void choose(const char *combo, const char *text) const
    {
        const int index = find<QComboBox>(combo)->findText(QString::fromUtf8(text));
        QVERIFY2(index >= 0, text);
        find<QComboBox>(combo)->setCurrentIndex(index);
    }

    std::unique_ptr<MetadataDialog> m_dialog;
};

void TestMetadataDialog::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    m_dialog = std::make_unique<MetadataDialog>(QStringLiteral("net.pt"), QStringLiteral("net.pt.meta.json"));
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
}

void TestMetadataDialog::whatIsShownIsWhatComesBack()
{
    auto metadata = twoInputs();
    metadata.tasks = {guessedTask("0", TensorInfo{{1, 4, 64, 96}}), guessedTask("1", TensorInfo{{1, 1, 64, 96}})};
    metadata.tasks[0].classes = {"road", "car, parked", "sky", "tree"};
    metadata.tasks[0].colors = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};
    m_dialog->setMetadata(metadata, false);
    m_dialog->setOutputs(outputs(), false);
    QVERIFY(m_dialog->metadata() == metadata);   // the third output is no task
    metadata.tasks.push_back(metadata.tasks[1]); // an output may be two tasks
    metadata.tasks[2].name = "distance";
    m_dialog->setMetadata(metadata, false);
    m_dialog->setOutputs(outputs(), false);
    QVERIFY(m_dialog->metadata() == metadata);
}

void TestMetadataDialog::guessesAreMarkedUntilAFieldIsChanged()
{
    m_dialog->setMetadata(twoInputs(), true);
    QVERIFY(find<QLabel>("input0guess")->isVisible());
    QVERIFY(find<QLabel>("input1guess")->isVisible());
    find<QLineEdit>("input0shape")->setText(QStringLiteral("1x3x32x32"));
    QVERIFY(!find<QLabel>("input0guess")->isVisible());
    QVERIFY(find<QLabel>("input1guess")->isVisible());
}

void TestMetadataDialog::whatIsWrongIsSaidUnderItsField_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("problem");
    QTest::newRow("no shape") << QByteArray("input0shape") << QString() << QByteArray("input0shapeProblem");
    QTest::newRow("commas") << QByteArray("input0shape") << QStringLiteral("1,3,8,8")
                            << QByteArray("input0shapeProblem");
    QTest::newRow("no picture") << QByteArray("input0shape") << QStringLiteral("1x1x8x8")
                                << QByteArray("input0shapeProblem");
    QTest::newRow("no name") << QByteArray("input0name") << QStringLiteral(" ") << QByteArray("input0nameProblem");
    QTest::newRow("no range") << QByteArray("input1range") << QStringLiteral("0-5") << QByteArray("input1valueProblem");
    QTest::newRow("parts of integers") << QByteArray("input1range") << QStringLiteral("0.5..1")
                                       << QByteArray("input1valueProblem");
}

void TestMetadataDialog::whatIsWrongIsSaidUnderItsField()
{
    QFETCH(QByteArray, field);
    QFETCH(QString, text);
    QFETCH(QByteArray, problem);
    m_dialog->setMetadata(twoInputs(), true);
    QVERIFY(find<QPushButton>("metadataSave")->isEnabled());
    QVERIFY(!find<QLabel>(problem.constData())->isVisible());
    find<QLineEdit>(field.constData())->setText(text);
    QVERIFY(find<QLabel>(problem.constData())->isVisible());
    QVERIFY(!find<QLabel>(problem.constData())->text().isEmpty());
    QVERIFY(!m_dialog->metadata());
    QVERIFY(!find<QPushButton>("metadataSave")->isEnabled());
    QVERIFY(!find<QPushButton>("metadataFind")->isEnabled());
}

void TestMetadataDialog::normalisationsGoByTheirNames()
{
    m_dialog->setMetadata(twoInputs(), false);
    QCOMPARE(find<QComboBox>("input0normalisation")->currentText(), QStringLiteral("ImageNet's mean and deviation"));
    QVERIFY(!find<QLineEdit>("input0mean")->isVisible());
    choose("input0normalisation", "\u22121 to 1");
    auto input = m_dialog->metadata()->inputs[0];
    QCOMPARE(input.valueRange(), (std::array{-1.0, 1.0}));
    QCOMPARE(input.mean, (std::array{0.0, 0.0, 0.0}));
    choose("input0normalisation", "Custom");
    QVERIFY(find<QLineEdit>("input0mean")->isVisible());
    QCOMPARE(find<QLineEdit>("input0range")->text(), QStringLiteral("-1..1"));
    find<QLineEdit>("input0mean")->setText(QStringLiteral("0.1, 0.2, 0.3"));
    find<QLineEdit>("input0std")->setText(QStringLiteral("1, 2, 0"));
    QVERIFY(find<QLabel>("input0valueProblem")->isVisible());
    find<QLineEdit>("input0std")->setText(QStringLiteral("1, 2, 4"));
    input = m_dialog->metadata()->inputs[0];
    QCOMPARE(input.mean, (std::array{0.1, 0.2, 0.3}));
    QCOMPARE(input.std, (std::array{1.0, 2.0, 4.0}));
}

void TestMetadataDialog::theOutputsAreAskedForAndGuessed()
{
    m_dialog->setMetadata(twoInputs(), true);
    QSignalSpy asked(m_dialog.get(), &MetadataDialog::outputsRequested);
    QVERIFY(find<QPushButton>("metadataFind")->isDefault());
    QTest::mouseClick(find<QPushButton>("metadataFind"), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].value<ModelMetadata>().inputs.size(), 2u);
    m_dialog->setOutputs(outputs(), true);
    QVERIFY(!find<QPushButton>("metadataFind")->isVisible());
    QVERIFY(find<QLabel>("task0guess")->isVisible());
    const auto tasks = m_dialog->metadata()->tasks;
    QCOMPARE(tasks.size(), 3u);
    QVERIFY(tasks[0].kind == TaskKind::Segmentation);
    QVERIFY(tasks[1].kind == TaskKind::Depth);
    QCOMPARE(tasks[1].name, std::string("depth"));
    QCOMPARE(tasks[2].name, std::string("depth_2"));
    QSignalSpy saved(m_dialog.get(), &MetadataDialog::saveRequested);
    QTest::mouseClick(find<QPushButton>("metadataSave"), Qt::LeftButton);
    QCOMPARE(saved.count(), 1);
    QVERIFY(saved[0][0].value<ModelMetadata>() == *m_dialog->metadata());
}

void TestMetadataDialog::onlyTasksThatFitAreOffered()
{
    m_dialog->setMetadata(twoInputs(), false);
    m_dialog->setOutputs(outputs(), true);
    const auto *kinds = find<QComboBox>("task1kind"); // 1x1xHxW
    QVERIFY(kinds->findText(QStringLiteral("Depth")) >= 0);
    QVERIFY(kinds->findText(QStringLiteral("Surface normals")) < 0);
    QVERIFY(kinds->findText(QStringLiteral("Classification")) < 0);
    choose("task1kind", "Boundary");
    QCOMPARE(m_dialog->metadata()->tasks[1].name, std::string("boundary")); // it was only the kind's name
}

void TestMetadataDialog::anOutputMayBeNoTask()
{
    m_dialog->setMetadata(twoInputs(), false);
    m_dialog->setOutputs(outputs(), true);
    for (const auto *combo : {"task0kind", "task1kind"})
        choose(combo, "None: not returned");
    QCOMPARE(m_dialog->metadata()->tasks.size(), 1u);
    QVERIFY(!find<QLineEdit>("task0name")->isVisible());
    choose("task2kind", "None: not returned");
    QVERIFY(!m_dialog->metadata());
    QVERIFY(!find<QLabel>("metadataState")->text().isEmpty());
}

void TestMetadataDialog::classesMustBeAsManyAsTheOutputHas()
{
    m_dialog->setMetadata(twoInputs(), false);
    m_dialog->setOutputs(outputs(), true);
    find<QPlainTextEdit>("task0classes")->setPlainText(QStringLiteral("road, car"));
    QVERIFY(find<QLabel>("task0problem")->text().contains(QLatin1String("4 classes")));
    QVERIFY(!m_dialog->metadata());
    find<QPlainTextEdit>("task0classes")->setPlainText(QStringLiteral("road, car, sky, tree"));
    QCOMPARE(m_dialog->metadata()->tasks[0].classes, (std::vector<std::string>{"road", "car", "sky", "tree"}));
}

void TestMetadataDialog::namesOfTasksDiffer()
{
    m_dialog->setMetadata(twoInputs(), false);
    m_dialog->setOutputs(outputs(), true);
    find<QLineEdit>("task1name")->setText(QStringLiteral("segmentation"));
    QVERIFY(!m_dialog->metadata());
    QVERIFY(find<QLabel>("metadataState")->text().contains(QLatin1String("segmentation")));
    find<QLineEdit>("task1name")->clear();
    QVERIFY(find<QLabel>("task1problem")->isVisible());
}

void TestMetadataDialog::aKnownDescriptionIsKeptWithWhatHasNoField()
{
    m_dialog->setMetadata(twoInputs(), false);
    m_dialog->setOutputs(outputs(), true);
    const auto metadata = *m_dialog->metadata();
    QCOMPARE(metadata.license, std::string("MIT"));
    QCOMPARE(metadata.operatingPoints.size(), 1u);
}

void TestMetadataDialog::whileItIsTriedFieldsStandStill()
{
    m_dialog->setMetadata(twoInputs(), false);
    m_dialog->showProblem(QStringLiteral("before"));
    m_dialog->setBusy(true);
    QVERIFY(find<MessageBar>("messageBar")->text().isEmpty());
    QVERIFY(!find<QLineEdit>("input0shape")->isEnabled());
    QVERIFY(!find<QPushButton>("metadataSave")->isEnabled());
    QVERIFY(find<QPushButton>("metadataCancel")->isEnabled());
    m_dialog->setBusy(false);
    m_dialog->showProblem(QStringLiteral("It does not run."));
    QCOMPARE(find<MessageBar>("messageBar")->text(), QStringLiteral("It does not run."));
    QVERIFY(find<QLineEdit>("input0shape")->isEnabled());
}

void TestMetadataDialog::theKeyboardReachesEveryField()
{
    m_dialog->setMetadata(twoInputs(), false);
    m_dialog->setOutputs(outputs(), true);
    m_dialog->activateWindow();
    find<QLineEdit>("input0name")->setFocus();
    QStringList order;
    for (int i = 0; i < 40 && m_dialog->focusWidget(); ++i) {
        const auto name = m_dialog->focusWidget()->objectName();
        if (order.contains(name))
            break;
        order << name;
        QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Tab);
    }
    QStringList wanted;
    for (const auto *name : {"input0name", "input0kind", "input0shape", "input0dtype", "input0normalisation",
             "input1name", "input1kind", "input1shape", "input1dtype", "input1range", "task0kind", "task0name",
             "task0returns", "task0classes", "task1kind", "task1name", "task1returns", "task1unit", "task2kind"})
        wanted << QLatin1String(name);
    QStringList found;
    for (const auto &name : order) {
        if (wanted.contains(name))
            found << name;
    }
    QCOMPARE(found, wanted);
    QVERIFY(order.contains(QLatin1String("metadataSave")));
}

void TestMetadataDialog::aSmallDialogScrolls()
{
    auto metadata = twoInputs();
    metadata.inputs[0].name = std::string(300, 'n');
    m_dialog->setMetadata(metadata, true);
    m_dialog->setOutputs({{std::string(200, 'k'), {}, TensorInfo{{1, 1000}}}}, true);
    m_dialog->resize(m_dialog->minimumSize());
    QVERIFY(m_dialog->width() <= 480);
    const auto *scroll = find<QScrollArea>("metadataScroll");
    QVERIFY(scroll->widget()->minimumSizeHint().width() <= scroll->viewport()->width()); // nothing is cut off
    QVERIFY(find<QPushButton>("metadataSave")->visibleRegion().boundingRect().height() > 10);
}

QTEST_MAIN(TestMetadataDialog)
#include "tst_metadata_dialog.moc"
