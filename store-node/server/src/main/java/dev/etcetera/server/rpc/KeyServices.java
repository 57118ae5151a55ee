package dev.etcetera.server.rpc;

import io.grpc.BindableService;

/** Puts the services for keys together. */
final class KeyServices {
    private final RpcParts parts;
    private final EventLoops loops;
    private final ReadPool pool;

    KeyServices(RpcParts parts, EventLoops loops, ReadPool pool) {
        this.parts = parts;
        this.loops = loops;
        this.pool = pool;
    }

    BindableService kv(LearnerRules learner) {
        RpcParts.Stores stores = parts.stores();
        RpcParts.Flow flow = parts.flow();
        KvReads reads = new KvReads(
                stores.keys(),
                flow.reads(),
                parts.self().headers(),
                learner,
                new KvReads.Places(loops, pool, parts.settings().maxRequestBytes()));
        Compactions compactions = new Compactions(
                flow.proposer(), stores.keys(), () -> stores.backend().batchTx().commit());
        return new KvService(
                reads,
                flow.proposer(),
                new QuotaGate(stores.quota(), flow.noSpace()),
                compactions,
                parts.settings().maxTxnOps());
    }

    BindableService watch() {
        return new WatchService(
                new WatchService.WatchParts(
                        parts.stores().keys(),
                        parts.stores().watches(),
                        parts.self().headers(),
                        parts.settings().maxReceiveBytes(),
                        parts.threads().failpoints()),
                new WatchService.Timing(
                        parts.settings().progressInterval(),
                        parts.threads().timers(),
                        parts.threads().random()),
                loops);
    }
}
