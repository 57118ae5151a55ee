package dev.etcetera.e2e.many;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays scheduler, kubelet and members: every Pod of the operator is bound to one node, runs at once, answers at an address
 * of its own, and ends when it is deleted.
 */
final class PlayedNode implements AutoCloseable {
    private static final String NAME = "played";
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final PatchContext MERGE =
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

    private final KubernetesClient client;
    private final int block;
    private final AtomicInteger addresses = new AtomicInteger();
    private final Map<String, PlayedMember> running = new ConcurrentHashMap<>();
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final SharedIndexInformer<Pod> pods;

    /** Needs a local Kubernetes without nodes: its range for Pods is this machine's own. */
    PlayedNode(KubernetesClient client, int slot) {
        this.client = client;
        block = slot * 64;
        register();
        work.execute(this::beat);
        pods = client.pods()
                .inAnyNamespace()
                .withLabel("app.kubernetes.io/managed-by", "etcetera")
                .inform(new Kubelet());
    }

    private final class Kubelet implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            work.execute(() -> tend(pod));
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            work.execute(() -> tend(pod));
        }

        @Override
        public void onDelete(Pod pod, boolean unknown) {
            stop(pod);
        }
    }

    private void tend(Pod pod) {
        try {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                stop(pod);
                client.resource(pod).withGracePeriod(0).delete();
            } else if (pod.getSpec().getNodeName() == null) {
                bind(pod);
            } else if (pod.getStatus().getPodIP() == null) {
                run(pod);
            }
        } catch (KubernetesClientException e) {
            // Somebody was faster; whatever is next comes as an event.
        }
    }

    private void bind(Pod pod) {
        client.bindings()
                .inNamespace(pod.getMetadata().getNamespace())
                .resource(new BindingBuilder()
                        .withNewMetadata()
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .endMetadata()
                        .withNewTarget()
                        .withKind("Node")
                        .withName(NAME)
                        .endTarget()
                        .build())
                .create();
    }

    private void run(Pod pod) {
        String address = address();
        PlayedMember member = running.computeIfAbsent(pod.getMetadata().getUid(), _ -> start(pod, address));
        try {
            client.resource(pod).subresource("status").patch(MERGE, status(address));
        } catch (KubernetesClientException e) {
            running.remove(pod.getMetadata().getUid(), member);
            member.close();
            throw e;
        }
    }

    private static PlayedMember start(Pod pod, String address) {
        try {
            return PlayedMember.start(pod, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String status(String address) {
        String now = Instant.now().toString();
        return """
                {"status": {"phase": "Running", "podIP": "%s", "podIPs": [{"ip": "%s"}], "startTime": "%s",
                 "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "%s"}],
                 "containerStatuses": [{"name": "etcd", "ready": true, "started": true, "restartCount": 0,
                   "image": "played", "imageID": "played", "state": {"running": {"startedAt": "%s"}}}]}}""".formatted(address, address, now, now, now);
    }

    private void stop(Pod pod) {
        PlayedMember member = running.remove(pod.getMetadata().getUid());
        if (member != null) {
            member.close();
        }
    }

    /** Addresses are not given twice: what the operator remembers of a Pod is never true of another one. */
    private String address() {
        int next = addresses.getAndIncrement();
        return "198.19.%d.%d".formatted(block + next / 250, 1 + next % 250);
    }

    private void register() {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .build())
                .serverSideApply();
        client.nodes().withName(NAME).subresource("status").patch(MERGE, """
                {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "Played", "message": "",
                 "lastHeartbeatTime": "%s", "lastTransitionTime": "%s"}]}}""".formatted(Instant.now(), Instant.now()));
    }

    private void beat() {
        try {
            while (true) {
                renew();
                Thread.sleep(HEARTBEAT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        try {
            client.resource(new LeaseBuilder()
                            .withNewMetadata()
                            .withName(NAME)
                            .withNamespace("kube-node-lease")
                            .endMetadata()
                            .withNewSpec()
                            .withHolderIdentity(NAME)
                            .withLeaseDurationSeconds(40)
                            .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                            .endSpec()
                            .build())
                    .forceConflicts()
                    .serverSideApply();
        } catch (KubernetesClientException e) {
            // The next one comes soon.
        }
    }

    @Override
    public void close() {
        pods.close();
        work.shutdownNow();
        running.values().forEach(PlayedMember::close);
        client.nodes().withName(NAME).delete();
    }
}
