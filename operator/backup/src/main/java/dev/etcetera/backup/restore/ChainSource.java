package dev.etcetera.backup.restore;

import dev.etcetera.backup.chain.Backups;
import dev.etcetera.backup.chain.Delta;
import dev.etcetera.backup.chain.DeltaHeader;
import dev.etcetera.backup.chain.Deltas;
import dev.etcetera.backup.chain.Manifest;
import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.NotThereException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The backups of a chain with the deltas behind them, or one backup alone. Owned by one thread. */
public final class ChainSource implements RestoreSource {
    private final Backups backups;
    private final Deltas deltas;
    private final Target target;
    /** Which may be the base. */
    private final List<Manifest> candidates;
    /** A plan asks more than once for the same, and there may be thousands. */
    private final Map<String, List<DeltaHeader>> headers = new HashMap<>();

    private ChainSource(Backups backups, Deltas deltas, Target target, List<Manifest> candidates) {
        this.backups = backups;
        this.deltas = deltas;
        this.target = target;
        this.candidates = new ArrayList<>(candidates);
    }

    /** What is in this folder. */
    public static ChainSource of(Backups backups, Deltas deltas, String chain, Target target) throws IOException {
        return new ChainSource(backups, deltas, target, backups.list(chain + "/"));
    }

    /** One backup, without what may follow it. */
    public static ChainSource of(Backups backups, Deltas deltas, String backup) throws IOException {
        List<Manifest> found = backups.list(backup + "/").stream()
                .filter(m -> m.name().equals(backup))
                .toList();
        if (found.isEmpty()) {
            // Says what is wrong with it.
            var _ = backups.read(backup, (bytes, offset, length) -> {});
            throw new NotThereException("backup " + backup);
        }
        ChainSource source = new ChainSource(backups, deltas, new Target.Latest(), found);
        source.headers.put(backup, List.of());
        return source;
    }

    @Override
    public Recipe recipe() throws IOException {
        RestorePlan plan = RestorePlan.of(candidates, this::headers, target);
        for (DeltaHeader delta : plan.deltas()) {
            if (!delta.clusterId().equals(plan.base().clusterId())) {
                throw new DamagedBackupException("changes %d to %d behind backup %s are those of cluster %s, not of %s"
                        .formatted(
                                delta.from(),
                                delta.to(),
                                plan.base().name(),
                                delta.clusterId(),
                                plan.base().clusterId()));
            }
        }
        List<KvHash> hashes = candidates.stream()
                .filter(m -> m.clusterId().equals(plan.base().clusterId()))
                .map(Manifest::hash)
                .filter(Objects::nonNull)
                .toList();
        return new Recipe(Recipe.Base.of(plan.base()), plan.deltas(), plan.revision(), hashes);
    }

    private List<DeltaHeader> headers(Manifest backup) throws IOException {
        List<DeltaHeader> known = headers.get(backup.name());
        if (known == null) {
            known = deltas.headers(backup.name());
            headers.put(backup.name(), known);
        }
        return known;
    }

    @Override
    public void exclude(Recipe recipe) {
        candidates.removeIf(m -> m.name().equals(recipe.base().name()));
    }

    @Override
    public void readBase(Recipe recipe, ByteSink sink) throws IOException {
        var _ = backups.read(recipe.base().name(), sink);
    }

    @Override
    public Delta readDelta(Recipe recipe, DeltaHeader header) throws IOException {
        Delta delta = deltas.read(recipe.base().name(), header.from());
        if (!delta.header().equals(header)) {
            throw new DamagedBackupException("changes %d to %d behind backup %s are not there any more: %d to %d are"
                    .formatted(
                            header.from(),
                            header.to(),
                            recipe.base().name(),
                            delta.header().from(),
                            delta.header().to()));
        }
        return delta;
    }
}
