package dev.etcetera.raft.scenario;

import dev.etcetera.raft.ReadState;
import dev.etcetera.raft.Ready;
import dev.etcetera.raft.Status;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.lab.LabNode;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.MessageNames;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes Raft's values as one short line each. */
final class Render {
    String ready(long id, Ready ready) {
        StringBuilder text = new StringBuilder("ready ").append(id);
        boolean sync = ready.append().filter(StorageAppend::mustSync).isPresent();
        text.append(sync ? " sync" : "");
        ready.softState()
                .ifPresent(state -> text.append(" leader=")
                        .append(state.leader())
                        .append(' ')
                        .append(state.state().name().toLowerCase(Locale.ROOT)));
        ready.append()
                .flatMap(StorageAppend::hardState)
                .ifPresent(state ->
                        text.append(" term=" + state.term() + " vote=" + state.vote() + " commit=" + state.commit()));
        text.append('\n');
        for (ReadState read : ready.readStates()) {
            text.append("  read ")
                    .append(text(read.context()))
                    .append(" at ")
                    .append(read.index())
                    .append('\n');
        }
        messages(text, "send", ready.messages());
        ready.append().ifPresent(append -> append(text, append));
        ready.apply().ifPresent(apply -> lines(text, "apply", apply.entries()));
        return text.toString();
    }

    /** An append and what follows from it. */
    void append(StringBuilder text, StorageAppend append) {
        append.snapshot()
                .ifPresent(snapshot ->
                        text.append("  snapshot ").append(snapshot(snapshot)).append('\n'));
        lines(text, "append", append.entries());
        messages(text, "then", append.messagesAfter());
    }

    private void messages(StringBuilder text, String verb, List<Message> messages) {
        for (Message message : messages) {
            text.append("  ").append(verb).append(' ').append(message(message)).append('\n');
        }
    }

    void lines(StringBuilder text, String verb, List<Entry> entries) {
        if (!entries.isEmpty()) {
            text.append("  ").append(verb).append(' ').append(entries(entries)).append('\n');
        }
    }

    String message(Message message) {
        String head =
                message.from() + "->" + message.to() + " " + MessageNames.etcdName(message) + " term=" + message.term();
        return head
                + switch (message) {
                    case Message.Propose propose -> " " + entries(propose.entries());
                    case Message.Append append ->
                        " previous=" + id(append.previous()) + " commit=" + append.commit()
                                + (append.entries().isEmpty() ? "" : " " + entries(append.entries()));
                    case Message.AppendResponse response ->
                        " index=" + response.index()
                                + response.rejection()
                                        .map(hint -> " rejected, hint " + hint.hintTerm() + "/" + hint.hintIndex())
                                        .orElse("");
                    case Message.Vote vote ->
                        " last=" + id(vote.last()) + (vote.kind() == Message.VoteKind.TRANSFER ? " transfer" : "");
                    case Message.VoteResponse response ->
                        response.rejected() ? " rejected, committed " + id(response.committed()) : "";
                    case Message.Heartbeat heartbeat -> " commit=" + heartbeat.commit() + context(heartbeat.context());
                    case Message.HeartbeatResponse response -> context(response.context());
                    case Message.InstallSnapshot install -> " " + snapshot(install.snapshot());
                    case Message.ReadIndex read -> " " + text(read.context());
                    case Message.ReadIndexResponse response ->
                        " " + text(response.context()) + " at " + response.index();
                    case Message.TransferLeader _, Message.TimeoutNow _, Message.ForgetLeader _ -> "";
                };
    }

    String state(LabNode node) {
        Status status = node.status();
        StringBuilder text = new StringBuilder();
        text.append(node.id())
                .append(' ')
                .append(status.softState().state().name().toLowerCase(Locale.ROOT));
        text.append(" term=")
                .append(node.term())
                .append(" leader=")
                .append(status.softState().leader());
        text.append(" commit=")
                .append(node.commit())
                .append(" last=")
                .append(status.lastIndex())
                .append('\n');
        status.progress()
                .forEach((id, progress) -> text.append("  ")
                        .append(id)
                        .append(": ")
                        .append(progress.state())
                        .append(" match=")
                        .append(progress.match())
                        .append(" next=")
                        .append(progress.next())
                        .append(progress.learner() ? " learner" : "")
                        .append(progress.recentActive() ? "" : " inactive")
                        .append('\n'));
        return text.toString();
    }

    String log(LabNode node) {
        return entries(node.entries()) + "\n";
    }

    private static String entries(List<Entry> entries) {
        return entries.stream().map(Render::entry).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String entry(Entry entry) {
        String data = entry.type().isConfChange() ? "change" : text(entry.data());
        return id(entry.id()) + (data.isEmpty() ? "" : ":" + data);
    }

    private static String id(EntryId id) {
        return id.term() + "/" + id.index();
    }

    private static String snapshot(Snapshot snapshot) {
        return "snapshot " + id(snapshot.metadata().id()) + " voters="
                + snapshot.metadata().confState().voters() + " learners="
                + snapshot.metadata().confState().learners();
    }

    private static String context(Payload context) {
        return context.isEmpty() ? "" : " confirms=" + context.array()[0];
    }

    private static String text(Payload payload) {
        return new String(payload.array(), StandardCharsets.UTF_8);
    }
}
