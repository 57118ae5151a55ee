package dev.etcetera.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etcetera.backup.chain.Deltas;
import dev.etcetera.backup.restore.ChainSource;
import dev.etcetera.backup.restore.FileSource;
import dev.etcetera.backup.restore.HashKv;
import dev.etcetera.backup.restore.MemberDirectory;
import dev.etcetera.backup.restore.MemberRestore;
import dev.etcetera.backup.restore.NewCluster;
import dev.etcetera.backup.restore.Recipe;
import dev.etcetera.backup.restore.RestoreSource;
import dev.etcetera.backup.restore.Target;
import dev.etcetera.backup.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "restore-member",
        description =
                "Makes the data directory of a member of a new cluster, as `etcdutl snapshot restore` does. Does nothing"
                        + " when a member is there already.")
final class RestoreMemberCommand extends StoreCommand {
    private static final JsonMapper JSON = new JsonMapper();

    @Option(
            names = "--chain",
            paramLabel = "NAME",
            description = "The folder of a chain of backups: what it had at a moment.")
    private @Nullable String chain;

    @Option(names = "--backup", paramLabel = "NAME", description = "Instead: one backup.")
    private @Nullable String backup;

    @Option(
            names = "--snapshot-file",
            paramLabel = "KEY",
            description = "Instead: an object that is a file of `etcdctl snapshot save`.")
    private @Nullable String snapshotFile;

    @Option(
            names = "--revision",
            paramLabel = "N",
            description = "Of a chain, everything up to this revision; without it and --time, all.")
    private @Nullable Long revision;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            description = "Of a chain, everything that was there at this time: 2026-11-29T12:00:00Z.")
    private @Nullable Instant time;

    @Option(names = "--data-dir", required = true, paramLabel = "DIR")
    private Path dataDir = Path.of("");

    @Mixin
    private NewClusterOptions cluster = new NewClusterOptions();

    @Override
    void run(ObjectStore objects) throws IOException {
        Target target = checkedTarget();
        NewCluster begun = cluster.cluster();
        MemberRestore restore = new MemberRestore(source(objects, target), begun, cluster.bump(), step -> {});
        Optional<MemberRestore.Restored> restored = restore.run(dataDir, r -> line(described(r, begun)));
        answer(restored.isPresent() ? line(described(restored.get(), begun)) : line(nothingDone()));
    }

    private Target checkedTarget() {
        if (Stream.of(chain, backup, snapshotFile).filter(s -> s != null).count() != 1) {
            throw new IllegalArgumentException("exactly one of --chain, --backup and --snapshot-file is wanted");
        }
        Target target = Target.of(revision, time);
        if (chain == null && (revision != null || time != null)) {
            throw new IllegalArgumentException("--revision and --time are for --chain");
        }
        return target;
    }

    private RestoreSource source(ObjectStore objects, Target target) throws IOException {
        if (snapshotFile != null) {
            return new FileSource(objects, snapshotFile);
        }
        Deltas deltas = new Deltas(objects);
        return backup != null
                ? ChainSource.of(backups(objects), deltas, backup)
                : ChainSource.of(backups(objects), deltas, String.valueOf(chain), target);
    }

    private static String line(Object fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was done before is told again. */
    private Map<String, @Nullable Object> nothingDone() throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Optional<String> before = MemberDirectory.report(dataDir);
        if (before.isPresent()) {
            fields.putAll(JSON.readValue(before.get(), new TypeReference<Map<String, @Nullable Object>>() {}));
        }
        fields.put("restored", false);
        fields.put("reason", "a member is there already");
        fields.put("dataDir", dataDir.toString());
        return fields;
    }

    private Map<String, @Nullable Object> described(MemberRestore.Restored restored, NewCluster begun) {
        Recipe recipe = restored.recipe();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("restored", true);
        fields.put("source", chain != null ? "chain" : backup != null ? "backup" : "snapshot-file");
        fields.put("base", recipe.base().name());
        fields.put("deltas", recipe.deltas().size());
        fields.put("revision", restored.revision());
        fields.put("revisionWanted", revision);
        fields.put("timeWanted", time == null ? null : time.toString());
        fields.put("revisionBump", cluster.bump());
        fields.put(
                "newestChange",
                recipe.seen(restored.revision()).map(Instant::toString).orElse(null));
        fields.put("revisions", restored.revisions());
        fields.put("hashKv", restored.hash() == HashKv.Verdict.EQUAL ? "equal" : "unknown");
        fields.put("clusterId", Long.toHexString(begun.clusterId()));
        fields.put("memberId", begun.self().hexId());
        fields.put("members", begun.members().size());
        return fields;
    }
}
