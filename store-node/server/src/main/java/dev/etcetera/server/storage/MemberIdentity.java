package dev.etcetera.server.storage;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.etcdserverpb.Metadata;
import java.io.IOException;

/** Which member of which cluster a log belongs to: the metadata record at the head of every WAL segment. */
public record MemberIdentity(long memberId, long clusterId) {
    byte[] encode() {
        return Metadata.newBuilder()
                .setNodeID(memberId)
                .setClusterID(clusterId)
                .build()
                .toByteArray();
    }

    static MemberIdentity decode(byte[] metadata) throws IOException {
        try {
            Metadata decoded = Metadata.parseFrom(metadata);
            return new MemberIdentity(decoded.getNodeID(), decoded.getClusterID());
        } catch (InvalidProtocolBufferException damaged) {
            throw new IOException("the write-ahead log's metadata record is not readable", damaged);
        }
    }
}
