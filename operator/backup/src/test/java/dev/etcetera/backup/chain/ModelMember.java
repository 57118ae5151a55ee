package dev.etcetera.backup.chain;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backup.member.CompactedException;
import dev.etcetera.backup.member.GrantedLease;
import dev.etcetera.backup.member.History;
import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.member.Snapshots;
import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.bbolt.BoltSource;
import dev.etcetera.bbolt.BoltVisitor;
import dev.etcetera.bbolt.BoltWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A member that somebody writes to whenever it is watched, with a history that is compacted now and then. It breaks off at
 * random. Owned by one thread.
 */
public final class ModelMember implements Snapshots, History {
    private static final int FIRST_REVISION = 2;

    private final Random random;
    private final boolean saysRevision;
    private final InstantSource clock;
    private final List<Event> events = new ArrayList<>();
    private final List<Moment> moments = new ArrayList<>();
    private long revision = 1;
    private long compacted;
    private double failures;

    public ModelMember(Random random, boolean saysRevision, InstantSource clock) {
        this.random = random;
        this.saysRevision = saysRevision;
        this.clock = clock;
    }

    /** How often, of all that it is asked. */
    void fail(double share) {
        failures = share;
    }

    @Override
    public long revision() {
        return revision;
    }

    long compacted() {
        return compacted;
    }

    /** What is there of the history up to a revision, and what the file must hold. */
    public List<Event> upTo(long last) {
        return events.stream().filter(e -> e.getKv().getModRevision() <= last).toList();
    }

    public void write() {
        revision++;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            boolean deletion = random.nextInt(5) == 0;
            KeyValue.Builder kv = KeyValue.newBuilder()
                    .setKey(ByteString.copyFromUtf8("key" + random.nextInt(9) + i))
                    .setModRevision(revision);
            if (!deletion) {
                kv.setCreateRevision(FIRST_REVISION).setVersion(1).setValue(ByteString.copyFromUtf8("v" + revision));
            }
            events.add(Event.newBuilder()
                    .setType(deletion ? Event.EventType.DELETE : Event.EventType.PUT)
                    .setKv(kv)
                    .build());
        }
        moments.add(new Moment(revision, clock.millis()));
    }

    /** Stores a delta of what was written after a revision, as one of this cluster. */
    public void store(Deltas deltas, String backup, String clusterId, long after, long epochMillis) throws IOException {
        DeltaBuilder builder = new DeltaBuilder();
        builder.reset(after);
        builder.add(events, true, epochMillis);
        deltas.put(backup, builder.build(clusterId, "me", List.of()));
    }

    List<Moment> moments() {
        return moments;
    }

    void compact() {
        compacted = revision;
    }

    private void maybeFail(String what) throws IOException {
        if (random.nextDouble() < failures) {
            throw new IOException("no " + what);
        }
    }

    @Override
    public Origin origin() throws IOException {
        maybeFail("status");
        return new Origin("c", "m", "3.7.3", revision, 0);
    }

    @Override
    public Sending begin() {
        if (!saysRevision && random.nextBoolean()) {
            write();
        }
        long frozen = revision;
        return sink -> send(frozen, sink);
    }

    private Optional<Long> send(long frozen, ByteSink sink) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BoltWriter.plan(new Database(upTo(frozen))).writeTo(out);
        byte[] database = out.toByteArray();
        byte[] sum = HexFormat.of().parseHex(Delta.sha256(ByteString.copyFrom(database)));
        sink.write(database, 0, database.length / 2);
        maybeFail("snapshot");
        sink.write(database, database.length / 2, database.length - database.length / 2);
        sink.write(sum, 0, sum.length);
        return saysRevision ? Optional.of(frozen) : Optional.empty();
    }

    /** As etcd lays events out. */
    private record Database(List<Event> events) implements BoltSource {
        @Override
        public List<String> buckets() {
            return List.of("key", "lease", "meta");
        }

        @Override
        public void entries(String bucket, BoltVisitor visitor) throws IOException {
            if (!"key".equals(bucket)) {
                return;
            }
            long before = 0;
            int sub = 0;
            for (Event event : events) {
                KeyValue kv = event.getKv();
                sub = kv.getModRevision() == before ? sub + 1 : 0;
                before = kv.getModRevision();
                boolean deletion = event.getType() == Event.EventType.DELETE;
                ByteBuffer key = ByteBuffer.allocate(deletion ? 18 : 17)
                        .putLong(before)
                        .put((byte) '_')
                        .putLong(sub);
                if (deletion) {
                    key.put((byte) 't');
                }
                visitor.entry(
                        key.array(),
                        deletion
                                ? KeyValue.newBuilder()
                                        .setKey(kv.getKey())
                                        .build()
                                        .toByteArray()
                                : kv.toByteArray());
            }
        }
    }

    @Override
    public Optional<KvHash> hash(long atRevision) {
        return Optional.empty();
    }

    @Override
    public Watched watch(long from) {
        return new Watch(from);
    }

    /** Tells of a few revisions at a time, sometimes with the last one in two parts. */
    private final class Watch implements Watched {
        private final List<Event> held = new ArrayList<>();
        private long next;

        Watch(long from) {
            next = from;
        }

        @Override
        public Optional<Changes> next(Duration wait) throws IOException {
            if (next <= compacted && next <= revision) {
                throw new CompactedException(compacted);
            }
            maybeFail("answer");
            if (random.nextInt(3) > 0) {
                write();
            }
            if (!held.isEmpty()) {
                Changes rest = new Changes(held, true);
                held.clear();
                return Optional.of(rest);
            }
            if (next > revision || random.nextInt(4) == 0) {
                return Optional.empty();
            }
            long to = Math.min(revision, next + random.nextInt(4));
            long from = next;
            List<Event> told = upTo(to).stream()
                    .filter(e -> e.getKv().getModRevision() >= from)
                    .toList();
            next = to + 1;
            if (told.size() > 1 && random.nextInt(3) == 0) {
                int cut = 1 + random.nextInt(told.size() - 1);
                held.addAll(told.subList(cut, told.size()));
                return Optional.of(new Changes(told.subList(0, cut), false));
            }
            return Optional.of(new Changes(told, true));
        }

        @Override
        public void close() {
            next = Long.MAX_VALUE;
        }
    }

    @Override
    public List<GrantedLease> granted(Set<Long> leases) throws IOException {
        maybeFail("leases");
        return List.of();
    }

    @Override
    public long authRevision() {
        return 0;
    }

    /** The changes up to a revision as text, as a member's files would give them. */
    public List<String> entries(long revision) {
        List<String> expected = new ArrayList<>();
        long before = 0;
        int sub = 0;
        for (Event event : upTo(revision)) {
            KeyValue kv = event.getKv();
            sub = kv.getModRevision() == before ? sub + 1 : 0;
            before = kv.getModRevision();
            expected.add(before + "/" + sub + (event.getType() == Event.EventType.DELETE ? "t " : " ")
                    + kv.getKey().toStringUtf8() + "=" + kv.getValue().toStringUtf8());
        }
        return expected;
    }
}
