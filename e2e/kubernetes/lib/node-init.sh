#!/usr/bin/env bash
# Process 1 of a node, started by power_on in fresh namespaces. Everything it needs comes in environment variables.
set -euo pipefail

: "${NODE:?}" "${ADDRESS:?}" "${STATE:?}" "${RUN:?}" "${KUBERNETES_BIN:?}" "${BUSYBOX_TAR:?}" "${COREDNS_TAR:?}"
: "${RANGES:?}" "${HOST_ADDRESS:?}" "${OTHERS:?}"
DIRECTORY=$STATE/$NODE
SOCKET=$RUN/$NODE/containerd.sock

poll() { until "$@" >/dev/null 2>&1; do sleep 0.05; done; }

mount_own_directories() {
  mount --make-rshared /
  mount --bind "$DIRECTORY/kubelet" /var/lib/kubelet
  mount --bind "$DIRECTORY/cni/state" /var/lib/cni
  mount --bind "$DIRECTORY/log/pods" /var/log/pods
  mount --bind "$DIRECTORY/log/containers" /var/log/containers
  # An empty /run, as after a boot, in which only this cluster's own folder stays.
  mkdir -p "$DIRECTORY/run"
  mount --bind "$RUN" "$DIRECTORY/run"
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p "$RUN" /run/containerd /run/netns /run/lock
  mount --bind "$DIRECTORY/run" "$RUN"
  umount "$DIRECTORY/run"
}

configure_network() {
  hostname "$NODE"
  ip link set lo up
  poll ip link show eth0
  ip address add "$ADDRESS/24" dev eth0
  ip link set eth0 up
  # No default route: nothing in the cluster can reach beyond the test ranges.
  local range other
  for range in $RANGES; do ip route add "$range" via "$HOST_ADDRESS"; done
  for other in $OTHERS; do ip route add "${other%@*}" via "${other#*@}"; done
  sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
}

import_image() { ctr -a "$SOCKET" -n k8s.io images import "$1" >>"$STATE/log/$NODE-images.log" 2>&1; }

mount_own_directories
configure_network
containerd --config "$DIRECTORY/config/containerd.toml" >>"$STATE/log/$NODE-containerd.log" 2>&1 &
poll ctr -a "$SOCKET" version
import_image "$BUSYBOX_TAR"
import_image "$COREDNS_TAR" &
poll test -e "$RUN/api-is-ready"
"$KUBERNETES_BIN/kubelet" --config="$DIRECTORY/config/kubelet.yaml" --kubeconfig="$STATE/kubeconfig/$NODE" \
  --hostname-override="$NODE" --node-ip="$ADDRESS" --root-dir=/var/lib/kubelet --cert-dir="$DIRECTORY/config" \
  --node-labels="topology.kubernetes.io/zone=zone-${NODE#n}" >>"$STATE/log/$NODE-kubelet.log" 2>&1 &
"$KUBERNETES_BIN/kube-proxy" --config="$DIRECTORY/config/kube-proxy.yaml" --hostname-override="$NODE" \
  >>"$STATE/log/$NODE-kube-proxy.log" 2>&1 &
touch "$RUN/$NODE/ready"
# Process 1 reaps orphans for ever.
while true; do wait -n || sleep 1; done
