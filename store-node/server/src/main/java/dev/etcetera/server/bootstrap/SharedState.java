package dev.etcetera.server.bootstrap;

import dev.etcetera.server.consensus.AppliedIndex;
import dev.etcetera.server.consensus.Published;
import dev.etcetera.server.consensus.RaftInbox;

/** What the threads of a member share, made before any of them. */
record SharedState(RaftInbox inbox, Published raft, AppliedIndex applied, ApplyThread applyThread) {}
