package dev.etcetera.server.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.RaftConfig;
import dev.etcetera.raft.RaftFeatures;
import dev.etcetera.raft.RaftLimits;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.Tracer;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.HardState;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member alone, with a real log on disk and real threads. */
@Timeout(60)
final class RaftLoopTest {
    private static final long ID = 1;

    @TempDir
    Path temp;

    @Test
    void proposalMadeBeforeThereIsALeaderIsAppliedOnceThereIsOne() throws Exception {
        try (Member member = new Member(temp, true)) {
            member.inbox.propose(payload("early"));
            member.start();
            member.inbox.execute(RawNode::campaign);

            member.applier.await(1);

            assertThat(member.applier.texts()).containsExactly("early");
        }
    }

    @Test
    void proposalThatAnotherMemberForwardedBeforeThereIsALeaderWaitsAsOurOwnDo() throws Exception {
        try (Member member = new Member(temp, true)) {
            Entry entry = Entry.proposal(EntryType.NORMAL, payload("forwarded"));
            member.inbox.step(new Message.Propose(2, ID, 0, List.of(entry)));
            member.inbox.propose(payload("own"));
            member.start();
            member.inbox.execute(RawNode::campaign);

            member.applier.await(2);

            assertThat(member.applier.texts()).containsExactly("forwarded", "own");
        }
    }

    @Test
    void membershipIsAppliedBeforeTheNodeActsOnWhatComesAfterIt() throws Exception {
        try (Member member = new Member(temp, true)) {
            member.start();
            // A campaign of a node that does not know its own membership would be refused without a word.
            member.inbox.execute(RawNode::campaign);
            member.inbox.propose(payload("a"));
            member.applier.await(1);

            assertThat(member.published.isLeader()).isTrue();
        }
    }

    @Test
    void whatWasAppliedIsFoundAgainAfterARestart() throws Exception {
        Member first = new Member(temp, true);
        first.start();
        first.inbox.execute(RawNode::campaign);
        for (int i = 0; i < 100; i++) {
            first.inbox.propose(payload("v" + i));
        }
        first.applier.await(100);
        first.close();

        try (Member again = new Member(temp, false)) {
            again.start();
            again.applier.await(100);

            assertThat(again.applier.texts()).isEqualTo(first.applier.texts()).hasSize(100);
        }
    }

    @Test
    void raftThreadAnswersWhileTheDiskStandsStillAndGoesOnWhenItMoves() throws Exception {
        CountDownLatch moves = new CountDownLatch(1);
        AtomicBoolean stuck = new AtomicBoolean();
        Failpoints disk = point -> {
            if (point == Failpoint.RAFT_BEFORE_SAVE && stuck.get()) {
                awaitUninterruptibly(moves);
            }
        };
        try (Member member = new Member(temp, true, disk)) {
            member.start();
            member.inbox.propose(payload("before"));
            member.applier.await(1);
            stuck.set(true);
            member.inbox.propose(payload("meanwhile"));

            for (int i = 0; i < 100; i++) {
                assertThat(member.inbox.ask(node -> node.status().lastIndex())).isPresent();
            }
            assertThat(member.applier.texts()).containsExactly("before");
            moves.countDown();
            member.applier.await(2);

            assertThat(member.applier.texts()).containsExactly("before", "meanwhile");
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static Payload payload(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Member implements AutoCloseable {
        final RaftInbox inbox = new RaftInbox(reason -> {}, DiskAdmission.ALWAYS);
        final Published published = new Published(ID);
        final RecordingApplier applier = new RecordingApplier(inbox);
        private final DataDir dir;
        private final ApplyLoop applyLoop;
        private final RaftLoop raftLoop;

        Member(Path root, boolean fresh) throws Exception {
            this(root, fresh, Failpoints.NONE);
        }

        Member(Path root, boolean fresh, Failpoints failpoints) throws Exception {
            dir = DataDir.open(root, root.resolve("member/wal"));
            WalOptions options = WalOptions.etcd((nanos, bytes) -> {});
            RaftStorage storage;
            if (fresh) {
                storage = RaftStorage.create(dir, new MemberIdentity(ID, 7), options, 5)
                        .storage();
                Entry self = new Entry(1, 1, EntryType.CONF_CHANGE, Payload.EMPTY);
                storage.bootstrap(new HardState(1, 0, 1), List.of(self));
            } else {
                storage = RaftStorage.open(dir, options, 5).storage();
            }
            AppliedIndex applied = new AppliedIndex();
            FaultHandler faults = (what, cause) -> {
                throw new AssertionError(what, cause);
            };
            applyLoop = new ApplyLoop(applier, List.of(), applied, faults);
            RaftConfig config = new RaftConfig(ID, 10, 1, 0, RaftLimits.etcd(), RaftFeatures.etcd());
            RawNode node = new RawNode(config, storage.log(), new SplittableRandom(1), Tracer.NONE);
            raftLoop = new RaftLoop(
                    node,
                    storage,
                    new RaftLoop.Parts(
                            inbox,
                            published,
                            new NoPeers(),
                            applyLoop,
                            applied,
                            List.of(),
                            faults,
                            failpoints,
                            ZapLog.discard()),
                    10,
                    10);
        }

        void start() {
            applyLoop.start();
            raftLoop.start();
        }

        @Override
        public void close() throws IOException {
            try {
                raftLoop.stop();
                applyLoop.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            dir.close();
        }
    }

    /** Remembers what it was given; tells Raft of its only member. */
    private static final class RecordingApplier implements EntryBatchApplier {
        private final RaftInbox inbox;
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final CountDownLatch hundred = new CountDownLatch(100);
        private long index;
        private long term;

        RecordingApplier(RaftInbox inbox) {
            this.inbox = inbox;
        }

        @Override
        public void apply(List<Entry> committed) {
            for (Entry entry : committed) {
                if (entry.type() != EntryType.NORMAL) {
                    addSelf(entry.index());
                } else if (entry.data().size() > 0) {
                    texts.add(new String(entry.data().array(), StandardCharsets.UTF_8));
                    hundred.countDown();
                }
                index = entry.index();
                term = entry.term();
            }
        }

        @Override
        public void install(Snapshot snapshot) {
            throw new AssertionError("nobody sends snapshots here");
        }

        private void addSelf(long at) {
            try {
                inbox.ask(node -> node.applyConfChange(at, ConfChange.of(ConfChangeStep.Kind.ADD_NODE, ID)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void await(int count) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (texts.size() < count && System.nanoTime() < deadline) {
                if (hundred.await(5, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            assertThat(texts).hasSizeGreaterThanOrEqualTo(count);
        }

        List<String> texts() {
            return new ArrayList<>(texts);
        }

        @Override
        public long appliedIndex() {
            return index;
        }

        @Override
        public Optional<Applied> applied() {
            return Optional.of(new Applied(index, term, ConfState.ofVoters(List.of(ID))));
        }
    }
}
