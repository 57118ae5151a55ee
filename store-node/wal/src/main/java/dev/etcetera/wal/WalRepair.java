package dev.etcetera.wal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Drops a write that a crash cut off; the file as it was stays beside it as `.broken`, as etcd does. */
final class WalRepair {
    private WalRepair() {}

    static WalReplay.Repair dropTail(Segment tail, long offset) throws IOException {
        Path broken = tail.path().resolveSibling(tail.name() + ".broken");
        try (FileChannel copy = Segment.create(broken)) {
            long size = tail.channel().size();
            long at = 0;
            while (at < size) {
                at += tail.channel().transferTo(at, size - at, copy);
            }
            copy.force(true);
        }
        tail.channel().truncate(offset);
        tail.channel().force(true);
        return new WalReplay.Repair(tail.path(), offset, broken);
    }
}
