package dev.etcetera.server.apply;

import dev.etcetera.lease.Lessor;
import dev.etcetera.mvcc.KvStore;

/** What the chain of appliers changes. */
public record ApplyParts(
        KvStore store,
        Lessor lessor,
        AlarmStore alarms,
        BackendQuota quota,
        MembershipStore membership,
        ResponseHeaders headers) {}
