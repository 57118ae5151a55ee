package dev.etcetera.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who makes the certificates of the members and of their clients, and for how long they are. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "(self.mode == 'CertManager') == has(self.certManager)",
        message = "spec.tls.certManager goes with mode CertManager",
        fieldPath = ".certManager")
@ValidationRule(
        value = "(self.mode == 'Secrets') == has(self.secrets)",
        message = "spec.tls.secrets goes with mode Secrets",
        fieldPath = ".secrets")
@ValidationRule(
        value = "!has(self.clients) || self.mode in ['Operator', 'CertManager']",
        message = "spec.tls.clients goes with mode Operator or CertManager",
        fieldPath = ".clients")
@ValidationRule(
        value = "duration(self.certificateDuration) >= duration('1m')",
        message = "spec.tls.certificateDuration must be at least 1m",
        fieldPath = ".certificateDuration")
@ValidationRule(
        value = "duration(self.caDuration) >= duration('4m')"
                + " && duration(self.caDuration).getSeconds() >= 4 * duration(self.certificateDuration).getSeconds()",
        message = "spec.tls.caDuration must be at least four times certificateDuration",
        fieldPath = ".caDuration")
public record TlsSpec(
        @JsonPropertyDescription(
                "Operator: by authorities of the operator's own, two for each cluster. CertManager: by an Issuer of"
                        + " cert-manager. Secrets: they are yours. Disabled: everything is sent in the clear.")
        @Required
        @Default("Operator")
        Mode mode,

        @JsonPropertyDescription(
                "How long a certificate is valid, such as 2160h. It is replaced after two thirds of that, without a"
                        + " restart.")
        @Required
        @Default("2160h")
        @Pattern("^([0-9]+(h|m|s))+$")
        @Size(max = 16)
        String certificateDuration,

        @JsonPropertyDescription(
                "How long a certificate authority of the operator is valid. After two thirds of that a new one takes"
                        + " over, and both are trusted meanwhile.")
        @Required
        @Default("43800h")
        @Pattern("^([0-9]+(h|m|s))+$")
        @Size(max = 16)
        String caDuration,

        @JsonPropertyDescription("More names and IP addresses by which clients reach the members.") @Nullable
        List<String> extraNames,

        @JsonPropertyDescription("Client certificates to issue, besides the one in the Secret <name>-client-tls.")
        @Nullable
        List<Client> clients,

        @JsonPropertyDescription("For mode CertManager.") @Nullable
        CertManager certManager,

        @JsonPropertyDescription("For mode Secrets.") @Nullable
        UserSecrets secrets) {

    /** Who makes the certificates. */
    public enum Mode {
        @JsonProperty("Operator")
        OPERATOR,
        @JsonProperty("CertManager")
        CERT_MANAGER,
        @JsonProperty("Secrets")
        SECRETS,
        @JsonProperty("Disabled")
        OFF
    }

    /** A client certificate. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Client(
            @JsonPropertyDescription("Secret in which it is put, with its key and with what verifies the members.")
            @Required
            @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
            @Size(max = 63)
            String secretName,

            @JsonPropertyDescription("Common name of the certificate: whom etcd takes the client for.")
            @Required
            @Size(min = 1, max = 64)
            @Pattern("^[A-Za-z0-9][A-Za-z0-9 ._@:-]*$")
            String commonName) {}

    /** What cert-manager signs with. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CertManager(
            @JsonPropertyDescription(
                    "Signs what members and clients show on the client port. Whoever it signs for may use the cluster:"
                            + " give each cluster an Issuer of its own.")
            @Required
            IssuerRef issuerRef,

            @JsonPropertyDescription("Signs what members show each other; without it, issuerRef does.") @Nullable
            IssuerRef peerIssuerRef) {}

    /** An Issuer or a ClusterIssuer. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record IssuerRef(
            @JsonPropertyDescription("Its name.") @Required @Size(min = 1, max = 253)
            String name,

            @JsonPropertyDescription("Issuer or ClusterIssuer.") @Required @Default("Issuer")
            String kind,

            @JsonPropertyDescription("Its API group.") @Required @Default("cert-manager.io")
            String group) {}

    /** Secrets of type kubernetes.io/tls that also hold ca.crt; what changes in them is taken up without a restart. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "self.server == oldSelf.server && self.peer == oldSelf.peer",
            message = "spec.tls.secrets: another Secret cannot take the place of one in use; change what is in it")
    public record UserSecrets(
            @JsonPropertyDescription("What members show to clients; its ca.crt verifies the clients.")
            @Required
            @Size(min = 1, max = 253)
            String server,

            @JsonPropertyDescription("What members show each other; its ca.crt verifies them.")
            @Required
            @Size(min = 1, max = 253)
            String peer,

            @JsonPropertyDescription("What the operator shows to members; its ca.crt verifies them.")
            @Required
            @Size(min = 1, max = 253)
            String client) {}
}
