package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;

/** Notes in a member's resource what a recovery or a restore makes of it; only at this very look at it. */
final class MemberNotes {
    private final ServerSideApply apply;

    MemberNotes(ServerSideApply apply) {
        this.apply = apply;
    }

    /** Whoever is given up leaves, too. */
    void part(EtcdMember member, String uid, Part part) {
        write(
                member,
                "{\"uid\":\"" + uid + "\",\"part\":\"" + part.word() + "\"}"
                        + (part == Part.GIVEN_UP ? ",\"leaving\":true" : ""));
    }

    /** It has no part any more. */
    void none(EtcdMember member) {
        write(member, "null");
    }

    private void write(EtcdMember member, String recovery) {
        apply.merge(
                member,
                "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"recovery\":%s}}"
                        .formatted(member.getMetadata().getResourceVersion(), recovery));
    }
}
