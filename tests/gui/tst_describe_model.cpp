// SPDX-License-Identifier: GPL-3.0-or-later
// Describing a model that says nothing of itself, driven as a person would in the whole window.
#include "app/desktop/main_window.h"
#include "tests/support/small_model.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/metadata_dialog.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;

namespace {

constexpr int patience = 30000; // a machine that also compiles

} // namespace

class TestDescribeModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_window.reset(); }
    void aModelThatSaysNothingIsDescribedAndOpens();
    void whatDoesNotRunIsSaidInTheDialog();
    void aDescriptionThatCannotBeKeptIsSaidInTheDialog();
    void cancellingLeavesTheWindowUsable();
    void anOpenModelCanBeDescribedAnew();

private:
    template <typename T>
    T *find(const char *name) const
    {
        auto *found = m_window->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("the window has no %s", name);
        return found;
    }
    MetadataDialog *dialog() const { return m_window->findChild<MetadataDialog *>(); }
    bool shown() const { return dialog() && dialog()->isVisible(); }
    void click(const char *button) const { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }
    void open(const QString &file)
    {
        m_window->openFile(file);
        QTRY_VERIFY_WITH_TIMEOUT(shown(), patience);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_model;
    std::unique_ptr<MainWindow> m_window;
};

void TestDescribeModel::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
    m_directory = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CACHE_HOME", m_directory->filePath(QStringLiteral("cache")).toUtf8());
    m_model = QString::fromStdString(testing::saveScript(m_directory->path().toStdString(), "bare",
        "def forward(self, view):\n    y = torch.relu(torch.conv2d(view, self.weight, self.bias))\n"
        "    return (torch.conv2d(y, self.other), torch.mean(y, [2, 3]))\n")
                                         .string());
    m_window = std::make_unique<MainWindow>(
        Workspace::Surroundings{SPLITSCOPE_BIN_DIR "/splitscope-edge", SPLITSCOPE_BIN_DIR "/splitscope-cli", 2});
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestDescribeModel::aModelThatSaysNothingIsDescribedAndOpens()
{
    open(m_model);
    QVERIFY(find<MessageBar>("messageBar")->text().contains(QLatin1String("inputs")));
    QCOMPARE(find<QLineEdit>("input0name")->text(), QStringLiteral("view"));
    QCOMPARE(find<QLineEdit>("input0shape")->text(), QStringLiteral("1x3x224x224"));
    find<QLineEdit>("input0shape")->setText(QStringLiteral("1x3x32x40"));
    click("metadataFind");
    QTRY_VERIFY_WITH_TIMEOUT(dialog()->hasOutputs(), patience);
    QCOMPARE(find<QLabel>("task0shape")->text(), QStringLiteral("1x4x28x36 float32"));
    QCOMPARE(find<QComboBox>("task0kind")->currentText(), QStringLiteral("Segmentation"));
    QCOMPARE(find<QComboBox>("task1kind")->currentText(), QStringLiteral("Classification"));
    click("metadataSave");
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().hasModel(), patience);
    QVERIFY(!shown());
    const auto &metadata = m_window->workspace().model().model->metadata();
    QCOMPARE(metadata.tasks.size(), 2u);
    QVERIFY(metadata.tasks[0].kind == TaskKind::Segmentation);
    QVERIFY(metadata.inputs[0].kind == InputSpec::Kind::Picture);
    QVERIFY(QFile::exists(m_model + QStringLiteral(".meta.json")));
}

void TestDescribeModel::whatDoesNotRunIsSaidInTheDialog()
{
    open(m_model);
    find<QComboBox>("input0kind")->setCurrentIndex(1);
    find<QLineEdit>("input0shape")->setText(QStringLiteral("1x5x32x40"));
    click("metadataSave");
    QTRY_VERIFY_WITH_TIMEOUT(
        dialog()->findChild<MessageBar *>()->text().contains(QLatin1String("1x5x32x40")), patience);
    QVERIFY(shown());
    QVERIFY(find<QPushButton>("metadataSave")->isEnabled());
    QVERIFY(!QFile::exists(m_model + QStringLiteral(".meta.json")));
}

void TestDescribeModel::aDescriptionThatCannotBeKeptIsSaidInTheDialog()
{
    // With .meta.json behind it the name is longer than a file's may be.
    const auto file = m_directory->filePath(QString(248, QLatin1Char('n')) + QStringLiteral(".pt"));
    QVERIFY(QFile::copy(m_model, file));
    open(file);
    click("metadataSave");
    QTRY_VERIFY_WITH_TIMEOUT(
        dialog()->findChild<MessageBar *>()->text().contains(QLatin1String("cannot be written")), patience);
    QVERIFY(shown());
    QVERIFY(find<QPushButton>("metadataCancel")->isEnabled());
}

void TestDescribeModel::cancellingLeavesTheWindowUsable()
{
    open(m_model);
    click("metadataFind");
    QTest::keyClick(dialog(), Qt::Key_Escape); // while the model may be running
    QTRY_VERIFY_WITH_TIMEOUT(!dialog(), patience);
    QVERIFY(find<QWidget>("startPage")->isVisible());
    QVERIFY(!QFile::exists(m_model + QStringLiteral(".meta.json")));
    open(m_model); // asks again
}

void TestDescribeModel::anOpenModelCanBeDescribedAnew()
{
    const auto file = QString::fromStdString(testing::saveSmallModel(m_directory->path().toStdString()).string());
    auto *describe = m_window->actions().action(QStringLiteral("describe"));
    QVERIFY(describe && !describe->isEnabled());
    m_window->openFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().hasModel(), patience);
    describe->trigger();
    QVERIFY(shown());
    QCOMPARE(find<QLineEdit>("task1name")->text(), QStringLiteral("depth"));
    QVERIFY(!find<QLabel>("task1guess")->isVisible());
    find<QLineEdit>("task1name")->setText(QStringLiteral("distance"));
    click("metadataSave");
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().model().model->metadata().tasks[1].name == "distance", patience);
    QCOMPARE(m_window->workspace().model().model->metadata().tasks[0].classes.size(), 4u);
}

QTEST_MAIN(TestDescribeModel)
#include "tst_describe_model.moc"
