package dev.etcetera.dist;

import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.server.cluster.ConfChangeCodec;
import dev.etcetera.wal.Wal;
import dev.etcetera.wal.WalSnapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The program {@code etcd-dump-logs DATA-DIR [START-INDEX]}: prints the entries of a member's write-ahead log, of ours or of
 * Go etcd's, from the newest snapshot on or from an index. Changes nothing; the member must not be running.
 */
public final class DumpLogs {
    private static final String USAGE = "usage: etcd-dump-logs DATA-DIR [START-INDEX]";

    private DumpLogs() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int status = run(List.of(arguments), out);
        out.flush();
        System.exit(status);
    }

    private static int run(List<String> arguments, PrintStream out) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            System.err.println(USAGE);
            return 2;
        }
        Path wal = Path.of(arguments.getFirst(), "member", "wal");
        try {
            long start = arguments.size() == 2 ? Long.parseUnsignedLong(arguments.get(1)) : 0;
            dump(wal, start, out);
            return 0;
        } catch (NumberFormatException notANumber) {
            System.err.println("etcd-dump-logs: " + arguments.get(1) + " is not an index; " + USAGE);
            return 2;
        } catch (IOException failure) {
            System.err.println("etcd-dump-logs: cannot read " + wal + ": " + failure.getMessage());
            return 1;
        }
    }

    private static void dump(Path wal, long startIndex, PrintStream out) throws IOException {
        WalSnapshot from = Wal.validSnapshots(wal).stream()
                .filter(snapshot -> startIndex == 0 || snapshot.index() < startIndex)
                .max(Comparator.comparingLong(WalSnapshot::index))
                .orElse(WalSnapshot.EMPTY);
        out.println("Snapshot:");
        out.println(from.index() == 0 ? "empty" : "term=" + from.term() + " index=" + from.index());
        List<Entry> entries = Wal.entries(wal, from).stream()
                .filter(entry -> entry.index() >= startIndex)
                .toList();
        out.println("WAL entries: " + entries.size());
        if (!entries.isEmpty()) {
            out.println("lastIndex=" + entries.getLast().index());
        }
        out.println("term\t     index\ttype\tdata");
        for (Entry entry : entries) {
            out.printf("%4d\t%10d\t%s%n", entry.term(), entry.index(), describe(entry));
        }
    }

    private static String describe(Entry entry) throws IOException {
        return switch (entry.type()) {
            case NORMAL -> "norm\t" + (entry.data().isEmpty() ? "" : request(entry));
            case CONF_CHANGE, CONF_CHANGE_V2 -> "conf\t" + change(entry);
        };
    }

    private static String request(Entry entry) throws IOException {
        return InternalRaftRequest.parseFrom(entry.data().array())
                .toString()
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String change(Entry entry) {
        ConfChange change = ConfChangeCodec.decode(entry.type(), entry.data()).change();
        return change.steps() + " " + new String(change.context().array(), StandardCharsets.UTF_8);
    }
}
