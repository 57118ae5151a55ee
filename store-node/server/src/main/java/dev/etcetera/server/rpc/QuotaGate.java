package dev.etcetera.server.rpc;

import dev.etcetera.server.apply.BackendQuota;
import dev.etcetera.server.apply.NoSpaceListener;

/** Turns growing writes away at the door once the quota is reached, and raises the alarm. Any thread. */
final class QuotaGate {
    private final BackendQuota quota;
    private final NoSpaceListener alarm;

    QuotaGate(BackendQuota quota, NoSpaceListener alarm) {
        this.quota = quota;
        this.alarm = alarm;
    }

    /** Whether a write of this cost is let in; if not, {@code refused} runs once the alarm is known to all. */
    boolean admits(long cost, Runnable refused) {
        if (quota.available(cost)) {
            return true;
        }
        alarm.exceeded(refused);
        return false;
    }
}
