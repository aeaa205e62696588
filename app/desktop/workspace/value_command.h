// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QUndoCommand>

#include <functional>

namespace splitscope {

/// A change of one value, as a step that can be undone. What a slider sends in quick succession, under one text, is one
/// step.
template <typename Value>
class ValueCommand : public QUndoCommand {
public:
    /// Where the value lives; it may refuse one. Both must outlive the command.
    struct Place {
        std::function<Value()> now;
        std::function<void(const Value &)> set;
    };

    static constexpr qint64 pauseMs = 1000; ///< between two values of one slider that are two steps

    /// \param id of all commands of this type, and of none of another. \param slides whether it may be one of several
    /// values in quick succession
    ValueCommand(int id, const QString &text, Place place, Value wanted, bool slides)
        : QUndoCommand(text)
        , m_id(id)
        , m_place(std::move(place))
        , m_before(m_place.now())
        , m_wanted(std::move(wanted))
        , m_slides(slides)
    {
        m_made.start();
    }

    int id() const override { return m_id; }

    bool mergeWith(const QUndoCommand *later) override
    {
        const auto *other = static_cast<const ValueCommand *>(later);
        if (!m_slides || !other->m_slides || m_made.elapsed() > pauseMs || other->text() != text())
            return false;
        m_wanted = other->m_wanted;
        m_made.restart();
        return true;
    }

    void redo() override
    {
        m_place.set(m_wanted);
        setObsolete(!(m_place.now() == m_wanted));
    }

    void undo() override { m_place.set(m_before); }

private:
    const int m_id;
    const Place m_place;
    const Value m_before;
    Value m_wanted;
    const bool m_slides;
    QElapsedTimer m_made;
};

} // namespace splitscope
