package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.DowngradeRequest;
import dev.etcetera.api.etcdserverpb.DowngradeResponse;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.membershippb.DowngradeInfoSetRequest;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.ClusterVersions;
import dev.etcetera.server.cluster.Downgrade;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.propose.ProposalCallback;
import dev.etcetera.server.propose.Proposer;
import dev.etcetera.server.read.ReadIndexService;
import dev.etcetera.server.read.ReadWaiter;
import dev.etcetera.server.transport.DowngradeState;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Validates, begins and calls off downgrades for clients: everything is judged by what the cluster says once this member has
 * applied all that was acknowledged before. Any thread; nothing here waits.
 */
final class Downgrades implements DowngradeState {
    private final Cluster cluster;
    private final ReadIndexService reads;
    private final EventLoops loops;
    private final Proposer proposer;
    private final ResponseHeaders headers;
    private final ZapLog log;

    Downgrades(
            Cluster cluster,
            ReadIndexService reads,
            EventLoops loops,
            Proposer proposer,
            ResponseHeaders headers,
            ZapLog log) {
        this.cluster = cluster;
        this.reads = reads;
        this.loops = loops;
        this.proposer = proposer;
        this.headers = headers;
        this.log = log;
    }

    void answer(DowngradeRequest request, Answer<DowngradeResponse> answer) {
        switch (request.getAction()) {
            case VALIDATE -> validate(request.getVersion(), answer::fail, _ -> answer.send(response()));
            case ENABLE ->
                validate(
                        request.getVersion(),
                        error -> refuse(error, answer),
                        target -> propose(new Downgrade(true, target.toString()), answer));
            case CANCEL -> cancel(answer);
            case UNRECOGNIZED -> answer.fail(EtcdError.UNKNOWN_METHOD);
        }
    }

    private void validate(String text, Consumer<EtcdError> refused, Consumer<EtcdVersion> accepted) {
        Optional<EtcdVersion> target = Downgrade.parseTarget(text);
        if (target.isEmpty()) {
            refused.accept(EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT);
        } else if (cluster.version().isEmpty()) {
            refused.accept(EtcdError.CLUSTER_VERSION_UNAVAILABLE);
        } else {
            linearize(
                    loops.current(),
                    refused,
                    () -> refusal(target.get()).ifPresentOrElse(refused, () -> accepted.accept(target.get())));
        }
    }

    private Optional<EtcdError> refusal(EtcdVersion target) {
        Optional<EtcdVersion> allowed =
                cluster.version().flatMap(EtcdVersion::parse).map(ClusterVersions::downgradeTarget);
        if (!allowed.equals(Optional.of(target))) {
            return Optional.of(EtcdError.INVALID_DOWNGRADE_TARGET_VERSION);
        }
        return cluster.downgrade().enabled() ? Optional.of(EtcdError.DOWNGRADE_IN_PROCESS) : Optional.empty();
    }

    private void refuse(EtcdError error, Answer<DowngradeResponse> answer) {
        log.warn("reject downgrade request", "error", error.message());
        answer.fail(error);
    }

    /** To call off what is not under way is no error in etcd; that nobody can tell is one here. */
    private void cancel(Answer<DowngradeResponse> answer) {
        linearize(loops.current(), answer::fail, () -> {
            if (cluster.downgrade().enabled()) {
                propose(Downgrade.NONE, answer);
            } else {
                log.warn("failed to cancel downgrade", "error", EtcdError.NO_INFLIGHT_DOWNGRADE.message());
                answer.send(response());
            }
        });
    }

    private void propose(Downgrade change, Answer<DowngradeResponse> answer) {
        proposer.propose(
                InternalRaftRequest.newBuilder()
                        .setDowngradeInfoSet(DowngradeInfoSetRequest.newBuilder()
                                .setEnabled(change.enabled())
                                .setVer(change.target())),
                new ProposalCallback() {
                    @Override
                    public void applied(ApplyResult result) {
                        answer.send(response());
                    }

                    @Override
                    public void failed(EtcdError error) {
                        answer.fail(error);
                    }
                });
    }

    private DowngradeResponse response() {
        String version = cluster.version()
                .flatMap(EtcdVersion::parse)
                .map(known -> known.major() + "." + known.minor())
                .orElse("");
        return DowngradeResponse.newBuilder()
                .setHeader(headers.current())
                .setVersion(version)
                .build();
    }

    @Override
    public void ask(Consumer<Known> done) {
        linearize(
                Runnable::run,
                error -> done.accept(new Known.Failed("failed linearized read: " + error.message())),
                () -> done.accept(new Known.State(cluster.downgrade().enabled())));
    }

    private void linearize(Executor where, Consumer<EtcdError> failed, Runnable ready) {
        reads.linearize(where, new ReadWaiter() {
            @Override
            public void ready() {
                ready.run();
            }

            @Override
            public void failed(EtcdError error) {
                failed.accept(error);
            }
        });
    }
}
