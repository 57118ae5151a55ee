package dev.etcetera.server.transport;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.cluster.Member;
import java.util.List;
import java.util.function.Consumer;

/** A leader that promotes member 7, and knows a reason against each other one. */
final class TestPromotions implements MemberPromotion {
    @Override
    public void promote(long memberId, Consumer<PromotionAnswer> done) {
        done.accept(
                switch ((int) memberId) {
                    case 7 ->
                        new PromotionAnswer.Promoted(
                                List.of(new Member(7, "seven", List.of("http://127.0.0.1:7"), List.of(), false)));
                    case 8 -> new PromotionAnswer.Refused(EtcdError.LEARNER_NOT_READY);
                    case 9 -> new PromotionAnswer.Refused(EtcdError.MEMBER_NOT_LEARNER);
                    case 10 -> new PromotionAnswer.Refused(EtcdError.MEMBER_NOT_FOUND);
                    default -> new PromotionAnswer.Refused(EtcdError.UNHEALTHY);
                });
    }
}
