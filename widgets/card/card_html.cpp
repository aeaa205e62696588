// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card/card_html.h"

#include "widgets/card/html_text.h"
#include "widgets/card/metric_words.h"
#include "widgets/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::CardHtml)
};

QString escaped(const std::string &text) { return QString::fromStdString(text).toHtmlEscaped(); }

/// Builds the text from its top to its end.
class Writer : private HtmlText {
public:
    Writer(const CardView &view, const Theme &theme, double pointSize)
        : HtmlText(theme, pointSize)
        , m_view(view)
    {
    }

    QString write()
    {
        writeHead();
        if (!m_view.card)
            writeNoCard();
        writeCounted();
        if (m_view.card) {
            writeFigures(*m_view.card);
            writeSizes(*m_view.card);
            writeData(*m_view.card);
            writeTraining(*m_view.card);
            writeRest(*m_view.card);
        }
        return html();
    }

private:
    void facts(const std::vector<CardFact> &facts);

    void writeHead();
    void writeNoCard();
    void writeCounted();
    void writeFigures(const ModelCard &card);
    void writeMeasured(const ModelCard &card);
    void writeTask(const CardTask &task);
    void writeAlone(const CardTask &task);
    void writeBeside(const CardTask &task);
    void writeWorse(const CardTask &task);
    void writeSizes(const ModelCard &card);
    void writeData(const ModelCard &card);
    void writeTraining(const ModelCard &card);
    void writeRest(const ModelCard &card);
    QString metricTitle(const std::string &metric) const;
    QString valueCell(const CardVariant &variant, const std::string &metric) const;

    const CardView &m_view;
};

void Writer::writeHead()
{
    const auto *card = m_view.card ? &*m_view.card : nullptr;
    const auto name = card != nullptr && !card->name.empty() ? escaped(card->name) : m_view.name.toHtmlEscaped();
    add(QStringLiteral("<p style='margin-top:0px; margin-bottom:0px'><b>%1</b></p>").arg(name));
    if (card != nullptr)
        paragraph(card->purpose.empty() ? muted(Tr::tr("What it is for is not stated.")) : escaped(card->purpose));
    if (!m_view.problem.isEmpty())
        warn(m_view.problem);
    if (m_view.ofOtherWeights)
        warn(Tr::tr("This card is of other weights: it names another SHA-256 than %1 has. Its figures are not of this "
                    "file.")
                 .arg(m_view.file));
}

void Writer::writeNoCard()
{
    if (m_view.problem.isEmpty())
        paragraph(Tr::tr("This model has no card."), 8);
    note(Tr::tr("A model card says what a model is for, what it learned from, how well it answers and under which "
                "licence. It lies beside the weights:"));
    paragraph(QStringLiteral("<code>%1</code>").arg(m_view.cardFile.toHtmlEscaped()));
}

void Writer::writeCounted()
{
    openTable();
    const auto stated =
        m_view.card && !m_view.card->license.empty() ? escaped(m_view.card->license) : m_view.license.toHtmlEscaped();
    fact(Tr::tr("Licence"), stated.isEmpty() ? muted(Tr::tr("not stated")) : stated);
    fact(Tr::tr("File"), m_view.file.toHtmlEscaped());
    fact(Tr::tr("Size"), bytesText(m_view.bytes));
    fact(mutedTerm(Tr::tr("Parameters"), Term::Parameters), countText(m_view.parameters));
    fact(mutedTerm(Tr::tr("MACs"), Term::Macs), countText(m_view.macs));
    closeTable();
    note(Tr::tr("Size, parameters and MACs are counted in the file."));
    if (m_view.card && !m_view.card->bottleneck.empty()) {
        note(mutedTerm(Tr::tr("Bottleneck"), Term::Bottleneck));
        paragraph(escaped(m_view.card->bottleneck), 0);
    }
    if (m_view.card && m_view.card->hasFigures())
        return; // the tasks follow with their figures
    heading(Tr::tr("Tasks"));
    openTable();
    for (const auto &[name, kind] : m_view.tasks)
        fact(name.toHtmlEscaped(),
            QString::fromStdString(kind) == name ? QString() : taskKindWords(kind).toHtmlEscaped());
    closeTable();
}

void Writer::writeFigures(const ModelCard &card)
{
    if (!card.hasFigures())
        return;
    heading(m_view.ofOtherWeights ? Tr::tr("How well other weights answered") : Tr::tr("How well it answers"));
    writeMeasured(card);
    for (const auto &task : card.tasks)
        writeTask(task);
    note(Tr::tr("\u2191 larger is better, \u2193 smaller is better"));
    if (!card.evaluationCommand.empty()) {
        note(Tr::tr("Measured by"));
        command(QString::fromStdString(card.evaluationCommand));
    }
}

void Writer::writeMeasured(const ModelCard &card)
{
    QStringList words;
    if (card.frames && !card.frameSeeds.empty())
        words << Tr::tr("On %1 frames, seeds %2.")
                     .arg(QLocale().toString(static_cast<qlonglong>(*card.frames)), escaped(card.frameSeeds));
    else if (card.frames)
        words << Tr::tr("On %1 frames.").arg(QLocale().toString(static_cast<qlonglong>(*card.frames)));
    else
        words << Tr::tr("On how many frames is not stated.");
    if (!card.confidence.empty())
        words << Tr::tr("%1: %2.").arg(
            mutedTerm(Tr::tr("Intervals"), Term::ConfidenceInterval), escaped(card.confidence));
    note(words.join(QLatin1Char(' ')));
}

QString Writer::metricTitle(const std::string &metric) const
{
    const auto words = metricWords(metric);
    auto title = explained(words.title, words.term);
    if (words.largerIsGood)
        title += *words.largerIsGood ? QStringLiteral("&nbsp;\u2191") : QStringLiteral("&nbsp;\u2193");
    return title;
}

void Writer::writeTask(const CardTask &task)
{
    const auto kind = taskKindWords(task.kind);
    const bool said = kind.isEmpty() || kind == QString::fromStdString(task.name);
    strip(escaped(task.name) + (said ? QString() : muted(QStringLiteral(" \u2013 ") + kind.toHtmlEscaped())));
    if (task.variants.empty())
        note(Tr::tr("not measured"));
    else if (task.variants.size() == 1)
        writeAlone(task);
    else
        writeBeside(task);
}

/// A line for each metric: title, value, interval.
void Writer::writeAlone(const CardTask &task)
{
    openTable();
    for (const auto &metric : inReadingOrder(task.variants.front().metrics, task.metric)) {
        add(QStringLiteral("<tr><td style='padding-right:8px'>%1</td><td align='right' style='white-space:nowrap; "
                           "padding-right:8px'>%2</td><td align='right' style='white-space:nowrap'>%3</td></tr>")
                .arg(metricTitle(metric.name), metricText(metric.name, metric.value), small(intervalText(metric))));
    }
    closeTable();
}

QString Writer::valueCell(const CardVariant &variant, const std::string &metric) const
{
    const auto *found = variant.metric(metric);
    if (found == nullptr)
        return QStringLiteral("\u2013");
    auto cell = metricText(metric, found->value);
    if (found->interval)
        cell += QStringLiteral("<br>") + small(intervalText(*found));
    return cell;
}

/// A column for each variant; the metric's title stands above its values, so that three fit side by side.
void Writer::writeBeside(const CardTask &task)
{
    const auto columns = task.variants.size();
    const auto width = 100 / static_cast<int>(columns);
    const auto title = [&](const QString &html) {
        return QStringLiteral("<td width='%1%' align='right'>%2</td>").arg(width).arg(html);
    };
    const auto cell = [&](const QString &html) {
        return QStringLiteral("<td width='%1%' align='right' style='white-space:nowrap'>%2</td>").arg(width).arg(html);
    };
    openTable();
    add(QStringLiteral("<tr>"));
    for (const auto &variant : task.variants)
        add(title(mutedTerm(variantTitle(variant.name), variantTerm(variant.name))));
    add(QStringLiteral("</tr>"));
    for (const auto &metric : inReadingOrder(task.variants.front().metrics, task.metric)) {
        add(QStringLiteral("<tr><td colspan='%1'>%2</td></tr><tr>").arg(columns).arg(metricTitle(metric.name)));
        for (const auto &variant : task.variants)
            add(cell(valueCell(variant, metric.name)));
        add(QStringLiteral("</tr>"));
    }
    closeTable();
    writeWorse(task);
}

void Writer::writeWorse(const CardTask &task)
{
    if (!task.worse || task.metric.empty())
        return;
    const auto title = metricWords(task.metric).title.toHtmlEscaped();
    const auto percent = threeDigits(100.0 * std::abs(*task.worse));
    const auto other = variantTitle(task.variants[1].name).toHtmlEscaped();
    if (*task.worse == 0.0)
        note(Tr::tr("%1: equal to %2").arg(title, other));
    else if (*task.worse > 0.0)
        note(Tr::tr("%1: %2 % worse than %3").arg(title, percent, other));
    else
        note(Tr::tr("%1: %2 % better than %3").arg(title, percent, other));
}

void Writer::writeSizes(const ModelCard &card)
{
    if (card.variants.empty())
        return;
    heading(Tr::tr("Compared with"));
    openTable();
    const auto number = [this](const std::optional<std::int64_t> &count) {
        return count ? countText(*count) : muted(QStringLiteral("\u2013"));
    };
    const auto line = [&](const QString &name, const QString &parameters, const QString &macs) {
        add(QStringLiteral("<tr><td>%1</td><td align='right'>%2</td><td align='right'>%3</td></tr>")
                .arg(name, parameters, macs));
    };
    line({}, mutedTerm(Tr::tr("parameters"), Term::Parameters), mutedTerm(Tr::tr("MACs"), Term::Macs));
    line(variantTitle({}), number(m_view.parameters), number(m_view.macs));
    for (const auto &variant : card.variants)
        line(explained(variantTitle(variant.name), variantTerm(variant.name)), number(variant.parameters),
            number(variant.macs));
    closeTable();
    const auto &first = card.variants.front();
    if (first.parameters.value_or(0) > 0)
        note(Tr::tr("%1 % of the parameters of %2")
                 .arg(threeDigits(
                          100.0 * static_cast<double>(m_view.parameters) / static_cast<double>(*first.parameters)),
                     variantTitle(first.name).toHtmlEscaped()));
}

/// As they stand in the card; large counts with the locale's separators, but not numbers that are names.
void Writer::facts(const std::vector<CardFact> &facts)
{
    for (const auto &[name, value] : facts) {
        bool whole = false;
        const auto count = QString::fromStdString(value).toLongLong(&whole);
        const bool isName = name.find("seed") != std::string::npos;
        fact(escaped(name).replace(QLatin1Char('_'), QLatin1Char(' ')),
            whole && !isName ? QLocale().toString(count) : escaped(value));
    }
}

void Writer::writeData(const ModelCard &card)
{
    if (card.training.data.empty())
        return;
    heading(Tr::tr("Data"));
    openTable();
    facts(card.training.data);
    closeTable();
}

void Writer::writeTraining(const ModelCard &card)
{
    const auto &training = card.training;
    if (training.command.empty() && training.recipe.empty() && !training.minutes)
        return;
    heading(Tr::tr("Recipe"));
    openTable();
    fact(Tr::tr("File"), training.recipe.empty() ? muted(Tr::tr("not stated")) : escaped(training.recipe));
    facts(training.settings);
    if (training.minutes)
        fact(Tr::tr("Training time"),
            *training.minutes < 120.0 ? Tr::tr("%1 min").arg(threeDigits(*training.minutes))
                                      : Tr::tr("%1 h").arg(threeDigits(*training.minutes / 60.0)));
    closeTable();
    for (const auto &words : {training.machine, training.note}) {
        if (!words.empty())
            note(escaped(words));
    }
    if (!training.command.empty())
        command(QString::fromStdString(training.command));
}

void Writer::writeRest(const ModelCard &card)
{
    if (!card.compression.empty()) {
        heading(explained(Tr::tr("Compression"), Term::Compressibility));
        paragraph(escaped(card.compression));
        if (!card.compressionCommand.empty())
            command(QString::fromStdString(card.compressionCommand));
    }
    if (!card.limits.empty()) {
        heading(Tr::tr("Limits"));
        for (const auto &limit : card.limits)
            paragraph(QStringLiteral("\u2022 ") + escaped(limit));
    }
    QStringList missing;
    if (!card.hasFigures())
        missing << Tr::tr("how well it answers");
    if (card.training.data.empty())
        missing << Tr::tr("data");
    if (card.training.recipe.empty() && card.training.command.empty())
        missing << Tr::tr("recipe");
    if (!missing.isEmpty())
        paragraph(muted(Tr::tr("Not stated: %1.").arg(missing.join(QStringLiteral(", ")))), 16);
    else if (card.sha256.empty())
        paragraph(muted(Tr::tr("The card does not say of which weights it is (sha256).")), 16);
    paragraph(small(m_view.cardFile.toHtmlEscaped()), 16);
}

} // namespace

QString cardHtml(const CardView &view, const Theme &theme, double pointSize)
{
    return Writer(view, theme, pointSize).write();
}

} // namespace splitscope
