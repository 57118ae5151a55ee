package dev.etcetera.backup.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/**
 * Amazon's signature version 4 of all of a request with its contents, or with the header {@link #CONTENT} saying
 * {@link #UNSIGNED} of all but those. Amazon's library goes by the line instead: it signs contents without TLS only.
 */
final class S3Signing implements AwsV4AuthScheme, AwsV4HttpSigner {
    static final String CONTENT = "x-amz-content-sha256";
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final AwsV4AuthScheme scheme = AwsV4AuthScheme.create();
    private final AwsV4HttpSigner signer = scheme.signer();

    /** Over TLS, too: that ends before the store does. */
    static S3AuthSchemeProvider withContents() {
        S3AuthSchemeProvider usual = S3AuthSchemeProvider.defaultProvider();
        return parameters -> usual.resolveAuthScheme(parameters).stream()
                .map(one -> one.copy(c -> c.putSignerProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)))
                .toList();
    }

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
        Optional<String> wanted = request.request().firstMatchingHeader(CONTENT);
        return wanted.filter(UNSIGNED::equals).isPresent() ? withoutContents(request) : signer.sign(request);
    }

    /** The library refuses to leave contents unsigned on a line without TLS, but not where there are none. */
    private <T extends AwsCredentialsIdentity> SignedRequest withoutContents(SignRequest<T> request) {
        SignedRequest head = signer.sign(
                request.copy(r -> r.payload(null).putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)));
        ContentStreamProvider contents = request.payload().orElse(null);
        return head.copy(r -> r.payload(contents));
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
        return signer.signAsync(request);
    }

    @Override
    public String schemeId() {
        return scheme.schemeId();
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return scheme.identityProvider(providers);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return this;
    }
}
