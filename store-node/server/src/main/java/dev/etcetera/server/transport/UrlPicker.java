package dev.etcetera.server.transport;

import java.util.List;

/** The peer URL in use: the first one, until it fails. Any thread. */
final class UrlPicker {
    private record Choice(List<String> urls, int picked) {
        String url() {
            return urls.get(picked);
        }
    }

    private volatile Choice choice;

    UrlPicker(List<String> urls) {
        choice = new Choice(List.copyOf(urls), 0);
    }

    String pick() {
        return choice.url();
    }

    void update(List<String> urls) {
        choice = new Choice(List.copyOf(urls), 0);
    }

    /** The URL did not answer: the next one is tried, unless somebody else has moved on already. */
    synchronized void unreachable(String url) {
        Choice now = choice;
        if (now.url().equals(url)) {
            choice = new Choice(now.urls(), (now.picked() + 1) % now.urls().size());
        }
    }
}
