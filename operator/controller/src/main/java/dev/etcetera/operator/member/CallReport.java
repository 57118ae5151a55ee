package dev.etcetera.operator.member;

import dev.etcetera.api.etcdserverpb.AlarmRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Set;

/** Reports the calls that change something; what only reads goes by unseen. */
record CallReport(MemberCalls calls) implements ClientInterceptor {
    /** Of those that the operator makes. What is not named here is taken for a change. */
    private static final Set<String> READS = Set.of("Status", "MemberList", "Hash", "HashKV", "Range");

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        String name = String.valueOf(method.getBareMethodName());
        ClientCall<Q, A> call = next.newCall(method, options);
        return READS.contains(name) ? call : new Reported<>(call, name);
    }

    private static boolean reads(Object request) {
        return request instanceof AlarmRequest alarm && alarm.getAction() == AlarmRequest.AlarmAction.GET;
    }

    private final class Reported<Q, A> extends SimpleForwardingClientCall<Q, A> {
        private final String name;
        private volatile boolean told;

        Reported(ClientCall<Q, A> call, String name) {
            super(call);
            this.name = name;
        }

        @Override
        public void start(Listener<A> listener, Metadata headers) {
            super.start(
                    new SimpleForwardingClientCallListener<A>(listener) {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            if (told) {
                                calls.after(name);
                            }
                            super.onClose(status, trailers);
                        }
                    },
                    headers);
        }

        @Override
        public void sendMessage(Q request) {
            if (!reads(request)) {
                told = true;
                calls.before(name);
            }
            super.sendMessage(request);
        }
    }
}
