package dev.etcetera.mvcc;

/**
 * One version of a key as the index knows it.
 *
 * @param main revision of the change that made it, with {@code sub} the key of its value in the backend
 * @param createRevision main revision of the first put since the key was last absent
 * @param version number of puts since then
 */
record KeyVersion(long main, long sub, long createRevision, long version) {}
