package dev.etcetera.e2e.store;

import dev.etcetera.e2e.framework.Leadership;
import dev.etcetera.e2e.framework.Member;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.net.URI;

/** Raises alarms as members do among themselves: no client's program has a command for it. */
record AlarmRaiser(Member through) {
    void raiseNoSpace() {
        URI endpoint = URI.create(through.endpoint());
        ManagedChannel channel = ManagedChannelBuilder.forAddress(endpoint.getHost(), endpoint.getPort())
                .usePlaintext()
                .build();
        try {
            MaintenanceGrpc.newBlockingStub(channel)
                    .alarm(AlarmRequest.newBuilder()
                            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                            .setMemberID(Long.parseUnsignedLong(Leadership.idOf(through), 16))
                            .setAlarm(AlarmType.NOSPACE)
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }
}
