// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/options.h"

#include <QTest>

using namespace splitscope;

class TestOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingSaidMeansTheBundledModel();
    void everyOptionIsRead();
    void helpAndVersionAreAnswers();
    void wrongUseIsStatusTwo_data();
    void wrongUseIsStatusTwo();
};

void TestOptions::nothingSaidMeansTheBundledModel()
{
    const auto options = readOptions({QStringLiteral("splitscope")});
    QVERIFY(options.message.isEmpty());
    QVERIFY(options.file.isEmpty() && options.source.isEmpty() && !options.empty);
    QCOMPARE(options.threads, 0);
    QCOMPARE(options.demoSeconds, 0.0);
}

void TestOptions::everyOptionIsRead()
{
    const auto options = readOptions({QStringLiteral("splitscope"), QStringLiteral("net.pt"),
        QStringLiteral("--source"), QStringLiteral("camera:1"), QStringLiteral("--threads"), QStringLiteral("4"),
        QStringLiteral("--demo"), QStringLiteral("2.5"), QStringLiteral("--screenshot"), QStringLiteral("a.png"),
        QStringLiteral("--theme"), QStringLiteral("dark")});
    QVERIFY2(options.message.isEmpty(), qPrintable(options.message));
    QCOMPARE(options.file, QStringLiteral("net.pt"));
    QCOMPARE(options.source, QStringLiteral("camera:1"));
    QCOMPARE(options.threads, 4);
    QCOMPARE(options.demoSeconds, 2.5);
    QCOMPARE(options.screenshot, QStringLiteral("a.png"));
    QVERIFY(options.theme == ThemeChoice::Dark);
}

void TestOptions::helpAndVersionAreAnswers()
{
    for (const auto *option : {"--help", "--version"}) {
        const auto options = readOptions({QStringLiteral("splitscope"), QLatin1String(option)});
        QVERIFY(!options.message.isEmpty());
        QCOMPARE(options.status, 0);
    }
}

void TestOptions::wrongUseIsStatusTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("unknown option") << QStringList{QStringLiteral("--fast")};
    QTest::newRow("two files") << QStringList{QStringLiteral("a.pt"), QStringLiteral("b.pt")};
    QTest::newRow("no number") << QStringList{QStringLiteral("--threads"), QStringLiteral("many")};
    QTest::newRow("no time") << QStringList{QStringLiteral("--demo"), QStringLiteral("0")};
    QTest::newRow("theme") << QStringList{QStringLiteral("--theme"), QStringLiteral("pink")};
}

void TestOptions::wrongUseIsStatusTwo()
{
    QFETCH(QStringList, arguments);
    const auto options = readOptions(QStringList{QStringLiteral("splitscope")} + arguments);
    QCOMPARE(options.status, 2);
    QVERIFY(!options.message.isEmpty());
}

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
