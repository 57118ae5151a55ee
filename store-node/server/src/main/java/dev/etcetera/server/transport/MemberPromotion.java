package dev.etcetera.server.transport;

import java.util.function.Consumer;

/** Promotes learners for members that do not lead. Returns at once; the answer comes once, on any thread. */
@FunctionalInterface
public interface MemberPromotion {
    void promote(long memberId, Consumer<PromotionAnswer> done);
}
