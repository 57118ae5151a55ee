package dev.etcetera.operator.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PresentTest {
    private final Service wish = new ServiceBuilder()
            .withNewMetadata()
            .withName("demo-client")
            .withLabels(Map.of("a", "b"))
            .endMetadata()
            .withNewSpec()
            .withSelector(Map.of("a", "b"))
            .addNewPort()
            .withName("client")
            .withPort(2379)
            .withNewTargetPort("client")
            .endPort()
            .endSpec()
            .build();

    @Test
    void whatKubernetesAddedIsNoDifference() {
        Service there = filledIn().build();
        assertThat(new Present(List.of(there)).has(wish)).isTrue();
    }

    @Test
    void whatSomebodyChangedTookAwayOrPutIntoAListIs() {
        assertMissing(
                filledIn().editSpec().withSelector(Map.of("a", "c")).endSpec().build());
        assertMissing(
                filledIn().editMetadata().withLabels(Map.of()).endMetadata().build());
        assertMissing(filledIn()
                .editSpec()
                .addNewPort()
                .withName("more")
                .withPort(1)
                .endPort()
                .endSpec()
                .build());
        assertMissing(filledIn().editMetadata().withName("other").endMetadata().build());
        assertThat(new Present(List.of()).has(wish)).isFalse();
    }

    private void assertMissing(HasMetadata there) {
        assertThat(new Present(List.of(there)).has(wish)).isFalse();
    }

    private ServiceBuilder filledIn() {
        return new ServiceBuilder(wish)
                .editMetadata()
                .withUid("1")
                .addToLabels("more", "of it")
                .endMetadata()
                .editSpec()
                .withClusterIP("198.18.16.7")
                .withSessionAffinity("None")
                .endSpec();
    }
}
