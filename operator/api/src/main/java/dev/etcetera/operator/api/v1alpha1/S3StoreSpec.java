package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A bucket. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record S3StoreSpec(
        @JsonPropertyDescription("Name of the bucket, which is there already.") @Required @Size(min = 3, max = 63)
        String bucket,

        @JsonPropertyDescription("What all keys begin with.")
        @Pattern("^[A-Za-z0-9]([-A-Za-z0-9._/]*[A-Za-z0-9])?$")
        @Size(max = 256)
        @Nullable
        String prefix,

        @JsonPropertyDescription("URL of a store that is not Amazon's.")
        @Pattern("^https?://")
        @Size(max = 512)
        @Nullable
        String endpoint,

        @JsonPropertyDescription("Region; us-east-1 when it is left out.") @Size(min = 1, max = 64) @Nullable
        String region,

        @JsonPropertyDescription("The bucket in the path of the URL rather than in the host name.") @Nullable
        Boolean pathStyle,

        @JsonPropertyDescription("Name of a Secret with the key ca.crt: who may sign the certificate of the endpoint.")
        @Size(min = 1, max = 253)
        @Nullable
        String caSecret,

        @JsonPropertyDescription(
                "Name of a Secret with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN where there"
                        + " is one. What changes in it is taken up within a minute or two. Without it, the identity of the Pod.")
        @Size(min = 1, max = 253)
        @Nullable
        String credentialsSecret,

        @JsonPropertyDescription("ServiceAccount of the Pods that read and write backups: their identity in the cloud.")
        @Size(min = 1, max = 253)
        @Nullable
        String serviceAccountName,

        @JsonPropertyDescription(
                "How the store encrypts: AES256 with keys of its own, or the id of a key of the key service. Without it, as"
                        + " the bucket has it.")
        @Size(min = 1, max = 2048)
        @Nullable
        String serverSideEncryption,

        @JsonPropertyDescription(
                "Name of a Secret with the key \"key\", 32 bytes in base64: the store encrypts with it and forgets it (SSE-C).")
        @Size(min = 1, max = 253)
        @Nullable
        String customerKeySecret,

        @JsonPropertyDescription(
                "Nothing that is written can be deleted before it is so old; the bucket must have S3 Object Lock. Without it,"
                        + " as the bucket has it.")
        @Nullable
        ObjectLock objectLock,

        @JsonPropertyDescription("Parts of 8 MiB of one object that are under way at a time.") @Min(1) @Max(6) @Nullable
        Integer parallelParts) {

    /** What S3 calls a retention. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ObjectLock(
            @JsonPropertyDescription(
                    "Governance, which whoever has the right for it may lift, or Compliance, which nobody can.")
            @Required
            @Default("Governance")
            LockMode mode,

            @JsonPropertyDescription("For so many days from when it is written.") @Required @Min(1) @Max(36_500)
            Integer retainDays) {}

    /** Whether anybody at all may lift a lock: of S3's two. */
    public enum LockMode {
        @JsonProperty("Governance")
        GOVERNANCE,
        @JsonProperty("Compliance")
        COMPLIANCE
    }
}
