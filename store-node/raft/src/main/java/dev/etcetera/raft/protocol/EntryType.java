package dev.etcetera.raft.protocol;

/** What an entry's bytes mean. */
public enum EntryType {
    NORMAL(0),
    CONF_CHANGE(1),
    CONF_CHANGE_V2(2);

    private final int number;

    EntryType(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }

    /** Throws {@link IllegalArgumentException} for a number that nobody knows. */
    public static EntryType of(int number) {
        for (EntryType known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        throw new IllegalArgumentException("unknown EntryType " + number);
    }

    public boolean isConfChange() {
        return this != NORMAL;
    }
}
