// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/planning_service.h"

#include "core/planning/presets.h"

#include <QFileInfo>

#include <algorithm>

namespace splitscope {

PlanningService::PlanningService(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1); // the planner is of one thread at a time
}

PlanningService::~PlanningService()
{
    ++m_newest;
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.reset();
    }
    m_pool.waitForDone();
}

std::optional<PlanFigures> PlanningService::figuresOf(const Cut &cut) const
{
    if (m_view && m_request.codec.picture && cut.isEdge() && m_view->current.cut.isEdge())
        return m_view->current.figures; // the evaluator prices tensors
    return m_evaluator ? m_evaluator->figures(cut) : std::nullopt;
}

LiveStandIn PlanningService::standInFor(const Cut &cut) const
{
    return m_evaluator && !m_view->estimated ? m_evaluator->standInFor(cut) : LiveStandIn();
}

std::string PlanningService::nextPinLabel() const
{
    for (int number = 0;; ++number) {
        const auto letter = std::string(1, static_cast<char>('A' + number % 26));
        const auto label = number < 26 ? letter : letter + std::to_string(number / 26);
        const auto taken = [&](const PinnedPlan &pin) { return pin.label == label; };
        if (std::none_of(m_request.pins.begin(), m_request.pins.end(), taken))
            return label;
    }
}

void PlanningService::setModel(std::shared_ptr<const Model> model, const Cut &cut)
{
    m_request.model = std::move(model);
    m_request.cut = cut;
    m_request.profile.reset();
    m_request.study.reset();
    m_request.pins.clear();
    m_view.reset();
    m_evaluator.reset();
    m_firstOfModel = m_newest + 1;
    Q_EMIT pinsChanged();
    ask();
}

void PlanningService::setProfile(std::shared_ptr<const LayerProfile> profile)
{
    if (!m_request.model || profile == m_request.profile
        || (profile && profile->key.modelHash != m_request.model->hash()))
        return;
    m_request.profile = std::move(profile);
    ask();
}

void PlanningService::setMachine(const Board &here)
{
    m_request.here = here;
    ask();
}

void PlanningService::setCut(const Cut &cut)
{
    if (cut == m_request.cut)
        return;
    m_request.cut = cut;
    ask();
}

void PlanningService::setCodec(const Codec &codec)
{
    auto wanted = codec;
    wanted.constants.clear(); // they cost nothing
    if (wanted == m_request.codec)
        return;
    m_request.codec = wanted;
    ask();
}

void PlanningService::setStudy(std::shared_ptr<const Study> study)
{
    m_request.study = std::move(study);
    ask();
}

void PlanningService::setLink(const LinkSpec &link)
{
    if (link == m_request.link)
        return;
    m_request.link = link;
    if (const auto preset = presetOf(link))
        m_request.radio = *preset; // it stays when the rates are moved from there
    ask();
}

void PlanningService::setRadio(const std::string &preset)
{
    if (preset == m_request.radio || (!preset.empty() && !radioPresets().contains(preset)))
        return;
    m_request.radio = preset;
    ask();
}

void PlanningService::setChoice(const PlanningChoice &choice)
{
    if (choice == m_request.choice)
        return;
    try {
        checkPlanningChoice(choice);
        if (choice.device != m_request.choice.device)
            checkMachineName(choice.device);
        if (choice.edge != m_request.choice.edge)
            checkMachineName(choice.edge);
    } catch (const Failure &failure) {
        Q_EMIT problem(failure.error());
        return;
    }
    m_request.choice = choice;
    Q_EMIT choiceChanged(choice);
    ask();
}

void PlanningService::setPictures(const QString &source)
{
    const bool given = source.startsWith(QLatin1String("scenes")) || QFileInfo::exists(source);
    const auto pictures = given ? source.toStdString() : std::string("scenes");
    if (pictures == m_request.pictures)
        return;
    m_request.pictures = pictures;
    ask();
}

void PlanningService::setPins(const std::vector<PinnedPlan> &pins)
{
    m_request.pins = pins;
    Q_EMIT pinsChanged();
    ask();
}

void PlanningService::setDeploymentsWanted(bool wanted)
{
    if (wanted == m_request.deployments)
        return;
    m_request.deployments = wanted;
    if (wanted && !(m_view && m_view->deployments))
        ask();
}

void PlanningService::ask()
{
    if (!m_request.model)
        return;
    m_request.generation = ++m_newest;
    const std::lock_guard lock(m_mutex);
    m_waiting = m_request;
    if (m_working)
        return;
    m_working = true;
    m_pool.start([this] { work(); });
}

void PlanningService::work()
{
    while (true) {
        PlanningRequest request;
        {
            const std::lock_guard lock(m_mutex);
            if (!m_waiting) {
                m_working = false;
                return;
            }
            request = std::move(*m_waiting);
            m_waiting.reset();
        }
        const auto isNewest = [this, &request] { return m_newest == request.generation; };
        m_worker.answer(request, isNewest, [this](PlanningAnswer answer) {
            QMetaObject::invokeMethod(
                this, [this, answer = std::move(answer)] { take(answer); }, Qt::QueuedConnection);
        });
    }
}

void PlanningService::take(PlanningAnswer answer)
{
    const bool stale = m_view && answer.generation < m_view->generation;
    if (stale || answer.generation < m_firstOfModel)
        return;
    if (answer.error) {
        if (answer.generation != m_newest)
            return; // what was wrong is no longer asked for
        Q_EMIT problem(*answer.error);
        return;
    }
    m_view = std::move(answer.view);
    m_evaluator = std::move(answer.evaluator);
    Q_EMIT viewReady(m_view);
}

} // namespace splitscope
