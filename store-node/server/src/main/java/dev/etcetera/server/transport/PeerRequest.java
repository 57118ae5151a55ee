package dev.etcetera.server.transport;

import com.google.protobuf.ByteString;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;

/** One short HTTP request to another member. */
record PeerRequest(PeerAddress peer, HttpMethod method, String path, HttpHeaders headers, ByteString body) {
    static PeerRequest get(String peerUrl, String path) {
        return new PeerRequest(
                PeerAddress.of(peerUrl), HttpMethod.GET, path, new DefaultHttpHeaders(), ByteString.EMPTY);
    }

    static PeerRequest post(String peerUrl, String path, ByteString protobuf) {
        HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, "application/protobuf");
        return new PeerRequest(PeerAddress.of(peerUrl), HttpMethod.POST, path, headers, protobuf);
    }

    PeerRequest from(PeerIdentity self) {
        PeerHeaders.identify(headers, self);
        return this;
    }
}
