package dev.etcetera.operator.member;

import io.grpc.ManagedChannel;
import java.util.function.Function;

/** Where members listen for clients. */
record MemberPort(int number, MemberDoors doors) {
    private static final int STANDARD = 2379;

    MemberPort(MemberDoors doors) {
        this(STANDARD, doors);
    }

    // A channel lives for one call: a member is asked a few times a minute and its address changes with its Pod.
    <T> T call(String address, Function<ManagedChannel, T> work) {
        ManagedChannel channel = doors.channel(address, number);
        try {
            return work.apply(channel);
        } finally {
            channel.shutdownNow();
        }
    }
}
