// SPDX-License-Identifier: GPL-3.0-or-later
// A model card as a panel: what is said, what is marked, and what a hand can do with it.
#include "widgets/card/card_html.h"
#include "widgets/card/card_panel.h"
#include "widgets/card/card_text.h"
#include "widgets/card/metric_words.h"
#include "widgets/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextTable>
#include <QToolTip>

using namespace splitscope;

namespace {

/// A model of two tasks with a card that compares it with others.
CardView sampleView()
{
    CardView view;
    view.name = QStringLiteral("net");
    view.file = QStringLiteral("net.pt");
    view.license = QStringLiteral("MIT");
    view.bytes = 1'765'201;
    view.parameters = 418'032;
    view.macs = 270'729'216;
    view.tasks = {{QStringLiteral("depth"), "depth"}, {QStringLiteral("boxes"), "detection"}};
    view.cardFile = QStringLiteral("/models/net.card.json");
    view.recipeFile = QStringLiteral("/models/recipe.json");
    view.card = modelCardFromJson(R"({"name": "Net", "purpose": "Tells <near> from far.", "license": "GPL-3.0-or-later",
        "sha256": "abc", "architecture": {"teachers": {"depth": {"parameters": 1254096}}},
        "evaluation": {"scenes": 1000, "first_seed": 900000, "confidence": "95 %, bootstrap over scenes", "tasks": {
        "depth": {"kind": "depth", "metric": "abs_rel", "worse": 0.031,
          "chimera": {"abs_rel": {"value": 0.0874, "ci95": [0.0845, 0.0904]}, "delta_1_25": {"value": 0.959}},
          "teachers": {"abs_rel": {"value": 0.0848, "ci95": [0.082, 0.0876]}},
          "joint": {"abs_rel": {"value": 0.0931}}},
        "boxes": {"kind": "detection", "chimera": {"map": {"value": 0.43}}}}},
        "training": {"command": "splitscope-cli train net --out DIR", "recipe": "recipe.json", "minutes": 312,
          "scenes": 10000, "first_seed": 800000}, "limits": ["Knows scenes only."]})",
        "card");
    return view;
}

} // namespace

class TestCardPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
        QLocale::setDefault(QLocale::c());
    }
    void cleanup() { QToolTip::hideText(); }
    void figuresHaveTheirUnitsAndIntervals();
    void everyMetricSaysWhichWayIsGood();
    void aCardIsShownWithAllItSays();
    void variantsAreColumns();
    void aLoneModelHasNoColumns();
    void figuresOfOtherWeightsAreMarked();
    void whatIsNotStatedIsSaid();
    void withoutACardThePanelSaysWhatOneIs();
    void aCardThatCannotBeReadIsASentence();
    void whatAFileSaysIsNoMarkup();
    void aWordExplainsItselfToPointerAndKey();
    void theCommandIsCopiedAndTheRecipeAskedFor();
    void nothingIsClippedInANarrowPanel();
    void coloursFollowThePaletteAndThePlaceStays();

private:
    static QString textOf(const CardPanel &panel) { return panel.findChild<CardText *>()->toPlainText(); }
    static QString textOf(const CardView &view)
    {
        CardPanel panel;
        panel.setView(view);
        return textOf(panel);
    }
    static QPushButton &button(const CardPanel &panel, const char *name)
    {
        return *panel.findChild<QPushButton *>(QLatin1String(name));
    }
    /// The table that holds a text; null where none does.
    static QTextTable *tableWith(const CardPanel &panel, const QString &text)
    {
        auto *document = panel.findChild<CardText *>()->document();
        return document->find(text).currentTable();
    }
};

void TestCardPanel::figuresHaveTheirUnitsAndIntervals()
{
    QCOMPARE(metricText("miou", 0.907), QStringLiteral("0.907"));
    QCOMPARE(metricText("abs_rel", 0.0874), QStringLiteral("8.74 %"));
    QCOMPARE(metricText("mean_deg", 9.3541), QStringLiteral("9.35\u00b0"));
    QCOMPARE(metricText("rmse_m", 0.2213), QStringLiteral("0.221 m"));
    QCOMPARE(metricText("something_else", 12.345), QStringLiteral("12.3"));
    QCOMPARE(intervalText({"abs_rel", 0.0874, {{0.0845, 0.0904}}}), QStringLiteral("8.45\u20139.04"));
    QCOMPARE(intervalText({"f1", 0.106, {{0.0706, 0.141}}}), QStringLiteral("0.071\u20130.141")); // as the figure
    QCOMPARE(intervalText({"map", 0.0, {{0.0, 0.00667}}}), QStringLiteral("0\u20130.00667"));
    QCOMPARE(intervalText({"map", 0.5, {}}), QString());
}

/// As core/evaluation/task_meter.h describes them.
void TestCardPanel::everyMetricSaysWhichWayIsGood()
{
    for (const auto *name : {"miou", "pixel_accuracy", "delta_1_25", "within_11_25_deg", "precision", "recall", "f1",
             "top1", "top1_clear", "rank_tau", "map", "map50"})
        QVERIFY2(metricWords(name).largerIsGood == true && metricWords(name).term, name);
    for (const auto *name : {"abs_rel", "rmse_m", "mean_deg", "median_deg"})
        QVERIFY2(metricWords(name).largerIsGood == false && metricWords(name).term, name);
    QVERIFY(!metricWords("words_per_minute").largerIsGood);
    QCOMPARE(metricWords("words_per_minute").title, QStringLiteral("words per minute"));
}

void TestCardPanel::aCardIsShownWithAllItSays()
{
    const auto text = textOf(sampleView());
    for (const auto *words : {"Net", "Tells <near> from far.", "GPL-3.0-or-later", "1.77 MB", "418 k", "271 M", "depth",
             "object boxes", "On 1000 frames, seeds 900000..900999.", "95 %, bootstrap over scenes", "mAP", "0.430",
             "33.3 % of the parameters of teachers", "10000", "800000", "5.20 h", "recipe.json",
             "splitscope-cli train net --out DIR", "Knows scenes only.", "/models/net.card.json"})
        QVERIFY2(text.contains(QString::fromUtf8(words)), words);
    QVERIFY(!text.contains(QStringLiteral("other weights")) && !text.contains(QStringLiteral("ot stated")));
}

void TestCardPanel::variantsAreColumns()
{
    CardPanel panel;
    panel.setView(sampleView());
    const auto *table = tableWith(panel, QStringLiteral("8.74 %"));
    QVERIFY(table != nullptr);
    QCOMPARE(table->columns(), 3);
    const auto at = [table](int row, int column) {
        auto cursor = table->cellAt(row, column).firstCursorPosition();
        cursor.setPosition(table->cellAt(row, column).lastCursorPosition().position(), QTextCursor::KeepAnchor);
        return cursor.selectedText()
            .replace(QChar::LineSeparator, QLatin1Char(' '))
            .replace(QChar::Nbsp, QLatin1Char(' '));
    };
    QCOMPARE(at(0, 0), QStringLiteral("this model"));
    QCOMPARE(at(0, 1), QStringLiteral("teachers"));
    QCOMPARE(at(0, 2), QStringLiteral("trained jointly"));
    QVERIFY(at(1, 0).startsWith(QStringLiteral("Relative error")) && at(1, 0).endsWith(QChar(0x2193)));
    QCOMPARE(at(2, 0), QStringLiteral("8.74 % 8.45\u20139.04"));
    QCOMPARE(at(2, 1), QStringLiteral("8.48 % 8.20\u20138.76"));
    QCOMPARE(at(2, 2), QStringLiteral("9.31 %"));
    QCOMPARE(at(4, 1), QStringLiteral("\u2013")); // the teachers were not measured so
    QVERIFY(textOf(panel).contains(QStringLiteral("Relative error: 3.10 % worse than teachers")));
}

void TestCardPanel::aLoneModelHasNoColumns()
{
    CardPanel panel;
    panel.setView(sampleView());
    const auto *table = tableWith(panel, QStringLiteral("0.430"));
    QCOMPARE(table->rows(), 1);
    QVERIFY(!textOf(panel).contains(QStringLiteral("better than")));
    auto view = sampleView();
    view.card->tasks[0].worse = -0.02;
    QVERIFY(textOf(view).contains(QStringLiteral("2.00 % better than teachers")));
}

void TestCardPanel::figuresOfOtherWeightsAreMarked()
{
    auto view = sampleView();
    view.ofOtherWeights = true;
    const auto text = textOf(view);
    QVERIFY(text.contains(QStringLiteral("This card is of other weights")) && text.contains(QStringLiteral("net.pt")));
    QVERIFY(text.contains(QStringLiteral("How well other weights answered")));
    QVERIFY(!text.contains(QStringLiteral("How well it answers")));
    QVERIFY(text.contains(QStringLiteral("8.74 %"))); // still shown
}

void TestCardPanel::whatIsNotStatedIsSaid()
{
    auto view = sampleView();
    view.card = modelCardFromJson(R"({"name": "net", "purpose": "Counts sheep."})", "card");
    auto text = textOf(view);
    QVERIFY(text.contains(QStringLiteral("Not stated: how well it answers, data, recipe.")));
    QVERIFY(text.contains(QStringLiteral("MIT")));          // the file's own metadata say it
    QVERIFY(text.contains(QStringLiteral("object boxes"))); // and what it answers
    view.license.clear();
    view.card->purpose.clear();
    text = textOf(view);
    QVERIFY(text.contains(QStringLiteral("What it is for is not stated.")));
    QVERIFY(QRegularExpression(QStringLiteral("Licence\\s+not stated")).match(text).hasMatch());
}

void TestCardPanel::withoutACardThePanelSaysWhatOneIs()
{
    CardPanel panel;
    QVERIFY(textOf(panel).contains(QStringLiteral("Open a model")));
    auto view = sampleView();
    view.card.reset();
    panel.setView(view);
    const auto text = textOf(panel);
    QVERIFY(text.contains(QStringLiteral("This model has no card.")));
    QVERIFY(text.contains(QStringLiteral("A model card says what a model is for")));
    QVERIFY(text.contains(QStringLiteral("/models/net.card.json")) && text.contains(QStringLiteral("418 k")));
    QVERIFY(button(panel, "cardCopy").isHidden() && button(panel, "cardRecipe").isHidden());
}

void TestCardPanel::aCardThatCannotBeReadIsASentence()
{
    auto view = sampleView();
    view.card.reset();
    view.problem = QStringLiteral("The metadata in net.card.json is not valid: name is not a text.");
    const auto text = textOf(view);
    QVERIFY(text.contains(view.problem));
    QVERIFY(!text.contains(QStringLiteral("This model has no card.")) && text.contains(QStringLiteral("418 k")));
}

void TestCardPanel::whatAFileSaysIsNoMarkup()
{
    const auto evil = std::string("<img src='/etc/passwd'><b>&amp;</b>");
    CardView view = sampleView();
    auto &card = *view.card;
    card.name = card.purpose = card.license = card.bottleneck = card.frameSeeds = card.confidence = evil;
    card.evaluationCommand = card.compression = card.compressionCommand = evil;
    card.training = {evil, evil, evil, evil, 1.0, {{evil, evil}}, {{evil, evil}}};
    card.limits = {evil};
    card.tasks = {{evil, evil, evil, {{evil, {{evil, 1.0, {}}}}, {evil, {}}}, 0.5}};
    card.variants = {{evil, 1, 1}};
    view.file = view.cardFile = QString::fromStdString(evil);
    view.ofOtherWeights = true;
    const auto html = cardHtml(view, Theme::fromPalette(QApplication::palette()), 9.0);
    QVERIFY(!html.contains(QStringLiteral("<img")));
    QCOMPARE(html.count(QStringLiteral("&lt;img")), html.count(QStringLiteral("/etc/passwd")));
}

void TestCardPanel::aWordExplainsItselfToPointerAndKey()
{
    CardPanel panel;
    panel.resize(300, 1600);
    panel.setView(sampleView());
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    auto &text = *panel.findChild<CardText *>();
    auto cursor = text.document()->find(QStringLiteral("Relative error"));
    cursor.setPosition(cursor.selectionStart() + 3);
    text.setTextCursor(cursor);
    const auto point = text.cursorRect().center();
    QHelpEvent event(QEvent::ToolTip, point, text.viewport()->mapToGlobal(point));
    QApplication::sendEvent(text.viewport(), &event);
    QCOMPARE(QToolTip::text(), termTip(Term::DepthError));
    QToolTip::hideText();
    text.moveCursor(QTextCursor::Start);
    text.setFocus();
    QTest::keyClick(&text, Qt::Key_Tab); // the first word that is explained
    QTest::keyClick(&text, Qt::Key_Return);
    QCOMPARE(QToolTip::text(), termTip(Term::Parameters));
}

void TestCardPanel::theCommandIsCopiedAndTheRecipeAskedFor()
{
    CardPanel panel;
    auto view = sampleView();
    panel.setView(view);
    QSignalSpy wishes(&panel, &CardPanel::recipeRequested);
    button(panel, "cardRecipe").click();
    QCOMPARE(wishes.size(), 1);
    QCOMPARE(wishes.first().first().toString(), QStringLiteral("/models/recipe.json"));
    button(panel, "cardCopy").click();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("splitscope-cli train net --out DIR"));
    view.recipeFile.clear(); // named, but not there
    panel.setView(view);
    QVERIFY(!button(panel, "cardRecipe").isHidden() && !button(panel, "cardRecipe").isEnabled());
}

void TestCardPanel::nothingIsClippedInANarrowPanel()
{
    auto view = sampleView();
    view.card->name = std::string(200, 'n');
    view.card->bottleneck = std::string(120, 'b');
    view.card->tasks[0].name = std::string(90, 't');
    view.cardFile = QStringLiteral("/a").repeated(100);
    CardPanel panel;
    panel.setView(view);
    panel.resize(240, 500);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    const auto &text = *panel.findChild<CardText *>();
    QVERIFY2(text.horizontalScrollBar()->maximum() == 0,
        qPrintable(QStringLiteral("%1 of %2").arg(text.document()->size().width()).arg(text.viewport()->width())));
}

void TestCardPanel::coloursFollowThePaletteAndThePlaceStays()
{
    CardPanel panel;
    panel.setView(sampleView());
    panel.resize(260, 300);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    auto &text = *panel.findChild<CardText *>();
    text.verticalScrollBar()->setValue(100);
    QPalette dark;
    dark.setColor(QPalette::Window, QColor(0x24272b));
    dark.setColor(QPalette::WindowText, QColor(0xe6e8ea));
    panel.setPalette(dark);
    QVERIFY(text.toHtml().contains(Theme::fromPalette(dark).mutedText.name()));
    QCOMPARE(text.verticalScrollBar()->value(), 100);
}

QTEST_MAIN(TestCardPanel)
#include "tst_card_panel.moc"
