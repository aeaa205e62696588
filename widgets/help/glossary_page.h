// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;
class QTextBrowser;

namespace splitscope {

/// Every term and what it means, by the alphabet of the locale, with a filter. Stands beside the work: not modal.
class GlossaryPage : public QDialog {
    Q_OBJECT

public:
    explicit GlossaryPage(QWidget *parent = nullptr);

private:
    void showTerms(const QString &filter);

    QLineEdit *m_filter = nullptr; // children of the page
    QTextBrowser *m_text = nullptr;
};

} // namespace splitscope
