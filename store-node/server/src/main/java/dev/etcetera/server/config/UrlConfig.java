package dev.etcetera.server.config;

import java.net.URI;
import java.util.List;

/** Where the member listens and what it tells others; each list sorted and without doubles, as etcd keeps them. */
public record UrlConfig(
        List<URI> listenPeer,
        List<URI> listenClient,
        List<URI> listenClientHttp,
        List<URI> listenMetrics,
        List<URI> advertisePeer,
        List<URI> advertiseClient) {
    public UrlConfig {
        listenPeer = List.copyOf(listenPeer);
        listenClient = List.copyOf(listenClient);
        listenClientHttp = List.copyOf(listenClientHttp);
        listenMetrics = List.copyOf(listenMetrics);
        advertisePeer = List.copyOf(advertisePeer);
        advertiseClient = List.copyOf(advertiseClient);
    }
}
