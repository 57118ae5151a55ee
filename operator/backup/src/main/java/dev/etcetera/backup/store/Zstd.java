package dev.etcetera.backup.store;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Streams of zstd, whose code is native and unpacked to the temporary directory when it is first used. */
final class Zstd {
    /** What zstd itself takes when nothing is said: most of what can be won, at the speed of a line. */
    private static final int LEVEL = 3;

    private Zstd() {}

    static OutputStream compressing(OutputStream out) throws IOException {
        try {
            return new ZstdOutputStreamNoFinalizer(out, LEVEL).setChecksum(true);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    static InputStream decompressing(InputStream in) throws IOException {
        try {
            return new ZstdInputStreamNoFinalizer(in);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    private static IOException notLoaded(LinkageError cause) {
        return new IOException(
                "zstd cannot be loaded: %s has to be writable and not mounted noexec: %s"
                        .formatted(System.getProperty("java.io.tmpdir"), cause.getMessage()),
                cause);
    }
}
