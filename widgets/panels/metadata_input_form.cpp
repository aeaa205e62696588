// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/metadata_input_form.h"

#include "core/graph/error.h"
#include "core/graph/given_input.h"
#include "core/graph/picture_normalisation.h"
#include "widgets/panels/metadata_field.h"
#include "widgets/panels/metadata_problem.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace splitscope {

namespace {

constexpr std::array allTypes{DType::Float32, DType::Float16, DType::BFloat16, DType::Float64, DType::Int8,
    DType::UInt8, DType::Int16, DType::Int32, DType::Int64, DType::Bool};
constexpr int customNormalisation = -1; ///< data of the entry that no name stands for

/// As files and command lines write numbers, whatever the desktop's language is.
QString numberText(double value) { return QString::number(value, 'g', 10); }

QString rangeText(const std::array<double, 2> &range)
{
    return QStringLiteral("%1..%2").arg(numberText(range[0]), numberText(range[1]));
}

QString threeText(const std::array<double, 3> &values)
{
    return QStringLiteral("%1, %2, %3").arg(numberText(values[0]), numberText(values[1]), numberText(values[2]));
}

std::optional<std::array<double, 3>> threeFromText(const QString &text)
{
    const auto parts = text.split(QLatin1Char(','));
    if (parts.size() != 3)
        return std::nullopt;
    std::array<double, 3> values{};
    for (int i = 0; i < 3; ++i) {
        bool good = false;
        values[static_cast<std::size_t>(i)] = parts[i].trimmed().toDouble(&good);
        if (!good)
            return std::nullopt;
    }
    return values;
}

std::optional<Shape> shapeOf(const QString &text)
{
    try {
        return shapeFromText(text.trimmed().toStdString());
    } catch (const Failure &) {
        return std::nullopt;
    }
}

/// Of values of that type; nothing where the text is no range of them.
std::optional<std::array<double, 2>> rangeOf(const QString &text, DType dtype)
{
    try {
        const auto input = "scalar:" + std::string(dtypeName(dtype)) + ":" + text.trimmed().toStdString();
        const auto given = givenInputsFromText(input);
        return given.size() == 1 ? given[0].range : std::nullopt;
    } catch (const Failure &) {
        return std::nullopt;
    }
}

} // namespace

MetadataInputForm::MetadataInputForm(int number, QWidget *parent)
    : QWidget(parent)
    , m_prefix(QStringLiteral("input%1").arg(number))
{
    auto *title = new QLabel(tr("Input %1").arg(number + 1), this);
    QFont bold(title->font());
    bold.setBold(true);
    title->setFont(bold);
    m_guess = new QLabel(tr("Guessed: please check"), this);
    m_guess->setObjectName(m_prefix + QStringLiteral("guess"));
    auto *head = new QHBoxLayout;
    head->addWidget(title);
    head->addWidget(m_guess, 1, Qt::AlignRight);
    m_form = new QFormLayout;
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(8);
    m_form->setVerticalSpacing(4);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addLayout(m_form);
    makeFields();
    connectFields();
    setFocusProxy(m_name);
    setInput({}, false);
}

template <typename Field>
Field *MetadataInputForm::add(const char *name, const QString &label, const QString &help)
{
    return addMetadataField<Field>(this, m_form, m_prefix + QLatin1String(name), label, help);
}

void MetadataInputForm::makeFields()
{
    const auto problem = [this](const char *name) {
        auto *label = new MetadataProblem(m_prefix + QLatin1String(name), this);
        m_form->addRow(QString(), label);
        return label;
    };
    m_name = add<QLineEdit>("name", tr("Name"), tr("The name of the model's argument that it goes to"));
    m_nameProblem = problem("nameProblem");
    m_kind = add<QComboBox>("kind", tr("Kind"), tr("A picture comes from the camera; a tensor is drawn at random"));
    m_kind->addItem(tr("Picture"), static_cast<int>(InputSpec::Kind::Picture));
    m_kind->addItem(tr("Tensor"), static_cast<int>(InputSpec::Kind::Tensor));
    m_shape = add<QLineEdit>("shape", tr("Shape"), tr("Sizes with x between them, for instance 1x3x224x224"));
    m_shape->setPlaceholderText(QStringLiteral("1x3x224x224"));
    m_dtype = add<QComboBox>("dtype", tr("Type"), tr("Type of its elements"));
    for (const auto dtype : allTypes) {
        const auto name = dtypeName(dtype);
        m_dtype->addItem(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())), static_cast<int>(dtype));
    }
    m_shapeProblem = problem("shapeProblem");
    m_normalisation = add<QComboBox>(
        "normalisation", tr("Values"), tr("What the network was trained on: what black and white pixels become"));
    m_normalisation->addItem(tr("0 to 1"), static_cast<int>(PictureNormalisation::ZeroToOne));
    m_normalisation->addItem(tr("ImageNet's mean and deviation"), static_cast<int>(PictureNormalisation::ImageNet));
    m_normalisation->addItem(tr("\u22121 to 1"), static_cast<int>(PictureNormalisation::MinusOneToOne));
    m_normalisation->addItem(tr("Custom"), customNormalisation);
    m_range = add<QLineEdit>("range", tr("Range"), tr("Lowest and highest value, for instance 0..999"));
    m_mean = add<QLineEdit>("mean", tr("Mean"), tr("Of red, green and blue, taken away after scaling to the range"));
    m_std = add<QLineEdit>("std", tr("Deviation"), tr("Of red, green and blue, divided by at the end"));
    m_valueProblem = problem("valueProblem");
    for (auto *combo : {m_kind, m_dtype, m_normalisation}) {
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(8);
    }
}

void MetadataInputForm::connectFields()
{
    for (auto *edit : {m_name, m_shape, m_range, m_mean, m_std})
        connect(edit, &QLineEdit::textChanged, this, &MetadataInputForm::takeChange);
    for (auto *combo : {m_kind, m_dtype})
        connect(combo, &QComboBox::currentIndexChanged, this, &MetadataInputForm::takeChange);
    connect(m_normalisation, &QComboBox::currentIndexChanged, this, &MetadataInputForm::takeNormalisation);
}

void MetadataInputForm::setInput(const InputSpec &input, bool guessed)
{
    m_filling = true;
    m_name->setText(QString::fromStdString(input.name));
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(input.kind)));
    m_shape->setText(input.info.shape.empty() ? QString() : QString::fromStdString(shapeText(input.info.shape)));
    m_dtype->setCurrentIndex(m_dtype->findData(static_cast<int>(input.info.dtype)));
    const auto named = normalisationOf(input);
    m_normalisation->setCurrentIndex(m_normalisation->findData(named ? static_cast<int>(*named) : customNormalisation));
    const bool picture = input.kind == InputSpec::Kind::Picture;
    m_range->setText(input.range || picture ? rangeText(input.valueRange()) : QString());
    m_mean->setText(threeText(input.mean));
    m_std->setText(threeText(input.std));
    m_guess->setVisible(guessed);
    m_filling = false;
    refresh();
}

std::optional<InputSpec> MetadataInputForm::input() const
{
    if (m_name->text().trimmed().isEmpty() || !shapeProblem().isEmpty() || !rangeProblem().isEmpty()
        || !normalisationProblem().isEmpty())
        return std::nullopt;
    InputSpec input;
    input.name = m_name->text().trimmed().toStdString();
    input.kind = static_cast<InputSpec::Kind>(m_kind->currentData().toInt());
    input.info.shape = *shapeOf(m_shape->text());
    input.info.dtype = static_cast<DType>(m_dtype->currentData().toInt());
    if (isPicture() && !isCustom()) {
        applyNormalisation(static_cast<PictureNormalisation>(m_normalisation->currentData().toInt()), input);
        return input;
    }
    if (!m_range->text().trimmed().isEmpty())
        input.range = rangeOf(m_range->text(), input.info.dtype);
    if (isPicture()) {
        input.mean = *threeFromText(m_mean->text());
        input.std = *threeFromText(m_std->text());
    }
    return input;
}

bool MetadataInputForm::isPicture() const
{
    return m_kind->currentData().toInt() == static_cast<int>(InputSpec::Kind::Picture);
}

bool MetadataInputForm::isCustom() const { return m_normalisation->currentData().toInt() == customNormalisation; }

QString MetadataInputForm::shapeProblem() const
{
    const auto shape = shapeOf(m_shape->text());
    if (!shape)
        return tr("Write sizes with x between them, for instance 1x3x224x224.");
    const bool floats = m_dtype->currentData().toInt() == static_cast<int>(DType::Float32);
    if (isPicture()
        && (shape->size() != 4 || (*shape)[0] != 1 || (*shape)[1] != 3 || (*shape)[2] < 1 || (*shape)[3] < 1
            || !floats))
        return tr("A picture is 1x3xHxW of float32: one picture, three colours, height, width.");
    return {};
}

QString MetadataInputForm::rangeProblem() const
{
    const auto text = m_range->text().trimmed();
    const bool needed = isPicture() && isCustom();
    if ((isPicture() && !isCustom()) || (text.isEmpty() && !needed))
        return {};
    return rangeOf(text, static_cast<DType>(m_dtype->currentData().toInt()))
        ? QString()
        : tr(
            "Write the lowest and the highest value that %1 holds here, with two dots between them, for instance 0..1.")
              .arg(m_dtype->currentText());
}

QString MetadataInputForm::normalisationProblem() const
{
    if (!isPicture() || !isCustom())
        return {};
    if (!threeFromText(m_mean->text()))
        return tr("The mean is three numbers with commas between them, for instance 0.5, 0.5, 0.5.");
    const auto deviation = threeFromText(m_std->text());
    if (!deviation || !((*deviation)[0] > 0 && (*deviation)[1] > 0 && (*deviation)[2] > 0))
        return tr("The deviation is three numbers above 0 with commas between them, for instance 0.5, 0.5, 0.5.");
    return {};
}

void MetadataInputForm::takeChange()
{
    if (m_filling)
        return;
    m_guess->hide();
    refresh();
    Q_EMIT changed();
}

/// Custom begins with the numbers of what was chosen before.
void MetadataInputForm::takeNormalisation()
{
    if (m_filling)
        return;
    if (!isCustom()) {
        InputSpec input;
        applyNormalisation(static_cast<PictureNormalisation>(m_normalisation->currentData().toInt()), input);
        m_filling = true;
        m_range->setText(rangeText(input.valueRange()));
        m_mean->setText(threeText(input.mean));
        m_std->setText(threeText(input.std));
        m_filling = false;
    }
    takeChange();
}

void MetadataInputForm::refresh()
{
    const bool custom = isPicture() && isCustom();
    m_form->setRowVisible(m_normalisation, isPicture());
    m_form->setRowVisible(m_range, !isPicture() || custom);
    m_form->setRowVisible(m_mean, custom);
    m_form->setRowVisible(m_std, custom);
    const auto dtype = static_cast<DType>(m_dtype->currentData().toInt());
    const bool floating = dtype <= DType::Float64;
    m_range->setPlaceholderText(floating ? tr("standard normal") : QStringLiteral("0..1"));
    m_nameProblem->setProblem(m_name->text().trimmed().isEmpty() ? tr("Every input has a name.") : QString());
    m_shapeProblem->setProblem(shapeProblem());
    m_valueProblem->setProblem(rangeProblem().isEmpty() ? normalisationProblem() : rangeProblem());
    for (auto *problem : {m_nameProblem, m_shapeProblem, m_valueProblem})
        m_form->setRowVisible(problem, !problem->text().isEmpty());
}

} // namespace splitscope
