package dev.etcetera.raft.simulation;

import dev.etcetera.raft.RaftFeatures;
import dev.etcetera.raft.RaftLimits;
import dev.etcetera.raft.ReadOnlyOption;
import java.util.SplittableRandom;

/** What a cluster is before anything happens to it. A function of the seed. */
record Setup(
        long seed,
        int voters,
        boolean tight,
        boolean preVote,
        boolean checkQuorum,
        boolean stepDownOnRemoval,
        int lossPercent,
        int duplicationPercent,
        int latePercent) {
    static final int MAX_NODES = 6;
    static final int ELECTION_TICKS = 10;
    static final int HEARTBEAT_TICKS = 3;
    static final int TICK_MILLIS = 20;

    static Setup of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean calm = random.nextInt(4) == 0;
        return new Setup(
                seed,
                1 + random.nextInt(5),
                random.nextBoolean(),
                random.nextInt(3) != 0,
                random.nextInt(3) != 0,
                random.nextBoolean(),
                calm ? 0 : random.nextInt(20),
                calm ? 0 : random.nextInt(10),
                random.nextInt(4));
    }

    RaftLimits limits() {
        return tight ? new RaftLimits(64, 2, 128, 96, 256) : RaftLimits.etcd();
    }

    RaftFeatures features() {
        return new RaftFeatures(preVote, checkQuorum, ReadOnlyOption.SAFE, false, stepDownOnRemoval, false);
    }

    /** A number that depends on the seed and the parts only. */
    long mix(long a, long b, long c) {
        long z = seed * 0x9E3779B97F4A7C15L
                + a * 0xBF58476D1CE4E5B9L
                + b * 0x94D049BB133111EBL
                + c * 0xD6E8FEB86659FD93L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) >>> 1;
    }
}
