package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.DowngradeSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.member.StoreSize;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.observe.VolumeSize;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The cluster demo at some moment of its growing or shrinking. It begins as members 1 to n that serve, member 1 leading;
 * the id of a member is its serial. Changes the same object; made for one test.
 */
public final class Scene {
    private final TreeMap<Integer, ObservedMember> members = new TreeMap<>();
    private final List<LiveMember> list = new ArrayList<>();
    private final int size;
    private int wanted;
    private int leader = 1;
    private int lastSerial;
    private boolean confirmed = true;
    private boolean listed = true;
    private String storage = "1Gi";
    private String version = "0.1.0";
    private @Nullable DowngradeSpec downgrade;
    private MemberHealth.Database database = new MemberHealth.Database("3.7.0", "");
    private EtcdClusterStatus.@Nullable Repairs repairs;
    private final List<UnaryOperator<ObservedCluster>> more = new ArrayList<>();
    private final Map<String, String> annotations = new TreeMap<>();
    private final List<String> alarms = new ArrayList<>();
    private EtcdClusterStatus.@Nullable Space space;

    private Scene(int size) {
        this.size = size;
        wanted = size;
        lastSerial = size;
        for (int serial = 1; serial <= size; serial++) {
            EtcdMember member = Clusters.member(serial, size, Clusters.status("000000000000000" + serial));
            put(new ObservedMember(
                    member,
                    Optional.of(Clusters.pod(serial)),
                    Optional.of(Clusters.claim(member)),
                    answer(serial, false)));
            list(serial, Names.of(member), false);
        }
    }

    /** So many members serve, and no other number is wanted. */
    public static Scene serving(int size) {
        return new Scene(size);
    }

    public Scene wanted(int replicas) {
        wanted = replicas;
        return this;
    }

    public Scene led(int serial) {
        leader = serial;
        members.replaceAll((s, m) -> m.health() instanceof MemberHealth.Answering a
                ? with(m, m.pod(), m.claim(), answer(s, a.learner()))
                : m);
        return this;
    }

    /** The spec asks for another version of all members. */
    public Scene version(String wantedVersion) {
        version = wantedVersion;
        return this;
    }

    /** The user's word that it may go back to a version which is that etcd. */
    public Scene downgrade(String toVersion, @Nullable String etcdVersion) {
        downgrade = new DowngradeSpec(toVersion, etcdVersion);
        return this;
    }

    /** All members say that their data is for that etcd, and the leader that the cluster is on its way down to another. */
    public Scene database(String etcdVersion, String downgradeTarget) {
        database = new MemberHealth.Database(etcdVersion, downgradeTarget);
        return this;
    }

    /** This member was told of that version, and its Pod is as it was. */
    public Scene told(int serial, String toldVersion) {
        EtcdMember member = new Template("etcetera/store:" + toldVersion, null, null, null).applyTo(resource(serial));
        boolean asTold = toldVersion.equals("0.1.0");
        PodView pod = at(serial).pod().orElseThrow();
        return put(new ObservedMember(
                member,
                Optional.of(Clusters.podOf(serial, pod.createdAt().orElseThrow(), pod.ready(), asTold)),
                at(serial).claim(),
                at(serial).health()));
    }

    /** This member runs that version. */
    public Scene runs(int serial, String toldVersion) {
        told(serial, toldVersion);
        return put(with(
                at(serial),
                Optional.of(Clusters.pod(serial)),
                at(serial).claim(),
                at(serial).health()));
    }

    /** It has applied so much; the others have applied 1000 entries. */
    public Scene applied(int serial, long index) {
        return put(with(at(serial), at(serial).pod(), at(serial).claim(), answer(serial, index, false)));
    }

    public Scene annotated(String annotation, String value) {
        annotations.put(annotation, value);
        return this;
    }

    /** So many members were replaced, the last one so long ago. */
    public Scene repaired(int count, Duration ago) {
        return repaired(count, ago, null);
    }

    /** The same, and who the last one was. */
    public Scene repaired(int count, Duration ago, @Nullable String last) {
        repairs = new EtcdClusterStatus.Repairs(count, Clusters.NOW.minus(ago).toString(), last);
        return this;
    }

    /** The cluster raised the alarm CORRUPT for the member with this id. */
    public Scene corrupt(long memberId) {
        alarms.add("memberID:" + memberId + " alarm:CORRUPT");
        return this;
    }

    /** The cluster raised the alarm NOSPACE in the name of the member with this id. */
    public Scene noSpace(long memberId) {
        alarms.add("memberID:" + memberId + " alarm:NOSPACE ");
        return this;
    }

    /** So much is in the files of this member, of a quota of 100 MiB; the others have nothing. */
    public Scene stored(int serial, long mebibytes, long inUse) {
        return at(serial).health() instanceof MemberHealth.Answering a
                ? put(with(
                        at(serial),
                        at(serial).pod(),
                        at(serial).claim(),
                        Clusters.answer(a, a.errors(), new StoreSize(777, mebibytes << 20, inUse << 20, 100 << 20))))
                : this;
    }

    /** The spec asks for volumes of this size. */
    public Scene storage(String size) {
        storage = size;
        return this;
    }

    /** Its volume is as large as this. */
    public Scene sized(int serial, VolumeSize size) {
        ClaimView sized = Clusters.sized(at(serial).resource(), size);
        return put(with(
                at(serial), at(serial).pod(), Optional.of(sized), at(serial).health()));
    }

    /** What was noted of making room. */
    public Scene space(EtcdClusterStatus.Space noted) {
        space = noted;
        return this;
    }

    /** A member that was made to join and has nothing yet. */
    public Scene joiner(int serial) {
        EtcdCluster cluster = Clusters.cluster(Clusters.spec(size), false);
        List<InitialMember> found = list.stream()
                .map(m -> new InitialMember(m.name(), m.peerUrls().getFirst()))
                .toList();
        EtcdMember member = MemberObjects.joining(
                cluster, serial, found, members.firstEntry().getValue().resource());
        member.getMetadata().setUid("0000000" + serial + "-aaaa-bbbb-cccc-dddddddddddd");
        member.getMetadata().setGeneration(1L);
        lastSerial = Math.max(lastSerial, serial);
        return put(new ObservedMember(
                member, Optional.empty(), Optional.empty(), new MemberHealth.Silent("has no running Pod")));
    }

    /** It has its volume. */
    public Scene volume(int serial) {
        ObservedMember member = at(serial);
        member.resource().setStatus(Clusters.status(null));
        return put(with(member, member.pod(), Optional.of(Clusters.claim(member.resource())), member.health()));
    }

    public Scene claimGone(int serial) {
        return put(
                with(at(serial), at(serial).pod(), Optional.empty(), at(serial).health()));
    }

    public Scene claimGoing(int serial) {
        ClaimView going =
                new ClaimView(Names.claim(at(serial).resource()), true, true, Optional.empty(), VolumeSize.UNKNOWN);
        return put(with(
                at(serial), at(serial).pod(), Optional.of(going), at(serial).health()));
    }

    /** The cluster lists it as a learner. */
    public Scene learner(int serial, boolean started) {
        list(serial, started ? "demo-" + serial : "", true);
        return this;
    }

    public Scene pod(int serial, PodView pod) {
        return put(with(at(serial), Optional.of(pod), at(serial).claim(), new MemberHealth.Silent("does not answer")));
    }

    /** Its process says that its files are damaged, whenever it is started. */
    public Scene damaged(int serial) {
        return pod(serial, Clusters.stuckPod(serial, "CrashLoopBackOff", "wal: it is damaged"));
    }

    public Scene podGone(int serial) {
        return put(
                with(at(serial), Optional.empty(), at(serial).claim(), new MemberHealth.Silent("has no running Pod")));
    }

    /** It answers as a learner that has applied so much; the others have applied 1000. */
    public Scene answers(int serial, long applied) {
        MemberHealth health = answer(serial, applied, true);
        return put(with(at(serial), at(serial).pod(), at(serial).claim(), health));
    }

    public Scene silent(int serial) {
        return put(with(
                at(serial),
                at(serial).pod(),
                at(serial).claim(),
                new MemberHealth.Silent("does not accept connections")));
    }

    public Scene leaving(int serial) {
        EtcdMemberSpec s = at(serial).resource().getSpec();
        at(serial)
                .resource()
                .setSpec(new EtcdMemberSpec(
                        s.clusterName(),
                        s.clusterUid(),
                        s.serial(),
                        s.image(),
                        s.initialCluster(),
                        s.initialClusterState(),
                        true,
                        s.storage(),
                        s.resources(),
                        s.pod(),
                        s.options(),
                        s.tls(),
                        s.recovery(),
                        s.restore()));
        return this;
    }

    /** What else is to be seen. */
    public Scene with(UnaryOperator<ObservedCluster> change) {
        more.add(change);
        return this;
    }

    /** The cluster does not list it any more. */
    public Scene unlisted(int serial) {
        list.removeIf(m -> m.memberId() == serial);
        return this;
    }

    /** There is no EtcdMember of it. */
    public Scene unknown(int serial) {
        members.remove(serial);
        return this;
    }

    /** Somebody else's member. */
    public Scene stranger(String peerUrl) {
        list.add(new LiveMember(99, "other", List.of(peerUrl), true));
        return this;
    }

    public Scene lastSerial(int noted) {
        lastSerial = noted;
        return this;
    }

    /** Nobody says who is a member. */
    public Scene unanswered() {
        listed = false;
        return this;
    }

    /** No quorum stands behind the list. */
    public Scene unconfirmed() {
        confirmed = false;
        return this;
    }

    public EtcdMember resource(int serial) {
        return at(serial).resource();
    }

    public ObservedCluster observed() {
        EtcdClusterSpec spec = new EtcdClusterSpec(
                wanted, version, null, Clusters.storage(storage), null, null, null, null, downgrade, null, null);
        EtcdCluster cluster = Clusters.cluster(spec, true);
        cluster.getMetadata().setAnnotations(annotations);
        cluster.setStatus(Clusters.noted(cluster.getStatus(), size, lastSerial, repairs, space));
        ObservedCluster all = Clusters.observed(
                cluster, members.values().stream().map(this::alarmed).toList());
        ObservedCluster seen = new ObservedCluster(
                all.resource(),
                all.members(),
                List.of(),
                all.pods(),
                all.claims(),
                all.taken(),
                listed ? Optional.of(new Membership(list, confirmed)) : Optional.empty(),
                all.now(),
                Asked.NOTHING);

        for (UnaryOperator<ObservedCluster> change : more) {
            seen = change.apply(seen);
        }
        return seen;
    }

    private ObservedMember alarmed(ObservedMember member) {
        return member.health() instanceof MemberHealth.Answering a
                ? with(
                        member,
                        member.pod(),
                        member.claim(),
                        Clusters.answer(a, alarms, a.store()).with(database))
                : member;
    }

    private ObservedMember at(int serial) {
        return Objects.requireNonNull(members.get(serial));
    }

    private Scene put(ObservedMember member) {
        members.put(member.serial(), member);
        return this;
    }

    private void list(int serial, String name, boolean learner) {
        String url = Names.peerUrl(Clusters.cluster(Clusters.spec(size), false), serial);
        list.add(new LiveMember(serial, name, List.of(url), learner));
    }

    private MemberHealth answer(int serial, boolean learner) {
        return answer(serial, 1_000, learner);
    }

    private MemberHealth answer(int serial, long index, boolean learner) {
        return new MemberHealth.Answering(
                Clusters.CLUSTER_ID,
                serial,
                leader,
                index,
                "3.7.3",
                learner,
                List.of(),
                1,
                index,
                StoreSize.UNKNOWN,
                MemberHealth.Database.UNKNOWN);
    }

    private static ObservedMember with(
            ObservedMember member, Optional<PodView> pod, Optional<ClaimView> claim, MemberHealth health) {
        return new ObservedMember(member.resource(), pod, claim, health);
    }
}
