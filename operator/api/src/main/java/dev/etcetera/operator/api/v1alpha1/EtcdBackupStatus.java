package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of a backup. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdBackupStatus(
        @JsonPropertyDescription("Where the backup is: Succeeded and Failed are final.")
        @PrinterColumn(name = "Phase")
        @Nullable
        Phase phase,

        @JsonPropertyDescription("Folder of the backup in the store.") @Nullable
        String path,

        @JsonPropertyDescription("The store, for people.") @PrinterColumn(name = "Location", priority = 1) @Nullable
        String location,

        @JsonPropertyDescription("Revision of the last change in it.") @PrinterColumn(name = "Revision") @Nullable
        Long revision,

        @JsonPropertyDescription("Bytes of the data, as etcdutl reads them.") @PrinterColumn(name = "Bytes") @Nullable
        Long sizeBytes,

        @JsonPropertyDescription("SHA-256 of the database, in hexadecimal.") @Nullable
        String sha256,

        @JsonPropertyDescription("etcd's id of the cluster, in hexadecimal.") @Nullable
        String clusterId,

        @JsonPropertyDescription("etcd's id of the member that was read, in hexadecimal.") @Nullable
        String memberId,

        @JsonPropertyDescription("etcd version of that member.") @Nullable
        String etcdVersion,

        @JsonPropertyDescription("When it was attempted first, in RFC 3339.") @Nullable
        String startTime,

        @JsonPropertyDescription("When it came to its end, in RFC 3339.") @Nullable
        String completionTime,

        @JsonPropertyDescription("How often it was attempted.") @Nullable
        Integer attempts,

        @JsonPropertyDescription("When it is attempted again, in RFC 3339.") @Nullable
        String nextAttemptTime,

        @JsonPropertyDescription("How much of it has gone out, while it is under way, such as 1200Mi of about 2048Mi.")
        @Size(max = 64)
        @PrinterColumn(name = "Progress", priority = 1)
        @Nullable
        String progress,

        @JsonPropertyDescription("What happens, or why nothing does, in a sentence.")
        @PrinterColumn(name = "Message", priority = 1)
        @Nullable
        String message,

        @JsonPropertyDescription("Complete: true when the backup is over, with the phase as its reason.") @Nullable
        List<Condition> conditions) {

    /** The same with another message. */
    public EtcdBackupStatus saying(String words) {
        return new EtcdBackupStatus(
                phase,
                path,
                location,
                revision,
                sizeBytes,
                sha256,
                clusterId,
                memberId,
                etcdVersion,
                startTime,
                completionTime,
                attempts,
                nextAttemptTime,
                progress,
                words,
                conditions);
    }

    /** Where a backup is. */
    public enum Phase {
        /** It waits: for the cluster, or for its next attempt. */
        @JsonProperty("Pending")
        PENDING,
        /** A Pod is at it. */
        @JsonProperty("Running")
        RUNNING,
        /** It is stored, whole. */
        @JsonProperty("Succeeded")
        SUCCEEDED,
        /** It is not tried any more. */
        @JsonProperty("Failed")
        FAILED;

        /** Whether nothing more happens. */
        public boolean isFinal() {
            return this == SUCCEEDED || this == FAILED;
        }

        /** The phase as the status shows it. */
        public String word() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }
}
