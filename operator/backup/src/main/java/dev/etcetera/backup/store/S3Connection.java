package dev.etcetera.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SystemPropertyTlsKeyManagersProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The client of a bucket's endpoint. */
final class S3Connection {
    private static final Duration ATTEMPT = Duration.ofMinutes(5);
    private static final Duration CALL = Duration.ofMinutes(10);

    private S3Connection() {}

    static S3Client to(S3Settings settings) {
        S3Lines lines = S3Lines.trusting(settings.authorities().map(S3Connection::trusting));
        return client(settings)
                .httpClient(UrlConnectionHttpClient.create(lines))
                .build();
    }

    /** All of it but who carries the requests. */
    static S3ClientBuilder client(S3Settings settings) {
        S3ClientBuilder client = S3Client.builder()
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.pathStyle())
                // In one piece, or each would be signed alone.
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                .authSchemeProvider(S3Signing.withContents())
                .putAuthScheme(new S3Signing())
                // Stores that are not Amazon's do not all know its newer checksums: whoever writes asks first.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(o -> o.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL));
        settings.endpoint().ifPresent(client::endpointOverride);
        switch (settings.credentials()) {
            case S3Settings.OfEnvironment _ -> {}
            case S3Settings.Profile(String name) -> client.credentialsProvider(ProfileCredentialsProvider.create(name));
            case S3Settings.Folder(Path path) -> client.credentialsProvider(new FolderCredentials(path));
        }
        return client;
    }

    private static SSLSocketFactory trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number, authority);
                number++;
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext tls = SSLContext.getInstance("TLS");
            // With the certificate that the JVM's properties name, as where nobody says whom to trust.
            tls.init(SystemPropertyTlsKeyManagersProvider.create().keyManagers(), factory.getTrustManagers(), null);
            return tls.getSocketFactory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(pem + " holds no certificates: " + e.getMessage(), e);
        }
    }
}
