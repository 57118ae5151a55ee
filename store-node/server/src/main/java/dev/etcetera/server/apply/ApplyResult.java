package dev.etcetera.server.apply;

import com.google.protobuf.Message;
import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.CompactionResponse;
import dev.etcetera.server.cluster.Member;
import java.util.List;

/** What came of a request. The effect is the same on all members; the answer is made only where somebody waits for it. */
public sealed interface ApplyResult {
    /** Done, with the answer for the client. */
    record Answered(Message response) implements ApplyResult {}

    /** Older revisions are gone for readers; the scrub of the backend goes on. */
    record Compacting(CompactionResponse response, long revision) implements ApplyResult {}

    /** The members have changed, and are these now. */
    record Reconfigured(List<Member> members) implements ApplyResult {
        public Reconfigured {
            members = List.copyOf(members);
        }
    }

    /** Refused, as every member refuses it. */
    record Rejected(EtcdError error) implements ApplyResult {}

    /** Done, and nobody on this member waits for the answer. */
    record Silent() implements ApplyResult {
        static final Silent INSTANCE = new Silent();
    }

    static ApplyResult rejected(EtcdError error) {
        return new Rejected(error);
    }
}
