// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/model_opener.h"

#include "app/desktop/workspace/model_card_view.h"
#include "core/model/guarded_open.h"

#include <QFile>

namespace splitscope {

ModelOpener::ModelOpener(std::filesystem::path probe, QObject *parent)
    : QObject(parent)
    , m_probe(std::move(probe))
{
    // Two, so that a new wish does not wait for one that is being dropped.
    m_pool.setMaxThreadCount(2);
}

ModelOpener::~ModelOpener()
{
    ++m_wish;
    m_pool.waitForDone();
}

void ModelOpener::open(const QString &file)
{
    const auto wish = ++m_wish;
    m_busy = true;
    m_pool.start([this, file, wish] { work(file, wish); });
}

void ModelOpener::cancel()
{
    ++m_wish;
    if (!m_busy)
        return;
    m_busy = false;
    Q_EMIT cancelled();
}

void ModelOpener::work(const QString &file, std::uint64_t wish)
{
    const auto stale = [this, wish] { return m_wish != wish; };
    const auto post = [this, stale](auto report) {
        QMetaObject::invokeMethod(
            this,
            [this, stale, report] {
                if (stale())
                    return;
                m_busy = false;
                report();
            },
            Qt::QueuedConnection);
    };
    try {
        GuardOptions guard;
        guard.probeProgram = m_probe;
        guard.cancelled = stale;
        OpenModel result;
        result.model = openModelGuarded(std::filesystem::path(QFile::encodeName(file).toStdString()), {}, guard);
        if (stale())
            return;
        result.graph = std::shared_ptr<const LayerGraph>(result.model, &result.model->graph());
        result.layout = layoutGraph(*result.graph);
        result.facts = std::make_shared<const LayerFacts>(LayerFacts{cutsAfterLayers(*result.graph), {}});
        result.card = std::make_shared<const CardView>(cardViewOf(*result.model));
        result.startingCut = startingCut(*result.graph, result.whyUncuttable);
        post([this, result] { Q_EMIT opened(result); });
    } catch (const Failure &failure) {
        post([this, error = failure.error()] { Q_EMIT failed(error); });
    } catch (const std::exception &exception) {
        const Error error{ErrorCode::Internal, {{"why", exception.what()}}};
        post([this, error] { Q_EMIT failed(error); });
    }
}

} // namespace splitscope
