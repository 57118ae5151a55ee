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
import dev.etcetera.server.storage.DataDirException;
import dev.etcetera.server.storage.MemberIdentity;
import dev.etcetera.server.storage.RaftStorage;
import dev.etcetera.wal.WalOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Opens the raft log of a member that ran before, or begins that of a member of a new cluster, in which every member makes
 * the same first entries: one membership change for each member, in term 1, committed; or that of a member that joins, which
 * the leader fills.
 */
final class RaftLogOpener {
    private static final long FIRST_TERM = 1;

    private final ServerConfig config;
    private final WalOptions options;
    private final Peers peers;

    /** The log, and the members that this one may talk to before its log tells it who they are. */
    record Opening(RaftStorage.Opened log, List<Member> remotes) {
        Opening {
            remotes = List.copyOf(remotes);
        }
    }

    RaftLogOpener(ServerConfig config, WalOptions options, Peers peers) {
        this.config = config;
        this.options = options;
        this.peers = peers;
    }

    Opening open(DataDir dir) throws IOException {
        boolean joins = config.cluster().state() == ClusterConfig.ClusterState.EXISTING;
        if (!RaftStorage.exists(dir)) {
            requireNoDatabase(dir);
            return joins ? join(dir) : begin(dir);
        }
        RaftStorage.Opened opened =
                RaftStorage.open(dir, options, config.storage().snapshotCatchupEntries());
        // A crash between the birth of the log and its first entries leaves an empty one: begin it again. That of a
        // member
        // that joins is filled by the leader.
        return new Opening(opened.empty() && !joins ? resumeBeginning(opened) : opened, List.of());
    }

    /** The log is there before the database is. A new log beside an old database would forget votes and entries. */
    private static void requireNoDatabase(DataDir dir) throws IOException {
        if (dir.backends().isInUse()) {
            throw new DataDirException("there is no log in " + dir.wal() + ", but a database in "
                    + dir.backends().current() + ": the log was lost or lies elsewhere (--wal-dir); "
                    + DataDirException.ADVICE);
        }
    }

    private Opening join(DataDir dir) throws IOException {
        Optional<String> problem = BootstrapCheck.problemOfJoining(config);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        Joining.Joined joined = new Joining(config.cluster(), config.name(), peers).join(configuredMembership());
        RaftStorage.Opened opened = RaftStorage.create(
                dir, joined.identity(), options, config.storage().snapshotCatchupEntries());
        return new Opening(opened, joined.members());
    }

    private Opening begin(DataDir dir) throws IOException {
        Membership initial = initialMembership();
        Member self = self(initial);
        Optional<String> problem = peers.alreadyBootstrapped(initial, self);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        RaftStorage.Opened opened = RaftStorage.create(
                dir,
                new MemberIdentity(self.id(), initial.clusterId()),
                options,
                config.storage().snapshotCatchupEntries());
        bootstrap(opened, initial);
        return new Opening(opened, List.copyOf(initial.members().values()));
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
        Optional<String> problem = BootstrapCheck.problem(config);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        return configuredMembership();
    }

    private Membership configuredMembership() {
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
