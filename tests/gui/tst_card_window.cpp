// SPDX-License-Identifier: GPL-3.0-or-later
// The model's card in the running window.
#include "core/graph/sha256.h"
#include "tests/gui/open_window.h"
#include "widgets/card/card_panel.h"
#include "widgets/card/card_text.h"

#include <QDesktopServices>
#include <QFile>
#include <QPushButton>

using namespace splitscope;

class TestCardWindow : public QObject, private testing::OpenWindow {
    Q_OBJECT

private Q_SLOTS:
    void init() { make(); }
    void cleanup()
    {
        QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
        window.reset();
        QFile::remove(path("small.card.json"));
        QFile::remove(path("recipe.json"));
    }
    void theCardIsAnActionAway();
    void aModelWithoutACardSaysWhatOneIs();
    void aNewCardIsReadWhenTheModelIsOpenedAgain();
    void theRecipeOpensWhereTheDesktopOpensSuchFiles();

public Q_SLOTS:
    void takeUrl(const QUrl &url) { m_opened << url.toLocalFile(); }

private:
    QString text() const { return find<CardText>("cardText")->toPlainText(); }
    void write(const char *name, const QByteArray &content) const
    {
        QFile target(path(name));
        QVERIFY(target.open(QIODevice::WriteOnly));
        target.write(content);
    }
    void writeCard(const QByteArray &hash) const
    {
        write("small.card.json",
            R"({"name": "Small", "purpose": "Tells three things.", "sha256": ")" + hash
                + R"(", "training": {"recipe": "recipe.json", "command": "train it"}})");
    }

    QStringList m_opened;
};

void TestCardWindow::theCardIsAnActionAway()
{
    writeCard(QByteArray::fromStdString(sha256OfFile(file.toStdString())));
    QVERIFY(open(file));
    QVERIFY(!find<CardPanel>("cardPanel")->isVisible()); // the context comes first
    action("card")->trigger();
    QVERIFY(find<CardPanel>("cardPanel")->isVisible());
    QVERIFY(text().contains(QStringLiteral("Tells three things.")));
    QVERIFY(!text().contains(QStringLiteral("other weights")));
}

void TestCardWindow::aModelWithoutACardSaysWhatOneIs()
{
    QVERIFY(!action("card")->isEnabled());
    QVERIFY(text().contains(QStringLiteral("Open a model")));
    QVERIFY(open(file));
    QVERIFY(text().contains(QStringLiteral("This model has no card.")));
    QVERIFY(text().contains(path("small.card.json")));
}

void TestCardWindow::aNewCardIsReadWhenTheModelIsOpenedAgain()
{
    writeCard("0000");
    QVERIFY(open(file));
    QVERIFY(text().contains(QStringLiteral("This card is of other weights")));
    write("small.card.json", "{\"limits\": 3}");
    window->openFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(text().contains(QStringLiteral("limits is not a list.")), testing::patience);
}

void TestCardWindow::theRecipeOpensWhereTheDesktopOpensSuchFiles()
{
    writeCard({});
    write("recipe.json", "{}");
    QVERIFY(open(file));
    action("card")->trigger();
    QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "takeUrl");
    find<QPushButton>("cardRecipe")->click();
    QCOMPARE(m_opened, QStringList{path("recipe.json")});
}

QTEST_MAIN(TestCardWindow)
#include "tst_card_window.moc"
