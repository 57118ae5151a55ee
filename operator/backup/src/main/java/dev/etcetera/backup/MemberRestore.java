package dev.etcetera.backup;

import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.bbolt.BoltWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes the data directory of a member of a new cluster, as `etcdutl snapshot restore` does. Everything is read twice: first
 * to see that it is whole, before anything is written. Owned by one thread.
 */
final class MemberRestore {
    private final RestoreSource source;
    private final NewCluster cluster;
    private final long bump;
    private final Steps steps;

    /** What it has done: a port, so that a test can be a process that dies. */
    @FunctionalInterface
    interface Steps {
        void done(Step step);
    }

    enum Step {
        VERIFIED,
        BEGUN,
        FETCHED,
        DATABASE,
        LOG,
        PUBLISHED
    }

    /**
     * By how much the revision goes up is {@code bump}; 0 leaves it.
     *
     * @param steps told of each
     */
    MemberRestore(RestoreSource source, NewCluster cluster, long bump, Steps steps) {
        this.source = source;
        this.cluster = cluster;
        this.bump = bump;
        this.steps = steps;
    }

    /**
     * What was restored.
     *
     * @param revision of the last change
     * @param revisions how many changes the database holds
     */
    record Restored(Recipe recipe, long revision, long revisions, HashKv.Verdict hash) {}

    /**
     * Returns nothing when a member is there already.
     *
     * @param report what is left in the directory about what was restored: whoever should have told it may die before that
     */
    Optional<Restored> run(Path dataDir, Function<Restored, String> report) throws IOException {
        try (MemberDirectory directory = MemberDirectory.open(dataDir)) {
            return directory.isTaken() ? Optional.empty() : Optional.of(restore(directory, report));
        }
    }

    private Restored restore(MemberDirectory directory, Function<Restored, String> report) throws IOException {
        while (true) {
            Recipe recipe = source.recipe();
            verify(recipe);
            steps.done(Step.VERIFIED);
            try {
                Restored restored = write(recipe, directory);
                directory.leave(report.apply(restored));
                directory.publish();
                steps.done(Step.PUBLISHED);
                return restored;
            } catch (Assembly.BeyondException e) {
                // A member that does not say its revision had more than was known when it was read.
                directory.clear();
                source.exclude(recipe);
            } catch (IOException | RuntimeException e) {
                directory.clear();
                throw e;
            }
        }
    }

    private void verify(Recipe recipe) throws IOException {
        source.readBase(recipe, (bytes, offset, length) -> {});
        eachDelta(recipe, delta -> {});
    }

    private void eachDelta(Recipe recipe, Ahead.Taking<Delta> taking) throws IOException {
        Ahead.each(recipe.deltas(), DeltaHeader::bytes, header -> source.readDelta(recipe, header), taking);
    }

    private Restored write(Recipe recipe, MemberDirectory directory) throws IOException {
        Path member = directory.begin();
        steps.done(Step.BEGUN);
        Path scratch = directory.scratch();
        Path base = scratch.resolve("base.db");
        Restores.fetch(source, recipe, base);
        LocalDeltas deltas = new LocalDeltas(scratch);
        eachDelta(recipe, deltas::put);
        steps.done(Step.FETCHED);
        Restored restored = writeDatabase(recipe, base, deltas, member.resolve("snap/db"));
        steps.done(Step.DATABASE);
        MemberLog.write(member, cluster);
        steps.done(Step.LOG);
        return restored;
    }

    private Restored writeDatabase(Recipe recipe, Path base, LocalDeltas deltas, Path out) throws IOException {
        try (BoltFile database = BoltFile.open(base);
                FileChannel file = create(out)) {
            if (!database.buckets().contains("key") || !database.buckets().contains("meta")) {
                throw new DamagedBackupException(recipe.base().name() + " is not a database of etcd");
            }
            long compacted = compacted(database);
            HashKv hash = new HashKv(
                    recipe.base().revision(),
                    compacted,
                    recipe.hashes(),
                    Runtime.getRuntime().maxMemory() / 5 * 3);
            Assembly contents = new Assembly(database, recipe, deltas::read);
            BoltWriter.plan(new MemberDatabase(contents, cluster, hash, bump)).writeTo(Channels.newOutputStream(file));
            file.force(true);
            // The last change may have been a deletion that was compacted, and an empty store has revision 1.
            long revision = Math.max(Math.max(contents.reached(), recipe.base().revision()), Math.max(compacted, 1));
            if (hash.verdict() == HashKv.Verdict.DIFFERENT) {
                throw new DamagedBackupException(
                        "what backup %s and %d deltas make has another HashKV at revision %d than the member had"
                                .formatted(recipe.base().name(), recipe.deltas().size(), revision));
            }
            return new Restored(recipe, revision, hash.entries(), hash.verdict());
        }
    }

    /** The newest compaction that the database knows of; 0 without any. */
    private static long compacted(BoltFile database) throws IOException {
        long[] newest = {0};
        Set<String> names = Set.of("scheduledCompactRev", "finishedCompactRev");
        database.entries("meta", (key, value) -> {
            if (names.contains(new String(key, StandardCharsets.ISO_8859_1))) {
                newest[0] = Math.max(newest[0], ByteBuffer.wrap(value).getLong());
            }
        });
        return newest[0];
    }

    /** Nobody else may read it. */
    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                StandardOpenOption.WRITE);
    }
}
