package dev.etcetera.server.apply;

import static dev.etcetera.server.apply.ApplyFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.AlarmRequest;
import dev.etcetera.api.etcdserverpb.AlarmRequest.AlarmAction;
import dev.etcetera.api.etcdserverpb.AlarmType;
import dev.etcetera.api.etcdserverpb.AuthEnableRequest;
import dev.etcetera.api.etcdserverpb.AuthRoleGetRequest;
import dev.etcetera.api.etcdserverpb.AuthRoleListRequest;
import dev.etcetera.api.etcdserverpb.AuthStatusRequest;
import dev.etcetera.api.etcdserverpb.AuthUserGetRequest;
import dev.etcetera.api.etcdserverpb.AuthUserListRequest;
import dev.etcetera.api.etcdserverpb.CompactionRequest;
import dev.etcetera.api.etcdserverpb.DeleteRangeRequest;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.LeaseGrantRequest;
import dev.etcetera.api.etcdserverpb.PutRequest;
import dev.etcetera.api.etcdserverpb.PutResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApplyChainTest {
    private static final long ONE_BYTE = 1;

    @TempDir
    private Path dir;

    @Test
    void putAnswersWithTheRevisionAndThePreviousValue() throws IOException {
        try (ApplyFixture fixture = new ApplyFixture(dir, 0)) {
            fixture.put("a", "1");
            PutResponse response = answer(fixture.apply(InternalRaftRequest.newBuilder()
                    .setPut(PutRequest.newBuilder()
                            .setKey(bytes("a"))
                            .setIgnoreValue(true)
                            .setPrevKv(true))));
            assertThat(response.getHeader().getRevision()).isEqualTo(3);
            assertThat(response.getPrevKv().getValue()).isEqualTo(bytes("1"));
            assertThat(response.getPrevKv().getVersion()).isEqualTo(1);
        }
    }

    @Test
    void putThatNeedsAPreviousValueOrALeaseIsRefusedWithoutThem() throws IOException {
        try (ApplyFixture fixture = new ApplyFixture(dir, 0)) {
            PutRequest.Builder put = PutRequest.newBuilder().setKey(bytes("a"));
            assertThat(fixture.apply(
                            InternalRaftRequest.newBuilder().setPut(put.clone().setIgnoreValue(true))))
                    .isEqualTo(ApplyResult.rejected(EtcdError.KEY_NOT_FOUND));
            assertThat(fixture.apply(
                            InternalRaftRequest.newBuilder().setPut(put.clone().setLease(7))))
                    .isEqualTo(ApplyResult.rejected(EtcdError.LEASE_NOT_FOUND));
            assertThat(fixture.store.revision()).isEqualTo(1);
        }
    }

    @Test
    void overTheQuotaAWriteIsAppliedAndAnsweredWithNoSpace() throws IOException {
        try (ApplyFixture fixture = new ApplyFixture(dir, ONE_BYTE)) {
            assertThat(fixture.put("a", "1")).isEqualTo(ApplyResult.rejected(EtcdError.NO_SPACE));
            assertThat(fixture.store.revision()).isEqualTo(2);
        }
    }

    @Test
    void noSpaceStopsGrowthButNotDeletesAndCompactions() throws IOException {
        try (ApplyFixture fixture = new ApplyFixture(dir, 0)) {
            fixture.put("a", "1");
            fixture.apply(alarm(AlarmAction.ACTIVATE, AlarmType.NOSPACE));
            assertThat(fixture.put("b", "1")).isEqualTo(ApplyResult.rejected(EtcdError.NO_SPACE));
            assertThat(fixture.apply(InternalRaftRequest.newBuilder()
                            .setLeaseGrant(
                                    LeaseGrantRequest.newBuilder().setID(1).setTTL(9))))
                    .isEqualTo(ApplyResult.rejected(EtcdError.NO_SPACE));
            assertThat(fixture.apply(InternalRaftRequest.newBuilder()
                            .setDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("a")))))
                    .isInstanceOf(ApplyResult.Answered.class);
            assertThat(fixture.apply(InternalRaftRequest.newBuilder()
                            .setCompaction(CompactionRequest.newBuilder().setRevision(2))))
                    .isInstanceOf(ApplyResult.Compacting.class);
            fixture.apply(alarm(AlarmAction.DEACTIVATE, AlarmType.NOSPACE));
            assertThat(fixture.put("b", "1")).isInstanceOf(ApplyResult.Answered.class);
        }
    }

    @Test
    void corruptStopsEverythingOnTheKeys() throws IOException {
        try (ApplyFixture fixture = new ApplyFixture(dir, 0)) {
            fixture.apply(alarm(AlarmAction.ACTIVATE, AlarmType.CORRUPT));
            assertThat(fixture.put("b", "1")).isEqualTo(ApplyResult.rejected(EtcdError.CORRUPT));
            assertThat(new AlarmStore(fixture.backend).active(AlarmType.CORRUPT))
                    .as("survives a restart")
                    .isTrue();
        }
    }

    @Test
    void questionAboutUsersThatAMemberOfGoPutIntoTheLogStopsNobody() throws IOException {
        try (ApplyFixture fixture = new ApplyFixture(dir, 0)) {
            for (InternalRaftRequest.Builder question : List.of(
                    InternalRaftRequest.newBuilder().setAuthStatus(AuthStatusRequest.getDefaultInstance()),
                    InternalRaftRequest.newBuilder().setAuthUserList(AuthUserListRequest.getDefaultInstance()),
                    InternalRaftRequest.newBuilder().setAuthUserGet(AuthUserGetRequest.getDefaultInstance()),
                    InternalRaftRequest.newBuilder().setAuthRoleList(AuthRoleListRequest.getDefaultInstance()),
                    InternalRaftRequest.newBuilder().setAuthRoleGet(AuthRoleGetRequest.getDefaultInstance()))) {
                assertThat(fixture.apply(question)).isInstanceOf(ApplyResult.Silent.class);
            }
        }
    }

    @Test
    void whatThisReleaseCannotApplyStopsTheMember() throws IOException {
        try (ApplyFixture fixture = new ApplyFixture(dir, 0)) {
            Assertions.assertThatThrownBy(() -> fixture.apply(
                            InternalRaftRequest.newBuilder().setAuthEnable(AuthEnableRequest.getDefaultInstance())))
                    .hasMessageContaining("auth_enable");
        }
    }

    private static InternalRaftRequest.Builder alarm(AlarmAction action, AlarmType type) {
        return InternalRaftRequest.newBuilder()
                .setAlarm(AlarmRequest.newBuilder()
                        .setAction(action)
                        .setAlarm(type)
                        .setMemberID(5));
    }

    private static PutResponse answer(ApplyResult result) {
        if (result instanceof ApplyResult.Answered(PutResponse response)) {
            return response;
        }
        throw new AssertionError(result.toString());
    }
}
