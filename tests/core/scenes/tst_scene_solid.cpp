// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenes/scene_solid.h"

#include "core/scenes/scene_math.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace splitscope;
using namespace splitscope::scenes;

namespace {

const std::vector<SceneSolid> solids{
    {SceneClass::Sphere, {0.2F, 0, 0}},
    {SceneClass::Box, {0.1F, 0.15F, 0.2F}},
    {SceneClass::Cylinder, {0.1F, 0, 0.2F}},
    {SceneClass::Cylinder, {0.2F, 0, 0.05F}},
    {SceneClass::Cone, {0.15F, 0, 0.2F}},
    {SceneClass::Cone, {0.3F, 0, 0.05F}},
    {SceneClass::Torus, {0.2F, 0.06F, 0}},
    {SceneClass::Torus, {0.1F, 0.04F, 0}},
};

/// Negative inside, positive outside, about in metres: each solid as its textbook inequality.
double outside(const SceneSolid &solid, double x, double y, double z)
{
    const double a = solid.size.x;
    const double b = solid.size.y;
    const double c = solid.size.z;
    const double round = std::hypot(x, y);
    switch (solid.kind) {
    case SceneClass::Box:
        return std::max({std::fabs(x) - a, std::fabs(y) - b, std::fabs(z) - c});
    case SceneClass::Cylinder:
        return std::max(round - a, std::fabs(z) - c);
    case SceneClass::Cone:
        return std::max(round - a * (c - z) / (2 * c), -c - z);
    case SceneClass::Torus:
        return std::hypot(round - a, z) - b;
    default:
        return std::hypot(round, z) - a;
    }
}

double outside(const SceneSolid &solid, Vec3 point)
{
    return outside(solid, double(point.x), double(point.y), double(point.z));
}

Vec3 randomDirection(SceneRandom &random)
{
    for (;;) {
        const Vec3 v{random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)};
        if (dot(v, v) < 1 && dot(v, v) > 0.01F)
            return normalized(v);
    }
}

struct Ray {
    Vec3 origin;
    Vec3 direction;
};

/// From a metre away towards the solid or just past it.
Ray randomRay(const SceneSolid &solid, SceneRandom &random)
{
    const Vec3 origin = randomDirection(random) * random.uniform(1.0F, 2.0F);
    const Vec3 target = randomDirection(random) * (solid.boundingRadius() * random.uniform(0.0F, 1.5F));
    return {origin, (target - origin) * random.uniform(0.3F, 2.0F)};
}

/// How deep the ray dives, in metres, by walking along it in small steps.
double greatestDepthInside(const SceneSolid &solid, const Ray &ray, double until)
{
    double least = 1;
    for (double t = 0; t < until; t += 5e-4)
        least = std::min(least, outside(solid, ray.origin + ray.direction * static_cast<float>(t)));
    return -least;
}

} // namespace

class TestSceneSolid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hitsLieOnTheSurface();
    void nothingIsInFrontOfAHit();
    void missesPassOutside();
    void normalsAreTheSurfacesGradient();
    void supportReachesTheFarthestPoint();
};

void TestSceneSolid::hitsLieOnTheSurface()
{
    SceneRandom random(1);
    for (const SceneSolid &solid : solids) {
        int hits = 0;
        for (int i = 0; i < 5000; ++i) {
            const Ray ray = randomRay(solid, random);
            SolidHit hit;
            if (!solid.intersect(ray.origin, ray.direction, 0, hit))
                continue;
            ++hits;
            QVERIFY(std::fabs(outside(solid, ray.origin + ray.direction * hit.t)) < 1e-5);
        }
        QVERIFY(hits > 1000);
    }
}

void TestSceneSolid::nothingIsInFrontOfAHit()
{
    SceneRandom random(2);
    for (const SceneSolid &solid : solids) {
        for (int i = 0; i < 100; ++i) {
            const Ray ray = randomRay(solid, random);
            SolidHit hit;
            if (solid.intersect(ray.origin, ray.direction, 0, hit))
                QVERIFY(greatestDepthInside(solid, ray, double(hit.t)) < 1e-5);
        }
    }
}

void TestSceneSolid::missesPassOutside()
{
    SceneRandom random(3);
    for (const SceneSolid &solid : solids) {
        int misses = 0;
        for (int i = 0; i < 300; ++i) {
            const Ray ray = randomRay(solid, random);
            SolidHit hit;
            if (solid.intersect(ray.origin, ray.direction, 0, hit))
                continue;
            ++misses;
            QVERIFY(greatestDepthInside(solid, ray, 10) < 1e-4);
        }
        QVERIFY(misses > 10);
    }
}

void TestSceneSolid::normalsAreTheSurfacesGradient()
{
    SceneRandom random(4);
    constexpr double step = 1e-5;
    int compared = 0;
    int strays = 0;
    for (const SceneSolid &solid : solids) {
        for (int i = 0; i < 2000; ++i) {
            const Ray ray = randomRay(solid, random);
            SolidHit hit;
            if (!solid.intersect(ray.origin, ray.direction, 0, hit))
                continue;
            QVERIFY(std::fabs(length(hit.normal) - 1) < 1e-5F);
            QVERIFY(dot(hit.normal, ray.direction) < 1e-3F);
            const Vec3 p = ray.origin + ray.direction * hit.t;
            const double x = double(p.x);
            const double y = double(p.y);
            const double z = double(p.z);
            const double gradient[3] = {outside(solid, x + step, y, z) - outside(solid, x - step, y, z),
                outside(solid, x, y + step, z) - outside(solid, x, y - step, z),
                outside(solid, x, y, z + step) - outside(solid, x, y, z - step)};
            const double size = std::hypot(gradient[0], gradient[1], gradient[2]);
            const double cosine = (gradient[0] * double(hit.normal.x) + gradient[1] * double(hit.normal.y)
                                      + gradient[2] * double(hit.normal.z))
                / size;
            ++compared;
            strays += cosine < 0.999 ? 1 : 0;
        }
    }
    QVERIFY(compared > 5000);
    QVERIFY2(strays <= compared / 1000, qPrintable(QString::number(strays))); // where a difference mixes two faces
}

void TestSceneSolid::supportReachesTheFarthestPoint()
{
    SceneRandom random(5);
    for (const SceneSolid &solid : solids) {
        for (int i = 0; i < 20; ++i) {
            const Vec3 direction = randomDirection(random);
            float farthest = -1;
            for (int k = 0; k < 4000; ++k) { // of points on the surface, found by shooting at the solid
                const Ray ray = randomRay(solid, random);
                SolidHit hit;
                if (solid.intersect(ray.origin, ray.direction, 0, hit))
                    farthest = std::max(farthest, dot(direction, ray.origin + ray.direction * hit.t));
            }
            QVERIFY(farthest <= solid.support(direction) + 1e-5F);
            QVERIFY(farthest > solid.support(direction) - 0.12F * solid.boundingRadius());
        }
    }
}

QTEST_GUILESS_MAIN(TestSceneSolid)
#include "tst_scene_solid.moc"
