package dev.etcetera.mvcc;

/** What readers see: the revision of the last finished transaction and the keys as of it. */
record Published(long revision, KeyTree tree) {}
