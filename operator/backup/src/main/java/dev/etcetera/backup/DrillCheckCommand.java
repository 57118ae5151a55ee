package dev.etcetera.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etcetera.backup.chain.Manifest;
import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.member.MemberDoor;
import dev.etcetera.backup.member.MemberHistory;
import dev.etcetera.backup.member.MemberSnapshots;
import dev.etcetera.backup.member.Snapshots;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.NotThereException;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "drill-check",
        description =
                "Compares a member that was restored from a chain with what was recorded when the chain was made, and counts"
                        + " what it has.")
final class DrillCheckCommand extends StoreCommand {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final JsonMapper JSON = new JsonMapper();

    @Mixin
    private MemberOptions member = new MemberOptions();

    @Option(names = "--chain", required = true, paramLabel = "NAME", description = "The folder of its backups.")
    private String chain = "";

    @Option(
            names = "--restored",
            required = true,
            paramLabel = "FILE",
            description = "What `restore-member` said at its end.")
    private Path restored = Path.of("");

    @Override
    void run(ObjectStore objects) throws IOException, InterruptedException {
        JsonNode said = JSON.readTree(restored.toFile());
        String base = said.path("base").asText();
        long revision = said.path("revision").asLong();
        Manifest manifest = backups(objects).list(chain + "/").stream()
                .filter(m -> m.name().equals(base))
                .findFirst()
                .orElseThrow(() -> new NotThereException("backup " + base));
        try (MemberDoor door = member.door()) {
            await(door);
            MemberHistory history = new MemberHistory(door);
            long found = history.revision();
            if (found != revision) {
                throw new DamagedBackupException(
                        "the restored member has revision %d, and %d was restored".formatted(found, revision));
            }
            String compared = compare(manifest, new MemberSnapshots(door, member.patience()));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("base", base);
            answer.put("revision", revision);
            answer.put("revisions", said.path("revisions").asLong());
            answer.put("keys", history.keys());
            answer.put("message", compared);
            answer(JSON.writeValueAsString(answer));
        }
    }

    /** Until it serves. */
    private void await(MemberDoor door) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(member.patience());
        while (true) {
            try {
                new MemberHistory(door).revision();
                return;
            } catch (IOException e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                Thread.sleep(LOOK);
            }
        }
    }

    private static String compare(Manifest manifest, Snapshots member) throws DamagedBackupException {
        KvHash recorded = manifest.hash();
        if (recorded == null) {
            return "it serves; no hash was recorded to compare it with";
        }
        KvHash now = member.hash(recorded.revision())
                .orElseThrow(() -> new DamagedBackupException(
                        "the restored member does not tell its hash at revision " + recorded.revision()));
        if (now.compactRevision() != recorded.compactRevision()) {
            return "it serves; its hash is of a history that begins at another revision, and cannot be compared";
        }
        if (now.hash() != recorded.hash()) {
            throw new DamagedBackupException(
                    "HashKV at revision %d is %d in the restored member and was %d when backup %s was taken"
                            .formatted(recorded.revision(), now.hash(), recorded.hash(), manifest.name()));
        }
        return "HashKV at revision " + recorded.revision() + " is equal";
    }
}
