package dev.etcetera.wal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.raftpb.EntryType;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the records of a log add up to, after a snapshot. Owned by one reader.
 *
 * <p>The type of a record is not under its CRC, so what raft never writes is refused here: a gap, a term that goes back, a
 * second vote in one term.
 */
final class LogContents {
    private static final dev.etcetera.raft.protocol.EntryType[] ENTRY_TYPES =
            dev.etcetera.raft.protocol.EntryType.values();

    private final Optional<WalSnapshot> start;
    private final long startIndex;
    private final List<Entry> entries = new ArrayList<>();
    private final List<WalSnapshot> valid = new ArrayList<>();
    /** Of a state that the log does not know to be committed. */
    private final List<WalSnapshot> undecided = new ArrayList<>();

    private HardState hardState = HardState.EMPTY;
    private byte @Nullable [] metadata;
    private boolean startFound;
    private long lastIndex;
    /** The term of the entry at the start, as far as it was read; 0 when the log has none there. */
    private long startTerm;

    private LogContents(Optional<WalSnapshot> start) {
        this.start = start;
        startIndex = start.map(WalSnapshot::index).orElse(0L);
    }

    /** Everything after a snapshot. */
    static LogContents after(WalSnapshot start) {
        return new LogContents(Optional.of(start));
    }

    /** Snapshots and the hard state, no entries. */
    static LogContents withoutEntries() {
        return new LogContents(Optional.empty());
    }

    /** Reads to the end; returns true when the last write had been cut off. */
    boolean readAll(WalDecoder decoder) throws IOException {
        try {
            Optional<RecordView> record = decoder.next();
            while (record.isPresent()) {
                Optional<String> damage = add(record.get());
                if (damage.isPresent()) {
                    throw decoder.corrupt("the record before it is not sound: " + damage.get());
                }
                record = decoder.next();
            }
            return false;
        } catch (TornRecordException e) {
            return true;
        }
    }

    /** Says what is wrong with the record, if anything. */
    private Optional<String> add(RecordView record) {
        try {
            return switch (record.type()) {
                case METADATA -> addMetadata(record.data());
                case ENTRY -> addEntry(dev.etcetera.api.raftpb.Entry.parseFrom(record.data()));
                case STATE -> addState(dev.etcetera.api.raftpb.HardState.parseFrom(record.data()));
                case SNAPSHOT -> addSnapshot(dev.etcetera.api.walpb.Snapshot.parseFrom(record.data()));
                case CRC -> Optional.empty();
            };
        } catch (InvalidProtocolBufferException e) {
            return Optional.of("not a message");
        }
    }

    private Optional<String> addMetadata(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        if (metadata != null && !Arrays.equals(metadata, bytes)) {
            return Optional.of("two members' metadata in one log");
        }
        metadata = bytes;
        return Optional.empty();
    }

    private Optional<String> addEntry(dev.etcetera.api.raftpb.Entry entry) {
        if (entry.getTerm() <= 0 || entry.getIndex() <= 0 || hasUnknownType(entry)) {
            return Optional.of("an entry without term, index or type");
        }
        lastIndex = entry.getIndex();
        // A member that crashed before it went over to a snapshot, and got the entries after all: it never will.
        undecided.removeIf(snapshot -> snapshot.index() >= entry.getIndex());
        if (start.isEmpty()) {
            return Optional.empty();
        }
        if (entry.getIndex() <= startIndex) {
            startTerm = entry.getIndex() == startIndex ? entry.getTerm() : 0;
            entries.clear(); // An entry takes the place of everything behind it.
            return Optional.empty();
        }
        long position = entry.getIndex() - startIndex - 1;
        if (position > entries.size()) {
            return Optional.of("entry %d follows entry %d".formatted(entry.getIndex(), startIndex + entries.size()));
        }
        entries.subList((int) position, entries.size()).clear();
        if (!entries.isEmpty() && entries.getLast().term() > entry.getTerm()) {
            return Optional.of("the term goes back");
        }
        Payload data = entry.getData().isEmpty()
                ? Payload.EMPTY
                : Payload.wrap(entry.getData().toByteArray());
        entries.add(new Entry(
                entry.getTerm(), entry.getIndex(), ENTRY_TYPES[entry.getType().getNumber()], data));
        return Optional.empty();
    }

    private static boolean hasUnknownType(dev.etcetera.api.raftpb.Entry entry) {
        return !entry.getUnknownFields().asMap().isEmpty()
                || entry.getType().getNumber() > EntryType.EntryConfChangeV2_VALUE;
    }

    private Optional<String> addState(dev.etcetera.api.raftpb.HardState state) {
        HardState next = new HardState(state.getTerm(), state.getVote(), state.getCommit());
        boolean voteChanged = next.vote() != hardState.vote() && hardState.vote() != 0;
        if (!state.getUnknownFields().asMap().isEmpty() || next.term() < hardState.term()) {
            return Optional.of("the term goes back");
        }
        if (voteChanged && next.term() == hardState.term()) {
            return Optional.of("two votes in one term");
        }
        hardState = next;
        undecided.stream().filter(this::isCommitted).forEach(valid::add);
        undecided.removeIf(this::isCommitted);
        return Optional.empty();
    }

    private Optional<String> addSnapshot(dev.etcetera.api.walpb.Snapshot message) {
        WalSnapshot snapshot = ConfStates.decode(message);
        (isCommitted(snapshot) ? valid : undecided).add(snapshot);
        lastIndex = Math.max(lastIndex, snapshot.index());
        if (start.isEmpty() || snapshot.index() != startIndex) {
            return Optional.empty();
        }
        startFound = true;
        long term = start.get().term();
        if (startTerm != term) {
            // The snapshot came from another member, in place of a log that was not the leader's.
            entries.clear();
        }
        return snapshot.term() == term
                ? Optional.empty()
                : Optional.of("snapshot %d has term %d, not %d".formatted(startIndex, snapshot.term(), term));
    }

    private boolean isCommitted(WalSnapshot snapshot) {
        return snapshot.index() <= hardState.commit();
    }

    /**
     * Snapshots that are of this log, oldest first: of what was committed when they were noted, or received and gone over
     * to, which the hard state behind the note says.
     */
    List<WalSnapshot> validSnapshots() {
        return List.copyOf(valid);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    HardState hardState() {
        return hardState;
    }

    long lastIndex() {
        return lastIndex;
    }

    boolean startFound() {
        return startFound;
    }

    Optional<byte[]> metadata() {
        return Optional.ofNullable(metadata);
    }
}
