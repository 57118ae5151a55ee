package dev.etcetera.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UrlEqualityTest {
    private final Map<String, String> names = new HashMap<>(Map.of("a.example", "10.0.0.1", "10.0.0.1", "10.0.0.1"));
    private int lookups;

    private final UrlEquality equality = new UrlEquality(this::address, Duration.ofSeconds(20), Duration.ofMillis(1));

    @Test
    void theOrderDoesNotMatterAndNobodyIsAsked() {
        assertThat(equality.difference(List.of("http://x:1", "http://y:2"), List.of("http://y:2", "http://x:1")))
                .isEmpty();
        assertThat(lookups).isZero();
    }

    @Test
    void aNameIsTheSameAsItsAddress() {
        assertThat(equality.difference(List.of("http://a.example:2380"), List.of("http://10.0.0.1:2380")))
                .isEmpty();
        assertThat(equality.difference(List.of("http://a.example:2380"), List.of("http://10.0.0.1:2381")))
                .contains("resolved urls: \"http://10.0.0.1:2380\" != \"http://10.0.0.1:2381\"");
        assertThat(equality.difference(List.of("https://a.example:2380"), List.of("http://a.example:2380")))
                .isPresent();
    }

    @Test
    void anotherNumberOfUrlsIsSaidAsGoDoes() {
        assertThat(equality.difference(List.of("http://a:1"), List.of("http://a:1", "http://b:1")))
                .contains("len([\"http://a:1\"]) != len([\"http://a:1\" \"http://b:1\"])");
    }

    @Test
    void localhostIsNotResolved() {
        assertThat(equality.difference(List.of("http://localhost:1"), List.of("http://10.0.0.1:1")))
                .contains("resolved urls: \"http://localhost:1\" != \"http://10.0.0.1:1\"");
    }

    @Test
    void aNameThatAppearsLateIsWaitedFor() {
        assertThat(equality.difference(List.of("http://late.example:1"), List.of("http://10.0.0.1:1")))
                .isEmpty();
        assertThat(lookups).isGreaterThan(2);
    }

    @Test
    void aNameThatNeverAppearsIsNamed() {
        UrlEquality impatient = new UrlEquality(this::address, Duration.ZERO, Duration.ofMillis(1));
        assertThat(impatient.difference(List.of("http://never.example:1"), List.of("http://10.0.0.1:1")))
                .contains("failed to resolve \"http://never.example:1\" (lookup never.example: no such host)");
    }

    private String address(String host) throws UnknownHostException {
        lookups++;
        if (host.equals("late.example") && lookups > 2) {
            return "10.0.0.1";
        }
        String address = names.get(host);
        if (address == null) {
            throw new UnknownHostException(host);
        }
        return address;
    }
}
