package dev.etcetera.backup.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Credentials in files, as a mounted Secret has them: what changes in it is used from the next request on. */
record FolderCredentials(Path folder) implements AwsCredentialsProvider {
    private static final String TOKEN = "AWS_SESSION_TOKEN";

    @Override
    public AwsCredentials resolveCredentials() {
        String id = read("AWS_ACCESS_KEY_ID");
        String key = read("AWS_SECRET_ACCESS_KEY");
        return Files.exists(folder.resolve(TOKEN))
                ? AwsSessionCredentials.create(id, key, read(TOKEN))
                : AwsBasicCredentials.create(id, key);
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name)).strip();
        } catch (IOException e) {
            throw SdkClientException.create("the credentials have no " + name + " in " + folder, e);
        }
    }
}
