// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card/metric_words.h"

#include "widgets/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::MetricWords)
};

enum class Unit { Score, Percent, Degrees, Metres };

struct Metric {
    std::string_view name; ///< as core/evaluation/task_meter.h names it
    const char *title;
    Term term;
    bool largerIsGood;
    Unit unit;
};

constexpr std::array metrics{
    Metric{"miou", QT_TRANSLATE_NOOP("splitscope::MetricWords", "mIoU"), Term::Iou, true, Unit::Score},
    Metric{"pixel_accuracy", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Pixel accuracy"), Term::PixelAccuracy, true,
        Unit::Percent},
    Metric{"abs_rel", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Relative error"), Term::DepthError, false,
        Unit::Percent},
    Metric{"rmse_m", QT_TRANSLATE_NOOP("splitscope::MetricWords", "RMSE"), Term::DepthRmse, false, Unit::Metres},
    Metric{"delta_1_25", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Within a factor of 1.25"), Term::DepthWithin,
        true, Unit::Percent},
    Metric{"mean_deg", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Mean angle"), Term::NormalAngle, false,
        Unit::Degrees},
    Metric{"median_deg", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Median angle"), Term::NormalAngle, false,
        Unit::Degrees},
    Metric{"within_11_25_deg", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Within 11.25\u00b0"), Term::NormalWithin,
        true, Unit::Percent},
    Metric{"f1", QT_TRANSLATE_NOOP("splitscope::MetricWords", "F-score"), Term::BoundaryF1, true, Unit::Score},
    Metric{"precision", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Precision"), Term::Precision, true, Unit::Score},
    Metric{"recall", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Recall"), Term::Recall, true, Unit::Score},
    Metric{"map", QT_TRANSLATE_NOOP("splitscope::MetricWords", "mAP"), Term::BoxMap, true, Unit::Score},
    Metric{"map50", QT_TRANSLATE_NOOP("splitscope::MetricWords", "mAP50"), Term::BoxMap, true, Unit::Score},
    Metric{"top1", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Top-1"), Term::TopOne, true, Unit::Percent},
    Metric{"top1_clear", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Top-1, clear pictures"), Term::TopOne, true,
        Unit::Percent},
    Metric{"rank_tau", QT_TRANSLATE_NOOP("splitscope::MetricWords", "Order of classes"), Term::RankOrder, true,
        Unit::Score},
};

const Metric *find(const std::string &name)
{
    const auto found =
        std::find_if(metrics.begin(), metrics.end(), [&](const Metric &metric) { return metric.name == name; });
    return found == metrics.end() ? nullptr : &*found;
}

QString withUnit(const QString &number, Unit unit)
{
    switch (unit) {
    case Unit::Score:
        return number;
    case Unit::Percent:
        return Tr::tr("%1 %").arg(number);
    case Unit::Degrees:
        return number + QStringLiteral("\u00b0");
    case Unit::Metres:
        return Tr::tr("%1 m").arg(number);
    }
    return number;
}

double inUnit(double value, Unit unit) { return unit == Unit::Percent ? 100.0 * value : value; }

QString readable(const std::string &name)
{
    return QString::fromStdString(name).replace(QLatin1Char('_'), QLatin1Char(' '));
}

} // namespace

MetricWords metricWords(const std::string &metric)
{
    if (const auto *known = find(metric))
        return {QCoreApplication::translate("splitscope::MetricWords", known->title), known->term, known->largerIsGood};
    if (metric == "clear_part")
        return {Tr::tr("Clear pictures"), std::nullopt, std::nullopt};
    return {readable(metric), std::nullopt, std::nullopt};
}

QString metricText(const std::string &metric, double value)
{
    const auto *known = find(metric);
    const auto unit = known != nullptr ? known->unit : Unit::Score;
    return withUnit(threeDigits(inUnit(value, unit)), unit);
}

QString intervalText(const CardMetric &metric)
{
    if (!metric.interval)
        return {};
    const auto *known = find(metric.name);
    const auto unit = known != nullptr ? known->unit : Unit::Score;
    const auto figure = threeDigits(inUnit(metric.value, unit), QLocale::c());
    constexpr int mostDecimals = 3; // three columns have to fit side by side
    const auto decimals = std::min(mostDecimals, static_cast<int>(figure.section(QLatin1Char('.'), 1).size()));
    const auto end = [&](double value) {
        return metric.value == 0.0 ? threeDigits(inUnit(value, unit))
                                   : QLocale().toString(inUnit(value, unit), 'f', decimals);
    };
    return QStringLiteral("%1\u2013%2").arg(end((*metric.interval)[0]), end((*metric.interval)[1]));
}

std::vector<CardMetric> inReadingOrder(std::vector<CardMetric> all, const std::string &first)
{
    const auto place = [&first](const CardMetric &metric) {
        const auto *known = find(metric.name);
        return metric.name == first ? -1 : known != nullptr ? known - metrics.data() : std::ptrdiff_t{metrics.size()};
    };
    std::stable_sort(
        all.begin(), all.end(), [&](const CardMetric &a, const CardMetric &b) { return place(a) < place(b); });
    return all;
}

QString variantTitle(const std::string &variant)
{
    if (variant.empty())
        return Tr::tr("this model");
    if (variant == "teachers")
        return Tr::tr("teachers");
    if (variant == "joint")
        return Tr::tr("trained jointly");
    return readable(variant);
}

std::optional<Term> variantTerm(const std::string &variant)
{
    if (variant == "teachers")
        return Term::Teacher;
    if (variant == "joint")
        return Term::JointTraining;
    return std::nullopt;
}

QString taskKindWords(const std::string &kind)
{
    if (kind == "normals")
        return Tr::tr("surface normals");
    if (kind == "boundary")
        return Tr::tr("boundaries");
    if (kind == "detection")
        return Tr::tr("object boxes");
    if (kind == "tensor")
        return Tr::tr("plain numbers");
    return QString::fromStdString(kind);
}

} // namespace splitscope
