// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/entropy_stage.h"
#include "core/graph/error.h"

#include <QTest>

#include <numeric>

using namespace splitscope;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes pattern(std::size_t size)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<std::uint8_t>(i % 7 * (i / 100));
    return bytes;
}

bool refuses(const Bytes &packed, std::size_t size)
{
    try {
        zstdDecompress(packed.data(), packed.size(), size);
    } catch (const Failure &failure) {
        return failure.code() == ErrorCode::RequestInvalid;
    }
    return false;
}

} // namespace

class TestEntropyStage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsPackedComesBack();
    void framesThatAreCutShortAreRefused();
    void otherSizesAreRefusedBeforeAnythingIsAllocated();
    void spoiltFramesNeverGiveAnotherSize();
};

void TestEntropyStage::whatIsPackedComesBack()
{
    for (const auto size : {0, 1, 100, 5000, 300000}) {
        for (const int level : {1, 3, 19}) {
            const auto plain = pattern(static_cast<std::size_t>(size));
            const auto packed = zstdCompress(plain, level);
            QVERIFY(zstdDecompress(packed.data(), packed.size(), plain.size()) == plain);
        }
    }
    QVERIFY(zstdCompress(Bytes(100000, 3), 1).size() < 100);
}

void TestEntropyStage::framesThatAreCutShortAreRefused()
{
    const auto packed = zstdCompress(pattern(5000), 1);
    for (std::size_t length = 0; length < packed.size(); ++length)
        QVERIFY(refuses({packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(length)}, 5000));
    auto longer = packed;
    longer.push_back(0);
    QVERIFY(refuses(longer, 5000));
}

/// A frame may claim any size (RFC 8878, 3.1.1.1.4): here 2^60 bytes.
void TestEntropyStage::otherSizesAreRefusedBeforeAnythingIsAllocated()
{
    const auto packed = zstdCompress(pattern(5000), 1);
    for (const std::size_t size : {std::size_t{0}, std::size_t{4999}, std::size_t{5001}, std::size_t{1} << 50})
        QVERIFY(refuses(packed, size));
    const Bytes huge{0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x01, 0, 0};
    QVERIFY(refuses(huge, 5000));
    const Bytes unknownSize{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x01, 0, 0};
    QVERIFY(refuses(unknownSize, 0));
    QVERIFY(refuses({}, 0));
}

void TestEntropyStage::spoiltFramesNeverGiveAnotherSize()
{
    const auto packed = zstdCompress(pattern(5000), 1);
    for (std::size_t at = 0; at < packed.size(); ++at) {
        for (const int flip : {1, 0x80, 0xff}) {
            auto spoilt = packed;
            spoilt[at] = static_cast<std::uint8_t>(spoilt[at] ^ flip);
            try {
                QCOMPARE(zstdDecompress(spoilt.data(), spoilt.size(), 5000).size(), std::size_t{5000});
            } catch (const Failure &failure) {
                QVERIFY(failure.code() == ErrorCode::RequestInvalid);
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestEntropyStage)
#include "tst_entropy_stage.moc"
