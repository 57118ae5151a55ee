package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.member.MemberCredentials;
import dev.etcetera.operator.pki.SecretContent;
import dev.etcetera.operator.pki.TlsReport;
import dev.etcetera.operator.resources.Security;
import java.util.Optional;

/**
 * A cluster's certificates after a look at them.
 *
 * @param credentials what the operator speaks to the members with; empty while it has none
 * @param changed whether a Secret was written that members have to take up
 */
record Certificates(TlsReport report, Optional<MemberCredentials> credentials, boolean changed) {

    /** What the operator's own Secret holds, if that is all it needs. */
    static Optional<MemberCredentials> credentials(EtcdCluster cluster, SecretContent content) {
        MemberCredentials found = new MemberCredentials(
                content.value("ca.crt"),
                content.value("tls.crt"),
                content.value("tls.key"),
                Security.serverName(cluster));
        return found.authorities().isEmpty()
                        || found.certificate().isEmpty()
                        || found.key().isEmpty()
                ? Optional.empty()
                : Optional.of(found);
    }
}
