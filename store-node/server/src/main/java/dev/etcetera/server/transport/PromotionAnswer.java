package dev.etcetera.server.transport;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.cluster.Member;
import java.util.List;

/** How promoting a learner ended. */
public sealed interface PromotionAnswer {
    /** It votes from now on; these are the members. */
    record Promoted(List<Member> members) implements PromotionAnswer {
        public Promoted {
            members = List.copyOf(members);
        }
    }

    /** It does not vote, for this reason. */
    record Refused(EtcdError error) implements PromotionAnswer {}

    /** The leader was not reached, or said something else: it may be asked again. */
    record Failed(String reason) implements PromotionAnswer {}
}
