package dev.etcetera.server.bootstrap;

import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.cluster.ConfChangeCodec;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.config.BootstrapCheck;
import dev.etcetera.server.config.ClusterConfig;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.MemberIdentity;
import dev.etcetera.server.storage.RaftStorage;
import dev.etcetera.wal.WalOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Opens the raft log of a member that ran before, or begins that of a member of a new cluster, in which every member makes
 * the same first entries: one membership change for each member, in term 1, committed.
 */
final class RaftLogOpener {
    private static final long FIRST_TERM = 1;

    private final ServerConfig config;
    private final WalOptions options;
    private final BootstrappedCheck remote;

    /** Asks the other members whether this one has run before; tells the reason to refuse. */
    @FunctionalInterface
    interface BootstrappedCheck {
        Optional<String> problem(Membership initial, Member self);
    }

    RaftLogOpener(ServerConfig config, WalOptions options, BootstrappedCheck remote) {
        this.config = config;
        this.options = options;
        this.remote = remote;
    }

    RaftStorage.Opened open(DataDir dir) throws IOException {
        if (!RaftStorage.exists(dir)) {
            return begin(dir);
        }
        RaftStorage.Opened opened =
                RaftStorage.open(dir, options, config.storage().maxWals());
        // A crash between the birth of the log and its first entries leaves an empty one: begin it again.
        return opened.empty() ? resumeBeginning(opened) : opened;
    }

    private RaftStorage.Opened begin(DataDir dir) throws IOException {
        Membership initial = initialMembership();
        Member self = self(initial);
        Optional<String> problem = remote.problem(initial, self);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        RaftStorage.Opened opened = RaftStorage.create(
                dir,
                new MemberIdentity(self.id(), initial.clusterId()),
                options,
                config.storage().maxWals());
        bootstrap(opened, initial);
        return opened;
    }

    private RaftStorage.Opened resumeBeginning(RaftStorage.Opened opened) throws IOException {
        Membership initial = initialMembership();
        MemberIdentity configured = new MemberIdentity(self(initial).id(), initial.clusterId());
        if (!opened.identity().equals(configured)) {
            throw new IOException("the data directory belongs to member "
                    + Long.toHexString(opened.identity().memberId()) + " of cluster "
                    + Long.toHexString(opened.identity().clusterId()) + ", --initial-cluster describes member "
                    + Long.toHexString(configured.memberId()) + " of cluster "
                    + Long.toHexString(configured.clusterId()));
        }
        bootstrap(opened, initial);
        return opened;
    }

    private Membership initialMembership() throws IOException {
        if (config.cluster().state() == ClusterConfig.ClusterState.EXISTING) {
            throw new IOException("--initial-cluster-state=existing without data is not supported in this release:"
                    + " members cannot join a running cluster yet");
        }
        Optional<String> problem = BootstrapCheck.problem(config);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        return Membership.initial(
                config.cluster().initialCluster(), config.cluster().token());
    }

    private Member self(Membership initial) {
        return initial.memberNamed(config.name())
                .orElseThrow(() -> new IllegalStateException("checked: " + config.name() + " is in --initial-cluster"));
    }

    private static void bootstrap(RaftStorage.Opened opened, Membership initial) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (ConfChange change : initial.bootstrapChanges()) {
            Payload encoded = Payload.wrap(ConfChangeCodec.encode(0, change));
            entries.add(new Entry(FIRST_TERM, entries.size() + 1L, EntryType.CONF_CHANGE, encoded));
        }
        opened.storage().bootstrap(new HardState(FIRST_TERM, 0, entries.size()), entries);
    }
}
