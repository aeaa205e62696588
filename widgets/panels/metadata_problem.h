// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace splitscope {

/// The sentence under a field that says what is wrong with it; takes no room where nothing is.
class MetadataProblem : public QLabel {
    Q_OBJECT

public:
    explicit MetadataProblem(const QString &objectName, QWidget *parent = nullptr);

    void setProblem(const QString &sentence);
};

} // namespace splitscope
