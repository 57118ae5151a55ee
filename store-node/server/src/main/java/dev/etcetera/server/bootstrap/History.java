package dev.etcetera.server.bootstrap;

import dev.etcetera.server.compact.AutoCompaction;
import dev.etcetera.server.compact.Compactor;
import dev.etcetera.server.config.CompactionConfig;

/** The old revisions of a member's keys, and how the member is kept from hoarding them. */
record History(Foundation foundation, Consensus.Driven driven) {
    /** Starts automatic compaction where the user wants it; returns at once. */
    void keepShort() {
        CompactionConfig config = foundation.config().compaction();
        if (config.isOff()) {
            return;
        }
        new AutoCompaction(
                        Compactor.of(
                                config,
                                System.nanoTime(),
                                driven.storage().store().revision()),
                        driven.storage().store()::revision,
                        driven.shared().raft(),
                        driven.proposals().proposer(),
                        new AutoCompaction.Surroundings(foundation.timers(), System::nanoTime, foundation.log()::named))
                .start();
    }
}
