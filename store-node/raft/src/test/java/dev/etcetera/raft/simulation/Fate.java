package dev.etcetera.raft.simulation;

/** What becomes of one message, counted on its way from one node to another, if it does not simply arrive. */
record Fate(long from, long to, int number, Kind kind, int delayMillis) {
    enum Kind {
        LOST,
        DOUBLED,
        LATE
    }

    @Override
    public String toString() {
        String what = switch (kind) {
            case LOST -> "is lost";
            case DOUBLED -> "arrives twice, the second time after " + delayMillis + " ms";
            case LATE -> "arrives after " + delayMillis + " ms only";
        };
        return "message " + number + " from " + from + " to " + to + " " + what;
    }
}
