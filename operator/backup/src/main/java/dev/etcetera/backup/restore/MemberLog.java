package dev.etcetera.backup.restore;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import dev.etcetera.api.etcdserverpb.Metadata;
import dev.etcetera.api.raftpb.ConfChange;
import dev.etcetera.api.raftpb.ConfChangeType;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import dev.etcetera.snap.Snapshotter;
import dev.etcetera.wal.Wal;
import dev.etcetera.wal.WalOptions;
import dev.etcetera.wal.WalSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The raft log that a restored member begins with: an added member for each of the cluster, all committed, and a snapshot
 * behind them, so that the database is taken for what they lead to. The same on every member but for its own id.
 */
final class MemberLog {
    static final long TERM = 1;
    private static final String NEVER = "0001-01-01T00:00:00Z";
    private static final JsonMapper JSON = new JsonMapper();

    private MemberLog() {}

    /** Writes `wal` and the `.snap` file of `snap` into the folder `member`; durable when it returns. */
    static void write(Path member, NewCluster cluster) throws IOException {
        long last = lastIndex(cluster);
        ConfState voters =
                ConfState.ofVoters(cluster.members().stream().map(NewMember::id).toList());
        byte[] metadata = Metadata.newBuilder()
                .setNodeID(cluster.self().id())
                .setClusterID(cluster.clusterId())
                .build()
                .toByteArray();
        try (Wal wal = Wal.create(member.resolve("wal"), metadata, WalOptions.etcd((nanos, bytes) -> {}))) {
            long vote = cluster.members().getFirst().id();
            wal.save(Optional.of(new HardState(TERM, vote, last)), entries(cluster), true);
            new Snapshotter(member.resolve("snap"))
                    .save(new Snapshot(new SnapshotMetadata(voters, last, TERM), Payload.wrap(oldStore(cluster))));
            wal.saveSnapshot(new WalSnapshot(last, TERM, voters));
        }
    }

    /** Index of the last entry. */
    static long lastIndex(NewCluster cluster) {
        return cluster.members().size();
    }

    private static List<Entry> entries(NewCluster cluster) {
        List<Entry> entries = new ArrayList<>();
        for (NewMember member : cluster.members()) {
            byte[] change = ConfChange.newBuilder()
                    .setType(ConfChangeType.ConfChangeAddNode)
                    .setNodeId(member.id())
                    .setContext(ByteString.copyFrom(member.json()))
                    .build()
                    .toByteArray();
            entries.add(new Entry(TERM, entries.size() + 1L, EntryType.CONF_CHANGE, Payload.wrap(change)));
        }
        return entries;
    }

    /** The members as the store of etcd's version 2 had them: 3.6 still reads them from the snapshot. */
    private static byte[] oldStore(NewCluster cluster) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        long index = 0;
        for (NewMember member : cluster.members()) {
            index++;
            String path = "/0/members/" + member.hexId();
            Map<String, Object> value = node(path + "/raftAttributes", index, member.raftAttributes(), null);
            members.put(member.hexId(), node(path, index, "", Map.of("raftAttributes", value)));
        }
        Map<String, Object> spaces = new LinkedHashMap<>();
        spaces.put("0", node("/0", 0, "", Map.of("members", node("/0/members", 1, "", members))));
        spaces.put("1", node("/1", 0, "", Map.of()));
        Map<String, Object> store = new LinkedHashMap<>();
        store.put("Root", node("/", 0, "", spaces));
        store.put("CurrentIndex", index);
        store.put("CurrentVersion", 2);
        return JSON.writeValueAsBytes(store);
    }

    private static Map<String, Object> node(
            String path, long index, String value, @Nullable Map<String, Object> children) {
        Map<String, @Nullable Object> node = new LinkedHashMap<>();
        node.put("Path", path);
        node.put("CreatedIndex", index);
        node.put("ModifiedIndex", index);
        node.put("ExpireTime", NEVER);
        node.put("Value", value);
        node.put("Children", children);
        return node;
    }
}
