package dev.etcetera.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.framework.S3Gateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A test class whose tests each have a bucket of their own, our program on it, and etcdutl to say what came out. */
abstract class BackupTest {
    static final Duration SOON = Duration.ofSeconds(30);
    static final String BUCKET = "backups";

    final S3Gateway gateway = new S3Gateway(BUCKET);
    final BackupProgram program = new BackupProgram(gateway, BUCKET);

    @AfterEach
    void close() {
        gateway.close();
    }

    /** As the program wants it. */
    static String endpoint(Member member) {
        return "--endpoint=" + member.endpoint().replaceFirst("^https?://", "");
    }

    static JsonNode etcdutl(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(Project.tool("etcd", "etcdutl").toString()));
        words.addAll(List.of(arguments));
        words.addAll(List.of("-w", "json"));
        Command.Result result = new Command(words).run();
        assertThat(result.exit()).as(result.toString()).isZero();
        return Json.parse(result.out());
    }
}
