// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/model/annotate.h"
#include "core/model/model.h"
#include "tests/support/small_model.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace splitscope;

namespace {

constexpr const char *metadata = R"({"version": 1, "name": "described", "taps": ["kept as it is"],
    "inputs": [{"name": "picture", "kind": "picture", "shape": [1, 3, 16, 16]}],
    "tasks": [{"name": "far", "kind": "depth", "output": "1", "unit": "m"}]})";

bool sameOutputs(const Model &a, const Model &b)
{
    const auto inputs = a.sampleInputs(4);
    const auto one = a.runOriginal(inputs);
    const auto other = b.runOriginal(inputs);
    for (std::size_t i = 0; i < one.size(); ++i) {
        if (one[i].info != other.at(i).info || *one[i].data != *other[i].data)
            return false;
    }
    return !one.empty();
}

} // namespace

/// Metadata is put into a copy of the archive that computes the same.
class TestAnnotate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }
    void theCopyHoldsTheMetadataAndComputesTheSame();
    void aModelMayBeAnnotatedInPlace();
    void whatIsNoModelIsRefusedAndNothingIsWritten();
    void aPlaceThatCannotBeWrittenIsSaid();

private:
    std::filesystem::path folder() const { return m_directory->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_directory;
};

void TestAnnotate::theCopyHoldsTheMetadataAndComputesTheSame()
{
    const auto file = testing::saveSmallModel(folder());
    const auto out = folder() / "out.pt";
    writeAnnotated(file, metadata, out);
    const auto copy = Model::open(out);
    QCOMPARE(copy->name(), std::string("described"));
    QCOMPARE(copy->metadata().tasks.size(), 1u);
    ModelOptions options;
    options.inputs = {TensorInfo{{1, 3, 16, 16}}};
    const auto original = Model::open(file, options);
    QCOMPARE(original->name(), std::string("small")); // untouched
    QVERIFY(sameOutputs(*original, *copy));
    for (int i = 0; i < original->graph().size(); ++i)
        QCOMPARE(copy->graph().layer(i).id, original->graph().layer(i).id);
}

void TestAnnotate::aModelMayBeAnnotatedInPlace()
{
    const auto file =
        testing::saveScript(folder(), "bare", "def forward(self, picture):\n    return (picture, picture * 2.0)\n");
    writeAnnotated(file, metadata, file);
    QCOMPARE(Model::open(file)->name(), std::string("described"));
    QCOMPARE(QDir(m_directory->path()).entryList(QDir::Files), QStringList{QStringLiteral("bare.pt")});
}

void TestAnnotate::whatIsNoModelIsRefusedAndNothingIsWritten()
{
    const auto file = folder() / "no.pt";
    std::ofstream(file) << "no model";
    try {
        writeAnnotated(file, metadata, folder() / "out.pt");
        QFAIL("nothing was refused");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::NotTorchScript);
    }
    QVERIFY(!std::filesystem::exists(folder() / "out.pt"));
}

void TestAnnotate::aPlaceThatCannotBeWrittenIsSaid()
{
    const auto file = testing::saveSmallModel(folder());
    try {
        writeAnnotated(file, metadata, folder() / "absent" / "out.pt");
        QFAIL("nothing was refused");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::FileUnwritable);
    }
    QVERIFY(Model::open(file)->metadata().tasks.size() == 3);
}

QTEST_GUILESS_MAIN(TestAnnotate)
#include "tst_annotate.moc"
