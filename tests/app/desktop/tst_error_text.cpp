// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/error_text.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace splitscope;

namespace {

QSet<QString> argumentsOf(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\{([a-z]+)\\}"));
    QSet<QString> names;
    for (auto match = pattern.globalMatch(text); match.hasNext();)
        names.insert(match.next().captured(1));
    return names;
}

QString coreTemplate(ErrorCode code)
{
    const auto text = errorTemplate(code);
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

class TestErrorText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasASentence();
    void noSentenceNamesAnArgumentThatTheCodeDoesNotHave();
    void argumentsArePutIn();
    void anArgumentThatLooksLikeAPlaceholderStaysAsItIs();
};

void TestErrorText::everyCodeHasASentence()
{
    QSet<QString> said;
    for (const auto code : allErrorCodes()) {
        const auto text = errorTextTemplate(code);
        QVERIFY2(!text.isEmpty(), errorName(code).data());
        QVERIFY2(!said.contains(text), qPrintable(text));
        QVERIFY2(!text.contains(QStringLiteral("--")), qPrintable(text)); // options are for the command line
        said.insert(text);
    }
}

void TestErrorText::noSentenceNamesAnArgumentThatTheCodeDoesNotHave()
{
    for (const auto code : allErrorCodes()) {
        const auto known = argumentsOf(coreTemplate(code));
        const auto named = argumentsOf(errorTextTemplate(code));
        QVERIFY2(known.contains(named), errorName(code).data());
        // What failed must be said; how to help may differ between window and command line.
        for (const auto *subject : {"file", "why", "camera", "source", "address"}) {
            if (known.contains(QLatin1String(subject)))
                QVERIFY2(named.contains(QLatin1String(subject)), errorName(code).data());
        }
    }
}

void TestErrorText::argumentsArePutIn()
{
    const Error error{ErrorCode::ModelUnsupported, {{"file", "net.pt"}, {"why", "its output is a string."}}};
    QCOMPARE(errorText(error), QStringLiteral("net.pt cannot be opened: its output is a string."));
}

void TestErrorText::anArgumentThatLooksLikeAPlaceholderStaysAsItIs()
{
    const Error error{ErrorCode::ModelUnsupported, {{"why", "{file} is odd."}, {"file", "net.pt"}}};
    QCOMPARE(errorText(error), QStringLiteral("net.pt cannot be opened: {file} is odd."));
}

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_error_text.moc"
