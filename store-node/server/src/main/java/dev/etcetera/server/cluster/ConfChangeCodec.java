package dev.etcetera.server.cluster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.api.raftpb.ConfChangeSingle;
import dev.etcetera.api.raftpb.ConfChangeTransition;
import dev.etcetera.api.raftpb.ConfChangeType;
import dev.etcetera.api.raftpb.ConfChangeV2;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import java.util.List;

/** Membership changes as the bytes of a log entry: raftpb.ConfChange for one step, raftpb.ConfChangeV2 for more. */
public final class ConfChangeCodec {
    private ConfChangeCodec() {}

    /** A change of one step, as etcd itself proposes them. A request id of 0 is left out. */
    public static byte[] encode(long requestId, ConfChange change) {
        if (change.steps().size() != 1) {
            throw new IllegalArgumentException("one step was expected: " + change);
        }
        ConfChangeStep step = change.steps().getFirst();
        var out = dev.etcetera.api.raftpb.ConfChange.newBuilder()
                .setType(type(step.kind()))
                .setNodeId(step.nodeId());
        if (requestId != 0) {
            out.setId(requestId);
        }
        if (!change.context().isEmpty()) {
            out.setContext(wrap(change.context()));
        }
        return out.build().toByteArray();
    }

    /** A change of any number of steps, for an entry of type {@link EntryType#CONF_CHANGE_V2}. */
    public static byte[] encodeV2(ConfChange change) {
        ConfChangeV2.Builder out = ConfChangeV2.newBuilder();
        if (change.transition() != ConfChange.Transition.AUTO) {
            out.setTransition(transition(change.transition()));
        }
        for (ConfChangeStep step : change.steps()) {
            out.addChanges(
                    ConfChangeSingle.newBuilder().setType(type(step.kind())).setNodeId(step.nodeId()));
        }
        if (!change.context().isEmpty()) {
            out.setContext(wrap(change.context()));
        }
        return out.build().toByteArray();
    }

    /** Reads the data of an entry of type CONF_CHANGE or CONF_CHANGE_V2. Anything else is a broken log. */
    public static DecodedConfChange decode(EntryType type, Payload data) {
        try {
            return switch (type) {
                case CONF_CHANGE -> decodeV1(data);
                case CONF_CHANGE_V2 -> decodeV2(data);
                case NORMAL -> throw new IllegalArgumentException("a normal entry is no membership change");
            };
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a membership change: " + e.getMessage(), e);
        }
    }

    private static DecodedConfChange decodeV1(Payload data) throws InvalidProtocolBufferException {
        var in = dev.etcetera.api.raftpb.ConfChange.parseFrom(data.array());
        ConfChangeStep step = new ConfChangeStep(kind(in.getType()), in.getNodeId());
        Payload context = Payload.wrap(in.getContext().toByteArray());
        return new DecodedConfChange(in.getId(), new ConfChange(List.of(step), ConfChange.Transition.AUTO, context));
    }

    private static DecodedConfChange decodeV2(Payload data) throws InvalidProtocolBufferException {
        ConfChangeV2 in = ConfChangeV2.parseFrom(data.array());
        List<ConfChangeStep> steps = in.getChangesList().stream()
                .map(change -> new ConfChangeStep(kind(change.getType()), change.getNodeId()))
                .toList();
        ConfChange.Transition transition = transition(in.getTransition());
        Payload context = Payload.wrap(in.getContext().toByteArray());
        return new DecodedConfChange(0, new ConfChange(steps, transition, context));
    }

    private static ConfChangeType type(ConfChangeStep.Kind kind) {
        return switch (kind) {
            case ADD_NODE -> ConfChangeType.ConfChangeAddNode;
            case REMOVE_NODE -> ConfChangeType.ConfChangeRemoveNode;
            case UPDATE_NODE -> ConfChangeType.ConfChangeUpdateNode;
            case ADD_LEARNER -> ConfChangeType.ConfChangeAddLearnerNode;
        };
    }

    private static ConfChangeStep.Kind kind(ConfChangeType type) {
        return switch (type) {
            case ConfChangeAddNode -> ConfChangeStep.Kind.ADD_NODE;
            case ConfChangeRemoveNode -> ConfChangeStep.Kind.REMOVE_NODE;
            case ConfChangeUpdateNode -> ConfChangeStep.Kind.UPDATE_NODE;
            case ConfChangeAddLearnerNode -> ConfChangeStep.Kind.ADD_LEARNER;
        };
    }

    private static ConfChangeTransition transition(ConfChange.Transition transition) {
        return switch (transition) {
            case AUTO -> ConfChangeTransition.ConfChangeTransitionAuto;
            case IMPLICIT -> ConfChangeTransition.ConfChangeTransitionJointImplicit;
            case EXPLICIT -> ConfChangeTransition.ConfChangeTransitionJointExplicit;
        };
    }

    private static ConfChange.Transition transition(ConfChangeTransition transition) {
        return switch (transition) {
            case ConfChangeTransitionAuto -> ConfChange.Transition.AUTO;
            case ConfChangeTransitionJointImplicit -> ConfChange.Transition.IMPLICIT;
            case ConfChangeTransitionJointExplicit -> ConfChange.Transition.EXPLICIT;
        };
    }

    private static ByteString wrap(Payload payload) {
        return UnsafeByteOperations.unsafeWrap(payload.array());
    }
}
