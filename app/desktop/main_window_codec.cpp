// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to what crosses: the codec panel, what is tried for it, and what is set.
#include "app/desktop/main_window.h"

#include "app/desktop/error_text.h"
#include "widgets/codec/codec_panel.h"
#include "widgets/panels/side_dock.h"
#include "widgets/panels/status_line.h"

#include <QEvent>

#include <utility>

namespace splitscope {

namespace {

/// A hand slides thirty times a second; each codec that is set is another pair of halves.
constexpr int betweenCodecsMs = 150;

} // namespace

void MainWindow::connectCodecs()
{
    m_codecPause.setSingleShot(true);
    connect(&m_codecPause, &QTimer::timeout, this, &MainWindow::requestLaterCodec);
    m_workspace.setCodecCarrier([this](const Cut &cut) { return m_codecs.choiceFor(cut); });
    m_codecs.setSource(m_workspace.source());
    connect(&m_workspace, &Workspace::modelOpened, &m_codecs, [this] {
        m_laterCodec.reset();
        m_codecs.setModel(m_workspace.model().model, m_workspace.cut(), m_workspace.codec());
        m_planning.setCodec(m_workspace.codec().codec);
    });
    connect(&m_workspace, &Workspace::cutChanged, &m_codecs, [this](const Cut &cut) {
        m_codecs.setCut(cut);
        m_codecs.setChoice(m_workspace.codec());
    });
    connect(&m_workspace, &Workspace::codecChanged, this, &MainWindow::showCodec);
    connect(&m_workspace, &Workspace::codecRefused, this,
        [this](const Error &error) { m_codec->setRefusal(errorText(error)); });
    connect(&m_workspace, &Workspace::sourceChanged, &m_codecs, &CodecService::setSource);
    connect(&m_workspace, &Workspace::viewReady, &m_codecs,
        [this](const LiveView &view) { m_codecs.submit(view.camera, view.frameNumber); });
    connectCodecPanel();
}

void MainWindow::connectCodecPanel()
{
    auto *codecs = &m_codecs;
    connect(codecs, &CodecService::subjectChanged, m_codec, [this] { m_codec->setSubject(m_codecs.subject()); });
    connect(codecs, &CodecService::wishChanged, m_codec, [this](const Codec &wish) {
        m_codec->setCodec(wish);
        m_codec->setRefusal({});
    });
    connect(codecs, &CodecService::readingReady, m_codec, &CodecPanel::setReading);
    connect(codecs, &CodecService::calibrationChanged, m_codec, &CodecPanel::setCalibration);
    connect(codecs, &CodecService::resolved, this, &MainWindow::takeCodec);
    connect(
        codecs, &CodecService::problem, m_codec, [this](const Error &error) { m_codec->setRefusal(errorText(error)); });
    connect(codecs, &CodecService::layerErrorsReady, this, [this](std::shared_ptr<const LayerCodecFigures> errors) {
        if (!m_facts || (errors && errors->values.size() != m_facts->cuts.size()))
            return;
        auto facts = *m_facts;
        facts.codecErrors = std::move(errors);
        setFacts(std::make_shared<const LayerFacts>(std::move(facts)));
    });
    connect(m_codec, &CodecPanel::codecChanged, codecs, [this](const Codec &codec) {
        m_codec->setRefusal({});
        m_codecs.request(codec);
    });
    connect(m_codec, &CodecPanel::calibrationWanted, codecs, [this] {
        m_codec->setRefusal({});
        m_codecs.calibrate();
    });
    connect(m_codec, &CodecPanel::calibrationCancelled, codecs, &CodecService::cancelCalibration);
    m_codec->installEventFilter(this);
    m_codecs.setWatched(m_codec->isVisible());
}

/// Sets a codec; while a hand slides, only now and then and at the end.
void MainWindow::takeCodec(const CodecChoice &choice)
{
    m_laterCodec = choice;
    if (!m_codecPause.isActive())
        requestLaterCodec();
}

void MainWindow::requestLaterCodec()
{
    const auto choice = std::exchange(m_laterCodec, std::nullopt);
    if (!choice)
        return;
    m_codecPause.start(betweenCodecsMs);
    m_history.requestCodec(*choice);
}

void MainWindow::showCodec(const CodecChoice &choice)
{
    m_laterCodec.reset();
    m_codecs.setChoice(choice);
    m_planning.setCodec(choice.codec);
    m_recentStages.clear();
    m_statusLine->setCut(*m_workspace.model().graph, m_workspace.cut()); // what was measured was of another one
    showPrediction();
}

/// What the codec needs to know may not be known here: then it is wished.
void MainWindow::takeCutWithCodec(const Cut &cut, const Codec &codec)
{
    m_history.requestCutAndCodec(cut, m_codecs.choiceFor(cut, codec));
    m_codecs.request(codec);
    m_codec->setCodec(m_codecs.wish());
    if (m_codecs.calibration().kind == CalibrationStatus::Kind::Wanted)
        m_leftDock->showPage(m_codec);
}

/// Readings are worked out while the panel can be seen.
bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_codec && (event->type() == QEvent::Show || event->type() == QEvent::Hide))
        m_codecs.setWatched(event->type() == QEvent::Show);
    return QMainWindow::eventFilter(watched, event);
}

} // namespace splitscope
