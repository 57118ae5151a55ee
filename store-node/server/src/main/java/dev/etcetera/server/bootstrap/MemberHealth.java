package dev.etcetera.server.bootstrap;

import com.google.protobuf.ByteString;
import dev.etcetera.api.EtcdError;
import dev.etcetera.mvcc.KeyRange;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.RangeSpec;
import dev.etcetera.server.apply.AlarmStore;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.http.HealthChecks;
import dev.etcetera.server.read.ReadIndexService;
import dev.etcetera.server.read.ReadWaiter;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What the health endpoints learn of this member. Any thread; nothing blocks. */
record MemberHealth(RaftView raft, Cluster cluster, AlarmStore alarmStore, KvStore store, ReadIndexService reads)
        implements HealthChecks {
    private static final KeyRange PROBE = new KeyRange(ByteString.copyFromUtf8("health"), ByteString.EMPTY);

    @Override
    public Set<String> alarms() {
        return alarmStore.all().stream().map(alarm -> alarm.getAlarm().name()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean hasLeader() {
        return raft.leaderId() != 0;
    }

    @Override
    public boolean isLearner() {
        return cluster.member(raft.memberId()).map(Member::learner).orElse(false);
    }

    @Override
    public void serializableRead(Consumer<Optional<String>> done) {
        store.range(PROBE, new RangeSpec(0, 1, false, true));
        done.accept(Optional.empty());
    }

    @Override
    public void linearizableRead(Consumer<Optional<String>> done) {
        reads.linearize(Runnable::run, new ReadWaiter() {
            @Override
            public void ready() {
                serializableRead(done);
            }

            @Override
            public void failed(EtcdError error) {
                done.accept(Optional.of(error.message()));
            }
        });
    }
}
