package dev.etcetera.e2e.store;

import static dev.etcetera.e2e.framework.Jetcd.bytes;
import static dev.etcetera.e2e.framework.Jetcd.get;
import static dev.etcetera.e2e.framework.Jetcd.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.ProcessCluster;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseTimeToLiveResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** jetcd 0.8.7, as JVM programs use it. */
class JetcdE2E {
    private static final Duration SOON = Duration.ofSeconds(15);

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void worksAsWithEtcd(int members) {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.underTest(), members);
                Client client = Jetcd.client(cluster.endpoints())) {
            putsAndReads(client.getKVClient());
            transacts(client.getKVClient());
            watches(client);
            leases(client);
            assertThat(get(client.getClusterClient().listMember()).getMembers()).hasSize(members);
            for (String endpoint : cluster.endpoints()) {
                assertThat(get(client.getMaintenanceClient().statusMember(endpoint))
                                .getVersion())
                        .isEqualTo("3.7.3");
            }
        }
    }

    private static void putsAndReads(KV kv) {
        for (int i = 0; i < 50; i++) {
            get(kv.put(bytes("kv/%02d".formatted(i)), bytes("v" + i)));
        }
        GetResponse page = get(kv.get(
                bytes("kv/"),
                GetOption.builder()
                        .isPrefix(true)
                        .withLimit(10)
                        .withSortField(GetOption.SortTarget.KEY)
                        .withSortOrder(GetOption.SortOrder.DESCEND)
                        .build()));
        assertThat(page.getCount()).isEqualTo(50);
        assertThat(page.isMore()).isTrue();
        assertThat(text(page.getKvs().getFirst().getKey())).isEqualTo("kv/49");
        long revision = page.getHeader().getRevision();
        assertThat(get(kv.delete(
                                bytes("kv/"),
                                DeleteOption.builder().isPrefix(true).build()))
                        .getDeleted())
                .isEqualTo(50);
        assertThat(get(kv.get(bytes("kv/07"))).getKvs()).isEmpty();
        GetResponse past = get(kv.get(
                bytes("kv/07"), GetOption.builder().withRevision(revision).build()));
        assertThat(text(past.getKvs().getFirst().getValue())).isEqualTo("v7");
    }

    private static void transacts(KV kv) {
        assertThat(createOnce(kv).isSucceeded()).isTrue();
        TxnResponse second = createOnce(kv);
        assertThat(second.isSucceeded()).isFalse();
        assertThat(text(second.getGetResponses().getFirst().getKvs().getFirst().getValue()))
                .isEqualTo("first");
    }

    private static TxnResponse createOnce(KV kv) {
        return get(kv.txn()
                .If(new Cmp(bytes("txn"), Cmp.Op.EQUAL, CmpTarget.version(0)))
                .Then(Op.put(bytes("txn"), bytes("first"), PutOption.DEFAULT))
                .Else(Op.get(bytes("txn"), GetOption.DEFAULT))
                .commit());
    }

    private static void watches(Client client) {
        KV kv = client.getKVClient();
        long first = get(kv.put(bytes("w/1"), bytes("a"))).getHeader().getRevision();
        List<String> events = new CopyOnWriteArrayList<>();
        WatchOption fromPast = WatchOption.builder()
                .isPrefix(true)
                .withRevision(first)
                .withPrevKV(true)
                .build();
        try (Watch.Watcher watcher = client.getWatchClient()
                .watch(
                        bytes("w/"),
                        fromPast,
                        Watch.listener(response -> response.getEvents()
                                .forEach(event -> events.add(event.getEventType() + " "
                                        + text(event.getKeyValue().getKey()) + " "
                                        + text(event.getKeyValue().getValue())))))) {
            get(kv.put(bytes("w/1"), bytes("b")));
            get(kv.put(bytes("w/2"), bytes("c")));
            get(kv.delete(bytes("w/1")));
            Await.until("four events", SOON, () -> events.size() >= 4);
            assertThat(watcher.isClosed()).isFalse();
        }
        assertThat(events).containsExactly("PUT w/1 a", "PUT w/1 b", "PUT w/2 c", "DELETE w/1 ");
    }

    private static void leases(Client client) {
        KV kv = client.getKVClient();
        long lasting = get(client.getLeaseClient().grant(60)).getID();
        get(kv.put(
                bytes("l/1"),
                bytes("x"),
                PutOption.builder().withLeaseId(lasting).build()));
        assertThat(get(client.getLeaseClient().keepAliveOnce(lasting)).getTTL()).isEqualTo(60);
        LeaseTimeToLiveResponse left = get(client.getLeaseClient()
                .timeToLive(lasting, LeaseOption.builder().withAttachedKeys().build()));
        assertThat(left.getGrantedTTL()).isEqualTo(60);
        assertThat(left.getKeys()).containsExactly(bytes("l/1"));
        get(client.getLeaseClient().revoke(lasting));
        assertThat(get(kv.get(bytes("l/1"))).getKvs()).isEmpty();
        long expiring = get(client.getLeaseClient().grant(2)).getID();
        get(kv.put(
                bytes("l/2"),
                bytes("x"),
                PutOption.builder().withLeaseId(expiring).build()));
        Await.until(
                "the lease expires",
                SOON,
                () -> get(kv.get(bytes("l/2"))).getKvs().isEmpty());
    }
}
