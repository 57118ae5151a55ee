package dev.etcetera.server.propose;

import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.log.ZapLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Asks all members for the versions of their servers. Any thread; nothing here waits. */
final class VersionSurvey {
    private final RaftView raft;
    private final Cluster cluster;
    private final EtcdVersion own;
    private final ClusterVersionMonitor.Versions versions;
    private final ZapLog log;

    VersionSurvey(
            RaftView raft, Cluster cluster, EtcdVersion own, ClusterVersionMonitor.Versions versions, ZapLog log) {
        this.raft = raft;
        this.cluster = cluster;
        this.own = own;
        this.versions = versions;
        this.log = log;
    }

    /** {@code done} hears once, by member ids, what all have said; nothing for those that cannot be asked. */
    void ask(Consumer<Map<Long, Optional<EtcdVersion>>> done) {
        List<Member> members = cluster.members();
        Map<Long, Optional<EtcdVersion>> answers = new TreeMap<>();
        answers.put(raft.memberId(), Optional.of(own));
        List<Member> others = members.stream()
                .filter(member -> member.id() != raft.memberId())
                .toList();
        if (others.isEmpty()) {
            done.accept(answers);
        }
        for (Member member : others) {
            versions.of(member, version -> answered(answers, others.size() + 1, member, version, done));
        }
    }

    private void answered(
            Map<Long, Optional<EtcdVersion>> answers,
            int awaited,
            Member member,
            Optional<EtcdVersion> version,
            Consumer<Map<Long, Optional<EtcdVersion>>> done) {
        if (version.isPresent() && version.get().compareTo(own) > 0) {
            log.warn(
                    "leader found higher-versioned member",
                    "local-member-version",
                    own.toString(),
                    "remote-member-id",
                    Long.toHexString(member.id()),
                    "remote-member-version",
                    version.get().toString());
        }
        boolean last;
        synchronized (answers) {
            answers.put(member.id(), version);
            last = answers.size() == awaited;
        }
        if (last) {
            done.accept(answers);
        }
    }
}
