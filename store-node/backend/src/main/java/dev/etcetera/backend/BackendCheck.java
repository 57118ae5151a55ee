package dev.etcetera.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Walks a backend from end to end and says what does not fit: keys out of order, a scan and a lookup that disagree, records
 * that are not what their bucket holds, a count or a byte total that is not the one kept.
 */
public final class BackendCheck {
    private static final int REVISION_BYTES = 17;
    private static final int MAX_FINDINGS = 100;

    private final ReadTx tx;
    private final List<String> findings = new ArrayList<>();
    private final Map<Bucket, Long> entries = new EnumMap<>(Bucket.class);
    private long bytes;

    private BackendCheck(ReadTx tx) {
        this.tx = tx;
    }

    /**
     * What a walk found.
     *
     * @param entries number of entries per bucket
     * @param bytes sum of the lengths of all keys and values
     * @param findings one line each; empty = consistent
     */
    public record Report(Map<Bucket, Long> entries, long bytes, List<String> findings) {
        public boolean isConsistent() {
            return findings.isEmpty();
        }
    }

    /** Checks the committed and the pending data. Nothing may be written meanwhile if the byte total is to fit. */
    public static Report run(Backend backend) {
        try (var tx = backend.readTx()) {
            var check = new BackendCheck(tx);
            for (var bucket : Bucket.values()) {
                check.walk(bucket);
            }
            if (backend.batchTx().pending() == 0 && backend.liveBytes() != check.bytes) {
                check.report("accounting says " + backend.liveBytes() + " live bytes, found " + check.bytes);
            }
            return new Report(Map.copyOf(check.entries), check.bytes, List.copyOf(check.findings));
        }
    }

    private void walk(Bucket bucket) {
        var walker = new Walker(bucket);
        var visited = tx.range(bucket, new byte[0], new byte[0], 0, walker);
        entries.put(bucket, visited);
    }

    private void report(String finding) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    /** Compares each entry with the one before. */
    private final class Walker implements EntryVisitor {
        private final Bucket bucket;
        private byte[] previous = new byte[0];
        private boolean first = true;

        Walker(Bucket bucket) {
            this.bucket = bucket;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            if (!first && Arrays.compareUnsigned(previous, key) >= 0) {
                report(bucket.bucketName() + ": keys out of order at entry " + describe(key));
            }
            if (bucket == Bucket.KEY && !isRevision(key)) {
                report(bucket.bucketName() + ": not a revision: " + describe(key));
            }
            if (!Arrays.equals(tx.get(bucket, key).orElse(null), value)) {
                report(bucket.bucketName() + ": a lookup does not find what the scan found at " + describe(key));
            }
            first = false;
            previous = key;
            bytes += (long) key.length + value.length;
            return true;
        }

        private static boolean isRevision(byte[] key) {
            return (key.length == REVISION_BYTES || (key.length == REVISION_BYTES + 1 && key[REVISION_BYTES] == 't'))
                    && key[Long.BYTES] == '_';
        }

        private static String describe(byte[] key) {
            return HexFormat.of().formatHex(key);
        }
    }
}
