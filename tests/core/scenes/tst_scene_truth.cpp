// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_camera.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

using namespace splitscope;

namespace {

using Point = std::array<double, 3>;

Point operator-(const Point &a, const Point &b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
double dot(const Point &a, const Point &b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
double length(const Point &a) { return std::sqrt(dot(a, a)); }
Point cross(const Point &a, const Point &b)
{
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// A truth with the questions that the tests ask.
struct View {
    SceneTruth truth;
    SceneIntrinsics lens;
    Point tableNormal{};

    View(std::uint64_t seed, double seconds, int width = SceneCamera::defaultWidth,
        int height = SceneCamera::defaultHeight)
    {
        const SceneCamera camera(seed, width, height);
        truth = camera.render(seconds).truth;
        lens = camera.intrinsics();
        forEachPixel([&](int x, int y) {
            if (object(x, y) == 0)
                tableNormal = normal(x, y);
        });
    }

    std::size_t index(int x, int y) const { return static_cast<std::size_t>(y * truth.width + x); }
    int object(int x, int y) const { return truth.objects[index(x, y)]; }
    auto kind(int x, int y) const { return static_cast<SceneClass>(truth.classes[index(x, y)]); }
    Point normal(int x, int y) const
    {
        const float *n = &truth.normals[3 * index(x, y)];
        return {n[0], n[1], n[2]};
    }
    Point point(int x, int y) const
    {
        const double z = truth.depth[index(x, y)];
        return {(x + 0.5 - lens.cx) / lens.fx * z, (y + 0.5 - lens.cy) / lens.fy * z, z};
    }
    /// No other object and no crease within two pixels.
    bool isInterior(int x, int y) const
    {
        if (x < 2 || y < 2 || x >= truth.width - 2 || y >= truth.height - 2)
            return false;
        return !truth.boundary[index(x, y)] && !truth.boundary[index(x - 1, y)] && !truth.boundary[index(x + 1, y)]
            && !truth.boundary[index(x, y - 1)] && !truth.boundary[index(x, y + 1)];
    }
    template <typename Visit>
    void forEachPixel(Visit visit) const
    {
        for (int y = 0; y < truth.height; ++y)
            for (int x = 0; x < truth.width; ++x)
                visit(x, y);
    }
};

/// Objects whose faces the table's normal tells apart: table, spheres, tori, boxes; cylinders and cones that stand
/// upright.
std::set<int> objectsWithKnownFaces(const View &view)
{
    const Point up = view.tableNormal;
    std::set<int> known{0};
    std::map<int, std::pair<double, double>> slopes; // of a cone's side: least and greatest
    std::set<int> tilted;
    view.forEachPixel([&](int x, int y) {
        const int object = view.object(x, y);
        const double slope = dot(view.normal(x, y), up);
        known.insert(object);
        if (view.kind(x, y) == SceneClass::Cylinder && std::fabs(slope) > 1e-3 && std::fabs(slope) < 0.999)
            tilted.insert(object);
        if (view.kind(x, y) == SceneClass::Cone) {
            const auto [range, fresh] = slopes.insert({object, {slope, slope}});
            range->second = {std::min(range->second.first, slope), std::max(range->second.second, slope)};
        }
    });
    for (const auto &[object, range] : slopes)
        if (range.second - range.first > 1e-3)
            tilted.insert(object);
    for (const int object : tilted)
        known.erase(object);
    return known;
}

/// Whether two neighbours on the same object of known faces lie on different ones.
bool isCrease(const View &view, int x, int y, int x2, int y2)
{
    const Point a = view.normal(x, y);
    const Point b = view.normal(x2, y2);
    if (view.kind(x, y) == SceneClass::Box)
        return dot(a, b) < 0.999;
    if (view.kind(x, y) == SceneClass::Cylinder) {
        const Point &up = view.tableNormal;
        return (std::fabs(dot(a, up)) > 0.5) != (std::fabs(dot(b, up)) > 0.5);
    }
    return false;
}

} // namespace

class TestSceneTruth : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void depthIsPositiveAndBelowSixMetres();
    void normalsHaveUnitLengthAndFaceTheCamera();
    void normalsEqualFiniteDifferencesOfDepth();
    void spherePixelsLieOnOneSphereThatTouchesTheTable();
    void tablePixelsLieOnOnePlane();
    void boundaryEqualsBruteForce();
    void boxesAreTightBoundsOfTheObjects();
    void eachObjectHasOneClass();
    void frameThreeTimesAsLargeShowsTheSameSurfaces();
};

void TestSceneTruth::depthIsPositiveAndBelowSixMetres()
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const SceneTruth truth = SceneCamera(seed).render(static_cast<double>(seed)).truth;
        const auto [nearest, farthest] = std::minmax_element(truth.depth.begin(), truth.depth.end());
        QVERIFY2(*nearest > 0.3F, qPrintable(QString::number(*nearest)));
        QVERIFY2(*farthest < 6.0F, qPrintable(QString::number(*farthest)));
    }
}

void TestSceneTruth::normalsHaveUnitLengthAndFaceTheCamera()
{
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const View view(seed, 1.5);
        double worstLength = 0;
        double worstFacing = -1;
        view.forEachPixel([&](int x, int y) {
            const Point normal = view.normal(x, y);
            const Point point = view.point(x, y);
            worstLength = std::max(worstLength, std::fabs(length(normal) - 1));
            worstFacing = std::max(worstFacing, dot(normal, point) / length(point));
        });
        QVERIFY(worstLength < 1e-5);
        QVERIFY2(worstFacing < 0.01, qPrintable(QString::number(worstFacing)));
    }
}

void TestSceneTruth::normalsEqualFiniteDifferencesOfDepth()
{
    std::array<int, sceneClassCount> checked{};
    std::array<int, sceneClassCount> wrong{};
    for (std::uint64_t seed = 0; seed < 24; ++seed) {
        const View view(seed, 2.0, 512, 384);
        view.forEachPixel([&](int x, int y) {
            const Point point = view.point(x, y);
            // Differences say little where a surface turns away.
            if (!view.isInterior(x, y) || dot(view.normal(x, y), point) / length(point) > -0.4)
                return;
            const Point right = view.point(x + 1, y) - view.point(x - 1, y);
            const Point down = view.point(x, y + 1) - view.point(x, y - 1);
            const Point expected = cross(down, right); // towards the camera
            const auto kind = static_cast<std::size_t>(view.kind(x, y));
            ++checked[kind];
            if (dot(expected, view.normal(x, y)) / length(expected) < 0.99)
                ++wrong[kind];
        });
    }
    for (std::size_t kind = 0; kind < checked.size(); ++kind) {
        QVERIFY(checked[kind] > 1000);
        // A torus may hide a part of itself, and near its apex a cone is finer than a pixel.
        const bool mayStray =
            kind == static_cast<std::size_t>(SceneClass::Torus) || kind == static_cast<std::size_t>(SceneClass::Cone);
        const QByteArray text = QByteArray(sceneClassName(static_cast<SceneClass>(kind)).data()) + ": "
            + QByteArray::number(wrong[kind]) + " of " + QByteArray::number(checked[kind]);
        QVERIFY2(wrong[kind] <= (mayStray ? checked[kind] / 100 : 0), text.constData());
    }
}

void TestSceneTruth::spherePixelsLieOnOneSphereThatTouchesTheTable()
{
    int spheres = 0;
    int resting = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const View view(seed, 0.0);
        Point onTable{};
        view.forEachPixel([&](int x, int y) {
            if (view.object(x, y) == 0)
                onTable = view.point(x, y);
        });
        for (const SceneBox &box : view.truth.boxes) {
            if (box.sceneClass != SceneClass::Sphere)
                continue;
            std::vector<std::pair<Point, Point>> samples;
            view.forEachPixel([&](int x, int y) {
                if (view.object(x, y) == box.object)
                    samples.emplace_back(view.point(x, y), view.normal(x, y));
            });
            const auto &[point, normal] = samples.front();
            const auto &[otherPoint, otherNormal] = samples.back();
            const double radius = length(point - otherPoint) / length(normal - otherNormal);
            const Point centre{
                point[0] - radius * normal[0], point[1] - radius * normal[1], point[2] - radius * normal[2]};
            double worst = 0;
            for (const auto &sample : samples)
                worst = std::max(worst, std::fabs(length(sample.first - centre) - radius));
            QVERIFY2(worst < 2e-3 * radius, qPrintable(QString::number(worst / radius)));
            const double gap = dot(view.tableNormal, centre - onTable) - radius;
            QVERIFY2(gap > -2e-3 * radius, qPrintable(QString::number(gap / radius)));
            resting += gap < 2e-3 * radius;
            ++spheres;
        }
    }
    QVERIFY(spheres > 10);
    QVERIFY(resting > spheres / 2); // the others hover
}

void TestSceneTruth::tablePixelsLieOnOnePlane()
{
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const View view(seed, 4.0);
        const Point up = view.tableNormal;
        double least = 1e9;
        double greatest = -1e9;
        view.forEachPixel([&](int x, int y) {
            if (view.object(x, y) != 0)
                return;
            least = std::min(least, dot(up, view.point(x, y)));
            greatest = std::max(greatest, dot(up, view.point(x, y)));
        });
        QVERIFY(greatest < -0.2); // the camera's height, downwards
        QVERIFY(greatest - least < 1e-4);
    }
}

void TestSceneTruth::boundaryEqualsBruteForce()
{
    int creases = 0;
    int edges = 0;
    int wrong = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const View view(seed, 0.7);
        const std::set<int> known = objectsWithKnownFaces(view);
        view.forEachPixel([&](int x, int y) {
            bool edge = false;
            bool crease = false;
            for (const auto &[x2, y2] : {std::pair{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}}) {
                if (x2 < 0 || y2 < 0 || x2 >= view.truth.width || y2 >= view.truth.height)
                    continue;
                if (view.object(x, y) != view.object(x2, y2))
                    edge = true;
                else if (isCrease(view, x, y, x2, y2))
                    crease = true;
            }
            if (!edge && known.count(view.object(x, y)) == 0)
                return;
            edges += edge;
            creases += crease && !edge;
            wrong += view.truth.boundary[view.index(x, y)] != (edge || crease ? 1 : 0);
        });
    }
    QVERIFY(edges > 5000);
    QVERIFY(creases > 1000);
    QCOMPARE(wrong, 0);
}

void TestSceneTruth::boxesAreTightBoundsOfTheObjects()
{
    int small = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const View view(seed, static_cast<double>(seed % 13));
        std::map<int, SceneBox> expected;
        view.forEachPixel([&](int x, int y) {
            const int object = view.object(x, y);
            if (object == 0)
                return;
            const auto [found, fresh] = expected.insert({object, {view.kind(x, y), {}, x, y, x + 1, y + 1, 0}});
            SceneBox &box = found->second;
            box.left = std::min(box.left, x);
            box.top = std::min(box.top, y);
            box.right = std::max(box.right, x + 1);
            box.bottom = std::max(box.bottom, y + 1);
            ++box.visiblePixels;
        });
        small += static_cast<int>(
            std::erase_if(expected, [](const auto &entry) { return entry.second.visiblePixels < 20; }));
        QCOMPARE(view.truth.boxes.size(), expected.size());
        auto next = view.truth.boxes.begin();
        for (const auto &[object, box] : expected) {
            QCOMPARE(int(next->object), object);
            QCOMPARE(next->sceneClass, box.sceneClass);
            QCOMPARE(next->left, box.left);
            QCOMPARE(next->top, box.top);
            QCOMPARE(next->right, box.right);
            QCOMPARE(next->bottom, box.bottom);
            QCOMPARE(next->visiblePixels, box.visiblePixels);
            ++next;
        }
    }
    QVERIFY(small < 20);
}

void TestSceneTruth::eachObjectHasOneClass()
{
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const SceneTruth truth = SceneCamera(seed).render().truth;
        std::map<int, int> classOf{{0, static_cast<int>(SceneClass::Table)}};
        for (std::size_t i = 0; i < truth.objects.size(); ++i) {
            QVERIFY(truth.classes[i] < sceneClassCount);
            const auto [found, fresh] = classOf.insert({truth.objects[i], truth.classes[i]});
            QCOMPARE(int(truth.classes[i]), found->second);
        }
        QVERIFY(classOf.size() >= 4 && classOf.size() <= 8);
    }
}

void TestSceneTruth::frameThreeTimesAsLargeShowsTheSameSurfaces()
{
    const View small(21, 1.0, 128, 96);
    const View large(21, 1.0, 384, 288);
    QCOMPARE(large.lens.fx, 3 * small.lens.fx);
    int differing = 0;
    small.forEachPixel([&](int x, int y) { // pixel centres fall together
        if (small.object(x, y) != large.object(3 * x + 1, 3 * y + 1))
            ++differing;
        else if (length(small.point(x, y) - large.point(3 * x + 1, 3 * y + 1)) > 1e-3)
            ++differing;
    });
    QVERIFY2(differing <= 5, qPrintable(QString::number(differing)));
}

QTEST_GUILESS_MAIN(TestSceneTruth)
#include "tst_scene_truth.moc"
