package dev.etcetera.server.tls;

import dev.etcetera.server.log.ZapLog;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

/**
 * Behind a listener's {@link SslHandler}: says in the log who was turned away and why, with etcd's line, and sees
 * to it that nobody resumes a session, as verification would be left out.
 */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
    private final SslHandler tls;
    private final String rejection;
    private final ZapLog log;
    private boolean failed;

    HandshakeWatch(SslHandler tls, String rejection, ZapLog log) {
        this.tls = tls;
        this.rejection = rejection;
        this.log = log;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            ctx.fireUserEventTriggered(event);
        } else if (completion.isSuccess()) {
            // By its number a session of TLS 1.2 could be resumed without a ticket, too.
            tls.engine().getSession().invalidate();
        } else {
            failed = true;
            rejected(ctx, new HandshakeFailure(completion.cause()));
        }
    }

    private void rejected(ChannelHandlerContext ctx, HandshakeFailure failure) {
        List<Object> fields = new ArrayList<>();
        fields.add("remote-addr");
        fields.add(remote(ctx));
        fields.add("server-name");
        fields.add(serverName());
        Optional<X509Certificate> shown = failure.refusal().flatMap(CertificateRefusal::verified);
        if (shown.isPresent()) {
            CertificateNames names = CertificateNames.of(shown.get());
            fields.add("ip-addresses");
            fields.add(names.addressTexts());
            fields.add("dns-names");
            fields.add(names.dnsNames());
        }
        fields.add("error");
        fields.add(failure.reason());
        if (failure.isHangUp()) {
            log.debug(rejection, fields.toArray());
        } else {
            log.warn(rejection, fields.toArray());
        }
    }

    private static String remote(ChannelHandlerContext ctx) {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : "";
    }

    private String serverName() {
        if (tls.engine().getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!failed) {
            ctx.fireExceptionCaught(cause);
        }
    }
}
