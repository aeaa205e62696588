// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/runtime/inference_client.h"
#include "tests/core/runtime/loopback_socket.h"
#include "tests/core/runtime/serving.h"

#include <QTest>

#include <array>
#include <thread>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

/// Until the one ends.
void passOn(const LoopbackSocket &from, const LoopbackSocket &to)
{
    std::array<std::uint8_t, 4096> bytes{};
    while (true) {
        const auto read = ::recv(from.fd.get(), bytes.data(), bytes.size(), 0);
        if (read <= 0 || !to.send({bytes.begin(), bytes.begin() + read}))
            break;
    }
    to.finishSending();
}

} // namespace

class TestInferenceClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aConnectionThatFailsOnceIsTriedAgain();
    void anEdgeThatIsNotThereIsNamed();
};

void TestInferenceClient::aConnectionThatFailsOnceIsTriedAgain()
{
    const QTemporaryDir models;
    const EdgeServer server(servingOptions(models));
    const LoopbackListener door;
    std::thread doorkeeper([&] {
        door.accept().fd.reset();
        const auto client = door.accept();
        const auto edge = LoopbackSocket::connectTo(HostPort::fromText(server.address()));
        std::thread back([&] { passOn(edge, client); });
        passOn(client, edge);
        back.join();
    });
    {
        InferenceClient client({});
        client.setAddress(door.address(), "the edge");
        client.checkReady();
    }
    doorkeeper.join();
}

void TestInferenceClient::anEdgeThatIsNotThereIsNamed()
{
    LoopbackListener door;
    InferenceClient client({});
    client.setAddress(door.address(), "the edge");
    door.close();
    try {
        client.checkReady();
        QFAIL("nobody answered");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::EdgeUnreachable);
        QVERIFY2(QString(failure.what()).contains("The edge at the edge is not answering"), failure.what());
    }
}

QTEST_GUILESS_MAIN(TestInferenceClient)
#include "tst_inference_client.moc"
