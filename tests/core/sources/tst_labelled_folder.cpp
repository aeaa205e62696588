// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/sources/labelled_folder.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>

using namespace splitscope;

namespace {

/// Two pictures of 8x6: grey on the left, white on the right, with every kind of label.
class Folder {
public:
    Folder()
    {
        for (const char *plane : {"pictures", "classes", "depth", "normals", "objects", "boundary"}) {
            std::filesystem::create_directory(path() / plane);
        }
        write("classes.txt", "floor\nchair\nlamp\n");
        for (const char *name : {"a.png", "b.png"}) {
            put("pictures", name, halves(CV_8UC3, cv::Scalar::all(100), cv::Scalar::all(255)));
            put("classes", name, halves(CV_8UC1, 0, 2));
            put("objects", name, halves(CV_8UC1, 0, 5));
            put("boundary", name, halves(CV_8UC1, 0, 255));
            put("depth", name, halves(CV_16UC1, 1500, 0));
            // Blue first: z = -1 towards the camera; x = +1.
            put("normals", name, halves(CV_8UC3, cv::Scalar(0, 128, 128), cv::Scalar(128, 128, 255)));
        }
    }

    std::filesystem::path path() const { return m_folder.path().toStdString(); }

    static cv::Mat halves(int type, const cv::Scalar &left, const cv::Scalar &right, int width = 8, int height = 6)
    {
        cv::Mat result(height, width, type, left);
        result(cv::Rect(width / 2, 0, width - width / 2, height)) = right;
        return result;
    }

    void put(const char *plane, const char *name, const cv::Mat &content) const
    {
        QVERIFY(cv::imwrite((path() / plane / name).string(), content));
    }

    void write(const char *name, const char *text) const
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

private:
    QTemporaryDir m_folder;
};

/// The sentence that reading everything ends with.
QString complaint(const Folder &folder)
{
    try {
        const LabelledFolder labelled(folder.path());
        for (std::size_t index = 0; index < labelled.size(); ++index) {
            labelled.frame(index, 8, 6);
        }
    } catch (const Failure &failure) {
        return failure.code() == ErrorCode::SourceUnreadable || failure.code() == ErrorCode::SourceEmpty
            ? failure.what()
            : QString();
    }
    return {};
}

} // namespace

class TestLabelledFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPlaneIsReadAsDocumented();
    void labelsAreNeverMixed();
    void planesThatAreNotThereAreEmpty();
    void wrongFilesAreNamed_data();
    void wrongFilesAreNamed();
    void missingFilesAreNamed();
};

void TestLabelledFolder::everyPlaneIsReadAsDocumented()
{
    const Folder folder;
    const LabelledFolder labelled(folder.path());
    QCOMPARE(labelled.size(), std::size_t(2));
    QCOMPARE(labelled.classes(), (std::vector<std::string>{"floor", "chair", "lamp"}));
    const SceneFrame frame = labelled.frame(1, 8, 6);
    const std::size_t left = 2 * 8 + 1;
    const std::size_t right = 2 * 8 + 6;
    QCOMPARE(int(frame.picture.rgb[3 * left]), 100);
    QCOMPARE(int(frame.picture.rgb[3 * right]), 255);
    QCOMPARE(int(frame.truth.classes[left]), 0);
    QCOMPARE(int(frame.truth.classes[right]), 2);
    QCOMPARE(int(frame.truth.objects[right]), 5);
    QVERIFY(frame.truth.boundary[left] == 0 && frame.truth.boundary[right] != 0);
    QCOMPARE(frame.truth.depth[left], 1.5F);
    QCOMPARE(frame.truth.depth[right], 0.0F); // not known
    QVERIFY(frame.truth.normals[3 * left + 2] < -0.99F);
    QVERIFY(frame.truth.normals[3 * right] > 0.99F);
}

void TestLabelledFolder::labelsAreNeverMixed()
{
    const Folder folder;
    const SceneFrame frame = LabelledFolder(folder.path()).frame(0, 5, 5);
    QCOMPARE(frame.truth.classes.size(), std::size_t(25));
    for (const std::uint8_t label : frame.truth.classes) {
        QVERIFY(label == 0 || label == 2);
    }
    for (const float metres : frame.truth.depth) {
        QVERIFY(metres == 1.5F || metres == 0.0F);
    }
}

void TestLabelledFolder::planesThatAreNotThereAreEmpty()
{
    const Folder folder;
    for (const char *plane : {"normals", "objects", "boundary", "classes"}) {
        std::filesystem::remove_all(folder.path() / plane);
    }
    const LabelledFolder labelled(folder.path());
    QVERIFY(labelled.has("depth") && !labelled.has("classes"));
    const SceneFrame frame = labelled.frame(0, 8, 6);
    QVERIFY(frame.truth.classes.empty() && frame.truth.normals.empty() && frame.truth.objects.empty());
    QCOMPARE(frame.truth.depth.size(), std::size_t(48));
}

void TestLabelledFolder::wrongFilesAreNamed_data()
{
    QTest::addColumn<QString>("plane");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("said");
    QTest::newRow("size") << "classes" << CV_8UC1 << 1 << 10 << "is 10x6, but its picture is 8x6";
    QTest::newRow("class") << "classes" << CV_8UC1 << 3 << 8 << "the class 3, but the highest is 2";
    QTest::newRow("object") << "objects" << CV_8UC1 << 200 << 8 << "the object 200, but the highest is 127";
    QTest::newRow("8-bit depth") << "depth" << CV_8UC1 << 3 << 8 << "16 bits";
    QTest::newRow("colourful classes") << "classes" << CV_8UC3 << 1 << 8 << "one channel";
    QTest::newRow("grey normals") << "normals" << CV_8UC1 << 1 << 8 << "three channels";
}

void TestLabelledFolder::wrongFilesAreNamed()
{
    QFETCH(QString, plane);
    QFETCH(int, type);
    QFETCH(int, value);
    QFETCH(int, width);
    QFETCH(QString, said);
    const Folder folder;
    folder.put(qPrintable(plane), "b.png", Folder::halves(type, cv::Scalar::all(value), cv::Scalar::all(value), width));
    const QString sentence = complaint(folder);
    QVERIFY2(sentence.contains(plane + "/b.png") && sentence.contains(said), qPrintable(sentence));
}

void TestLabelledFolder::missingFilesAreNamed()
{
    {
        const Folder folder;
        std::filesystem::remove(folder.path() / "depth" / "b.png");
        QVERIFY2(complaint(folder).contains("depth/b.png"), qPrintable(complaint(folder)));
    }
    {
        const Folder folder;
        std::filesystem::remove(folder.path() / "classes.txt");
        QVERIFY2(complaint(folder).contains("classes.txt"), qPrintable(complaint(folder)));
    }
    {
        const Folder folder;
        std::filesystem::remove_all(folder.path() / "pictures");
        QVERIFY2(complaint(folder).contains("pictures"), qPrintable(complaint(folder)));
    }
    {
        const Folder folder;
        folder.write("depth/b.png", "not a picture");
        QVERIFY2(complaint(folder).contains("depth/b.png"), qPrintable(complaint(folder)));
    }
}

QTEST_GUILESS_MAIN(TestLabelledFolder)
#include "tst_labelled_folder.moc"
