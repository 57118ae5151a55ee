package dev.etcetera.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.backup.store.PlayedBucket.Asked;
import dev.etcetera.backup.store.PlayedBucket.Crc32c;
import dev.etcetera.backup.store.S3Settings.BucketDefault;
import dev.etcetera.backup.store.S3Settings.CustomerKey;
import dev.etcetera.backup.store.S3Settings.LockMode;
import dev.etcetera.backup.store.S3Settings.ObjectLock;
import dev.etcetera.backup.store.S3Settings.ServerEncryption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** What is asked of a bucket, by a server that notes it down and answers as S3 would. */
class S3RequestsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-29T12:00:00Z"));
    private static final int PART = 8 << 20;
    private static final Duration DAY = Duration.ofDays(1);

    private final PlayedBucket bucket = new PlayedBucket();

    private S3Store store(ServerEncryption encryption, Optional<ObjectLock> lock) {
        S3Settings settings = new S3Settings(
                "bucket",
                "p/",
                Optional.empty(),
                "us-east-1",
                true,
                Optional.empty(),
                new S3Settings.OfEnvironment(),
                encryption,
                lock,
                2);
        S3Client client = S3Connection.client(settings)
                .httpClient(bucket)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("who", "secret")))
                .build();
        return new S3Store(settings, client, CLOCK);
    }

    private Stream<Asked> asked(String method, String query) {
        return bucket.asked().stream()
                .filter(a -> a.method().equals(method) && a.query().startsWith(query));
    }

    @Test
    void everyRequestForAnObjectBringsTheCustomersKey() throws IOException {
        String key = TestKeys.line(1);
        try (S3Store store = store(new CustomerKey(key), Optional.empty())) {
            store.put("new", new byte[10]);
            writeTwoParts(store);
            try (InputStream in = store.read("old")) {
                in.readAllBytes();
            }
        }
        List<Asked> ofObjects = bucket.asked().stream()
                .filter(a -> !(a.method().equals("GET") && a.query().startsWith("uploads")))
                .toList();
        assertThat(ofObjects).extracting(Asked::method).contains("HEAD", "PUT", "POST", "GET");
        assertThat(ofObjects)
                .hasSize(8)
                .allSatisfy(a -> assertThat(a.headers())
                        .containsEntry("x-amz-server-side-encryption-customer-algorithm", "AES256")
                        .containsEntry("x-amz-server-side-encryption-customer-key", key)
                        .containsKey("x-amz-server-side-encryption-customer-key-MD5")
                        .doesNotContainKey("x-amz-server-side-encryption"));
    }

    @Test
    void whatIsWrittenIsLockedAndHasASum() throws IOException {
        ObjectLock lock = new ObjectLock(LockMode.COMPLIANCE, Duration.ofDays(30));
        try (S3Store store = store(new BucketDefault(), Optional.of(lock))) {
            store.put("new", new byte[10]);
            writeTwoParts(store);
        }
        assertThat(Stream.concat(asked("PUT", "").filter(a -> a.query().isEmpty()), asked("POST", "uploads")))
                .hasSize(2)
                .allSatisfy(a -> assertThat(a.headers())
                        .containsEntry("x-amz-object-lock-mode", "COMPLIANCE")
                        .containsEntry("x-amz-object-lock-retain-until-date", "2026-12-29T12:00:00Z"));
        assertThat(asked("PUT", "").map(a -> a.headers().get("Content-MD5")))
                .containsExactlyInAnyOrder(sum(10), sum(PART), sum(1));
    }

    @Test
    void partsAreSignedWithTheirSumAndHaveNoOther() throws IOException {
        try (S3Store store = store(new BucketDefault(), Optional.empty())) {
            writeTwoParts(store);
        }
        assertThat(asked("PUT", "").map(a -> a.headers().get("x-amz-content-sha256")))
                .containsExactlyInAnyOrder(sha256(PART), sha256(1));
        assertThat(asked("PUT", "")).noneMatch(a -> a.headers().containsKey("Content-MD5"));
    }

    @Test
    void storeThatComparesCrc32cGetsThatInstead() throws IOException {
        bucket.makeOfCrc32c(Crc32c.COMPARED);
        try (S3Store store = store(new BucketDefault(), Optional.of(new ObjectLock(LockMode.COMPLIANCE, DAY)))) {
            writeTwoParts(store);
        }
        assertThat(asked("PUT", "").map(Asked::headers))
                .hasSize(2)
                .allSatisfy(h -> assertThat(h)
                        .containsEntry("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
                        .containsKey("Authorization")
                        .doesNotContainKey("Content-MD5"))
                .extracting(h -> h.get("x-amz-checksum-crc32c"))
                .containsExactlyInAnyOrder(crc32c(PART), crc32c(1));
        assertThat(asked("POST", "uploadId").map(Asked::body))
                .singleElement()
                .asString()
                .containsSubsequence(crc32c(PART), crc32c(1));
    }

    @Test
    void whatTheCompletingRequestSaysIsSigned() throws IOException {
        bucket.makeOfCrc32c(Crc32c.COMPARED);
        try (S3Store store = store(new BucketDefault(), Optional.empty())) {
            store.put("new", new byte[10]);
            writeTwoParts(store);
        }
        assertThat(bucket.asked())
                .filteredOn(a -> !a.query().contains("partNumber"))
                .noneMatch(a -> a.headers().containsValue("UNSIGNED-PAYLOAD"));
    }

    @Test
    void storeThatRefusesCrc32cGetsSignedParts() throws IOException {
        bucket.makeOfCrc32c(Crc32c.REFUSED);
        try (S3Store store = store(new BucketDefault(), Optional.empty())) {
            writeTwoParts(store);
        }
        assertThat(asked("PUT", "").map(a -> a.headers().get("x-amz-content-sha256")))
                .containsExactlyInAnyOrder(sha256(PART), sha256(1));
        assertThat(asked("PUT", "")).noneMatch(a -> a.headers().containsKey("x-amz-checksum-crc32c"));
    }

    @Test
    void bucketThatWantsContentsSignedGetsThat() throws IOException {
        bucket.makeOfCrc32c(Crc32c.COMPARED);
        bucket.wantSignature();
        try (S3Store store = store(new BucketDefault(), Optional.empty())) {
            writeTwoParts(store);
        }
        assertThat(asked("PUT", "")
                        .filter(a -> a.headers().containsKey("x-amz-checksum-crc32c"))
                        .map(a -> a.headers().get("x-amz-content-sha256")))
                .contains(sha256(PART), sha256(1));
    }

    private static void writeTwoParts(S3Store store) throws IOException {
        try (ObjectWriter big = store.begin("big/new")) {
            big.write(new byte[PART + 1], 0, PART + 1);
            big.finish();
        }
    }

    private static String crc32c(int zeros) {
        return S3Requests.crc32c(ByteBuffer.wrap(new byte[zeros]));
    }

    @Test
    void bucketThatWantsAnMd5GetsIt() throws IOException {
        bucket.wantMd5();
        try (S3Store store = store(new BucketDefault(), Optional.empty())) {
            writeTwoParts(store);
        }
        assertThat(asked("PUT", "").map(a -> a.headers().get("Content-MD5"))).contains(sum(PART), sum(1));
    }

    private static String sha256(int zeros) {
        return HexFormat.of().formatHex(Sha256.begin().digest(new byte[zeros]));
    }

    private static String sum(int zeros) {
        return S3Requests.md5(ByteBuffer.wrap(new byte[zeros]));
    }

    @Test
    void withoutOptionsNothingIsAsked() throws IOException {
        try (S3Store store = store(new BucketDefault(), Optional.empty())) {
            store.put("new", new byte[10]);
        }
        assertThat(bucket.asked())
                .allSatisfy(a -> assertThat(a.headers().keySet())
                        .noneMatch(h -> h.toLowerCase(Locale.ROOT).matches(".*(object-lock|encryption).*")));
    }

    @Test
    void locksAreNamed() throws IOException {
        try (S3Store store = store(new BucketDefault(), Optional.empty())) {
            assertThat(store.locked("a/locked")).contains("until 2026-12-01T00:00:00Z (GOVERNANCE)");
            assertThat(store.locked("a/held")).contains("under a legal hold");
            assertThat(store.locked("a/free")).isEmpty();
            assertThat(store.locked("a/new")).isEmpty();
            bucket.lockedUntil("2026-11-29T11:59:59Z");
            assertThat(store.locked("a/locked")).isEmpty();
        }
        assertThat(asked("GET", "object-lock")).as("once").hasSize(1);
    }

    @Test
    void bucketWithoutLocksIsAskedOnce() throws IOException {
        bucket.withoutLocks();
        try (S3Store store = store(new BucketDefault(), Optional.empty())) {
            assertThat(store.locked("a/locked")).isEmpty();
            assertThat(store.locked("a/held")).isEmpty();
        }
        assertThat(bucket.asked()).hasSize(1);
    }

    @Test
    void objectIsLockedForADayOrMore() {
        assertThatThrownBy(() -> new ObjectLock(LockMode.GOVERNANCE, Duration.ZERO))
                .hasMessage("an object is locked for at least a day");
    }
}
