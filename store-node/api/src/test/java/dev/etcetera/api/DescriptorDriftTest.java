package dev.etcetera.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.etcetera.api.authpb.AuthProto;
import dev.etcetera.api.etcdserverpb.EtcdserverProto;
import dev.etcetera.api.etcdserverpb.RaftInternalProto;
import dev.etcetera.api.etcdserverpb.RpcProto;
import dev.etcetera.api.leasepb.LeaseProto;
import dev.etcetera.api.membershippb.MembershipProto;
import dev.etcetera.api.mvccpb.KvProto;
import dev.etcetera.api.raftpb.RaftProto;
import dev.etcetera.api.snappb.SnapProto;
import dev.etcetera.api.v3electionpb.V3ElectionProto;
import dev.etcetera.api.v3lockpb.V3LockProto;
import dev.etcetera.api.walpb.RecordProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Our .proto files say what etcd 3.7.3's do; the listing was printed from the descriptors inside etcd itself. */
final class DescriptorDriftTest {
    private static final List<FileDescriptor> FILES = List.of(
            KvProto.getDescriptor(),
            AuthProto.getDescriptor(),
            MembershipProto.getDescriptor(),
            RpcProto.getDescriptor(),
            RaftInternalProto.getDescriptor(),
            EtcdserverProto.getDescriptor(),
            RaftProto.getDescriptor(),
            RecordProto.getDescriptor(),
            SnapProto.getDescriptor(),
            LeaseProto.getDescriptor(),
            V3LockProto.getDescriptor(),
            V3ElectionProto.getDescriptor());

    @Test
    void everyServiceMessageAndFieldIsAsInEtcd() throws IOException {
        List<String> ours = new ArrayList<>();
        for (FileDescriptor file : FILES) {
            file.getServices().forEach(service -> service.getMethods().forEach(m -> ours.add(line(m))));
            file.getEnumTypes().forEach(e -> values(e, ours));
            file.getMessageTypes().forEach(m -> message(m, ours));
        }
        assertThat(ours).containsExactlyInAnyOrderElementsOf(Golden.lines("etcd-3.7.3-descriptors.txt"));
    }

    private static String line(MethodDescriptor m) {
        return "rpc " + m.getFullName() + " (" + (m.isClientStreaming() ? "stream " : "")
                + m.getInputType().getFullName() + ") returns (" + (m.isServerStreaming() ? "stream " : "")
                + m.getOutputType().getFullName() + ")";
    }

    private static void values(EnumDescriptor type, List<String> into) {
        type.getValues()
                .forEach(v -> into.add("enum " + type.getFullName() + " " + v.getName() + " = " + v.getNumber()));
    }

    private static void message(Descriptor type, List<String> into) {
        into.add("message " + type.getFullName());
        for (ReservedRange range : type.toProto().getReservedRangeList()) {
            into.add("reserved " + type.getFullName() + " " + range.getStart());
        }
        type.getFields().forEach(f -> into.add(line(f)));
        type.getEnumTypes().forEach(e -> values(e, into));
        type.getNestedTypes().forEach(m -> message(m, into));
    }

    private static String line(FieldDescriptor f) {
        String label = f.isPacked() ? "packed" : f.isRepeated() ? "repeated" : "optional";
        String type = switch (f.getJavaType()) {
            case MESSAGE -> f.getMessageType().getFullName();
            case ENUM -> f.getEnumType().getFullName();
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
                f.getType().name().toLowerCase(Locale.ROOT);
        };
        String oneof = f.getRealContainingOneof() == null
                ? ""
                : " oneof " + f.getRealContainingOneof().getName();
        return "field " + f.getFullName() + " = " + f.getNumber() + " " + label + " " + type + oneof
                + (f.hasPresence() ? " presence" : "");
    }
}
