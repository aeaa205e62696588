// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"
#include "widgets/help/glossary.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace splitscope {

class ShareBar;

/// What a codec does, in figures: bytes, error, time, and what each task makes of it. Every block says where its
/// figures come from. Lines stay where they are while figures come and go.
class CodecReadout : public QWidget {
    Q_OBJECT

public:
    /// Bytes that are known from shapes alone, or measured.
    struct Sent {
        std::int64_t before = 0;
        std::int64_t after = 0; ///< -1: not known yet
        bool measured = false;
        bool beforePacking = false; ///< a lossless stage will make fewer of them, by how much is not known yet
    };

    explicit CodecReadout(QWidget *parent = nullptr);

    void setSent(const Sent &sent);
    /// \param tensor that the error and the times are of; null: not known. \param current the reading is of the codec
    /// that is set: else its figures are shown as those of a moment ago
    void setReading(const CodecReading *reading, const TensorReading *tensor, bool current);

private:
    struct Line {
        QLabel *name;
        QLabel *value;
    };

    Line addLine(const QString &title, const char *name, Term term);
    QLabel *addNote(const char *name);
    void showTasks(const CodecReading *reading, bool current);

    QGridLayout *m_grid = nullptr; // children of the readout
    QLabel *m_sentName = nullptr;
    QLabel *m_sent = nullptr;
    ShareBar *m_share = nullptr;
    QLabel *m_of = nullptr; ///< the tensor of error and times, where there are several
    Line m_error{};
    Line m_encode{};
    Line m_decode{};
    QLabel *m_source = nullptr;
    QLabel *m_agreementTitle = nullptr;
    QGridLayout *m_tasks = nullptr;
    std::vector<Line> m_taskLines;
    QLabel *m_agreementSource = nullptr;
};

} // namespace splitscope
