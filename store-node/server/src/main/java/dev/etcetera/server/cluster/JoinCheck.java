package dev.etcetera.server.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Whether a member may join a running cluster: what its configuration says must be what the cluster says. */
public final class JoinCheck {
    /** The oldest cluster that this release can be part of. */
    private static final EtcdVersion OLDEST = new EtcdVersion(3, 0, 0);

    private JoinCheck() {}

    /** The reason to refuse, or the id of each configured member in the cluster. */
    public sealed interface Match {
        /** Ids by the names in the configuration. */
        record Matched(Map<String, Long> ids) implements Match {
            public Matched {
                ids = Map.copyOf(ids);
            }
        }

        /** They are not the same members. */
        record Different(String reason) implements Match {}
    }

    /**
     * Finds the configured members in the cluster by their addresses.
     *
     * @param difference why two lists of URLs are not the same, empty when they are
     */
    public static Match match(
            Membership configured,
            List<Member> existing,
            BiFunction<List<String>, List<String>, Optional<String>> difference) {
        if (existing.size() != configured.members().size()) {
            return new Match.Different("member count is unequal");
        }
        Map<String, Long> ids = new HashMap<>();
        for (Member member : existing) {
            String last = "";
            Optional<Member> found = Optional.empty();
            for (Member candidate : configured.members().values()) {
                Optional<String> reason = difference.apply(member.peerUrls(), candidate.peerUrls());
                if (reason.isEmpty()) {
                    found = Optional.of(candidate);
                    break;
                }
                last = reason.get();
            }
            if (found.isEmpty()) {
                return new Match.Different(
                        "PeerURLs: no match found for existing member (%s, [%s]), last resolver error (%s)"
                                .formatted(MemberIds.hex(member.id()), String.join(" ", member.peerUrls()), last));
            }
            ids.put(found.get().name(), member.id());
        }
        if (ids.size() < existing.size()) {
            return new Match.Different("members at the same addresses");
        }
        return new Match.Matched(ids);
    }

    /**
     * Whether this release may take part, as far as the versions tell that the others have given. One of them must have
     * said which version the cluster has.
     *
     * @param downgrading whether the cluster is on its way to an older version. Its own version is lowered as soon as all
     *     members know of that, and then, which etcd forgets, it is ours already
     */
    public static boolean isCompatible(Collection<MemberVersions> others, EtcdVersion own, boolean downgrading) {
        EtcdVersion newest = new EtcdVersion(own.major(), downgrading ? own.minor() + 1 : own.minor(), 0);
        EtcdVersion oldest = downgrading ? own.ofCluster() : OLDEST;
        List<EtcdVersion> clusters = others.stream()
                .map(versions -> EtcdVersion.parse(versions.cluster()))
                .flatMap(Optional::stream)
                .toList();
        return !clusters.isEmpty()
                && clusters.stream()
                        .allMatch(version -> version.compareTo(oldest) >= 0 && version.compareTo(newest) <= 0);
    }

    /** Members as etcd prints a cluster in its error messages. */
    public static String describe(long clusterId, List<Member> members) {
        StringBuilder out = new StringBuilder("{ClusterID:").append(MemberIds.hex(clusterId));
        out.append(" Members:[");
        for (Member member : members) {
            out.append(out.charAt(out.length() - 1) == '[' ? "" : " ")
                    .append("&{ID:%s RaftAttributes:{PeerURLs:[%s] IsLearner:%s} Attributes:{Name:%s ClientURLs:[%s]}}"
                            .formatted(
                                    MemberIds.hex(member.id()),
                                    String.join(" ", member.peerUrls()),
                                    member.learner(),
                                    member.name(),
                                    String.join(" ", member.clientUrls())));
        }
        return out.append("] RemovedMemberIDs:[]}").toString();
    }
}
