package dev.etcetera.failpoint;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The points by the names etcd gives them, so that whoever drives etcd's drives ours. */
public enum Failpoint {
    RAFT_BEFORE_LEADER_SEND("raftBeforeLeaderSend"),
    RAFT_BEFORE_FOLLOWER_SEND("raftBeforeFollowerSend"),
    RAFT_BEFORE_SAVE("raftBeforeSave"),
    RAFT_AFTER_SAVE("raftAfterSave"),
    RAFT_BEFORE_SAVE_SNAP("raftBeforeSaveSnap"),
    RAFT_AFTER_SAVE_SNAP("raftAfterSaveSnap"),
    RAFT_BEFORE_APPLY_SNAP("raftBeforeApplySnap"),
    RAFT_AFTER_APPLY_SNAP("raftAfterApplySnap"),
    RAFT_AFTER_WAL_RELEASE("raftAfterWALRelease"),
    APPLY_BEFORE_OPEN_SNAPSHOT("applyBeforeOpenSnapshot"),
    BEFORE_APPLY_ONE_CONF_CHANGE("beforeApplyOneConfChange"),
    BEFORE_COMMIT("beforeCommit"),
    AFTER_COMMIT("afterCommit"),
    BEFORE_START_DB_TXN("beforeStartDBTxn"),
    AFTER_START_DB_TXN("afterStartDBTxn"),
    BEFORE_WRITEBACK_BUF("beforeWritebackBuf"),
    AFTER_WRITEBACK_BUF("afterWritebackBuf"),
    COMMIT_BEFORE_PRE_COMMIT_HOOK("commitBeforePreCommitHook"),
    COMMIT_AFTER_PRE_COMMIT_HOOK("commitAfterPreCommitHook"),
    COMPACT_BEFORE_COMMIT_SCHEDULED_COMPACT("compactBeforeCommitScheduledCompact"),
    COMPACT_AFTER_COMMIT_SCHEDULED_COMPACT("compactAfterCommitScheduledCompact"),
    COMPACT_BEFORE_SET_FINISHED_COMPACT("compactBeforeSetFinishedCompact"),
    COMPACT_AFTER_SET_FINISHED_COMPACT("compactAfterSetFinishedCompact"),
    COMPACT_BEFORE_COMMIT_BATCH("compactBeforeCommitBatch"),
    COMPACT_AFTER_COMMIT_BATCH("compactAfterCommitBatch"),
    DEFRAG_BEFORE_COPY("defragBeforeCopy"),
    DEFRAG_BEFORE_RENAME("defragBeforeRename"),
    BEFORE_SEND_WATCH_RESPONSE("beforeSendWatchResponse");

    private static final Map<String, Failpoint> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(point -> point.gofailName, Function.identity()));

    private final String gofailName;

    Failpoint(String gofailName) {
        this.gofailName = gofailName;
    }

    public String gofailName() {
        return gofailName;
    }

    static Optional<Failpoint> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
