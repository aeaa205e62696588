// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/model_card_view.h"
#include "core/graph/sha256.h"
#include "core/model/model.h"
#include "tests/support/small_model.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace splitscope;

class TestModelCardView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto file = testing::saveSmallModel(m_folder.path().toStdString());
        m_hash = sha256OfFile(file);
        m_model = Model::open(file);
    }
    void init()
    {
        for (const auto *name : {"small.card.json", "recipe.json"})
            QFile::remove(path(name));
    }
    void withoutACardItSaysWhereOneIsLookedFor();
    void whatIsCountedIsTheGraphs();
    void aCardIsOfTheseWeightsOrOfOthers();
    void aDamagedCardIsASentence();
    void aRecipeIsFoundBesideTheCardAlone();

private:
    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    void write(const char *name, const std::string &text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.c_str());
    }

    QTemporaryDir m_folder;
    std::string m_hash;
    std::shared_ptr<const Model> m_model;
};

void TestModelCardView::withoutACardItSaysWhereOneIsLookedFor()
{
    const auto view = cardViewOf(*m_model);
    QVERIFY(!view.card && view.problem.isEmpty() && !view.ofOtherWeights);
    QCOMPARE(view.cardFile, path("small.card.json"));
}

void TestModelCardView::whatIsCountedIsTheGraphs()
{
    const auto view = cardViewOf(*m_model);
    QCOMPARE(view.file, QStringLiteral("small.pt"));
    QCOMPARE(view.bytes, QFile(path("small.pt")).size());
    QCOMPARE(view.tasks.size(), std::size_t(3));
    QCOMPARE(view.tasks[1], (std::pair<QString, std::string>(QStringLiteral("depth"), "depth")));
    QVERIFY(view.parameters > 0 && view.macs > view.parameters);
}

void TestModelCardView::aCardIsOfTheseWeightsOrOfOthers()
{
    write("small.card.json", "{\"name\": \"Small\", \"sha256\": \"" + m_hash + "\"}");
    auto view = cardViewOf(*m_model);
    QVERIFY(view.card && !view.ofOtherWeights);
    QCOMPARE(view.card->name, std::string("Small"));
    write("small.card.json", "{\"name\": \"Small\", \"sha256\": \"" + std::string(64, '0') + "\"}");
    view = cardViewOf(*m_model);
    QVERIFY(view.card && view.ofOtherWeights);
}

void TestModelCardView::aDamagedCardIsASentence()
{
    write("small.card.json", "{\"limits\": 3}");
    const auto view = cardViewOf(*m_model);
    QVERIFY(!view.card);
    QVERIFY2(view.problem.contains(QStringLiteral("small.card.json"))
            && view.problem.endsWith(QStringLiteral("limits is not a list.")),
        qPrintable(view.problem));
}

void TestModelCardView::aRecipeIsFoundBesideTheCardAlone()
{
    const auto found = [this](const std::string &recipe) {
        write("small.card.json", "{\"training\": {\"recipe\": \"" + recipe + "\"}}");
        return cardViewOf(*m_model).recipeFile;
    };
    QCOMPARE(found("recipe.json"), QString());
    write("recipe.json", "{}");
    QCOMPARE(found("recipe.json"), path("recipe.json"));
    QCOMPARE(found("../" + m_folder.path().section(QLatin1Char('/'), -1).toStdString() + "/recipe.json"), QString());
    QCOMPARE(found("/etc/hostname"), QString());
    QCOMPARE(found(".."), QString());
    QCOMPARE(found(""), QString());
}

QTEST_GUILESS_MAIN(TestModelCardView)
#include "tst_model_card_view.moc"
