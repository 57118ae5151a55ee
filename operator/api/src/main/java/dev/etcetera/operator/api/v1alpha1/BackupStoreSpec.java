package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where backups are kept, and in which form. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.s3) != has(self.volume)",
        message = "a store is a bucket or a volume: give one of s3 and volume")
public record BackupStoreSpec(
        @JsonPropertyDescription("A bucket of S3, or of anything that speaks its protocol.") @Nullable
        S3StoreSpec s3,

        @JsonPropertyDescription("A volume.") @Nullable VolumeStoreSpec volume,

        @JsonPropertyDescription(
                "Zstd makes what is stored smaller, and unreadable for etcdutl until it is fetched; None, the default, does"
                        + " not.")
        @Nullable
        Compression compression,

        @JsonPropertyDescription(
                "Name of a Secret with the key \"keys\", with which what is stored is encrypted before it leaves the Pod.")
        @Size(min = 1, max = 253)
        @Nullable
        String encryptionSecret) {

    /** How what is stored is made smaller. */
    public enum Compression {
        @JsonProperty("None")
        NONE,
        @JsonProperty("Zstd")
        ZSTD
    }

    /** Where it is, for people. */
    public String location() {
        if (s3 != null) {
            return "s3://" + s3.bucket() + (s3.prefix() == null ? "" : "/" + s3.prefix());
        }
        return volume == null
                ? ""
                : "volume " + volume.claimName() + (volume.path() == null ? "" : "/" + volume.path());
    }
}
