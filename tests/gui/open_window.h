// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/main_window.h"
#include "tests/support/small_model.h"
#include "widgets/graph/graph_view.h"

#include <QAction>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace splitscope::testing {

constexpr int patience = 30000; // a machine that also compiles

/// The whole window with the small model open, for tests that drive it. Settings and caches of their own.
class OpenWindow {
public:
    OpenWindow()
    {
        if (!folder.isValid())
            qFatal("no temporary folder");
        qputenv("XDG_CONFIG_HOME", path("config").toLocal8Bit());
        qputenv("XDG_CACHE_HOME", path("cache").toLocal8Bit()); // nothing measured yet
        file = QString::fromStdString(saveSmallModel(folder.path().toStdString()).string());
    }

    /// A new window, shown, without a model.
    void make()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support).*")));
        window = std::make_unique<MainWindow>(
            Workspace::Surroundings{SPLITSCOPE_BIN_DIR "/splitscope-edge", SPLITSCOPE_BIN_DIR "/splitscope-cli", 2});
        window->show();
    }

    /// False where the model did not open in time.
    bool open(const QString &name) const
    {
        window->openFile(name);
        return QTest::qWaitFor([this] { return window->workspace().hasModel() && graph().isVisible(); }, patience);
    }

    template <typename T>
    T *find(const char *name) const
    {
        auto *found = window->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("the window has no %s", name);
        return found;
    }

    QString path(const char *name) const { return folder.filePath(QLatin1String(name)); }
    QAction *action(const char *id) const { return window->actions().action(QLatin1String(id)); }
    GraphView &graph() const { return window->graphView(); }
    const GraphPicture &picture() const { return graph().graphScene().picture(); }
    const LayerGraph &model() const { return *window->workspace().model().graph; }
    const Cut &cut() const { return window->workspace().cut(); }

    /// A layer that stands in a module with others.
    int layerInModule() const
    {
        for (int layer = 0; layer < model().size(); ++layer) {
            if (!modulesAround(model(), layer).empty())
                return layer;
        }
        qFatal("the small model has no module with several layers");
        return -1;
    }

    QTemporaryDir folder;
    QString file; ///< the small model's
    std::unique_ptr<MainWindow> window;
};

} // namespace splitscope::testing
