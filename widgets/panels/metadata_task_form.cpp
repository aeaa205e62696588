// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/metadata_task_form.h"

#include "core/graph/task_layout.h"
#include "widgets/panels/elided_label.h"
#include "widgets/panels/metadata_field.h"
#include "widgets/panels/metadata_problem.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace splitscope {

namespace {

constexpr int noTask = -1;
constexpr std::array allKinds{TaskKind::Segmentation, TaskKind::Depth, TaskKind::Normals, TaskKind::Boundary,
    TaskKind::Detection, TaskKind::Classification, TaskKind::Tensor};
constexpr std::array allForms{ReturnForm::Full, ReturnForm::ClassIndex, ReturnForm::Fp16, ReturnForm::Int8x3};

QString kindText(TaskKind kind)
{
    switch (kind) {
    case TaskKind::Segmentation:
        return MetadataTaskForm::tr("Segmentation");
    case TaskKind::Depth:
        return MetadataTaskForm::tr("Depth");
    case TaskKind::Normals:
        return MetadataTaskForm::tr("Surface normals");
    case TaskKind::Boundary:
        return MetadataTaskForm::tr("Boundary");
    case TaskKind::Detection:
        return MetadataTaskForm::tr("Detection");
    case TaskKind::Classification:
        return MetadataTaskForm::tr("Classification");
    case TaskKind::Tensor:
        return MetadataTaskForm::tr("Another tensor");
    }
    return {};
}

QString formText(ReturnForm form)
{
    switch (form) {
    case ReturnForm::Full:
        return MetadataTaskForm::tr("All of it");
    case ReturnForm::ClassIndex:
        return MetadataTaskForm::tr("The best class (8 bit)");
    case ReturnForm::Fp16:
        return MetadataTaskForm::tr("Half precision (16 bit)");
    case ReturnForm::Int8x3:
        return MetadataTaskForm::tr("A direction (3 x 8 bit)");
    }
    return {};
}

QString describe(const ModelOutput &output)
{
    const auto type = dtypeName(output.info.dtype);
    return QStringLiteral("%1 %2").arg(QString::fromStdString(shapeText(output.info.shape)),
        QString::fromUtf8(type.data(), static_cast<qsizetype>(type.size())));
}

} // namespace

MetadataTaskForm::MetadataTaskForm(int number, const ModelOutput &output, QWidget *parent)
    : QWidget(parent)
    , m_prefix(QStringLiteral("task%1").arg(number))
    , m_output(output)
{
    const auto key = QString::fromStdString(output.key);
    auto *title = new ElidedLabel(key.isEmpty() ? tr("Output") : tr("Output %1").arg(key), this);
    QFont bold(title->font());
    bold.setBold(true);
    title->setFont(bold);
    auto *shape = new QLabel(describe(output), this);
    shape->setObjectName(m_prefix + QStringLiteral("shape"));
    m_guess = new QLabel(tr("Guessed: please check"), this);
    m_guess->setObjectName(m_prefix + QStringLiteral("guess"));
    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(m_guess, 0, Qt::AlignRight);
    m_form = new QFormLayout;
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(8);
    m_form->setVerticalSpacing(4);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(shape);
    column->addLayout(m_form);
    makeFields();
    setTask(std::nullopt, false);
}

template <typename Field>
Field *MetadataTaskForm::add(const char *name, const QString &label, const QString &help)
{
    return addMetadataField<Field>(this, m_form, m_prefix + QLatin1String(name), label, help);
}

void MetadataTaskForm::makeFields()
{
    m_kind = add<QComboBox>("kind", tr("Task"), tr("What the output means; only what its shape allows is offered"));
    m_kind->addItem(tr("None: not returned"), noTask);
    for (const auto kind : allKinds) {
        if (whyNotKind(kind, m_output.info).empty())
            m_kind->addItem(kindText(kind), static_cast<int>(kind));
    }
    m_name = add<QLineEdit>("name", tr("Name"), tr("How the task is called in charts and results"));
    m_returns = add<QComboBox>("returns", tr("Returns"), tr("What the edge sends back of it"));
    m_unit = add<QLineEdit>("unit", tr("Unit"), tr("For instance m; may stay empty"));
    m_classes = add<QPlainTextEdit>("classes", tr("Classes"), tr("One name a line, or with commas between them"));
    m_classes->setTabChangesFocus(true);
    m_classes->setPlaceholderText(tr("One a line; may stay empty"));
    m_classes->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_classes->setFixedHeight(4 * m_classes->fontMetrics().lineSpacing() + 12);
    m_problem = new MetadataProblem(m_prefix + QStringLiteral("problem"), this);
    m_form->addRow(QString(), m_problem);
    for (auto *combo : {m_kind, m_returns}) {
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(8);
    }
    connect(m_kind, &QComboBox::currentIndexChanged, this, &MetadataTaskForm::takeKind);
    connect(m_returns, &QComboBox::currentIndexChanged, this, &MetadataTaskForm::takeChange);
    connect(m_name, &QLineEdit::textChanged, this, &MetadataTaskForm::takeChange);
    connect(m_unit, &QLineEdit::textChanged, this, &MetadataTaskForm::takeChange);
    connect(m_classes, &QPlainTextEdit::textChanged, this, &MetadataTaskForm::takeChange);
}

void MetadataTaskForm::setTask(const std::optional<TaskSpec> &task, bool guessed)
{
    m_filling = true;
    m_given = task.value_or(TaskSpec{});
    const auto wanted = task ? m_kind->findData(static_cast<int>(task->kind)) : m_kind->findData(noTask);
    m_kind->setCurrentIndex(wanted >= 0 ? wanted : m_kind->findData(static_cast<int>(TaskKind::Tensor)));
    m_name->setText(QString::fromStdString(m_given.name));
    m_unit->setText(QString::fromStdString(m_given.unit));
    QStringList names;
    for (const auto &name : m_given.classes)
        names << QString::fromStdString(name);
    m_classes->setPlainText(names.join(QLatin1Char('\n')));
    offerReturns(m_given.returns);
    m_guess->setVisible(guessed);
    m_filling = false;
    refresh();
}

void MetadataTaskForm::offerReturns(ReturnForm wanted)
{
    m_returns->clear();
    for (const auto form : allForms) {
        const bool classes = form != ReturnForm::ClassIndex || hasClasses() || wanted == form;
        if (classes && whyNotReturned(form, m_output.info).empty())
            m_returns->addItem(formText(form), static_cast<int>(form));
    }
    m_returns->setCurrentIndex(std::max(0, m_returns->findData(static_cast<int>(wanted))));
}

bool MetadataTaskForm::isTask() const { return m_kind->currentData().toInt() != noTask; }

TaskKind MetadataTaskForm::kind() const
{
    return isTask() ? static_cast<TaskKind>(m_kind->currentData().toInt()) : TaskKind::Tensor;
}

bool MetadataTaskForm::hasClasses() const
{
    return isTask()
        && (kind() == TaskKind::Segmentation || kind() == TaskKind::Classification || kind() == TaskKind::Detection);
}

QString MetadataTaskForm::name() const { return m_name->text().trimmed(); }

std::vector<std::string> MetadataTaskForm::classes() const
{
    const auto text = m_classes->toPlainText().trimmed();
    const auto separator = text.contains(QLatin1Char('\n')) ? QLatin1Char('\n') : QLatin1Char(',');
    std::vector<std::string> names;
    for (const auto &name : text.split(separator, Qt::SkipEmptyParts))
        names.push_back(name.trimmed().toStdString());
    return names;
}

QString MetadataTaskForm::problem() const
{
    if (!isTask())
        return {};
    if (name().isEmpty())
        return tr("Every task has a name.");
    const auto named = static_cast<qint64>(classes().size());
    if (kind() != TaskKind::Detection && hasClasses() && named > 0 && named != m_output.info.shape[1])
        return tr("The output has %1 classes, but %2 are named.").arg(m_output.info.shape[1]).arg(named);
    return {};
}

std::optional<TaskSpec> MetadataTaskForm::task() const
{
    if (!isTask() || !problem().isEmpty())
        return std::nullopt;
    TaskSpec task = m_given;
    task.output = m_output.key;
    task.name = name().toStdString();
    task.kind = kind();
    task.returns = static_cast<ReturnForm>(m_returns->currentData().toInt());
    task.unit = m_unit->text().trimmed().toStdString();
    task.classes = hasClasses() ? classes() : std::vector<std::string>();
    if (task.classes.size() != task.colors.size())
        task.colors.clear(); // they belonged to other classes
    return task;
}

void MetadataTaskForm::takeChange()
{
    if (m_filling)
        return;
    m_guess->hide();
    refresh();
    Q_EMIT changed();
}

/// Another kind returns something else; a name that was only its kind's follows.
void MetadataTaskForm::takeKind()
{
    if (m_filling)
        return;
    m_filling = true;
    offerReturns(usualReturn(kind(), m_output.info));
    bool kindsName = m_name->text().isEmpty();
    for (const auto other : allKinds)
        kindsName = kindsName || name().toStdString() == taskKindName(other);
    if (kindsName && isTask())
        m_name->setText(QString::fromStdString(std::string(taskKindName(kind()))));
    m_filling = false;
    takeChange();
}

void MetadataTaskForm::refresh()
{
    m_form->setRowVisible(m_name, isTask());
    m_form->setRowVisible(m_returns, isTask());
    m_form->setRowVisible(m_unit, isTask() && (kind() == TaskKind::Depth || kind() == TaskKind::Tensor));
    m_form->setRowVisible(m_classes, hasClasses());
    m_problem->setProblem(problem());
    m_form->setRowVisible(m_problem, !problem().isEmpty());
}

} // namespace splitscope
