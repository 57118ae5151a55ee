package dev.etcetera.operator.member;

import dev.etcetera.api.etcdserverpb.AlarmRequest;
import dev.etcetera.api.etcdserverpb.AlarmType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the alarms among what a member reports: etcd says them as text, with more or fewer blanks from release to release. */
enum Alarms {
    CORRUPT,
    NOSPACE;

    private final Pattern text = Pattern.compile("memberID:([0-9]{1,20}) +alarm:" + name() + " *");

    /** The members for which this alarm is on. */
    List<Long> in(List<String> errors) {
        if (errors.isEmpty()) {
            return List.of();
        }
        return errors.stream()
                .map(text::matcher)
                .filter(Matcher::matches)
                .map(m -> Long.parseUnsignedLong(m.group(1)))
                .toList();
    }

    /** What it reports beside this alarm. */
    List<String> notIn(List<String> errors) {
        return errors.stream().filter(e -> !text.matcher(e).matches()).toList();
    }

    /** What takes it back for a member. */
    AlarmRequest disarming(long memberId) {
        return AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                .setAlarm(AlarmType.valueOf(name()))
                .setMemberID(memberId)
                .build();
    }
}
