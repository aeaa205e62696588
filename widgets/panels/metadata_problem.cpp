// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/metadata_problem.h"

namespace splitscope {

MetadataProblem::MetadataProblem(const QString &objectName, QWidget *parent)
    : QLabel(parent)
{
    setObjectName(objectName);
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    hide();
}

void MetadataProblem::setProblem(const QString &sentence)
{
    setText(sentence.isEmpty() ? QString() : QStringLiteral("\u25b2 ") + sentence);
    setVisible(!sentence.isEmpty());
}

} // namespace splitscope
