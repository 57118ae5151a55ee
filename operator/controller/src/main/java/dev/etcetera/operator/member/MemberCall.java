package dev.etcetera.operator.member;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks one member for something and says why it was refused, or nothing. */
record MemberCall(Duration deadline, MemberPort port) {

    Optional<String> asking(String address, Consumer<ManagedChannel> work) {
        try {
            port.call(address, channel -> {
                work.accept(channel);
                return true;
            });
            return Optional.empty();
        } catch (StatusRuntimeException e) {
            String description = e.getStatus().getDescription();
            return Optional.of(
                    switch (e.getStatus().getCode()) {
                        case DEADLINE_EXCEEDED -> "no answer within " + deadline.toMillis() + " ms";
                        default -> description == null ? e.getStatus().getCode().name() : description;
                    });
        }
    }
}
