// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/widgets/sample_codec_reading.h"
#include "widgets/codec/codec_panel.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QRegularExpression>
#include <QTest>
#include <QTreeWidget>

#include <memory>
#include <string>
#include <vector>

Q_DECLARE_METATYPE(splitscope::Codec)

namespace splitscope::testing {

/// A codec panel on the screen, and a hand on it: what tests of the panel derive from.
class CodecPanelCase : public QObject {
protected:
    /// A new one; call it before each test.
    void showPanel()
    {
        QLocale::setDefault(QLocale::c());
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
        installTheme(*qApp, ThemeChoice::Light);
        m_panel = std::make_unique<CodecPanel>();
        m_panel->resize(300, 800);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }

    template <typename Widget>
    Widget *find(const char *name) const
    {
        auto *found = m_panel->findChild<Widget *>(QLatin1String(name));
        Q_ASSERT(found != nullptr);
        return found;
    }
    QString said(const char *label) const { return find<QLabel>(label)->text(); }
    void choose(const QString &kind) const
    {
        auto *box = find<QComboBox>("codecKind");
        const int index = box->findText(kind);
        QVERIFY2(index >= 0, qPrintable(kind));
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }
    void cross(const std::vector<CrossingTensor> &tensors, bool picture = false) const
    {
        m_panel->setSubject(CodecSubject{tensors, picture});
    }
    void read(const std::vector<CrossingTensor> &tensors) const
    {
        m_panel->setReading(std::make_shared<const CodecReading>(testing::readingOf(tensors, m_panel->codec())));
    }
    std::string text() const { return m_panel->codec().text(); }
    QTreeWidgetItem *row(int index) const { return find<QTreeWidget>("crossingRows")->topLevelItem(index); }

    std::unique_ptr<CodecPanel> m_panel;
};

} // namespace splitscope::testing
