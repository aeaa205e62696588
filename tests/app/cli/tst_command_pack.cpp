// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/command_line.h"

#include <QDir>
#include <QImage>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using splitscope::testing::Outcome;

namespace {

constexpr int width = 32;
constexpr int height = 16;
constexpr int pixels = width * height;
constexpr int headerBytes = 4096;
constexpr int recordBytes = 8 + 9 * pixels; ///< checksum; a pixel's picture 3, class 1, depth 2, normal 2, object 1

/// Another value on the right half than on the left.
template <typename Pixel>
QImage halves(QImage::Format format, const std::vector<Pixel> &left, const std::vector<Pixel> &right, int columns)
{
    QImage image(columns, height, format);
    for (int y = 0; y < height; ++y) {
        auto *line = reinterpret_cast<Pixel *>(image.scanLine(y));
        for (int x = 0; x < columns; ++x) {
            for (std::size_t i = 0; i < left.size(); ++i)
                *line++ = (x < columns / 2 ? left : right)[i];
        }
    }
    return image;
}

QImage bytes(uchar left, uchar right, int columns = width)
{
    return halves<uchar>(QImage::Format_Grayscale8, {left}, {right}, columns);
}

QImage colours(const std::vector<uchar> &left, const std::vector<uchar> &right)
{
    return halves<uchar>(QImage::Format_RGB888, left, right, width);
}

} // namespace

/// `pack` from outside: the file that it writes, byte by byte, and what it says of folders that are not as described.
class TestCommandPack : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theFileSaysWhatItHolds();
    void everyPlaneStandsWhereItBelongs();
    void labelsThatAreNotThereAreSaidToBeMissing();
    void anotherSizeKeepsLabelsUnmixed();
    void theSamePicturesMakeTheSameFile();
    void forPeopleItIsOneSentence();
    void wrongFoldersAreOneSentence_data();
    void wrongFoldersAreOneSentence();
    void wrongSizesAreOneSentence_data();
    void wrongSizesAreOneSentence();

private:
    QString path(const QString &name) const { return m_directory->filePath(name); }
    void put(const char *plane, const char *name, const QImage &image) const
    {
        QDir(m_directory->path()).mkpath(QString::fromLatin1("rooms/%1").arg(QLatin1String(plane)));
        QVERIFY(image.save(path(QStringLiteral("rooms/%1/%2.png").arg(QLatin1String(plane), QLatin1String(name)))));
    }
    Outcome pack(const QString &size) const
    {
        return splitscope::testing::cli(
            {"pack", path("rooms"), "--out", path("rooms.records"), "--size", size, "--json"});
    }
    QByteArray packed() const
    {
        QFile file(path("rooms.records"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QJsonObject header() const
    {
        const auto text = packed().left(headerBytes);
        return QJsonDocument::fromJson(text.left(text.indexOf('\n'))).object();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

/// Two pictures of 32 x 16, each with every kind of label.
void TestCommandPack::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_directory->path()).mkpath(QStringLiteral("rooms")));
    splitscope::testing::writtenFile(path("rooms/classes.txt"), "floor\nchair\nlamp\n");
    for (const auto *name : {"a", "b"}) {
        put("pictures", name, colours({10, 20, 30}, {200, 100, *name == 'a' ? uchar(50) : uchar(60)}));
        put("classes", name, bytes(0, 2));
        put("objects", name, bytes(0, 5));
        put("boundary", name, bytes(0, 255));
        put("depth", name, halves<quint16>(QImage::Format_Grayscale16, {1500}, {0}, width));
        put("normals", name, colours({204, 51, 51}, {51, 204, 204}));
    }
}

void TestCommandPack::theFileSaysWhatItHolds()
{
    const auto outcome = pack("32x16");
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    const auto json = outcome.json();
    QCOMPARE(json["written"].toString(), path("rooms.records"));
    QCOMPARE(json["pictures"].toInt(), 2);
    QCOMPARE(json["classes"].toArray(), (QJsonArray{"floor", "chair", "lamp"}));
    QCOMPARE(packed().size(), headerBytes + 2 * recordBytes);
    const auto said = header();
    QCOMPARE(said["format"].toString(), QStringLiteral("splitscope labelled pictures"));
    QCOMPARE(said["version"].toInt(), 1);
    QCOMPARE(said["width"].toInt(), width);
    QCOMPARE(said["height"].toInt(), height);
    QCOMPARE(said["pictures"].toInt(), 2);
    QCOMPARE(said["classes"].toArray(), json["classes"].toArray());
    QCOMPARE(said["content"].toString().size(), 16);
    const auto planes = said["planes"].toObject();
    QCOMPARE(planes.size(), 5);
    for (const auto &plane : planes)
        QVERIFY(plane.toBool());
    QCOMPARE(packed().mid(packed().indexOf('\n') + 1, 100), QByteArray(100, '\0'));
}

void TestCommandPack::everyPlaneStandsWhereItBelongs()
{
    QCOMPARE(pack("32x16").status, 0);
    const auto file = packed();
    for (const int picture : {0, 1}) {
        const auto *record =
            reinterpret_cast<const uchar *>(file.constData()) + headerBytes + picture * recordBytes + 8;
        const auto at = [&](int plane, int size, bool right, int byte) {
            const int pixel = 5 * width + (right ? width - 1 : 0);
            return int(record[plane * pixels + size * pixel + byte]);
        };
        QCOMPARE(at(0, 3, false, 0), 10);
        QCOMPARE(at(0, 3, false, 2), 30);
        QCOMPARE(at(0, 3, true, 0), 200);
        QCOMPARE(at(0, 3, true, 2), picture == 0 ? 50 : 60);
        QCOMPARE(at(3, 1, false, 0), 0);
        QCOMPARE(at(3, 1, true, 0), 2);
        // 65535 x ln(1.5 m / 0.05 m) / ln(500 m / 0.05 m), the lower byte first; nothing is known on the right.
        QCOMPARE(at(4, 2, false, 0) + 256 * at(4, 2, false, 1), 24201);
        QCOMPARE(at(4, 2, true, 0) + 256 * at(4, 2, true, 1), 0);
        // (0.6, -0.6, -0.6) looks at the camera: 254 x (1 + 1/3) / 2 and 254 x (1 - 1/3) / 2. Its opposite does not,
        // and is folded outwards, to -(1 - 1/3) and 1 - 1/3.
        QCOMPARE(at(6, 2, false, 0), 169);
        QCOMPARE(at(6, 2, false, 1), 85);
        QCOMPARE(at(6, 2, true, 0), 42);
        QCOMPARE(at(6, 2, true, 1), 212);
        QCOMPARE(at(8, 1, false, 0), 0);
        QCOMPARE(at(8, 1, true, 0), 5 + 128); // a boundary besides
    }
}

void TestCommandPack::labelsThatAreNotThereAreSaidToBeMissing()
{
    for (const auto *plane : {"classes", "objects", "boundary", "normals"})
        QVERIFY(QDir(path(QStringLiteral("rooms/") + QLatin1String(plane))).removeRecursively());
    const auto outcome = pack("32x16");
    QVERIFY2(outcome.status == 0, outcome.error.constData());
    QVERIFY(outcome.json()["classes"].toArray().isEmpty());
    const auto planes = header()["planes"].toObject();
    for (auto plane = planes.begin(); plane != planes.end(); ++plane)
        QCOMPARE(plane.value().toBool(), plane.key() == QStringLiteral("depth"));
    QCOMPARE(packed().size(), headerBytes + 2 * recordBytes); // they are zeros
    QCOMPARE(packed().mid(headerBytes + 8 + 3 * pixels, pixels), QByteArray(pixels, '\0'));
}

void TestCommandPack::anotherSizeKeepsLabelsUnmixed()
{
    QCOMPARE(pack("17x16").status, 0);
    constexpr int smaller = 17 * 16;
    QCOMPARE(packed().size(), headerBytes + 2 * (8 + 9 * smaller));
    for (const char label : packed().mid(headerBytes + 8 + 3 * smaller, smaller))
        QVERIFY(label == 0 || label == 2);
}

void TestCommandPack::theSamePicturesMakeTheSameFile()
{
    QCOMPARE(pack("32x16").status, 0);
    const auto first = packed();
    const auto content = header()["content"].toString();
    QCOMPARE(pack("32x16").status, 0);
    QCOMPARE(packed(), first);
    put("classes", "b", bytes(0, 1));
    QCOMPARE(pack("32x16").status, 0);
    QVERIFY(header()["content"].toString() != content);
}

void TestCommandPack::forPeopleItIsOneSentence()
{
    const auto outcome = splitscope::testing::cli({"pack", path("rooms"), "--out", path("rooms.records")});
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.output, QString("Wrote %1: 2 pictures of 256x192.\n").arg(path("rooms.records")).toUtf8());
}

void TestCommandPack::wrongFoldersAreOneSentence_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const char *file, const QByteArray &content, const char *says) {
        QTest::newRow(name) << QString::fromLatin1(file) << content << QByteArray(says);
    };
    row("a label is missing", "depth/b.png", {}, "depth/b.png cannot be opened as pictures: It is missing");
    row("no picture", "classes/a.png", "no picture", "classes/a.png cannot be opened as pictures: ");
    row("one class", "classes.txt", "floor\n", "classes.txt cannot be opened as pictures: It must name 2 to 255");
    row("a class too many", "classes.txt", "floor\nchair\n",
        "classes/a.png cannot be opened as pictures: It holds "
        "the class 2, but the highest is 1.");
}

void TestCommandPack::wrongFoldersAreOneSentence()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, says);
    if (content.isEmpty())
        QVERIFY(QFile::remove(path("rooms/" + file)));
    else
        splitscope::testing::writtenFile(path("rooms/" + file), content);
    const auto outcome = pack("32x16");
    QCOMPARE(outcome.status, 1);
    QVERIFY(outcome.output.isEmpty());
    QVERIFY2(outcome.lastLine().startsWith("splitscope-cli: ") && outcome.lastLine().contains("/rooms/" + says),
        outcome.error.constData());
    QCOMPARE(QDir(m_directory->path()).entryList(QDir::Files | QDir::Hidden), QStringList()); // nothing half written
}

void TestCommandPack::wrongSizesAreOneSentence_data()
{
    QTest::addColumn<QByteArray>("says");
    for (const auto *size : {"15x16", "32x5000", "32", "32x16x3", "axb"})
        QTest::newRow(size) << QByteArray("The size ") + size;
}

void TestCommandPack::wrongSizesAreOneSentence()
{
    QFETCH(QByteArray, says);
    const auto outcome = pack(QString::fromLatin1(QTest::currentDataTag()));
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.lastLine().contains(says), outcome.error.constData());
    QVERIFY(packed().isEmpty());
}

QTEST_GUILESS_MAIN(TestCommandPack)
#include "tst_command_pack.moc"
