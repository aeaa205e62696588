// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_card.h"
#include "widgets/help/glossary.h"

#include <QString>

#include <optional>

namespace splitscope {

/// How a metric of a model card is said to people.
struct MetricWords {
    QString title;                    ///< "mIoU", "Depth error"; the card's own name where it is not known here
    std::optional<Term> term;         ///< what explains it
    std::optional<bool> largerIsGood; ///< nothing where that is not known
};

MetricWords metricWords(const std::string &metric);

/// "0.907", "8.74 %", "9.35°", "0.221 m": three significant digits, in the metric's unit.
QString metricText(const std::string &metric, double value);
/// "0.899\u20130.915", in the figure's unit, which is not repeated, and with its decimals, three at most; empty where
/// it has none.
QString intervalText(const CardMetric &metric);
/// A variant's metrics as they are read: the one that counts, then those that are known here in a fixed order.
std::vector<CardMetric> inReadingOrder(std::vector<CardMetric> metrics, const std::string &first);

/// The column's title of a variant: "this model", "teachers", "trained jointly"; the card's own name otherwise.
QString variantTitle(const std::string &variant);
std::optional<Term> variantTerm(const std::string &variant);

/// "segmentation", "object boxes"; the card's own word where the kind is not known here.
QString taskKindWords(const std::string &kind);

} // namespace splitscope
