// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/dot_text.h"

#include <QList>

#include <algorithm>
#include <cmath>
#include <map>

namespace splitscope {

namespace {

constexpr double pointsPerInch = 72.0; ///< one pixel of ours is one point of dot's

QByteArray inches(double points) { return QByteArray::number(points / pointsPerInch, 'f', 4); }

struct Column {
    double left = 0.0;
    double right = 0.0;
};

/// A wire as dot draws it: Bezier curves end to end.
struct Spline {
    std::vector<QPointF> points;

    /// Height of the wire at x, by steps fine enough for a picture.
    double at(double x) const
    {
        double best = points.front().y();
        double bestAway = std::abs(points.front().x() - x);
        for (std::size_t i = 0; i + 3 < points.size(); i += 3) {
            for (int step = 1; step <= 16; ++step) {
                const double t = step / 16.0, s = 1.0 - t;
                const QPointF point = s * s * s * points[i] + 3.0 * s * s * t * points[i + 1]
                    + 3.0 * s * t * t * points[i + 2] + t * t * t * points[i + 3];
                if (std::abs(point.x() - x) < bestAway) {
                    bestAway = std::abs(point.x() - x);
                    best = point.y();
                }
            }
        }
        return best;
    }
};

class PlainReader {
public:
    PlainReader(const QByteArray &plain, const LayeredProblem &problem)
        : m_problem(problem)
    {
        m_centres.resize(problem.boxes.size());
        m_splines.resize(problem.edges.size());
        for (const auto &line : plain.split('\n'))
            takeLine(line.simplified().split(' '));
    }

    bool complete() const
    {
        return m_height && m_nodes == m_problem.boxes.size()
            && std::none_of(m_splines.begin(), m_splines.end(), [](const Spline &s) { return s.points.size() < 4; });
    }

    LayeredResult result() const
    {
        LayeredResult result;
        for (std::size_t i = 0; i < m_centres.size(); ++i) {
            const auto &size = m_problem.boxes[i];
            result.boxes.emplace_back(m_centres[i] - QPointF(0.5 * size.width(), 0.5 * size.height()), size);
            result.bounds |= result.boxes.back();
        }
        const auto columns = columnsOf(result);
        for (std::size_t e = 0; e < m_splines.size(); ++e) {
            result.routes.push_back(route(e, result, columns));
            for (const auto &point : result.routes.back())
                result.bounds |= QRectF(point - QPointF(1.0, 1.0), QSizeF(2.0, 2.0));
        }
        return result;
    }

private:
    void takeLine(const QList<QByteArray> &words)
    {
        const auto number = [&](int index) { return words.value(index).toDouble() * pointsPerInch; };
        const auto point = [&](int index) { return QPointF(number(index), *m_height - number(index + 1)); };
        if (words.first() == "graph" && words.size() >= 4) {
            m_height = number(3);
        } else if (words.first() == "node" && words.size() >= 6 && m_height) {
            const auto index = words[1].mid(1).toULongLong();
            if (index < m_centres.size()) {
                m_centres[index] = point(2);
                ++m_nodes;
            }
        } else if (words.first() == "edge" && words.size() >= 4 && m_height) {
            const int count = words[3].toInt();
            if (count < 4 || words.size() < 4 + 2 * count)
                return;
            // Several wires between two boxes come in the order in which they were asked for.
            const auto from = words[1].mid(1).toInt(), to = words[2].mid(1).toInt();
            auto &next = m_nextOf[{from, to}];
            for (auto e = next; e < m_problem.edges.size(); ++e) {
                if (m_problem.edges[e].from != from || m_problem.edges[e].to != to)
                    continue;
                for (int i = 0; i < count; ++i)
                    m_splines[e].points.push_back(point(4 + 2 * i));
                next = e + 1;
                return;
            }
        }
    }

    /// Boxes of one rank share their middle.
    std::vector<Column> columnsOf(LayeredResult &result) const
    {
        std::map<long, Column> byMiddle;
        for (const auto &box : result.boxes) {
            auto [place, isNew] = byMiddle.try_emplace(std::lround(box.center().x()), Column{box.left(), box.right()});
            place->second.left = std::min(place->second.left, box.left());
            place->second.right = std::max(place->second.right, box.right());
        }
        std::vector<Column> columns;
        std::map<long, int> rankOf;
        for (const auto &[middle, column] : byMiddle) {
            rankOf[middle] = static_cast<int>(columns.size());
            columns.push_back(column);
        }
        for (const auto &box : result.boxes)
            result.ranks.push_back(rankOf[std::lround(box.center().x())]);
        return columns;
    }

    std::vector<QPointF> route(std::size_t edge, const LayeredResult &result, const std::vector<Column> &columns) const
    {
        const auto from = static_cast<std::size_t>(m_problem.edges[edge].from);
        const auto to = static_cast<std::size_t>(m_problem.edges[edge].to);
        const auto &spline = m_splines[edge];
        // All wires of a box leave at one point and arrive at one, as in our own layout.
        std::vector<QPointF> route{QPointF(result.boxes[from].right(), result.boxes[from].center().y())};
        for (int rank = result.ranks[from] + 1; rank < result.ranks[to]; ++rank) {
            const auto &column = columns[static_cast<std::size_t>(rank)];
            const double height = spline.at(0.5 * (column.left + column.right));
            route.emplace_back(column.left, height);
            route.emplace_back(column.right, height);
        }
        route.emplace_back(result.boxes[to].left(), result.boxes[to].center().y());
        return route;
    }

    const LayeredProblem &m_problem;
    std::optional<double> m_height;
    std::size_t m_nodes = 0;
    std::vector<QPointF> m_centres;
    std::vector<Spline> m_splines; ///< by edge
    std::map<std::pair<int, int>, std::size_t> m_nextOf;
};

} // namespace

QByteArray dotText(const LayeredProblem &problem)
{
    QByteArray text = "digraph g {\nrankdir=LR;\nsplines=spline;\nranksep=" + inches(problem.rankGap)
        + ";\nnodesep=" + inches(problem.laneGap) + ";\nnode [shape=box, fixedsize=true, label=\"\"];\n";
    for (std::size_t i = 0; i < problem.boxes.size(); ++i)
        text += "n" + QByteArray::number(static_cast<qulonglong>(i)) + " [width=" + inches(problem.boxes[i].width())
            + ", height=" + inches(problem.boxes[i].height()) + "];\n";
    std::vector<int> readers(problem.boxes.size(), 0), inputs(problem.boxes.size(), 0);
    for (const auto &edge : problem.edges) {
        ++readers[static_cast<std::size_t>(edge.from)];
        ++inputs[static_cast<std::size_t>(edge.to)];
    }
    for (const auto &edge : problem.edges) {
        // A chain should be a straight line: its edges weigh more than those that fork and join.
        const bool chain =
            readers[static_cast<std::size_t>(edge.from)] == 1 && inputs[static_cast<std::size_t>(edge.to)] == 1;
        text += "n" + QByteArray::number(edge.from) + " -> n" + QByteArray::number(edge.to)
            + (chain ? " [weight=8];\n" : ";\n");
    }
    return text + "}\n";
}

std::optional<LayeredResult> layoutFromPlain(const QByteArray &plain, const LayeredProblem &problem)
{
    const PlainReader reader(plain, problem);
    if (!reader.complete())
        return std::nullopt;
    auto result = reader.result();
    // Routes lead from lower to higher columns only; an answer that has it otherwise is of no use here.
    for (const auto &edge : problem.edges) {
        if (result.ranks[static_cast<std::size_t>(edge.from)] >= result.ranks[static_cast<std::size_t>(edge.to)])
            return std::nullopt;
    }
    return result;
}

} // namespace splitscope
