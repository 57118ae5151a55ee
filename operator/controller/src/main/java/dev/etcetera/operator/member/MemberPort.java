package dev.etcetera.operator.member;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.function.Function;

/** Where members listen for clients. */
record MemberPort(int number) {
    static final MemberPort STANDARD = new MemberPort(2379);

    // A channel lives for one call: a member is asked a few times a minute and its address changes with its Pod.
    <T> T call(String address, Function<ManagedChannel, T> work) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(address, number)
                .usePlaintext()
                .disableRetry()
                .build();
        try {
            return work.apply(channel);
        } finally {
            channel.shutdownNow();
        }
    }
}
