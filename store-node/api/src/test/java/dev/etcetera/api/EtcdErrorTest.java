package dev.etcetera.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EtcdErrorTest {
    /** Declared with a code by etcd's client library, answered as UNKNOWN by its server. */
    private static final Set<EtcdError> UNKNOWN_ON_THE_WIRE =
            EnumSet.of(EtcdError.TOO_MANY_REQUESTS, EtcdError.MEMBER_NOT_ENOUGH_STARTED);

    /** Never declared by etcd's client library: its server answers them as they are. */
    private static final Set<EtcdError> UNDECLARED =
            EnumSet.of(EtcdError.UNKNOWN_METHOD, EtcdError.LEADER_TRANSFER_TIMEOUT);

    @Test
    void codesAndTextsAreEtcds() throws IOException {
        List<String> expected = new ArrayList<>();
        for (String line : Golden.lines("etcd-3.7.3-errors.txt")) {
            int space = line.indexOf(' ');
            expected.add(
                    line.substring(0, space).replace("Canceled", "Cancelled").toUpperCase(Locale.ROOT)
                            + line.substring(space));
        }
        List<String> ours = EnumSet.complementOf(EnumSet.copyOf(UNDECLARED)).stream()
                .map(e -> (UNKNOWN_ON_THE_WIRE.contains(e)
                                ? (e == EtcdError.TOO_MANY_REQUESTS ? "RESOURCEEXHAUSTED" : "FAILEDPRECONDITION")
                                : e.code().name().replace("_", ""))
                        + " " + e.message())
                .toList();
        assertThat(ours).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void overloadIsAnsweredWithTheCodeEtcdsServerSends() {
        assertThat(EtcdError.TOO_MANY_REQUESTS.code()).isEqualTo(Code.UNKNOWN);
        assertThat(EtcdError.MEMBER_NOT_ENOUGH_STARTED.code()).isEqualTo(Code.UNKNOWN);
    }

    @Test
    void anExceptionHasNoStackTrace() {
        assertThat(EtcdError.COMPACTED.exception().getStackTrace()).isEmpty();
        assertThat(EtcdError.COMPACTED.exception().getStatus().getDescription())
                .isEqualTo("etcdserver: mvcc: required revision has been compacted");
    }
}
