// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFormLayout>
#include <QLabel>
#include <QString>
#include <QWidget>

namespace splitscope {

/// A field of the metadata forms with its label: both forms have their fields in one column. `parent` owns them.
template <typename Field>
Field *addMetadataField(
    QWidget *parent, QFormLayout *form, const QString &objectName, const QString &label, const QString &help)
{
    auto *field = new Field(parent);
    field->setObjectName(objectName);
    field->setToolTip(help);
    auto *words = new QLabel(label, parent);
    words->setBuddy(field);
    words->setMinimumWidth(words->fontMetrics().horizontalAdvance(QStringLiteral("Deviation:"))); // the longest
    form->addRow(words, field);
    return field;
}

} // namespace splitscope
