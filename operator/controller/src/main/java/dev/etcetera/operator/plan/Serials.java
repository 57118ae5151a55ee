package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.resources.Names;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The serial numbers of members: none is ever given twice. */
final class Serials {
    private Serials() {}

    /** The next: higher than any that is noted, that a member has or that the cluster's own list shows. */
    static int next(ObservedCluster observed) {
        Optional<EtcdClusterStatus> status =
                Optional.ofNullable(observed.resource().getStatus());
        IntStream noted = status.map(EtcdClusterStatus::lastSerial).stream().mapToInt(Integer::intValue);
        IntStream members = Stream.concat(observed.members().stream(), observed.aside().stream())
                .mapToInt(ObservedMember::serial);
        IntStream listed = observed.membership().stream()
                .flatMap(list -> list.members().stream())
                .flatMap(m -> m.peerUrls().stream())
                .mapToInt(url -> Names.serial(observed.resource(), url).orElse(0));
        return Stream.of(noted, members, listed).flatMapToInt(s -> s).max().orElse(0) + 1;
    }
}
