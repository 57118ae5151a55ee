package dev.etcetera.server.rpc;

import dev.etcetera.api.etcdserverpb.WatchResponse;
import dev.etcetera.api.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;

/** Cuts a response with many events into several that a client can take. */
final class WatchFragments {
    private WatchFragments() {}

    /** All but the last are marked as fragments; a single event is never cut, however large. */
    static List<WatchResponse> split(WatchResponse whole, int maxBytes) {
        if (whole.getSerializedSize() < maxBytes || whole.getEventsCount() < 2) {
            return List.of(whole);
        }
        WatchResponse.Builder empty = whole.toBuilder().clearEvents().setFragment(true);
        int emptySize = empty.build().getSerializedSize();
        List<WatchResponse> fragments = new ArrayList<>();
        WatchResponse.Builder current = empty.clone();
        int size = emptySize;
        for (Event event : whole.getEventsList()) {
            int eventSize = WatchResponse.newBuilder().addEvents(event).build().getSerializedSize();
            if (current.getEventsCount() > 0 && size + eventSize >= maxBytes) {
                fragments.add(current.build());
                current = empty.clone();
                size = emptySize;
            }
            current.addEvents(event);
            size += eventSize;
        }
        fragments.add(current.setFragment(false).build());
        return fragments;
    }
}
