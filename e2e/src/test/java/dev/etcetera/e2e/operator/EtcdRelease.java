package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Project;
import java.time.Duration;
import java.util.List;

/** A release of etcd, and the image that has it. */
record EtcdRelease(String image, String version) {
    private static final Duration BUILD = Duration.ofMinutes(10);

    /** The release before ours, and ours, of etcd itself: on every node from here on. */
    static List<EtcdRelease> loaded() {
        Command.Result loaded = new Command(
                        List.of(Project.root()
                                .resolve("e2e/kubernetes/go-etcd.sh")
                                .toString()),
                        "",
                        BUILD)
                .run();
        assertThat(loaded.exit()).as(loaded.toString()).isZero();
        return loaded.out()
                .lines()
                .map(l -> l.split(" "))
                .map(l -> new EtcdRelease(l[0], l[1]))
                .toList();
    }

    String minor() {
        return version.substring(0, version.lastIndexOf('.'));
    }
}
