package dev.etcetera.raft.simulation;

import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChange.Transition;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.Payload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Makes up what will happen to a cluster. A function of the seed. */
final class Plan {
    static final int TROUBLE_MILLIS = 4_000;

    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<Transition> TRANSITIONS = List.of(Transition.values());

    private final SplittableRandom random;
    private final Setup setup;
    private final List<Decision> decisions = new ArrayList<>();

    private Plan(Setup setup) {
        this.setup = setup;
        this.random = new SplittableRandom(setup.seed() ^ 0x5DEECE66DL);
    }

    static List<Decision> of(Setup setup) {
        Plan plan = new Plan(setup);
        plan.clients();
        switch (plan.random.nextInt(4)) {
            case 0 -> plan.storm();
            case 1 -> plan.upheaval();
            default -> plan.faults();
        }
        plan.decisions.sort(Comparator.comparingLong(Decision::at));
        return List.copyOf(plan.decisions);
    }

    private void clients() {
        int busy = 10 + random.nextInt(60);
        for (long at = 1; at < TROUBLE_MILLIS; at += 1 + random.nextInt(busy)) {
            switch (random.nextInt(7)) {
                case 0, 1, 2 -> decisions.add(new Decision.Propose(at, anyOrLeader(), 1 + random.nextInt(4)));
                case 3, 4, 5 -> decisions.add(new Decision.Read(at, anyOrLeader()));
                default -> decisions.add(new Decision.Compact(at, any()));
            }
        }
    }

    private void faults() {
        int wild = 60 + random.nextInt(400);
        for (long at = 1L + random.nextInt(wild); at < TROUBLE_MILLIS; at += 1 + random.nextInt(wild)) {
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> decisions.add(new Decision.Crash(at, anyOrLeader(), 1 + random.nextInt(600)));
                case 3 -> decisions.add(new Decision.Pause(at, anyOrLeader(), 1 + random.nextInt(500)));
                case 4, 5 -> decisions.add(new Decision.Partition(at, random.nextInt(1 << Setup.MAX_NODES) << 1));
                case 6 -> decisions.add(new Decision.Partition(at, 0));
                case 7, 8 -> decisions.add(new Decision.Change(at, anyOrLeader(), change()));
                case 9 -> decisions.add(new Decision.Transfer(at, anyOrLeader(), any()));
                case 10 -> decisions.add(new Decision.Disk(at, any(), 1 + random.nextInt(60)));
                case 11 -> decisions.add(new Decision.Clock(at, any(), 10 + random.nextInt(30)));
                default -> decisions.add(nudge(at));
            }
        }
    }

    /** Elections in quick succession, on slow disks, among nodes that are gone for a moment only. */
    private void storm() {
        for (long node = 1; node <= setup.voters(); node++) {
            decisions.add(new Decision.Disk(1, node, 1 + random.nextInt(100)));
        }
        int wild = 20 + random.nextInt(100);
        for (long at = 200; at < TROUBLE_MILLIS; at += 1 + random.nextInt(wild)) {
            switch (random.nextInt(9)) {
                case 0 -> decisions.add(new Decision.Crash(at, anyOrLeader(), 1 + random.nextInt(30)));
                case 1, 2 -> decisions.add(new Decision.Campaign(at, any()));
                case 3 -> decisions.add(new Decision.Partition(at, random.nextInt(1 << Setup.MAX_NODES) << 1));
                case 4 -> decisions.add(new Decision.Partition(at, 0));
                case 5 -> decisions.add(new Decision.Transfer(at, 0, any()));
                case 6, 7 -> duel(at);
                default -> relapse(at);
            }
        }
    }

    /** Two campaign at the same time, and who votes forgets what it can. */
    private void duel(long at) {
        decisions.add(new Decision.Campaign(at, any()));
        decisions.add(new Decision.Campaign(at + random.nextInt(40), any()));
        decisions.add(new Decision.Crash(at + 10 + random.nextInt(40), any(), 1 + random.nextInt(10)));
        decisions.add(new Decision.Propose(at + 30, 0, 2));
    }

    /** One campaigns with what it has just received, among some of the others, loses it, and campaigns again. */
    private void relapse(long at) {
        long node = any();
        long campaigns = at + 10 + random.nextInt(50);
        long crashes = campaigns + random.nextInt(15);
        int downMillis = 1 + random.nextInt(5);
        decisions.add(new Decision.Propose(at, 0, 2));
        decisions.add(new Decision.Partition(campaigns, 1 << node | 1 << any()));
        decisions.add(new Decision.Campaign(campaigns, node));
        decisions.add(new Decision.Crash(crashes, node, downMillis));
        decisions.add(new Decision.Campaign(crashes + downMillis + random.nextInt(5), node));
    }

    /** One change of membership after the other, and leaders that go right after they have made one. */
    private void upheaval() {
        int wild = 100 + random.nextInt(300);
        for (long at = 300; at < TROUBLE_MILLIS; at += 1 + random.nextInt(wild)) {
            decisions.add(new Decision.Change(at, 0, change()));
            decisions.add(new Decision.Propose(at + random.nextInt(20), 0, 1 + random.nextInt(3)));
            switch (random.nextInt(4)) {
                case 0, 1 -> decisions.add(new Decision.Crash(at + random.nextInt(80), 0, 1 + random.nextInt(900)));
                case 2 ->
                    decisions.add(
                            new Decision.Partition(at + random.nextInt(80), random.nextInt(1 << Setup.MAX_NODES) << 1));
                default -> decisions.add(new Decision.Partition(at, 0));
            }
        }
    }

    private Decision nudge(long at) {
        return switch (random.nextInt(3)) {
            case 0 -> new Decision.Campaign(at, any());
            case 1 -> new Decision.ForgetLeader(at, any());
            default -> new Decision.Unreachable(at, 0, any());
        };
    }

    private ConfChange change() {
        if (random.nextInt(4) == 0) {
            return ConfChange.leave();
        }
        List<ConfChangeStep> steps = new ArrayList<>();
        for (int i = random.nextBoolean() ? 0 : random.nextInt(3); i >= 0; i--) {
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            steps.add(new ConfChangeStep(kind, 1 + random.nextInt(Setup.MAX_NODES)));
        }
        return new ConfChange(steps, TRANSITIONS.get(random.nextInt(TRANSITIONS.size())), Payload.EMPTY);
    }

    /** Mostly one of the first voters. */
    private long any() {
        return 1L + random.nextInt(random.nextInt(4) == 0 ? Setup.MAX_NODES : setup.voters());
    }

    private long anyOrLeader() {
        return random.nextBoolean() ? 0 : any();
    }
}
