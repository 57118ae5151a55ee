package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.consensus.FirstElection;
import dev.etcetera.server.propose.AttributePublisher;
import java.net.URI;
import java.util.List;

/** The way of a started member to its first service: an election, if one is needed, and its name told to the others. */
record Readiness(Foundation foundation, Consensus.Driven driven) {
    /** Returns at once; {@code published} runs when this member is known to the cluster. */
    void pursue(Runnable published) {
        ServerConfig config = foundation.config();
        SharedState shared = driven.shared();
        if (config.ticks().initialElectionTickAdvance()) {
            new FirstElection(
                            shared.inbox(),
                            shared.raft(),
                            driven.storage().cluster(),
                            driven.transport(),
                            config.ticks().electionTicks())
                    .watch(foundation.timers(), shared.applied());
        }
        Member self = new Member(
                shared.raft().memberId(),
                config.name(),
                List.of(),
                config.urls().advertiseClient().stream().map(URI::toString).toList(),
                false);
        new AttributePublisher(
                        driven.proposals().proposer(),
                        shared.raft(),
                        self,
                        new AttributePublisher.Surroundings(
                                foundation.timers(), foundation.log().named("etcdserver/server"), published))
                .start();
    }
}
