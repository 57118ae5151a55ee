package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * What etcd looks at before each call: the client's API version, whether it requires a leader, and what a learner may
 * answer. Wraps only streams that require a leader; all other calls pass as they are.
 */
final class EtcdInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> API_VERSION =
            Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER);

    private final LeaderMonitor leader;
    private final LearnerRules learner;
    private final ClientRequests requests;

    EtcdInterceptor(LeaderMonitor leader, LearnerRules learner, ClientRequests requests) {
        this.leader = leader;
        this.learner = learner;
        this.requests = requests;
    }

    @Override
    public <I, O> ServerCall.Listener<I> interceptCall(
            ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
        boolean unary = call.getMethodDescriptor().getType() == MethodType.UNARY;
        if (learner.refuses(call.getMethodDescriptor())) {
            return refuse(call, EtcdError.NOT_SUPPORTED_FOR_LEARNER);
        }
        requests.count(unary, headers.get(API_VERSION));
        if ("true".equals(headers.get(HAS_LEADER))) {
            if (!leader.hasLeader()) {
                return refuse(call, EtcdError.NO_LEADER);
            }
            return unary ? next.startCall(call, headers) : watched(call, headers, next);
        }
        return next.startCall(call, headers);
    }

    private static <I, O> ServerCall.Listener<I> refuse(ServerCall<I, O> call, EtcdError error) {
        call.close(error.status(), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private <I, O> ServerCall.Listener<I> watched(
            ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
        GuardedCall<I, O> guarded = new GuardedCall<>(call);
        leader.add(guarded);
        return new SimpleForwardingServerCallListener<>(next.startCall(guarded, headers)) {
            @Override
            public void onCancel() {
                leader.remove(guarded);
                super.onCancel();
            }

            @Override
            public void onComplete() {
                leader.remove(guarded);
                super.onComplete();
            }
        };
    }
}
