package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client needs to connect, and how the certificates are. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TlsStatus(
        @JsonPropertyDescription(
                "Secret with ca.crt, tls.crt and tls.key: what verifies the members, and a client certificate.")
        @Nullable
        String clientSecret,

        @JsonPropertyDescription("Secrets of the clients that spec.tls.clients names.") @Nullable
        List<String> clientSecrets,

        @JsonPropertyDescription("Where the change of an authority is, when one is under way.") @Nullable
        String rotation,

        @JsonPropertyDescription("When the first of the certificates in use ends, unless it is renewed before.")
        @Nullable
        String expires) {}
