package dev.etcetera.operator.pki;

/** Where an authority is in its life. */
public enum Phase {
    /** One authority signs, and it alone is trusted. */
    STEADY("Steady"),
    /** A new one is trusted besides; it signs nothing before everybody trusts it. */
    INTRODUCING("Introducing"),
    /** The new one signs; the one before is trusted until nobody shows its certificates any more. */
    RETIRING("Retiring");

    private final String word;

    Phase(String word) {
        this.word = word;
    }

    /** The phase as annotations and status show it. */
    public String word() {
        return word;
    }
}
