// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/study_service.h"

#include "core/graph/user_cache.h"
#include "core/plan_setup/study_cases.h"
#include "core/study/study_runner.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace splitscope {

namespace {

constexpr double mostLoss = 0.01;
constexpr const char *heldOutScenes = "scenes:900000..900999"; ///< nothing is trained on them

/// A source that holds the same frames for everybody who looks.
std::string repeatable(const QString &source)
{
    return !source.startsWith(QLatin1String("scenes")) && QFileInfo::exists(source) ? source.toStdString()
                                                                                    : std::string(heldOutScenes);
}

} // namespace

StudyService::StudyService(const Extent &extent, QObject *parent)
    : QObject(parent)
    , m_extent(extent)
{
    m_pool.setMaxThreadCount(1);
}

StudyService::~StudyService()
{
    m_wish.next();
    m_pool.waitForDone();
}

void StudyService::read(std::shared_ptr<const Model> model, const QString &file)
{
    cancel();
    start(model, [path = std::filesystem::path(QFile::encodeName(file).toStdString()), model](std::uint64_t) {
        auto study = readStudy(path);
        if (const auto why = whyNotOfModel(study, *model); !why.empty())
            throw Failure(ErrorCode::InvalidArgument, {{"what", "The study " + path.string()}, {"why", why}});
        return study;
    });
}

void StudyService::run(std::shared_ptr<const Model> model, const QString &source)
{
    cancel();
    m_running = true;
    StudyOptions options;
    options.source = repeatable(source);
    options.frames = m_extent.frames;
    options.calibrationFrames = m_extent.calibrationFrames;
    options.cuts = m_extent.cuts;
    options.folder = userCacheFolder() / "studies" / model->hash().substr(0, 16);
    start(model, [this, model, options](std::uint64_t wish) mutable {
        options.progress = [this, wish](std::int64_t done, std::int64_t all, const std::string &what) {
            const int percent = static_cast<int>(100 * done / std::max<std::int64_t>(all, 1));
            m_wish.post(
                wish, [this, percent, said = QString::fromStdString(what)] { Q_EMIT progressed(percent, said); });
            return m_wish.is(wish);
        };
        return runStudy(model, options);
    });
}

void StudyService::cancel()
{
    m_wish.next();
    end();
}

void StudyService::end()
{
    if (!m_running)
        return;
    m_running = false;
    Q_EMIT ended();
}

void StudyService::start(
    const std::shared_ptr<const Model> &model, const std::function<Study(std::uint64_t wish)> &make)
{
    const auto wish = m_wish.next();
    m_pool.start([this, model, make, wish] {
        if (!m_wish.is(wish))
            return;
        const auto fail = [&](const Error &error) {
            m_wish.post(wish, [this, error] {
                Q_EMIT failed(error);
                end();
            });
        };
        try {
            const auto view = studyView(std::make_shared<const Study>(make(wish)), model->graph(), mostLoss);
            m_wish.post(wish, [this, view] {
                Q_EMIT ready(view);
                end();
            });
        } catch (const Failure &failure) {
            fail(failure.error());
        } catch (const std::exception &exception) {
            fail({ErrorCode::Internal, {{"why", exception.what()}}});
        }
    });
}

} // namespace splitscope
