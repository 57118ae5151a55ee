package dev.etcetera.server.bootstrap;

import dev.etcetera.backend.CommitListener;
import dev.etcetera.mvcc.CompactionListener;

/** Who hears what the storage does: metrics, log, and the end of the member when a commit fails. */
record StorageListeners(CommitListener commits, CompactionListener compactions) {}
