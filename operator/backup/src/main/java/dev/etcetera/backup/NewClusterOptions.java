package dev.etcetera.backup;

import dev.etcetera.backup.restore.NewCluster;
import picocli.CommandLine.Option;

/** The cluster that begins with what is restored, with the names of etcdutl's options. */
final class NewClusterOptions {
    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Of the member.")
    private String name = "";

    @Option(
            names = "--initial-cluster",
            required = true,
            paramLabel = "NAME=URL,...",
            description = "All members and their peer URLs.")
    private String initialCluster = "";

    @Option(names = "--initial-cluster-token", required = true, paramLabel = "TOKEN")
    private String token = "";

    @Option(
            names = "--initial-advertise-peer-urls",
            required = true,
            paramLabel = "URL,...",
            description = "Of the member, as in --initial-cluster.")
    private String advertised = "";

    @Option(
            names = "--bump-revision",
            paramLabel = "N",
            defaultValue = "0",
            description = "How far the revision goes up, so that no client sees it go back.")
    private long bump;

    @Option(
            names = "--mark-compacted",
            description = "Everything before the new revision counts as compacted; with --bump-revision only.")
    private boolean markCompacted;

    NewCluster cluster() {
        if (bump < 0) {
            throw new IllegalArgumentException("--bump-revision is a number from 0 on");
        }
        if (markCompacted != (bump > 0)) {
            throw new IllegalArgumentException("--bump-revision and --mark-compacted belong together");
        }
        return NewCluster.of(name, initialCluster, token, advertised);
    }

    long bump() {
        return bump;
    }
}
