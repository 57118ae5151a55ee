package dev.etcetera.operator.pki;

import java.time.Instant;
import java.util.List;

/** What is to be done about an authority and its certificates: one thing, then look again. */
public sealed interface Decision {

    /**
     * Make a new authority.
     *
     * @param kept fingerprints of the authorities that are trusted besides
     * @param oldSigns whether the newest one until now goes on signing
     * @param issuingSigns whether the one that signed besides the newest until now goes on signing
     */
    record NewAuthority(Phase phase, List<String> kept, boolean oldSigns, boolean issuingSigns, Instant notAfter)
            implements Decision {
        public NewAuthority {
            kept = List.copyOf(kept);
        }
    }

    /** From now on the newest authority signs. */
    record Promote() implements Decision {}

    /** From now on the newest authority alone is trusted. */
    record Retire() implements Decision {}

    /** The authority is as it should be; these certificates are not. */
    record Leaves(List<Leaf> leaves) implements Decision {
        public Leaves {
            leaves = List.copyOf(leaves);
        }
    }

    /** What is to be done about one Secret with a certificate. */
    sealed interface Leaf {
        LeafRequest request();
    }

    /**
     * Make a new certificate.
     *
     * @param byIssuing whether the authority before the newest signs it
     */
    record Issue(LeafRequest request, boolean byIssuing, Instant notAfter) implements Leaf {}

    /** The certificate stays, the authorities beside it change. */
    record Rebundle(LeafRequest request) implements Leaf {}
}
