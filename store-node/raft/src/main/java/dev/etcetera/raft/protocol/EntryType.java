package dev.etcetera.raft.protocol;

/** What an entry's bytes mean. The ordinal is the number on the wire and in the write-ahead log. */
public enum EntryType {
    NORMAL,
    CONF_CHANGE,
    CONF_CHANGE_V2;

    public boolean isConfChange() {
        return this != NORMAL;
    }
}
