package dev.etcetera.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class FolderCredentialsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatChangesIsReadAgain() throws IOException {
        FolderCredentials credentials = new FolderCredentials(folder);
        assertThatThrownBy(credentials::resolveCredentials).hasMessageContaining("no AWS_ACCESS_KEY_ID in ");
        Files.writeString(folder.resolve("AWS_ACCESS_KEY_ID"), "one\n");
        Files.writeString(folder.resolve("AWS_SECRET_ACCESS_KEY"), "secret");
        assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("one");
        Files.writeString(folder.resolve("AWS_ACCESS_KEY_ID"), "two");
        Files.writeString(folder.resolve("AWS_SESSION_TOKEN"), "token");
        assertThat(credentials.resolveCredentials()).isInstanceOfSatisfying(AwsSessionCredentials.class, c -> {
            assertThat(c.accessKeyId()).isEqualTo("two");
            assertThat(c.sessionToken()).isEqualTo("token");
        });
    }
}
