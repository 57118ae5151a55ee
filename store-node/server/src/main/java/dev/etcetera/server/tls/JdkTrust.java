package dev.etcetera.server.tls;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Contexts without any file, which trust whom the JDK trusts: made only when they are needed, as that takes a while. */
final class JdkTrust implements Supplier<TlsContexts> {
    private final TlsProfile profile;
    private final InstantSource clock;
    private @Nullable TlsContexts made;

    JdkTrust(TlsProfile profile, InstantSource clock) {
        this.profile = profile;
        this.clock = clock;
    }

    @Override
    public synchronized TlsContexts get() {
        if (made == null) {
            try {
                TlsFiles.Contents nothing =
                        new TlsFiles.Contents(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());
                made = TlsContexts.of(profile, nothing, Optional.empty(), clock);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return made;
    }
}
