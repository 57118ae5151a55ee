package dev.etcetera.server.consensus;

import dev.etcetera.backend.CommittedView;
import dev.etcetera.server.storage.DatabaseExport;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A frozen backend as etcd's database file. Laid out when its size is first asked for. Used by one thread. */
public final class ExportedDatabase implements SnapshotDatabase {
    private final CommittedView view;
    private @Nullable DatabaseExport export;

    /** Takes over the view. */
    public ExportedDatabase(CommittedView view) {
        this.view = view;
    }

    @Override
    public long sizeBytes() throws IOException {
        return export().sizeBytes();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        export().writeTo(out);
    }

    private DatabaseExport export() throws IOException {
        DatabaseExport laidOut = export;
        if (laidOut == null) {
            laidOut = DatabaseExport.of(view);
            export = laidOut;
        }
        return laidOut;
    }

    @Override
    public void close() {
        DatabaseExport laidOut = export;
        if (laidOut != null) {
            laidOut.close();
        } else {
            view.close();
        }
    }
}
