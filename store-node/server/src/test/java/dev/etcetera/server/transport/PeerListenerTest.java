package dev.etcetera.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.etcetera.api.EtcdError;
import dev.etcetera.server.log.ZapLog;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything on the peer port but the streams, asked as another member asks. */
final class PeerListenerTest {
    @TempDir
    private Path folder;

    private TestMember member;

    @BeforeEach
    void start() throws IOException {
        member = new TestMember(1, TestMember.CLUSTER, 0, folder);
    }

    @AfterEach
    void stop() {
        member.close();
    }

    @Test
    void membersInJson() throws InterruptedException {
        PeerAnswer.Answered answer = get("/members");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.clusterHex()).isEqualTo("c1");
        assertThat(answer.text())
                .startsWith("[{\"id\":1,\"peerURLs\":[\"http://127.0.0.1:")
                .endsWith("\"name\":\"m1\"}]");
        RemoteCluster remote = new RemoteCluster(member.client);
        var view = Callback.<java.util.Optional<RemoteCluster.View>>of(
                done -> remote.members(List.of("http://127.0.0.1:1", member.url()), done));
        assertThat(view.orElseThrow().members().getFirst().name()).isEqualTo("m1");
    }

    @Test
    void versionAndProbing() throws InterruptedException {
        assertThat(get("/version").text()).isEqualTo("{\"etcdserver\":\"3.7.3\",\"etcdcluster\":\"3.7.0\"}");
        assertThat(get("/raft/probing").text()).startsWith("{\"OK\":true,\"Now\":\"20");
        assertThat(get("/nothing"))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::text)
                .containsExactly(404, "404 page not found");
        assertThat(get("/raft")).extracting(PeerAnswer.Answered::status).isEqualTo(405);
    }

    @Test
    void leasesOfTheLeader() throws InterruptedException {
        LeaseForwarder forwarder = new LeaseForwarder(member.client);
        List<String> urls = List.of(member.url());
        assertThat(Callback.<LeaseRenewal>of(done -> forwarder.renew(urls, 7, done)))
                .isEqualTo(new LeaseRenewal.Renewed(60));
        assertThat(Callback.<LeaseRenewal>of(done -> forwarder.renew(urls, 8, done)))
                .isEqualTo(new LeaseRenewal.NotFound());
        assertThat(Callback.<LeaseLookup>of(done -> forwarder.timeToLive(urls, 7, true, done)))
                .isInstanceOfSatisfying(
                        LeaseLookup.Found.class,
                        found -> assertThat(found.response().getTTL()).isEqualTo(42));
        assertThat(Callback.<LeaseLookup>of(done -> forwarder.timeToLive(urls, 8, true, done)))
                .isEqualTo(new LeaseLookup.Failed("lease: unknown error(not the primary lessor)"));
        assertThat(Callback.<LeaseRenewal>of(done -> forwarder.renew(List.of("http://127.0.0.1:1"), 7, done)))
                .isInstanceOf(LeaseRenewal.Failed.class);
    }

    @Test
    void promotionAsGoMembersAskForIt() throws InterruptedException {
        assertThat(post("/members/promote/7"))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::clusterHex)
                .containsExactly(200, "c1");
        assertThat(post("/members/promote/7").text())
                .isEqualTo("[{\"id\":7,\"peerURLs\":[\"http://127.0.0.1:7\"],\"name\":\"seven\"}]");
        assertThat(post("/members/promote/8"))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::text)
                .containsExactly(412, "etcdserver: can only promote a learner member which is in sync with leader");
        assertThat(post("/members/promote/9"))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::text)
                .containsExactly(412, "membership: can only promote a learner member");
        assertThat(post("/members/promote/10"))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::text)
                .containsExactly(404, "membership: ID not found");
        assertThat(post("/members/promote/11"))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::text)
                .containsExactly(500, "{\"message\":\"Internal Server Error\"}");
        assertThat(post("/members/promote/x"))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::text)
                .containsExactly(404, "member x not found in cluster");
        assertThat(get("/members/promote/7").status()).isEqualTo(405);
    }

    @Test
    void promotionsAnswerIsUnderstood() throws InterruptedException {
        PromotionForwarder forwarder = new PromotionForwarder(member.client);
        List<String> urls = List.of("http://127.0.0.1:1", member.url());
        assertThat(Callback.<PromotionAnswer>of(done -> forwarder.promote(urls, 7, done)))
                .isInstanceOf(PromotionAnswer.Promoted.class);
        assertThat(Callback.<PromotionAnswer>of(done -> forwarder.promote(urls, 8, done)))
                .isEqualTo(new PromotionAnswer.Refused(EtcdError.LEARNER_NOT_READY));
        assertThat(Callback.<PromotionAnswer>of(done -> forwarder.promote(urls, 9, done)))
                .isEqualTo(new PromotionAnswer.Refused(EtcdError.MEMBER_NOT_LEARNER));
        assertThat(Callback.<PromotionAnswer>of(done -> forwarder.promote(urls, 10, done)))
                .isEqualTo(new PromotionAnswer.Refused(EtcdError.MEMBER_NOT_FOUND));
        assertThat(Callback.<PromotionAnswer>of(done -> forwarder.promote(urls, 11, done)))
                .isInstanceOf(PromotionAnswer.Failed.class);
    }

    @Test
    void hashOfTheKeySpace() throws InterruptedException {
        assertThat(hashKv("{\"revision\":5}", "c1").text())
                .isEqualTo(
                        "{\"header\":{\"revision\":9},\"hash\":4294967295,\"compact_revision\":3,\"hash_revision\":5}");
        assertThat(hashKv("{\"revision\":10}", "c1"))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::text)
                .containsExactly(400, "mvcc: required revision is a future revision");
        assertThat(hashKv("{}", "bad"))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::text)
                .containsExactly(412, "cluster ID mismatch");
        assertThat(hashKv("no", "c1").status()).isEqualTo(400);
    }

    @Test
    void bodiesHaveALimit() throws InterruptedException {
        PeerAnswer.Answered answer =
                ask(PeerRequest.post(member.url(), "/leases", ByteString.copyFrom(new byte[70_000])));
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void senderToAMemberWhoseAddressIsOursNowDoesNotTakeItselfForRemoved() throws InterruptedException {
        // A heartbeat (type 8) from member 3 to member 2.
        ByteString heartbeat = ByteString.copyFrom(new byte[] {8, 8, 16, 2, 24, 3});
        PeerIdentity three = new PeerIdentity(3, TestMember.CLUSTER, List.of("http://127.0.0.1:1"));
        assertThat(ask(PeerRequest.post(member.url(), "/raft", heartbeat).from(three)))
                .extracting(PeerAnswer.Answered::status, PeerAnswer.Answered::text)
                .containsExactly(500, "error processing raft message");
        assertThat(member.received).isEmpty();
    }

    @Test
    void takenPortIsSaidClearly() {
        try (TransportLoops loops = TransportLoops.create(1)) {
            assertThatThrownBy(() -> listen(loops, member.url()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on peer URL " + member.url());
        }
    }

    private void listen(TransportLoops loops, String url) throws IOException {
        PeerRoutes routes = new PeerRoutes(
                member.self,
                member.transport,
                member,
                () -> member.membership,
                () -> "",
                new PeerRoutes.StoreAccess(
                        member.store, member.store, new TestPromotions(), member::downgrade, member.snapshots));
        PeerListener.start(
                        new PeerListener.Endpoints(List.of(URI.create(url)), Optional.empty()),
                        routes,
                        loops,
                        ZapLog.discard())
                .close();
    }

    private PeerAnswer.Answered hashKv(String json, String cluster) throws InterruptedException {
        HttpHeaders headers = new DefaultHttpHeaders().set(PeerHeaders.CLUSTER_ID, cluster);
        return ask(new PeerRequest(
                PeerAddress.of(member.url()),
                HttpMethod.GET,
                "/members/hashkv",
                headers,
                ByteString.copyFromUtf8(json)));
    }

    private PeerAnswer.Answered get(String path) throws InterruptedException {
        return ask(PeerRequest.get(member.url(), path));
    }

    private PeerAnswer.Answered post(String path) throws InterruptedException {
        return ask(PeerRequest.post(member.url(), path, ByteString.EMPTY));
    }

    private PeerAnswer.Answered ask(PeerRequest request) throws InterruptedException {
        return (PeerAnswer.Answered) Callback.<PeerAnswer>of(done -> member.client.send(request, done));
    }

    /* Turns an answer given by callback into a result. */
}
