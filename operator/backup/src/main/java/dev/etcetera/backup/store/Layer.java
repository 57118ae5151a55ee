package dev.etcetera.backup.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What becomes of a source: where that is whole and this fails, the object is damaged. Owned by one thread. */
final class Layer extends FilterInputStream {
    private final Source source;
    private final String damage;

    Layer(Source source, InputStream in, String damage) {
        super(in);
        this.source = source;
        this.damage = damage;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? read : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw source.blame(e, damage);
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        try (source) {
            super.close();
        }
    }
}
