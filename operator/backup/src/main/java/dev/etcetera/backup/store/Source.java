package dev.etcetera.backup.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What a store gives, which remembers that it failed: others on top may say something else then. Owned by one thread. */
final class Source extends FilterInputStream {
    private @Nullable IOException failure;

    Source(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** What has to be said when somebody on top of it failed: that, if it was not this. */
    IOException blame(IOException above, String damage) {
        if (failure != null) {
            return failure;
        }
        return above instanceof DamagedBackupException ? above : new DamagedBackupException(damage, above);
    }
}
