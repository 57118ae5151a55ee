package dev.etcetera.backup.restore;

import dev.etcetera.backup.chain.Delta;
import dev.etcetera.backup.chain.DeltaHeader;
import dev.etcetera.backup.store.Ahead;
import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.bbolt.BoltPatch;
import dev.etcetera.bbolt.BoltWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the data directory of a member of a new cluster, as `etcdutl snapshot restore` does. Everything lies beside it and is
 * checked before anything is made of it: the database while it is fetched, changes before that. What failed is gone again.
 * Owned by one thread.
 */
public final class MemberRestore {
    private final RestoreSource source;
    private final NewCluster cluster;
    private final long bump;
    private final Steps steps;

    /** What it has done: a port, so that a test can be a process that dies. */
    @FunctionalInterface
    public interface Steps {
        void done(Step step);
    }

    /** What is done, in this order. */
    public enum Step {
        /** Changes behind the database. */
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
    public MemberRestore(RestoreSource source, NewCluster cluster, long bump, Steps steps) {
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
    public record Restored(Recipe recipe, long revision, long revisions, HashKv.Verdict hash) {}

    /**
     * Returns nothing when a member is there already.
     *
     * @param report what is left in the directory about what was restored: whoever should have told it may die before that
     */
    public Optional<Restored> run(Path dataDir, Function<Restored, String> report) throws IOException {
        try (MemberDirectory directory = MemberDirectory.open(dataDir)) {
            return directory.isTaken() ? Optional.empty() : Optional.of(restore(directory, report));
        }
    }

    private Restored restore(MemberDirectory directory, Function<Restored, String> report) throws IOException {
        while (true) {
            Recipe recipe = source.recipe();
            eachDelta(recipe, delta -> {});
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

    private void eachDelta(Recipe recipe, Ahead.Taking<Delta> taking) throws IOException {
        Ahead.each(recipe.deltas(), DeltaHeader::bytes, header -> source.readDelta(recipe, header), taking);
    }

    private Restored write(Recipe recipe, MemberDirectory directory) throws IOException {
        Path member = directory.begin();
        steps.done(Step.BEGUN);
        Path scratch = directory.scratch();
        Path database = member.resolve("snap/db");
        boolean plain = recipe.deltas().isEmpty() && bump == 0;
        Path base = plain ? createEmpty(database) : scratch.resolve("base.db");
        Restores.fetch(source, recipe, base);
        LocalDeltas deltas = new LocalDeltas(scratch);
        eachDelta(recipe, deltas::put);
        steps.done(Step.FETCHED);
        if (plain && !BoltPatch.takes(base)) {
            base = Files.move(base, scratch.resolve("base.db"));
        }
        Restored restored = base.equals(database)
                ? new PlainBase(recipe, cluster, database).take()
                : writeDatabase(recipe, base, deltas, database);
        steps.done(Step.DATABASE);
        MemberLog.write(member, cluster);
        steps.done(Step.LOG);
        return restored;
    }

    private Restored writeDatabase(Recipe recipe, Path base, LocalDeltas deltas, Path out) throws IOException {
        try (BoltFile database = BoltFile.open(base);
                FileChannel file = create(out)) {
            long compacted = MemberDatabase.compacted(database, recipe);
            HashKv hash = new HashKv(recipe.base().revision(), compacted, recipe.hashes(), hashBytes());
            Assembly contents = new Assembly(database, recipe, deltas::read);
            BoltWriter.plan(new MemberDatabase(contents, cluster, hash, bump)).writeTo(Channels.newOutputStream(file));
            file.force(true);
            long revision = recipe.revision(contents.reached(), compacted);
            if (hash.verdict() == HashKv.Verdict.DIFFERENT) {
                throw recipe.anotherHash(revision);
            }
            return new Restored(recipe, revision, hash.entries(), hash.verdict());
        }
    }

    /** What the comparison of hashes may take of the heap. */
    static long hashBytes() {
        return Runtime.getRuntime().maxMemory() / 5 * 3;
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(createEmpty(file), StandardOpenOption.WRITE);
    }

    /** Nobody else may read it. */
    private static Path createEmpty(Path file) throws IOException {
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
