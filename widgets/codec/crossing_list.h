// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QTreeWidget;

namespace splitscope {

/// The tensors that cross, where there are several: which of them a choice is for (checked), and of which one details
/// are shown (current). All are checked at first, and always at least one is.
class CrossingList : public QWidget {
    Q_OBJECT

public:
    explicit CrossingList(QWidget *parent = nullptr);

    /// Keeps checks and the current one of tensors that were there before.
    void setTensors(const std::vector<CrossingTensor> &tensors);
    /// What stands beside a tensor's name.
    void setWords(int tensor, const QString &codec, const QString &bytes);

    std::vector<int> checked() const; ///< indices, ascending
    int current() const;              ///< -1 where there is none
    QTreeWidget *rows() const { return m_rows; }

Q_SIGNALS:
    /// A hand chose otherwise.
    void checkedChanged();
    void currentChanged();

private:
    void takeAll(bool all);
    void takeRow();
    void showAll();
    void fitHeight();
    int rowHeight() const; ///< pixels

    std::vector<CrossingTensor> m_tensors;
    QCheckBox *m_all = nullptr; // children of the list
    QTreeWidget *m_rows = nullptr;
};

} // namespace splitscope
