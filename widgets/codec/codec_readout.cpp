// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codec/codec_readout.h"

#include "widgets/codec/codec_words.h"
#include "widgets/codec/share_bar.h"
#include "widgets/help/term_hover.h"
#include "widgets/number_text.h"
#include "widgets/panels/elided_label.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace splitscope {

namespace {

QString unknown() { return QStringLiteral("\u2013"); }

void setFigure(QLabel *label, const QString &text, bool current)
{
    label->setText(text);
    label->setForegroundRole(current ? QPalette::WindowText : QPalette::PlaceholderText);
}

QGridLayout *grid(QVBoxLayout *column)
{
    auto *made = new QGridLayout;
    made->setHorizontalSpacing(8);
    made->setVerticalSpacing(4);
    made->setColumnStretch(1, 1);
    column->addLayout(made);
    return made;
}

} // namespace

CodecReadout::CodecReadout(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("codecReadout"));
    setFont(tabularFont(font()));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_grid = grid(column);
    const auto sent = addLine(tr("Sent"), "codecSent", Term::CrossingBytes);
    m_sentName = sent.name;
    m_sentName->setObjectName(QStringLiteral("codecSentName"));
    m_sent = sent.value;
    m_share = new ShareBar(this);
    m_grid->addWidget(m_share, m_grid->rowCount(), 0, 1, 2);
    m_of = new ElidedLabel(this);
    m_of->setObjectName(QStringLiteral("codecOf"));
    m_grid->addWidget(m_of, m_grid->rowCount(), 0, 1, 2);
    m_error = addLine(tr("Error"), "codecError", Term::RelativeError);
    m_encode = addLine(tr("Encode"), "codecEncode", Term::EncodeStage);
    m_decode = addLine(tr("Decode"), "codecDecode", Term::EdgeStage);
    m_source = addNote("codecSource");
    column->addSpacing(8);
    m_agreementTitle = new QLabel(tr("Agreement with the uncut model"), this);
    m_agreementTitle->setObjectName(QStringLiteral("codecAgreement"));
    explainOnHover(m_agreementTitle, Term::Agreement);
    column->addWidget(m_agreementTitle);
    m_tasks = grid(column);
    m_tasks->setColumnStretch(0, 1);
    m_tasks->setColumnStretch(1, 0);
    m_agreementSource = addNote("codecAgreementSource");
    setSent({});
    setReading(nullptr, nullptr, false);
}

CodecReadout::Line CodecReadout::addLine(const QString &title, const char *name, Term term)
{
    Line line{new QLabel(title, this), new ElidedLabel(this)};
    line.value->setObjectName(QLatin1String(name));
    line.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    line.name->setForegroundRole(QPalette::PlaceholderText);
    explainOnHover(line.name, term);
    const int row = m_grid->rowCount();
    m_grid->addWidget(line.name, row, 0);
    m_grid->addWidget(line.value, row, 1);
    return line;
}

QLabel *CodecReadout::addNote(const char *name)
{
    auto *note = new QLabel(this);
    note->setObjectName(QLatin1String(name));
    note->setWordWrap(true);
    note->setTextFormat(Qt::PlainText);
    note->setForegroundRole(QPalette::PlaceholderText);
    layout()->addWidget(note);
    return note;
}

void CodecReadout::setSent(const Sent &sent)
{
    const bool known = sent.after >= 0;
    const auto words = known ? sentText(sent.after, sent.before) : unknown();
    m_sent->setText(sent.beforePacking ? tr("\u2264 %1").arg(words) : words);
    m_sent->setAccessibleName(tr("Sent: %1").arg(m_sent->text()));
    const auto source = !known ? tr("Measured with the next frame")
        : sent.measured        ? tr("Measured: all that is sent, headers of the codec included")
        : sent.beforePacking   ? tr("Computed from shapes, before it is packed; measured with the next frame")
                               : tr("Computed from shapes: all that is sent, headers of the codec included");
    m_sentName->setToolTip(source);
    m_share->setToolTip(source);
    m_share->setShare(sent.before > 0 ? static_cast<double>(sent.after) / static_cast<double>(sent.before) : 0.0);
}

void CodecReadout::setReading(const CodecReading *reading, const TensorReading *tensor, bool current)
{
    const auto milliseconds = [](const std::optional<double> &ms) { return ms ? millisecondsText(*ms) : unknown(); };
    m_of->setVisible(reading != nullptr && reading->tensors.size() > 1 && tensor != nullptr);
    if (tensor != nullptr)
        m_of->setText(QString::fromStdString(tensor->tensor));
    setFigure(m_error.value, tensor != nullptr ? errorText(*tensor) : unknown(), current);
    setFigure(m_encode.value, tensor != nullptr ? milliseconds(tensor->encodeMs) : unknown(), current);
    setFigure(m_decode.value, tensor != nullptr ? milliseconds(tensor->decodeMs) : unknown(), current);
    if (reading == nullptr)
        m_source->setText(tr("No frame yet: start the camera to see error and agreement."));
    else if (!current)
        m_source->setText(tr("Still of the codec before this one"));
    else
        m_source->setText(withShortWords(tr("Measured here on %1").arg(QString::fromStdString(reading->source))));
    m_source->setToolTip(reading != nullptr ? QString::fromStdString(reading->source) : QString());
    showTasks(reading, current);
}

void CodecReadout::showTasks(const CodecReading *reading, bool current)
{
    const std::size_t count = reading != nullptr ? reading->tasks.size() : 0;
    for (; m_taskLines.size() > count; m_taskLines.pop_back()) {
        delete m_taskLines.back().name;
        delete m_taskLines.back().value;
    }
    while (m_taskLines.size() < count) {
        Line line{new ElidedLabel(this), new QLabel(this)};
        line.value->setAlignment(Qt::AlignRight | Qt::AlignTop);
        line.name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        line.name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        line.name->setForegroundRole(QPalette::PlaceholderText);
        const int row = static_cast<int>(m_taskLines.size());
        m_tasks->addWidget(line.name, row, 0);
        m_tasks->addWidget(line.value, row, 1);
        m_taskLines.push_back(line);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto &task = reading->tasks[i];
        const auto name = QString::fromStdString(task.task);
        m_taskLines[i].name->setText(name);
        m_taskLines[i].value->setObjectName(QStringLiteral("codecTask%1").arg(i));
        const auto texts = taskAgreementTexts(task);
        setFigure(m_taskLines[i].value, texts.join(QLatin1Char('\n')), current);
        m_taskLines[i].value->setAccessibleName(tr("%1: %2").arg(name, texts.join(QStringLiteral(", "))));
    }
    m_agreementTitle->setVisible(reading != nullptr);
    m_agreementSource->setVisible(reading != nullptr);
    if (reading == nullptr)
        return;
    m_agreementSource->setToolTip(QString::fromStdString(reading->agreementSource));
    if (count == 0)
        m_agreementSource->setText(tr("Not compared yet."));
    else
        m_agreementSource->setText(withShortWords(tr("Over %1").arg(QString::fromStdString(reading->agreementSource))));
}

} // namespace splitscope
