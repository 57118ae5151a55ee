package dev.etcetera.operator.app;

import dev.etcetera.operator.cluster.Decider;
import dev.etcetera.operator.cluster.ReconcileMeter;
import dev.etcetera.operator.cluster.Reporter;
import dev.etcetera.operator.cluster.Rollouts;
import dev.etcetera.operator.execute.StatusWriter;
import dev.etcetera.operator.plan.ClusterPlanner;
import dev.etcetera.operator.resources.Images;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what decides, and what counts. */
@Singleton
final class DecisionParts {
    @Produces
    @Singleton
    Images images(@ConfigProperty(name = "etcetera.store-repository") String storeRepository) {
        return new Images(storeRepository);
    }

    @Produces
    @Singleton
    Rollouts rollouts(@ConfigProperty(name = "etcetera.rollouts") int most) {
        return new Rollouts(most, InstantSource.system());
    }

    @Produces
    @Singleton
    Decider decider(Images images, Rollouts rollouts) {
        return new Decider(new ClusterPlanner(images), rollouts);
    }

    /** The framework names every cluster in its meters: too many for whoever stores them. Ours say what matters of all. */
    @Produces
    @Singleton
    MeterFilter frameworkMeters() {
        return MeterFilter.denyNameStartsWith("operator.sdk");
    }

    @Produces
    @Singleton
    ReconcileMeter meter(MeterRegistry registry, Rollouts rollouts) {
        return new ReconcileMeter(registry, rollouts);
    }

    @Produces
    @Singleton
    Reporter reporter(StatusWriter writer, ReconcileMeter meter) {
        return new Reporter(writer, meter);
    }
}
