package dev.etcetera.server.apply;

/** The appliers in their order, each seeing what the one before lets through: corrupt → capped → quota → backend. */
public final class ApplyChain {
    private final Applier first;
    private final AlarmStore alarms;
    private final NoSpaceListener noSpace;

    private ApplyChain(Applier first, AlarmStore alarms, NoSpaceListener noSpace) {
        this.first = first;
        this.alarms = alarms;
        this.noSpace = noSpace;
    }

    public static ApplyChain create(ApplyParts parts, NoSpaceListener noSpace) {
        Applier backend = new BackendApplier(parts);
        Applier quota = new QuotaApplier(parts.quota(), backend);
        Applier capped = new CappedApplier(parts.alarms(), quota);
        return new ApplyChain(new CorruptApplier(parts.alarms(), capped), parts.alarms(), noSpace);
    }

    Applier applier() {
        return first;
    }

    AlarmStore alarms() {
        return alarms;
    }

    NoSpaceListener noSpace() {
        return noSpace;
    }
}
