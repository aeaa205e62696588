// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/partition/executable.h"
#include "core/runtime/edge_server.h"
#include "core/runtime/protocol.h"
#include "core/runtime/tail_pool.h"
#include "core/runtime/wire_tensor.h"
#include "tests/core/runtime/edge_calls.h"
#include "tests/support/small_model.h"

#include "inference.grpc.pb.h"

#include <grpcpp/create_channel.h>

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <ctime>
#include <functional>
#include <thread>

using namespace splitscope;
using namespace splitscope::testing;

namespace {

using Spoil = std::function<void(inference::ModelInferRequest &)>;

} // namespace

Q_DECLARE_METATYPE(Spoil)

class TestEdgeServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void theSixCallsAreAnswered();
    void theWireChangesNoBit();
    void onlyTheOutputsAskedForAreSent();
    void answersThatAreKeptDoNotComeBack();
    void aHeldAnswerTakesItsTimeAsleep();
    void aHeldRequestThatIsGivenUpFreesTheTail();
    void aTailFindsItsQuickestExecutionWhenAsked();
    void aMalformedRequestGetsItsStatusAndTheServerLivesOn_data();
    void aMalformedRequestGetsItsStatusAndTheServerLivesOn();
    void aTensorAboveTheDefaultLimitOfGrpcPasses();
    void severalClientsAtOnceGetTheirOwnAnswers();
    void theLeastRecentlyUsedTailLeaves();
    void aTailLargerThanTheLimitIsRefused();
    void aPortThatIsTakenIsRefused();
    void whatIsNotLoopbackNeedsTlsAndAToken();
    void aCallWithoutTheTokenIsRefused();
    void tlsWithATokenWorks();
    void theProgramListensDrainsAndRefuses();
    void theProgramEndsWithItsStandardInput();

private:
    EdgeServerOptions options() const { return servingOptions(m_directory); }
    Cut someCut() const;

    QTemporaryDir m_directory;
    std::shared_ptr<const Model> m_model;
    std::vector<TensorValue> m_inputs;
};

void TestEdgeServer::initTestCase()
{
    setComputeThreads(1);
    m_model = Model::open(testing::saveSmallModel(m_directory.path().toStdString()));
    m_inputs = m_model->sampleInputs(7);
}

/// In the middle of the trunk.
Cut TestEdgeServer::someCut() const { return Cut::upTo(m_model->graph(), {1}); }

void TestEdgeServer::theSixCallsAreAnswered()
{
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    const auto plan = planFor(m_model, someCut(), m_inputs);
    const auto call = [](auto &&method) {
        grpc::ClientContext context;
        return method(context);
    };

    inference::ServerLiveResponse live;
    QVERIFY(call([&](auto &c) { return stub->ServerLive(&c, {}, &live); }).ok());
    QVERIFY(live.live());
    inference::ServerReadyResponse ready;
    QVERIFY(call([&](auto &c) { return stub->ServerReady(&c, {}, &ready); }).ok());
    QVERIFY(ready.ready());
    inference::ServerMetadataResponse about;
    QVERIFY(call([&](auto &c) { return stub->ServerMetadata(&c, {}, &about); }).ok());
    QCOMPARE(about.name(), std::string("splitscope-edge"));

    inference::ModelReadyRequest readyRequest;
    readyRequest.set_name(plan.tail);
    inference::ModelReadyResponse modelReady;
    QVERIFY(call([&](auto &c) { return stub->ModelReady(&c, readyRequest, &modelReady); }).ok());
    QVERIFY(!modelReady.ready());
    inference::ModelMetadataRequest metadataRequest;
    metadataRequest.set_name(plan.tail);
    inference::ModelMetadataResponse metadata;
    QCOMPARE(call([&](auto &c) { return stub->ModelMetadata(&c, metadataRequest, &metadata); }).error_code(),
        grpc::StatusCode::NOT_FOUND);

    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    QVERIFY(call([&](auto &c) { return stub->ModelReady(&c, readyRequest, &modelReady); }).ok());
    QVERIFY(modelReady.ready());
    QVERIFY(call([&](auto &c) { return stub->ModelMetadata(&c, metadataRequest, &metadata); }).ok());
    QCOMPARE(metadata.inputs_size(), int(plan.crossing.size()));
    QCOMPARE(metadata.inputs(0).name(), plan.crossing[0].name);

    inference::ModelInferResponse response;
    QVERIFY(infer(*stub, inferRequest(plan), &response).ok());
    QCOMPARE(response.id(), std::string("frame 1"));
    QVERIFY(response.parameters().at(protocol::edgeMsParameter).double_param() > 0.0);
    QVERIFY(response.parameters().at(protocol::receivedNsParameter).int64_param() > 0);
    // What the metadata promises is what comes.
    QCOMPARE(response.outputs_size(), metadata.outputs_size());
    for (int i = 0; i < response.outputs_size(); ++i) {
        QCOMPARE(response.outputs(i).name(), metadata.outputs(i).name());
        QCOMPARE(response.outputs(i).datatype(), metadata.outputs(i).datatype());
        QVERIFY(std::equal(response.outputs(i).shape().begin(), response.outputs(i).shape().end(),
            metadata.outputs(i).shape().begin(), metadata.outputs(i).shape().end()));
    }
}

void TestEdgeServer::theWireChangesNoBit()
{
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    const auto whole = Executable::build(m_model, Cut::device(m_model->graph()), Piece::Whole, ExecutionMode::Reference)
                           ->run(m_inputs, OutputForm::Returned);
    int tried = 0;
    for (const auto &cut : verificationCuts(m_model->graph(), 1, 8)) {
        const auto plan = planFor(m_model, cut, m_inputs);
        if (plan.crossing.empty())
            continue;
        ++tried;
        QVERIFY(infer(*stub, prepareRequest(plan)).ok());
        inference::ModelInferResponse response;
        const auto status = infer(*stub, inferRequest(plan), &response);
        QVERIFY2(status.ok(), status.error_message().c_str());
        const auto outputs = readOutputs(response);
        QCOMPARE(outputs.size() + plan.headTasks.size(), whole.tasks.size());
        for (const auto &output : outputs) {
            const auto it = std::find_if(whole.tasks.begin(), whole.tasks.end(), [&](const auto &task) {
                return m_model->metadata().tasks[std::size_t(task.first)].name == output.name;
            });
            QVERIFY(it != whole.tasks.end());
            QVERIFY2(*it->second.data == *output.value.data, (plan.key.cut + ": " + output.name).c_str());
        }
    }
    QVERIFY(tried > 5);
}

void TestEdgeServer::onlyTheOutputsAskedForAreSent()
{
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    const auto plan = planFor(m_model, someCut(), m_inputs);
    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    auto request = inferRequest(plan);
    const auto name = m_model->metadata().tasks.back().name;
    request.add_outputs()->set_name(name);
    inference::ModelInferResponse response;
    QVERIFY(infer(*stub, request, &response).ok());
    QCOMPARE(response.outputs_size(), 1);
    QCOMPARE(response.outputs(0).name(), name);
}

void TestEdgeServer::answersThatAreKeptDoNotComeBack()
{
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    for (const auto *cut : {"edge", "add", "normals:sub", "device"}) {
        const auto plan = planFor(m_model, Cut::fromText(m_model->graph(), cut), m_inputs);
        QVERIFY(infer(*stub, prepareRequest(plan)).ok());
        auto request = inferRequest(plan);
        (*request.mutable_parameters())[protocol::keepParameter].set_bool_param(true);
        inference::ModelInferResponse response;
        if (!plan.headTasks.empty())
            QCOMPARE(infer(*stub, request, &response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
        for (const auto &[task, value] : plan.headTasks)
            appendInput(request,
                {protocol::answerPrefix + m_model->metadata().tasks[static_cast<std::size_t>(task)].name, value});
        const auto status = infer(*stub, request, &response);
        QVERIFY2(status.ok(), status.error_message().c_str());
        QCOMPARE(response.outputs_size(), 0);
        QVERIFY(response.parameters().contains(protocol::sentNsParameter));
    }
}

void TestEdgeServer::aHeldAnswerTakesItsTimeAsleep()
{
    constexpr double heldMs = 200.0;
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    const auto plan = planFor(m_model, someCut(), m_inputs);
    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    auto request = inferRequest(plan);
    inference::ModelInferResponse response;
    QVERIFY(infer(*stub, request, &response).ok());
    (*request.mutable_parameters())[protocol::holdParameter].set_double_param(heldMs);
    const auto cpuMs = [] {
        timespec now{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
    };
    const double start = cpuMs();
    QVERIFY(infer(*stub, request, &response).ok());
    QVERIFY(response.parameters().at(protocol::edgeMsParameter).double_param() >= heldMs);
    QVERIFY(cpuMs() - start < heldMs / 2);
    QCOMPARE(response.outputs_size(), int(m_model->metadata().tasks.size()));
}

void TestEdgeServer::aHeldRequestThatIsGivenUpFreesTheTail()
{
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    const auto plan = planFor(m_model, someCut(), m_inputs);
    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    auto held = inferRequest(plan);
    (*held.mutable_parameters())[protocol::holdParameter].set_double_param(60000.0);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(200));
    inference::ModelInferResponse response;
    QCOMPARE(stub->ModelInfer(&context, held, &response).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
    grpc::ClientContext sooner;
    sooner.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30)); // half of what was held
    QVERIFY(stub->ModelInfer(&sooner, inferRequest(plan), &response).ok());
}

void TestEdgeServer::aTailFindsItsQuickestExecutionWhenAsked()
{
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    auto plan = planFor(m_model, someCut(), m_inputs);
    plan.key.mode = ExecutionMode::Fast;
    plan.tail = plan.key.tailName(m_model->name());
    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    inference::ModelInferResponse before;
    QVERIFY(infer(*stub, inferRequest(plan), &before).ok());
    auto tune = prepareRequest(plan);
    (*tune.mutable_parameters())[protocol::tuneParameter].set_bool_param(true);
    QVERIFY(infer(*stub, tune).ok());
    QVERIFY(infer(*stub, tune).ok()); // nothing is left to find
    inference::ModelInferResponse after;
    QVERIFY(infer(*stub, inferRequest(plan), &after).ok());
    QCOMPARE(after.outputs_size(), before.outputs_size());
}

void TestEdgeServer::aMalformedRequestGetsItsStatusAndTheServerLivesOn_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, int status, Spoil spoil) { QTest::newRow(name) << spoil << status; };
    using enum grpc::StatusCode;
    row("unknown tail", NOT_FOUND, [](auto &r) { r.set_model_name("small__tail_0123456789abcdef"); });
    row("empty model name", NOT_FOUND, [](auto &r) { r.clear_model_name(); });
    row("long model name", NOT_FOUND, [](auto &r) { r.set_model_name(std::string(100000, 'x')); });
    row("unknown version", NOT_FOUND, [](auto &r) { r.set_model_version("2"); });
    row("no inputs", INVALID_ARGUMENT, [](auto &r) {
        r.clear_inputs();
        r.clear_raw_input_contents();
    });
    row("wrong name", INVALID_ARGUMENT, [](auto &r) { r.mutable_inputs(0)->set_name("input:nothing"); });
    row("raw count", INVALID_ARGUMENT, [](auto &r) { r.add_raw_input_contents("x"); });
    row("raw size", INVALID_ARGUMENT, [](auto &r) { r.mutable_raw_input_contents(0)->pop_back(); });
    row("type", INVALID_ARGUMENT, [](auto &r) { r.mutable_inputs(0)->set_datatype("INT32"); });
    row("shape", INVALID_ARGUMENT, [](auto &r) { r.mutable_inputs(0)->set_shape(0, 2); });
    row("overflow", INVALID_ARGUMENT, [](auto &r) { r.mutable_inputs(0)->set_shape(0, 1LL << 62); });
    row("negative", INVALID_ARGUMENT, [](auto &r) { r.mutable_inputs(0)->set_shape(0, -1); });
    row("contents beside raw", INVALID_ARGUMENT,
        [](auto &r) { r.mutable_inputs(0)->mutable_contents()->add_fp32_contents(1.0F); });
    row("unknown output", INVALID_ARGUMENT, [](auto &r) { r.add_outputs()->set_name("nothing"); });
    const auto with = [](const char *name, auto set) {
        return [name, set](inference::ModelInferRequest &r) { set((*r.mutable_parameters())[name]); };
    };
    row("hold is no number", INVALID_ARGUMENT,
        with(protocol::holdParameter, [](auto &p) { p.set_string_param("long"); }));
    row("hold below 0", INVALID_ARGUMENT, with(protocol::holdParameter, [](auto &p) { p.set_double_param(-1.0); }));
    row("hold over a minute", INVALID_ARGUMENT,
        with(protocol::holdParameter, [](auto &p) { p.set_double_param(60001.0); }));
    row("hold is NaN", INVALID_ARGUMENT,
        with(protocol::holdParameter, [](auto &p) { p.set_double_param(std::nan("")); }));
    row("keep is neither", INVALID_ARGUMENT, with(protocol::keepParameter, [](auto &p) { p.set_string_param("yes"); }));
    row("message above the cap", RESOURCE_EXHAUSTED,
        [](auto &r) { r.set_id(std::string(std::size_t(protocol::maxMessageBytes) + 1, 'x')); });

    const auto plan = [](auto change) {
        return [change](inference::ModelInferRequest &r) {
            r.clear_inputs();
            r.clear_raw_input_contents();
            change(r, (*r.mutable_parameters())[protocol::planParameter]);
        };
    };
    row("plan is no string", INVALID_ARGUMENT, plan([](auto &, auto &p) { p.set_int64_param(1); }));
    row("plan is no JSON", INVALID_ARGUMENT, plan([](auto &, auto &p) { p.set_string_param("{"); }));
    row("plan is empty", INVALID_ARGUMENT, plan([](auto &, auto &p) { p.set_string_param("{}"); }));
    row("plan is deep", INVALID_ARGUMENT, plan([](auto &, auto &p) { p.set_string_param(std::string(100000, '[')); }));
    row("plan of another name", INVALID_ARGUMENT, plan([](auto &, auto &p) {
        p.set_string_param(
            PlanKey{std::string(64, 'a'), "1x3:float32", "default", "edge", "none", ExecutionMode::Fast, 1}
                .canonicalJson());
    }));
    const auto keyed = [plan](PlanKey key) {
        return plan([key](auto &r, auto &p) {
            r.set_model_name(key.tailName("small"));
            p.set_string_param(key.canonicalJson());
        });
    };
    row("unknown model", NOT_FOUND,
        keyed({std::string(64, 'a'), "1x3x24x32:float32", "default", "edge", "none", ExecutionMode::Fast, 1}));
    const auto hash = m_model->hash();
    row("unknown layer", INVALID_ARGUMENT,
        keyed({hash, "1x3x24x32:float32", "default", "no.such.layer", "none", ExecutionMode::Fast, 1}));
    row("unknown codec", INVALID_ARGUMENT,
        keyed({hash, "1x3x24x32:float32", "default", "edge", "rot13", ExecutionMode::Fast, 1}));
    row("huge input", INVALID_ARGUMENT,
        keyed({hash, "1x3x100000x100000:float32", "default", "edge", "none", ExecutionMode::Fast, 1}));
    row("odd signature", INVALID_ARGUMENT, keyed({hash, "picture", "default", "edge", "none", ExecutionMode::Fast, 1}));
    row("path as hash", INVALID_ARGUMENT,
        keyed({"../../../etc/passwd", "1x3x24x32:float32", "default", "edge", "none", ExecutionMode::Fast, 1}));
    row("plan with inputs", INVALID_ARGUMENT,
        [](auto &r) { (*r.mutable_parameters())[protocol::planParameter].set_string_param("{}"); });
}

void TestEdgeServer::aMalformedRequestGetsItsStatusAndTheServerLivesOn()
{
    QFETCH(Spoil, spoil);
    QFETCH(int, status);
    EdgeServer server(options());
    const auto stub = stubFor(server.address());
    const auto plan = planFor(m_model, someCut(), m_inputs);
    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    auto request = inferRequest(plan);
    spoil(request);
    const auto got = infer(*stub, request);
    QVERIFY2(int(got.error_code()) == status, (std::to_string(got.error_code()) + " " + got.error_message()).c_str());
    QVERIFY(infer(*stub, inferRequest(plan)).ok());
}

void TestEdgeServer::aTensorAboveTheDefaultLimitOfGrpcPasses()
{
    QTemporaryDir folder;
    const auto file = testing::saveScript(folder.path().toStdString(), "large",
        "def forward(self, x):\n    return torch.conv2d(x, self.weight, self.bias)\n",
        testing::tensorMetadata("1,3,640,640"));
    auto serverOptions = options();
    serverOptions.models = folder.path().toStdString();
    EdgeServer server(serverOptions);
    const auto stub = stubFor(server.address());
    const auto model = Model::open(file);
    const auto plan = planFor(model, Cut::edge(model->graph()), model->sampleInputs(1));
    QVERIFY(plan.crossing.at(0).value.info.bytes() > 4 * 1024 * 1024);
    QVERIFY(infer(*stub, prepareRequest(plan)).ok());
    inference::ModelInferResponse response;
    const auto status = infer(*stub, inferRequest(plan), &response);
    QVERIFY2(status.ok(), status.error_message().c_str());
    QVERIFY(payloadBytes(response) > 4 * 1024 * 1024);
}

void TestEdgeServer::severalClientsAtOnceGetTheirOwnAnswers()
{
    EdgeServer server(options());
    std::vector<std::thread> clients;
    std::atomic<int> wrong{0};
    for (int client = 0; client < 4; ++client) {
        clients.emplace_back([&, client] {
            const auto stub = stubFor(server.address());
            const auto inputs = m_model->sampleInputs(std::uint64_t(100 + client));
            const auto plan = planFor(m_model, someCut(), inputs);
            inference::ModelInferResponse first;
            if (!infer(*stub, prepareRequest(plan)).ok() || !infer(*stub, inferRequest(plan), &first).ok())
                ++wrong;
            for (int i = 0; i < 20; ++i) {
                inference::ModelInferResponse again;
                if (!infer(*stub, inferRequest(plan), &again).ok()
                    || again.raw_output_contents(0) != first.raw_output_contents(0))
                    ++wrong;
            }
        });
    }
    for (auto &client : clients)
        client.join();
    QCOMPARE(wrong.load(), 0);
}

void TestEdgeServer::theLeastRecentlyUsedTailLeaves()
{
    auto serverOptions = options();
    serverOptions.maxTails = 2;
    EdgeServer server(serverOptions);
    const auto stub = stubFor(server.address());
    const auto a = planFor(m_model, Cut::edge(m_model->graph()), m_inputs);
    const auto b = planFor(m_model, Cut::upTo(m_model->graph(), {0}), m_inputs);
    const auto c = planFor(m_model, someCut(), m_inputs);
    QVERIFY(infer(*stub, prepareRequest(a)).ok());
    QVERIFY(infer(*stub, prepareRequest(b)).ok());
    QVERIFY(infer(*stub, inferRequest(a)).ok()); // b is now the one not used for longest
    QVERIFY(infer(*stub, prepareRequest(c)).ok());
    QVERIFY(infer(*stub, inferRequest(a)).ok());
    QVERIFY(infer(*stub, inferRequest(c)).ok());
    QCOMPARE(infer(*stub, inferRequest(b)).error_code(), grpc::StatusCode::NOT_FOUND);
    QVERIFY(infer(*stub, prepareRequest(b)).ok());
    QVERIFY(infer(*stub, inferRequest(b)).ok());
}

void TestEdgeServer::aTailLargerThanTheLimitIsRefused()
{
    TailPool pool(
        std::make_shared<ModelStore>(m_directory.path().toStdString(), std::vector<std::filesystem::path>{}, openHere),
        {8, 1000});
    const auto plan = planFor(m_model, someCut(), m_inputs);
    try {
        pool.prepare(plan.tail, plan.key.canonicalJson(), [](const auto &) { return CodecConstants{}; });
        QFAIL("it was accepted");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::ModelOutOfMemory);
    }
}

void TestEdgeServer::aPortThatIsTakenIsRefused()
{
    EdgeServer server(options());
    auto second = options();
    second.listen = server.address();
    try {
        EdgeServer other(second);
        QFAIL("two servers share a port");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::AddressInUse);
        QVERIFY2(std::string(failure.what()).find("in use") != std::string::npos, failure.what());
    }
}

void TestEdgeServer::whatIsNotLoopbackNeedsTlsAndAToken()
{
    auto open = options();
    open.listen = "0.0.0.0:0";
    try {
        EdgeServer server(open);
        QFAIL("it listens to strangers");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::AddressRefused);
    }
    open.certFile = open.keyFile = "some.pem"; // TLS alone is not enough
    QVERIFY_THROWS_EXCEPTION(Failure, EdgeServer{open});
}

void TestEdgeServer::aCallWithoutTheTokenIsRefused()
{
    QFile file(m_directory.filePath("token"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("s3cret-token\n");
    file.close();
    auto guarded = options();
    guarded.tokenFile = file.fileName().toStdString();
    EdgeServer server(guarded);
    const auto stub = stubFor(server.address());
    const auto plan = planFor(m_model, someCut(), m_inputs);
    for (const char *token : {"", "s3cret", "s3cret-token2", "S3CRET-TOKEN"})
        QCOMPARE(infer(*stub, prepareRequest(plan), nullptr, token).error_code(), grpc::StatusCode::UNAUTHENTICATED);
    QVERIFY(infer(*stub, prepareRequest(plan), nullptr, "s3cret-token").ok());
}

void TestEdgeServer::tlsWithATokenWorks()
{
    const auto openssl = QStandardPaths::findExecutable("openssl");
    if (openssl.isEmpty())
        QSKIP("there is no openssl program to make a certificate with");
    const auto cert = m_directory.filePath("cert.pem");
    const auto key = m_directory.filePath("key.pem");
    QCOMPARE(QProcess::execute(openssl,
                 {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                     "-out", cert, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"}),
        0);
    QFile token(m_directory.filePath("tls-token"));
    QVERIFY(token.open(QIODevice::WriteOnly));
    token.write("abc");
    token.close();
    auto guarded = options();
    guarded.listen = "0.0.0.0:0";
    guarded.certFile = cert.toStdString();
    guarded.keyFile = key.toStdString();
    guarded.tokenFile = token.fileName().toStdString();
    EdgeServer server(guarded);
    const auto address = "127.0.0.1:" + server.address().substr(server.address().rfind(':') + 1);
    QFile certificate(cert);
    QVERIFY(certificate.open(QIODevice::ReadOnly));
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = certificate.readAll().toStdString();
    const auto plan = planFor(m_model, someCut(), m_inputs);
    const auto status = infer(*stubFor(address, grpc::SslCredentials(tls)), prepareRequest(plan), nullptr, "abc");
    QVERIFY2(status.ok(), status.error_message().c_str());
    QVERIFY(!infer(*stubFor(address), prepareRequest(plan), nullptr, "abc").ok()); // in the clear
}

void TestEdgeServer::theProgramListensDrainsAndRefuses()
{
    const QString program = SPLITSCOPE_BIN_DIR "/splitscope-edge";
    QProcess edge;
    edge.start(program, {"--models", m_directory.path(), "--listen", "127.0.0.1:0"});
    QVERIFY(edge.waitForReadyRead(60000));
    const auto line = QString(edge.readLine()).trimmed();
    QVERIFY2(line.startsWith("listening on 127.0.0.1:"), qPrintable(line));
    const auto address = line.mid(QString("listening on ").size());

    QProcess second;
    second.start(program, {"--models", m_directory.path(), "--listen", address});
    QVERIFY(second.waitForFinished(60000));
    QCOMPARE(second.exitCode(), 1);
    QCOMPARE(second.readAllStandardOutput(), QByteArray());
    QCOMPARE(second.readAllStandardError().trimmed().count('\n'), 0);

    QProcess wrong;
    wrong.start(program, {"--listen", address});
    QVERIFY(wrong.waitForFinished(60000));
    QCOMPARE(wrong.exitCode(), 2);

    QVERIFY(stubFor(address.toStdString()) != nullptr);
    edge.terminate();
    QVERIFY(edge.waitForFinished(60000));
    QCOMPARE(edge.exitStatus(), QProcess::NormalExit);
    QCOMPARE(edge.exitCode(), 0);
}

void TestEdgeServer::theProgramEndsWithItsStandardInput()
{
    QProcess edge;
    edge.start(SPLITSCOPE_BIN_DIR "/splitscope-edge",
        {"--models", m_directory.path(), "--listen", "127.0.0.1:0", "--exit-with-stdin"});
    QVERIFY(edge.waitForReadyRead(60000));
    edge.closeWriteChannel();
    QVERIFY(edge.waitForFinished(60000));
    QCOMPARE(edge.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestEdgeServer)
#include "tst_edge_server.moc"
