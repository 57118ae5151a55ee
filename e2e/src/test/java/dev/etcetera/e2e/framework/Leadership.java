package dev.etcetera.e2e.framework;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who leads a cluster, and handing that over, as etcdctl sees and does it. */
public record Leadership(ProcessCluster cluster) {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** The member that says of itself that it leads; waits until there is one. */
    public Member leader() {
        return Await.value(
                "a leader",
                SOON,
                () -> cluster.members().stream()
                        .filter(Member::isAlive)
                        .filter(Leadership::leads)
                        .findFirst());
    }

    /** Hands over with {@code etcdctl move-leader}, unless this one leads already. */
    public void moveTo(Member member) {
        Await.until(member.name() + " leads", SOON, () -> {
            Member leader = leader();
            if (leader != member) {
                new Etcdctl(List.of(leader.endpoint())).run("move-leader", idOf(member));
            }
            return leads(member);
        });
    }

    /** The member's id as etcdctl prints it. */
    public static String idOf(Member member) {
        return Await.value(
                "the id of " + member.name(),
                SOON,
                () -> status(member).map(status -> hex(status.at("/header/member_id"))));
    }

    private static boolean leads(Member member) {
        return status(member)
                .filter(status -> status.path("leader")
                        .asText()
                        .equals(status.at("/header/member_id").asText()))
                .isPresent();
    }

    /** The body of the Maintenance Status answer, when the member gives one. */
    public static Optional<JsonNode> status(Member member) {
        Command.Result result = new Etcdctl(List.of(member.endpoint())).run("endpoint", "status", "-w", "json");
        return result.exit() == 0 ? Optional.of(Json.parse(result.out()).get(0).get("Status")) : Optional.empty();
    }

    private static String hex(JsonNode number) {
        return Long.toHexString(Long.parseUnsignedLong(number.asText()));
    }
}
