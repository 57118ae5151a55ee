package dev.etcetera.raft;

import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.SoftState;
import java.util.Map;

/**
 * What a node knows about itself and, as leader, about the others.
 *
 * @param progress by node id in unsigned order; empty unless leader
 */
public record Status(
        long id,
        HardState hardState,
        SoftState softState,
        long applied,
        long lastIndex,
        Map<Long, ProgressStatus> progress,
        long leadTransferee) {}
