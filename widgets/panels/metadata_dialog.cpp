// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/metadata_dialog.h"

#include "core/graph/metadata_guess.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/metadata_input_form.h"
#include "widgets/panels/metadata_task_form.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSet>
#include <QVBoxLayout>

namespace splitscope {

namespace {

template <typename Form>
void removeForms(std::vector<Form *> &forms)
{
    for (auto *form : forms)
        delete form;
    forms.clear();
}

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont large(label->font());
    large.setPointSizeF(1.15 * large.pointSizeF());
    large.setBold(true);
    label->setFont(large);
    return label;
}

QVBoxLayout *plainColumn(int spacing)
{
    auto *column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing);
    return column;
}

/// The first of `name`, `name_2`, `name_3` ... that no other task has.
std::string freeName(const std::string &name, QSet<QString> &taken)
{
    auto free = QString::fromStdString(name);
    for (int i = 2; taken.contains(free); ++i)
        free = QStringLiteral("%1_%2").arg(QString::fromStdString(name)).arg(i);
    taken.insert(free);
    return free.toStdString();
}

} // namespace

MetadataDialog::MetadataDialog(const QString &fileName, const QString &sidecar, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("metadataDialog"));
    setWindowTitle(tr("Describe %1").arg(fileName));
    const auto shown = [this](const QString &name) { return fontMetrics().elidedText(name, Qt::ElideMiddle, 200); };
    m_message = new MessageBar(this);
    auto *words =
        new QLabel(tr("What the inputs of %1 look like and what its outputs mean. It is kept beside the model as %2.")
                       .arg(shown(fileName), shown(sidecar)),
            this);
    words->setToolTip(sidecar);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setContentsMargins(16, 12, 16, 4);
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("metadataScroll"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(makeForms());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_message);
    column->addWidget(words);
    column->addWidget(m_scroll, 1);
    column->addWidget(makeFoot());
    setMinimumSize(420, 320);
    resize(560, 600);
    refresh();
}

QWidget *MetadataDialog::makeForms()
{
    auto *forms = new QWidget;
    m_inputColumn = plainColumn(16);
    m_taskColumn = plainColumn(16);
    m_outputHint = new QLabel(tr("The model is run once to find them."), forms);
    m_outputHint->setWordWrap(true);
    m_find = new QPushButton(tr("&Find the outputs"), forms);
    m_find->setObjectName(QStringLiteral("metadataFind"));
    auto *column = new QVBoxLayout(forms);
    column->setContentsMargins(16, 8, 16, 8);
    column->setSpacing(8);
    column->addWidget(heading(tr("Inputs"), forms));
    column->addLayout(m_inputColumn);
    column->addSpacing(16);
    column->addWidget(heading(tr("Outputs"), forms));
    column->addWidget(m_outputHint);
    column->addLayout(m_taskColumn);
    column->addWidget(m_find, 0, Qt::AlignLeft);
    column->addStretch(1);
    connect(m_find, &QPushButton::clicked, this, &MetadataDialog::askForOutputs);
    return forms;
}

QWidget *MetadataDialog::makeFoot()
{
    auto *foot = new QWidget(this);
    m_state = new QLabel(foot);
    m_state->setObjectName(QStringLiteral("metadataState"));
    m_state->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, foot);
    m_save = buttons->addButton(tr("&Save and open"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(QStringLiteral("metadataSave"));
    auto *cancel = buttons->button(QDialogButtonBox::Cancel);
    cancel->setObjectName(QStringLiteral("metadataCancel"));
    cancel->setIcon({}); // words say it; the other button has none either
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 8, 16, 12);
    row->setSpacing(8);
    row->addWidget(m_state, 1);
    row->addWidget(buttons);
    connect(m_save, &QPushButton::clicked, this, &MetadataDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return foot;
}

void MetadataDialog::setMetadata(const ModelMetadata &metadata, bool guessed)
{
    m_base = metadata;
    removeForms(m_inputs);
    removeForms(m_tasks);
    for (const auto &input : metadata.inputs) {
        auto *form = new MetadataInputForm(static_cast<int>(m_inputs.size()), m_scroll->widget());
        form->setInput(input, guessed);
        m_inputColumn->addWidget(form);
        m_inputs.push_back(form);
        connect(form, &MetadataInputForm::changed, this, &MetadataDialog::refresh);
        form->show();
    }
    if (!m_inputs.empty())
        m_inputs.front()->setFocus();
    refresh();
}

void MetadataDialog::setOutputs(const std::vector<ModelOutput> &outputs, bool guess)
{
    removeForms(m_tasks);
    QSet<QString> taken;
    for (const auto &output : outputs) {
        if (guess) {
            auto task = guessedTask(output.key, output.info);
            task.name = freeName(task.name, taken);
            addTask(output, task, true);
            continue;
        }
        const auto before = m_tasks.size();
        for (const auto &task : m_base.tasks) {
            if (task.output == output.key)
                addTask(output, task, false);
        }
        if (m_tasks.size() == before)
            addTask(output, std::nullopt, false);
    }
    refresh();
    if (guess && !m_tasks.empty())
        QMetaObject::invokeMethod(
            this, [this] { m_scroll->ensureWidgetVisible(m_tasks.front(), 0, 64); }, Qt::QueuedConnection);
}

void MetadataDialog::addTask(const ModelOutput &output, const std::optional<TaskSpec> &task, bool guessed)
{
    auto *form = new MetadataTaskForm(static_cast<int>(m_tasks.size()), output, m_scroll->widget());
    form->setTask(task, guessed);
    m_taskColumn->addWidget(form);
    m_tasks.push_back(form);
    connect(form, &MetadataTaskForm::changed, this, &MetadataDialog::refresh);
    form->show();
}

void MetadataDialog::setBusy(bool busy)
{
    m_busy = busy;
    if (busy)
        m_message->dismiss();
    m_scroll->setEnabled(!busy);
    refresh();
}

void MetadataDialog::showProblem(const QString &sentence)
{
    m_message->showMessage(MessageBar::Kind::Problem, sentence);
}

std::optional<std::vector<InputSpec>> MetadataDialog::inputs() const
{
    std::vector<InputSpec> all;
    for (const auto *form : m_inputs) {
        const auto input = form->input();
        if (!input)
            return std::nullopt;
        all.push_back(*input);
    }
    return all;
}

QString MetadataDialog::tasksProblem() const
{
    QSet<QString> names;
    for (const auto *form : m_tasks) {
        if (!form->problem().isEmpty())
            return tr("An output needs a look.");
        if (form->isTask() && names.contains(form->name()))
            return tr("Two tasks are called %1.").arg(form->name());
        if (form->isTask())
            names.insert(form->name());
    }
    return m_tasks.empty() || !names.isEmpty() ? QString() : tr("At least one output is a task.");
}

std::optional<ModelMetadata> MetadataDialog::metadata() const
{
    const auto described = inputs();
    if (!described || !tasksProblem().isEmpty())
        return std::nullopt;
    auto metadata = m_base;
    metadata.inputs = *described;
    metadata.tasks.clear();
    for (const auto *form : m_tasks) {
        if (const auto task = form->task())
            metadata.tasks.push_back(*task);
    }
    return metadata;
}

void MetadataDialog::refresh()
{
    const bool inputsFit = inputs().has_value();
    m_outputHint->setVisible(m_tasks.empty());
    m_find->setVisible(m_tasks.empty());
    m_find->setEnabled(inputsFit);
    m_save->setEnabled(!m_busy && metadata().has_value());
    // Enter does what comes next.
    m_find->setDefault(m_tasks.empty());
    m_save->setDefault(!m_tasks.empty());
    if (m_busy)
        m_state->setText(tr("Trying the model\u2026"));
    else
        m_state->setText(inputsFit ? tasksProblem() : tr("An input needs a look."));
}

void MetadataDialog::askForOutputs()
{
    auto metadata = m_base;
    const auto described = inputs();
    if (!described)
        return;
    metadata.inputs = *described;
    metadata.tasks.clear();
    Q_EMIT outputsRequested(metadata);
}

void MetadataDialog::save()
{
    if (const auto described = metadata())
        Q_EMIT saveRequested(*described);
}

} // namespace splitscope
