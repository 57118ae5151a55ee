package dev.etcetera.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.framework.SmallVolume;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A volume that is full: said in one line, nothing half stored counts, and what is tried again once there is room succeeds. */
class FullStoreE2E extends BackupTest {
    private static final int VOLUME_MEBIBYTES = 40;
    private static final int VALUES = 12;

    @Test
    void aFullVolumeIsSaidAndTriedAgain() {
        Path folder = Project.newDirectory("store");
        String store = "file://" + folder.resolve("backups");
        try (SmallVolume volume = SmallVolume.mount(folder, VOLUME_MEBIBYTES);
                ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            Member member = cluster.member(0);
            try (Client client = Jetcd.client(List.of(member.endpoint()))) {
                for (int i = 0; i < VALUES; i++) {
                    Jetcd.get(client.getKVClient()
                            .put(
                                    ByteSequence.from(("key" + i).getBytes(StandardCharsets.UTF_8)),
                                    ByteSequence.from(new byte[1 << 20])));
                }
            }
            String[] save = {"--name=one", "--writer=me", endpoint(member)};
            volume.fill();
            Command.Result full = program.runOn(store, "save", save);
            assertThat(full.exit()).as(full.toString()).isEqualTo(1);
            assertThat(full.err()).contains("No space left on device");
            assertThat(full.err().lines().filter(l -> l.startsWith("save: "))).hasSize(1);
            volume.free();
            assertThat(program.runOn(store, "list").out()).isEmpty();
            Command.Result again = program.runOn(store, "save", save);
            assertThat(again.exit()).as(again.toString()).isZero();
            assertThat(program.runOn(store, "verify", "--name=one").out()).isEqualTo(again.out());
        }
    }
}
