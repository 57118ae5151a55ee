package dev.etcetera.server.transport;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.cluster.MemberJson;
import java.util.Optional;

/** {@code POST /members/promote/ID}: how a promotion is asked for and answered between members. */
final class PromotionCodec {
    static final String PATH = "/members/promote/";

    private static final String NOT_FOUND = "membership: ID not found";
    private static final String NOT_LEARNER = "membership: can only promote a learner member";

    private PromotionCodec() {}

    static String path(long memberId) {
        return PATH + Long.toUnsignedString(memberId);
    }

    /** The id at the end of a path, in decimal. */
    static Optional<Long> memberId(String text) {
        try {
            return text.startsWith("+") ? Optional.empty() : Optional.of(Long.parseUnsignedLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Answers in etcd's words, which differ inside the server from those that clients hear. */
    static void answer(PromotionAnswer answer, PeerExchange exchange) {
        switch (answer) {
            case PromotionAnswer.Promoted(var members) -> exchange.json(MemberJson.encodeAll(members) + "\n");
            case PromotionAnswer.Refused(EtcdError error) -> refuse(error, exchange);
            case PromotionAnswer.Failed _ -> exchange.internalError();
        }
    }

    private static void refuse(EtcdError error, PeerExchange exchange) {
        switch (error) {
            case MEMBER_NOT_FOUND -> exchange.error(404, NOT_FOUND);
            case MEMBER_NOT_LEARNER -> exchange.error(412, NOT_LEARNER);
            case LEARNER_NOT_READY -> exchange.error(412, error.message());
            default -> exchange.internalError();
        }
    }

    /** Reads what {@link #answer} writes, here or in Go. */
    static PromotionAnswer read(PeerAnswer answer) {
        return switch (answer) {
            case PeerAnswer.Failed(String reason) -> new PromotionAnswer.Failed(reason);
            case PeerAnswer.Answered answered ->
                switch (answered.status()) {
                    case 200 -> promoted(answered);
                    case 404 -> new PromotionAnswer.Refused(EtcdError.MEMBER_NOT_FOUND);
                    case 408 -> new PromotionAnswer.Failed(EtcdError.TIMEOUT.message());
                    case 412 -> unmet(answered.text());
                    default -> unknown(answered.text());
                };
        };
    }

    private static PromotionAnswer promoted(PeerAnswer.Answered answered) {
        try {
            return new PromotionAnswer.Promoted(
                    MemberJson.decodeAll(answered.body().toByteArray()));
        } catch (IllegalArgumentException e) {
            return unknown(String.valueOf(e.getMessage()));
        }
    }

    private static PromotionAnswer unmet(String text) {
        if (text.contains(EtcdError.LEARNER_NOT_READY.message())) {
            return new PromotionAnswer.Refused(EtcdError.LEARNER_NOT_READY);
        }
        return text.contains(NOT_LEARNER) ? new PromotionAnswer.Refused(EtcdError.MEMBER_NOT_LEARNER) : unknown(text);
    }

    private static PromotionAnswer unknown(String text) {
        return new PromotionAnswer.Failed("member promote: unknown error(" + text + ")");
    }
}
