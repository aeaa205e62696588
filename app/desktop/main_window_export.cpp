// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the window as files: the picture of the graph and the figures of its layers.
#include "app/desktop/main_window.h"

#include "app/desktop/error_text.h"
#include "core/exporting/layer_exchange.h"
#include "core/exporting/split_files.h"
#include "widgets/graph/graph_view.h"
#include "widgets/panels/message_bar.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QStatusBar>

namespace splitscope {

namespace {

constexpr int noteMs = 6000; ///< that a file was written is said so long

} // namespace

void MainWindow::connectExports()
{
    connect(&m_exports, &ExportService::written, this, [this](const QString &file, const QString &note) {
        const auto said = tr("Wrote %1.").arg(QFileInfo(file).fileName());
        statusBar()->showMessage(note.isEmpty() ? said : said + QLatin1Char(' ') + note, noteMs);
    });
    connect(&m_exports, &ExportService::failed, this,
        [this](const Error &error) { m_message->showMessage(MessageBar::Kind::Problem, errorText(error)); });
}

void MainWindow::choosePictureFile()
{
    chooseFile(tr("Export the picture"), QStringLiteral("svg"),
        tr("Vector graphic (*.svg);;Picture (*.png);;PDF (*.pdf)"), &MainWindow::exportPicture);
}

void MainWindow::chooseFactsFile()
{
    chooseFile(tr("Export the table of layers"), QStringLiteral("csv"), tr("Table (*.csv)"), &MainWindow::exportFacts);
}

void MainWindow::chooseNodeDataFile()
{
    chooseFile(tr("Export the colours for Model Explorer"), QStringLiteral("json"), tr("Node data (*.json)"),
        &MainWindow::exportNodeData);
}

void MainWindow::chooseAttachmentFile()
{
    chooseFile(tr("Export the figures for Netron"), QStringLiteral("json"), tr("Attachment (*.json)"),
        &MainWindow::exportAttachment);
}

void MainWindow::chooseSplitFolder()
{
    auto *dialog = new QFileDialog(this, tr("Export both halves to a folder"));
    dialog->setObjectName(QStringLiteral("splitFolderDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::exportSplit);
    dialog->open();
}

void MainWindow::exportSplit(const QString &folder)
{
    if (!m_workspace.hasModel())
        return;
    m_exports.write(
        [model = m_workspace.model().model, cut = m_workspace.cut(), codec = m_workspace.codec(),
            path = std::filesystem::path(QFile::encodeName(folder).toStdString())] {
            writeSplit(model, cut, path, codec.codec, codec.constants.get());
        },
        folder);
}

void MainWindow::chooseFile(
    const QString &title, const QString &suffix, const QString &filters, void (MainWindow::*write)(const QString &))
{
    auto *dialog = new QFileDialog(this, title, {}, filters);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(QString::fromStdString(m_workspace.model().model->name()) + QLatin1Char('.') + suffix);
    // The ending follows the kind that was chosen.
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).section(QLatin1Char(')'), 0, 0));
    });
    connect(dialog, &QFileDialog::fileSelected, this, write);
    dialog->open();
}

void MainWindow::exportPicture(const QString &file)
{
    if (m_workspace.hasModel())
        m_exports.writePicture(
            recordGraph(m_graph->graphScene(), QString::fromStdString(m_workspace.model().model->name())), file);
}

void MainWindow::exportFacts(const QString &file)
{
    if (!m_workspace.hasModel())
        return;
    m_exports.writeText([graph = m_workspace.model().graph, facts = m_facts,
                            cut = m_workspace.cut()] { return layersAsCsv(*graph, *facts, cut); },
        file);
}

void MainWindow::exportNodeData(const QString &file)
{
    if (!m_workspace.hasModel())
        return;
    m_exports.writeText(
        [graph = m_workspace.model().graph, facts = m_facts, figure = m_overlay.value_or(LayerFigure::Macs),
            name = m_workspace.model().model->name()] { return layersAsNodeData(*graph, *facts, figure, name); },
        file);
}

void MainWindow::exportAttachment(const QString &file)
{
    if (!m_workspace.hasModel())
        return;
    m_exports.writeText([graph = m_workspace.model().graph, facts = m_facts,
                            cut = m_workspace.cut()] { return layersAsNetronAttachment(*graph, *facts, cut); },
        file);
}

} // namespace splitscope
