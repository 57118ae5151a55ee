package dev.etcetera.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Years of certificates: whatever anybody shows is valid, and trusted by everybody else, at every moment. */
class CertificateSimulationTest {
    private static final int SEEDS = Integer.getInteger("seeds", 40);

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, SEEDS) : LongStream.of(one);
    }

    private static Terms terms(Random random) {
        Duration leaf = Stream.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(90))
                .skip(random.nextInt(3))
                .findFirst()
                .orElseThrow();
        Duration authority = leaf.multipliedBy(4 + random.nextInt(20));
        return random.nextBoolean() ? Terms.ofClients(leaf, authority) : Terms.ofPeers(leaf, authority);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsShownIsValidAndTrustedByAllAtEveryMoment(long seed) {
        Random random = new Random(seed);
        Terms terms = terms(random);
        ModelWorld world = new ModelWorld(seed, terms);
        Instant end = world.now.plus(terms.authorityLife().multipliedBy(5));
        int steps = 0;
        while (world.now.isBefore(end)) {
            if (world.isSteady() && world.isWhole() && random.nextInt(40) == 0) {
                harm(world, random, "request " + steps);
            }
            world.operate(random.nextInt(4) == 0);
            Duration most = world.isSteady() ? terms.leafLife().dividedBy(25) : terms.settle();
            world.pass(most.multipliedBy(1 + random.nextInt(100)).dividedBy(100));
            assertThat(world.troubles())
                    .as("seed %d at %s, step %d", seed, world.now, steps)
                    .isEmpty();
            steps++;
        }
        assertThat(world.authorities()).as("authorities of seed %d", seed).isGreaterThan(4);
    }

    private static void harm(ModelWorld world, Random random, String request) {
        switch (random.nextInt(4)) {
            case 0 -> world.loseLeaf();
            case 1 -> world.loseAuthority();
            case 2 -> world.breakAuthority();
            default -> world.request(request);
        }
    }

    /** An operator that was away until everything had ended mends it as soon as it is back. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whateverEndedWhileTheOperatorWasAwayRecovers(long seed) {
        Random random = new Random(seed);
        Terms terms = terms(random);
        ModelWorld world = new ModelWorld(seed, terms);
        for (int i = 0; i < 5; i++) {
            operate(world, terms.patience().multipliedBy(3), terms);
            assertThat(world.troubles()).as("seed %d, round %d", seed, i).isEmpty();
            world.pass(terms.leafLife().multipliedBy(random.nextInt(300)).dividedBy(10));
        }
    }

    private static void operate(ModelWorld world, Duration time, Terms terms) {
        Instant end = world.now.plus(time);
        while (world.now.isBefore(end)) {
            world.operate(false);
            world.pass(terms.settle().dividedBy(2));
        }
    }
}
