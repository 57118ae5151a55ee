package dev.etcetera.operator.app;

import dev.etcetera.operator.cluster.Decider;
import dev.etcetera.operator.cluster.Rollouts;
import dev.etcetera.operator.plan.ClusterPlanner;
import dev.etcetera.operator.resources.Images;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what decides. */
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
}
