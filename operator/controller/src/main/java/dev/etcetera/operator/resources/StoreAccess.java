package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec.Compression;
import dev.etcetera.operator.api.v1alpha1.S3StoreSpec;
import dev.etcetera.operator.api.v1alpha1.S3StoreSpec.ObjectLock;
import dev.etcetera.operator.api.v1alpha1.VolumeStoreSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a Pod reaches a store of backups: what the program is told, and what is mounted for it. Secrets are mounted as
 * directories, so that what changes in them arrives, and nothing of them is in an argument or in the environment.
 */
record StoreAccess(BackupStoreSpec store) {
    private static final String ROOT = "/etc/backup/";
    private static final String VOLUME = "/backup";
    private static final int SECRET_MODE = 0440;

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        S3StoreSpec s3 = store.s3();
        if (s3 != null) {
            arguments.add("--store=" + store.location());
            add(arguments, "--s3-endpoint", s3.endpoint());
            add(arguments, "--s3-region", s3.region());
            if (Boolean.TRUE.equals(s3.pathStyle())) {
                arguments.add("--s3-path-style");
            }
            add(arguments, "--s3-encryption", s3.serverSideEncryption());
            add(arguments, "--s3-parallel-parts", s3.parallelParts());
            ObjectLock lock = s3.objectLock();
            if (lock != null) {
                arguments.add("--s3-object-lock-mode=" + lock.mode());
                arguments.add("--s3-object-lock-days=" + lock.retainDays());
            }
            addFile(arguments, "--s3-ca", s3.caSecret(), "s3-ca/ca.crt");
            addFile(arguments, "--s3-credentials", s3.credentialsSecret(), "s3-credentials");
            addFile(arguments, "--s3-customer-key-file", s3.customerKeySecret(), "s3-customer-key/key");
        }
        VolumeStoreSpec volume = store.volume();
        if (volume != null) {
            arguments.add("--store=file://" + VOLUME + (volume.path() == null ? "" : "/" + volume.path()));
        }
        if (store.compression() == Compression.ZSTD) {
            arguments.add("--compress=zstd");
        }
        addFile(arguments, "--encryption-key-file", store.encryptionSecret(), "encryption/keys");
        return List.copyOf(arguments);
    }

    /** All that the program is told: what to do, where, and to leave its last words behind. */
    List<String> command(List<String> what) {
        List<String> all = new ArrayList<>(what);
        all.addAll(arguments());
        all.add(ProgramPod.LAST_WORDS);
        return all;
    }

    /** Mounts what the arguments speak of. */
    void addTo(PodSpec pod, Container container) {
        S3StoreSpec s3 = store.s3();
        if (s3 != null) {
            mountSecret(pod, container, "s3-ca", s3.caSecret());
            mountSecret(pod, container, "s3-credentials", s3.credentialsSecret());
            mountSecret(pod, container, "s3-customer-key", s3.customerKeySecret());
            if (s3.serviceAccountName() != null) {
                pod.setServiceAccountName(s3.serviceAccountName());
            }
        }
        mountSecret(pod, container, "encryption", store.encryptionSecret());
        VolumeStoreSpec volume = store.volume();
        if (volume != null) {
            mount(
                    pod,
                    container,
                    new VolumeBuilder()
                            .withName("backup")
                            .withNewPersistentVolumeClaim()
                            .withClaimName(volume.claimName())
                            .endPersistentVolumeClaim()
                            .build(),
                    VOLUME);
        }
    }

    static void mountSecret(PodSpec pod, Container container, String name, @Nullable String secret) {
        if (secret != null) {
            mount(
                    pod,
                    container,
                    new VolumeBuilder()
                            .withName(name)
                            .withNewSecret()
                            .withSecretName(secret)
                            .withDefaultMode(SECRET_MODE)
                            .endSecret()
                            .build(),
                    ROOT + name);
        }
    }

    private static void mount(PodSpec pod, Container container, Volume volume, String path) {
        pod.getVolumes().add(volume);
        container
                .getVolumeMounts()
                .add(new VolumeMountBuilder()
                        .withName(volume.getName())
                        .withMountPath(path)
                        .withReadOnly(volume.getSecret() != null)
                        .build());
    }

    private static void add(List<String> arguments, String option, @Nullable Object value) {
        if (value != null) {
            arguments.add(option + "=" + value);
        }
    }

    private static void addFile(List<String> arguments, String option, @Nullable String secret, String file) {
        if (secret != null) {
            arguments.add(option + "=" + ROOT + file);
        }
    }
}
