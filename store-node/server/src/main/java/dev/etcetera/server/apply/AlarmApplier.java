package dev.etcetera.server.apply;

import dev.etcetera.api.etcdserverpb.AlarmMember;
import dev.etcetera.api.etcdserverpb.AlarmRequest;
import dev.etcetera.api.etcdserverpb.AlarmResponse;
import dev.etcetera.api.etcdserverpb.AlarmType;

/** Raises, drops and lists alarms. Owned by the apply thread. */
final class AlarmApplier {
    private final AlarmStore alarms;
    private final ResponseHeaders headers;

    AlarmApplier(AlarmStore alarms, ResponseHeaders headers) {
        this.alarms = alarms;
        this.headers = headers;
    }

    ApplyResult apply(AlarmRequest request) {
        AlarmResponse.Builder response = AlarmResponse.newBuilder();
        AlarmType type = request.getAlarm();
        boolean known = type != AlarmType.UNRECOGNIZED;
        switch (request.getAction()) {
            case GET -> {
                if (known) {
                    response.addAllAlarms(alarms.of(type));
                }
            }
            case ACTIVATE -> {
                if (known && type != AlarmType.NONE) {
                    response.addAlarms(alarms.activate(request.getMemberID(), type));
                }
            }
            case DEACTIVATE -> {
                if (known) {
                    alarms.deactivate(request.getMemberID(), type)
                            .ifPresent((AlarmMember alarm) -> response.addAlarms(alarm));
                }
            }
            case UNRECOGNIZED -> {}
        }
        return new ApplyResult.Answered(response.setHeader(headers.current()).build());
    }
}
