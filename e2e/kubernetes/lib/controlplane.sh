# etcd, kube-apiserver, kube-controller-manager and kube-scheduler: processes of the host. etcd listens on loopback, the API
# server on the private link.
# shellcheck shell=bash

start_etcd() {
  # The cluster lives for an afternoon: durability on power loss is not worth its fsyncs here.
  start etcd "$ETCD_BIN/etcd" --name kubernetes --data-dir "$STATE/etcd" --log-level warn --unsafe-no-fsync \
    --listen-client-urls "http://127.0.0.1:$ETCD_PORT" --advertise-client-urls "http://127.0.0.1:$ETCD_PORT" \
    --listen-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" --initial-advertise-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" \
    --initial-cluster "kubernetes=http://127.0.0.1:$ETCD_PEER_PORT"
}

start_apiserver() {
  local pki=$STATE/pki
  start kube-apiserver "$KUBERNETES_BIN/kube-apiserver" --etcd-servers="http://127.0.0.1:$ETCD_PORT" \
    --bind-address="$HOST_ADDRESS" --advertise-address="$HOST_ADDRESS" --secure-port=6443 \
    --service-cluster-ip-range="$SERVICE_RANGE" --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --allow-privileged=true --client-ca-file="$pki/ca.crt" \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
    --kubelet-client-certificate="$pki/apiserver-kubelet.crt" --kubelet-client-key="$pki/apiserver-kubelet.key" \
    --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$pki/service-account.pub" --service-account-signing-key-file="$pki/service-account.key" \
    --requestheader-client-ca-file="$pki/front-ca.crt" --requestheader-allowed-names=front-proxy-client \
    --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
    --requestheader-extra-headers-prefix=X-Remote-Extra- --enable-aggregator-routing=true \
    --proxy-client-cert-file="$pki/front-proxy.crt" --proxy-client-key-file="$pki/front-proxy.key" --profiling=false
}

start_controller_manager() {
  local pki=$STATE/pki
  # The higher request rate saves the 5 s that one token per controller costs at the start.
  start kube-controller-manager "$KUBERNETES_BIN/kube-controller-manager" --secure-port=0 --leader-elect=false \
    --kubeconfig="$STATE/kubeconfig/controller-manager" --use-service-account-credentials=true \
    --root-ca-file="$pki/ca.crt" --service-account-private-key-file="$pki/service-account.key" \
    --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key" \
    --cluster-cidr="$POD_RANGE" --service-cluster-ip-range="$SERVICE_RANGE" --allocate-node-cidrs=false \
    --node-monitor-grace-period=20s --kube-api-qps=500 --kube-api-burst=1000 --pvclaimbinder-sync-period=2s --profiling=false
}

start_scheduler() {
  start kube-scheduler "$KUBERNETES_BIN/kube-scheduler" --secure-port=0 --leader-elect=false \
    --kubeconfig="$STATE/kubeconfig/scheduler" --profiling=false
}

# The controllers need an API server that answers, or they end.
start_controlplane() {
  pid_of etcd >/dev/null || start_etcd
  pid_of kube-apiserver >/dev/null || start_apiserver
}

start_controllers() {
  pid_of kube-controller-manager >/dev/null || start_controller_manager
  # Without nodes there is nothing to choose from.
  [ "$NODES" = 0 ] || pid_of kube-scheduler >/dev/null || start_scheduler
}

api_is_ready() {
  pid_of kube-apiserver >/dev/null || die "kube-apiserver ended: $(last_lines kube-apiserver)"
  pid_of etcd >/dev/null || die "etcd ended: $(last_lines etcd)"
  [ "$(kubectl get --raw /readyz 2>/dev/null)" = ok ]
}

# Nothing of it is kept, so nobody waits for a graceful end.
stop_controlplane() {
  local name
  for name in local-path-provisioner kube-scheduler kube-controller-manager kube-apiserver etcd; do stop "$name" KILL; done
}
