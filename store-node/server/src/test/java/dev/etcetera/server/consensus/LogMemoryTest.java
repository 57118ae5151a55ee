package dev.etcetera.server.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.RaftConfig;
import dev.etcetera.raft.RaftFeatures;
import dev.etcetera.raft.RaftLimits;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.Tracer;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.server.apply.Applied;
import dev.etcetera.server.apply.EntryBatchApplier;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.MemberIdentity;
import dev.etcetera.server.storage.RaftStorage;
import dev.etcetera.wal.WalOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower that applies nothing while its leader goes on, as one that goes over to a snapshot. */
final class LogMemoryTest {
    /** The log may hold 256 of them at most, however large the heap is. They share their bytes. */
    private static final long ENTRIES = 300;

    private static final Payload MEBIBYTE = Payload.wrap(new byte[1 << 20]);

    @TempDir
    Path temp;

    @Test
    void takesNothingMoreUntilSomethingIsApplied() throws IOException {
        try (DataDir dir = DataDir.open(temp, temp.resolve("member/wal"));
                RaftStorage storage = RaftStorage.create(
                                dir, new MemberIdentity(1, 7), WalOptions.etcd((nanos, bytes) -> {}), 5)
                        .storage()) {
            storage.beginWith(ConfState.ofVoters(List.of(1L, 2L)));
            storage.show(append(LongStream.rangeClosed(1, ENTRIES)), Failpoints.NONE);
            RaftConfig config = new RaftConfig(1, 10, 1, 0, RaftLimits.etcd(), RaftFeatures.etcd());
            RawNode node = new RawNode(config, storage.log(), new SplittableRandom(1), Tracer.NONE);
            AppliedIndex applied = new AppliedIndex();
            LogMemory memory = new LogMemory(node, storage, parts(applied));
            Message.Append next = new Message.Append(2, 1, 1, new EntryId(1, ENTRIES), List.of(entry(ENTRIES + 1)), 0);

            memory.step(next);
            assertThat(node.status().lastIndex()).isEqualTo(ENTRIES);

            applied.set(ENTRIES, Optional.empty());
            memory.step(next);
            assertThat(node.status().lastIndex()).isEqualTo(ENTRIES + 1);
        }
    }

    private static RaftLoop.Parts parts(AppliedIndex applied) {
        RaftInbox inbox = new RaftInbox(reason -> {}, DiskAdmission.ALWAYS);
        FaultHandler faults = (what, cause) -> {
            throw new AssertionError(what, cause);
        };
        return new RaftLoop.Parts(
                inbox,
                new Published(1),
                new NoPeers(),
                new ApplyLoop(new NothingApplied(), List.of(), applied, faults),
                applied,
                List.of(),
                faults,
                Failpoints.NONE,
                ZapLog.discard());
    }

    private static StorageAppend append(LongStream indexes) {
        return new StorageAppend(
                Optional.empty(),
                indexes.mapToObj(LogMemoryTest::entry).toList(),
                Optional.empty(),
                false,
                List.of(),
                List.of(),
                1,
                Optional.empty());
    }

    private static Entry entry(long index) {
        return new Entry(1, index, EntryType.NORMAL, MEBIBYTE);
    }

    private record NothingApplied() implements EntryBatchApplier {
        @Override
        public void apply(List<Entry> committed) {}

        @Override
        public void install(Snapshot snapshot) {}

        @Override
        public long appliedIndex() {
            return 0;
        }

        @Override
        public Optional<Applied> applied() {
            return Optional.empty();
        }
    }
}
