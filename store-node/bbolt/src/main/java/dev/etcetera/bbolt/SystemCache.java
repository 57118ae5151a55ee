package dev.etcetera.bbolt;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * What the system's cache holds of a file that is read for the last time. It is let go of as it is read, so that its memory is
 * there for what is written meanwhile: page cache that is new to a virtual machine takes its host a second or more for a
 * gigabyte, and all of it counts towards a container's limit. Used by one thread.
 */
final class SystemCache implements Closeable {
    /** At once: of large pages the system lets go of whole ones only. */
    private static final long STEP = 8 << 20;

    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
    private static final int NO_FILE = -1;
    /** O_RDONLY. */
    private static final int READ_ONLY = 0;
    /** POSIX_FADV_DONTNEED, as it is on Linux. */
    private static final int DONT_NEED = 4;

    private final int file;
    /** What was read, as far as it is still there. */
    private long from;

    private long to;

    private SystemCache(int file) {
        this.file = file;
    }

    /** That of a file; on other systems than Linux nothing is done about it. */
    static SystemCache of(Path path) {
        if (!LINUX) {
            return untouched();
        }
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom(path.toString());
            return new SystemCache(C.call(() -> (int) C.OPEN.invokeExact(name, READ_ONLY)));
        }
    }

    /** That of a file that others may want to read again: it stays as it is. */
    static SystemCache untouched() {
        return new SystemCache(NO_FILE);
    }

    /** What is read one behind the other goes on here: what lies before has been read, if it begins anywhere near. */
    void reading(long offset) {
        if (offset < to || offset - to > STEP) {
            from = offset;
        }
        to = offset;
        if (to - from >= STEP) {
            letGo(from, to - from);
            from = to;
        }
    }

    /** An advice: the system may not follow it, and nothing depends on it. */
    private void letGo(long offset, long bytes) {
        if (file >= 0) {
            var _ = C.call(() -> (int) C.ADVISE.invokeExact(file, offset, bytes, DONT_NEED));
        }
    }

    @Override
    public void close() {
        if (file >= 0) {
            var _ = C.call(() -> (int) C.CLOSE.invokeExact(file));
        }
    }

    /** Of the C library. */
    private static final class C {
        /** A call of a function. */
        private interface Call<E extends Throwable> {
            int call() throws E;
        }

        static final MethodHandle OPEN = function("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        static final MethodHandle CLOSE = function("close", ValueLayout.JAVA_INT);
        static final MethodHandle ADVISE = function(
                "posix_fadvise",
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT);

        /** Whose call needs --enable-native-access. */
        @SuppressWarnings("restricted")
        private static MethodHandle function(String name, MemoryLayout... arguments) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
        }

        /** A handle may throw anything, as far as the compiler knows; a function of C throws nothing. */
        @SuppressWarnings("unchecked")
        static int call(Call<Throwable> call) {
            return ((Call<RuntimeException>) (Call<?>) call).call();
        }
    }
}
