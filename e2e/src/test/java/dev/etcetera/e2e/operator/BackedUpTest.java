package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.S3Gateway;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test class whose tests each have a cluster and a bucket of a real S3 server, with a Secret that opens it. */
abstract class BackedUpTest extends ClusterTest {
    static final String BUCKET = "backups";
    static final String SECRET = "backup-keys";

    final S3Gateway gateway = new S3Gateway(BUCKET, Kubernetes.machine());

    BackedUpTest(String name) {
        super(name);
    }

    @BeforeEach
    void writeSecret() {
        Kubernetes.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(SECRET)
                        .withNamespace(cluster.namespace())
                        .endMetadata()
                        .withStringData(gateway.credentials())
                        .build())
                .serverSideApply();
    }

    @AfterEach
    void closeStore() {
        gateway.close();
    }

    /** The bucket, as the value of a field {@code store}. */
    String store(String... more) {
        return "{s3: {bucket: %s, prefix: etcd, endpoint: \"%s\", pathStyle: true, credentialsSecret: %s}%s}"
                .formatted(BUCKET, gateway.url(), SECRET, more.length == 0 ? "" : ", " + String.join(", ", more));
    }

    /** Applies a resource of a kind in the cluster's namespace; lines of its spec follow. */
    void apply(String kind, String name, String... spec) {
        Command.Result result = tryApply(kind, name, spec);
        if (result.exit() != 0) {
            throw new AssertionError(result.toString());
        }
    }

    Command.Result tryApply(String kind, String name, String... spec) {
        String manifest = """
                apiVersion: etcetera.dev/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec:
                  %s
                """.formatted(kind, name, cluster.namespace(), String.join("\n  ", spec));
        return Kubernetes.kubectl(manifest, "apply", "-f", "-");
    }

    TestBackup backup(String name, String... spec) {
        String[] all = new String[spec.length + 1];
        all[0] = "clusterName: " + cluster.name();
        System.arraycopy(spec, 0, all, 1, spec.length);
        apply("EtcdBackup", name, all);
        return new TestBackup(cluster.namespace(), name);
    }
}
