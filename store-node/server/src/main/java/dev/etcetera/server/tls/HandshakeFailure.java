package dev.etcetera.server.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Optional;

/** Why a handshake failed, in the words of Go's TLS, which people look for in logs. Pure. */
record HandshakeFailure(Throwable cause) {
    private static final String ALERT = "Received fatal alert: ";
    private static final Map<String, String> ALERTS = Map.of(
            "unknown_ca", "unknown certificate authority",
            "certificate_unknown", "unknown certificate",
            "certificate_expired", "expired certificate",
            "certificate_revoked", "revoked certificate",
            "protocol_version", "protocol version not supported",
            "no_application_protocol", "no application protocol");

    /** The refusal of a certificate, if that was it. */
    Optional<CertificateRefusal> refusal() {
        for (Throwable next = cause; next != null; next = next.getCause()) {
            if (next instanceof CertificateRefusal refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    /** Whether the other side just went away, as a probe of the port does. */
    boolean isHangUp() {
        for (Throwable next = cause; next != null; next = next.getCause()) {
            if (next instanceof ClosedChannelException) {
                return true;
            }
        }
        return false;
    }

    String reason() {
        Optional<CertificateRefusal> refusal = refusal();
        if (refusal.isPresent()) {
            return String.valueOf(refusal.get().getMessage());
        }
        if (isHangUp()) {
            return "EOF";
        }
        return switch (cause) {
            case NotSslRecordException _ -> "tls: first record does not look like a TLS handshake";
            case SslHandshakeTimeoutException _ -> "i/o timeout";
            default -> translated(String.valueOf(cause.getMessage()));
        };
    }

    private static String translated(String said) {
        int alert = said.indexOf(ALERT);
        if (alert >= 0) {
            String name = said.substring(alert + ALERT.length());
            return "remote error: tls: " + ALERTS.getOrDefault(name, name.replace('_', ' '));
        }
        if (said.contains("Empty client certificate chain")) {
            return "tls: client didn't provide a certificate";
        }
        if (said.contains("supported protocol versions") || said.contains("Client requested protocol")) {
            return "tls: client offered only unsupported versions";
        }
        if (said.contains("no cipher suites in common")) {
            return "tls: no cipher suite supported by both client and server";
        }
        return "tls: " + said;
    }
}
