package dev.etcetera.backend;

import jetbrains.exodus.io.Block;
import jetbrains.exodus.io.DataWriter;
import jetbrains.exodus.io.RemoveBlockType;

/** For a log that is only read: its files are somebody else's. Nothing it is asked for has an effect, and writing is a bug. */
final class NoWriter implements DataWriter {
    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public Block openOrCreateBlock(long address, long length) {
        throw written();
    }

    @Override
    public Block write(byte[] bytes, int offset, int count) {
        throw written();
    }

    @Override
    public void removeBlock(long address, RemoveBlockType how) {
        throw written();
    }

    @Override
    public void truncateBlock(long address, long length) {
        throw written();
    }

    @Override
    public void clear() {
        throw written();
    }

    private static IllegalStateException written() {
        return new IllegalStateException("a log that is only read was to be changed");
    }

    @Override
    public void sync() {}

    @Override
    public void syncDirectory() {}

    @Override
    public void close() {}

    @Override
    public boolean lock(long timeout) {
        return true;
    }

    @Override
    public boolean release() {
        return true;
    }

    @Override
    public String lockInfo() {
        return "";
    }
}
