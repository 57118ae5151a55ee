#!/usr/bin/env bash
# Starts a real Kubernetes on this machine, or mends the one that is up: missing nodes are added, dead ones started again.
#
#   [NODES=1] [SLOT=0] up.sh [IMAGE.tar...]     the archives are loaded into every node
#
# With NODES=0 it is etcd, API server and controllers alone: whoever uses it plays the nodes. The range of the Pods is then this
# machine's own: any of its addresses can be listened on.
#
# The kubeconfig is e2e/.local/kubeconfig. down.sh takes everything away again.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common packages pki network cgroups images controlplane node addons; do
  # shellcheck source=/dev/null
  . "$HERE/lib/$part.sh"
done
NODES=${NODES:-1}

# Refuses to start beside a cluster of another checkout; removes what a crash or a reboot left.
clear_the_ground() {
  if [ -e "$RUN/owner" ] && [ "$(owner)" != "$CHECKOUT" ] && any_alive; then
    die "a cluster of another checkout is up: $(owner); end it with: $HERE/down.sh --foreign"
  fi
  if ! any_alive && { [ -e "$RUN" ] || [ -e "$STATE" ]; }; then
    note "Removing what an earlier cluster left"
    "$HERE/down.sh" --foreign --locked
  fi
}

prepare() {
  mkdir -p "$STATE"/{pki,kubeconfig,log,etcd}
  chmod 700 "$STATE"/{pki,kubeconfig,etcd}
  ensure_programs
  local tools=$CHECKOUT/e2e/tools/build.sh
  "$tools" --all-there etcd kubernetes local-path-provisioner coredns ||
    note "Building Kubernetes once for this machine (about ten minutes on 2 cores, then cached in $CACHE)"
  ETCD_BIN=$("$tools" --where etcd)
  KUBERNETES_BIN=$("$tools" --where kubernetes)
  LOCAL_PATH_BIN=$("$tools" --where local-path-provisioner)
  COREDNS_BIN=$("$tools" --where coredns)
  find_kubectl
  make_images
  declare -p KUBECTL ETCD_BIN KUBERNETES_BIN LOCAL_PATH_BIN COREDNS_BIN BUSYBOX_TAR COREDNS_TAR >"$STATE/environment"
}

create_cluster() {
  mkdir "$RUN" 2>/dev/null || die "another up.sh was faster: $(owner)"
  mkdir "$RUN/pids"
  echo "$CHECKOUT" >"$RUN/owner"
  begin "Private network $RANGES and certificates"
  save_host_settings
  make_network
  [ "$NODES" -gt 0 ] || own_pod_range
  make_pki
  finish
}

# Nodes boot while the API server starts; their kubelets wait for the mark that it is ready.
start_processes() {
  local i
  begin "etcd, API server and $NODES node(s) start"
  start_controlplane
  for ((i = 1; i <= NODES; i++)); do
    if ! node_runs "n$i"; then
      [ -e "$STATE/n$i/config/kubelet.yaml" ] || configure_node "n$i"
      power_on "n$i"
    elif ! is_plugged "n$i"; then
      in_switch ip link set "n$i" master bridge
      route_services
    fi
  done
  finish
}

wait_until_ready() {
  local i
  begin "API server of Kubernetes answers"
  await 120 "the API server" api_is_ready
  touch "$RUN/api-is-ready"
  start_controllers
  finish
  [ "$NODES" -gt 0 ] || return 0
  begin "Names (CoreDNS) and volumes (local-path) installed"
  install_addons "$NODES"
  finish
  for i in $(nodes); do
    begin "Node $i is Ready"
    await 180 "node $i Ready" node_is_ready "$i"
    finish
  done
  begin "CoreDNS answers"
  await 180 "CoreDNS" dns_is_available
  finish
}

api_version() { kubectl get --raw /version | sed -n 's/.*"gitVersion": "\(.*\)".*/\1/p'; }

is_healthy() {
  local i name
  [ "$(owner)" = "$CHECKOUT" ] || return 1
  local -a expected=(switch etcd kube-apiserver kube-controller-manager)
  [ "$NODES" = 0 ] || expected+=(kube-scheduler local-path-provisioner)
  for name in "${expected[@]}"; do
    pid_of "$name" >/dev/null || return 1
  done
  for ((i = 1; i <= NODES; i++)); do
    { node_runs "n$i" && is_plugged "n$i"; } || return 1
    [ "$(kubectl get node "n$i" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' 2>/dev/null)" = True ] || return 1
  done
  [ "$NODES" = 0 ] || dns_is_available 2>/dev/null
}

main() {
  local begun
  begun=$(now)
  case ${1:-} in -h | --help)
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
    return
    ;;
  esac
  [[ $NODES =~ ^[0-9]$ ]] || die "NODES is a number from 0 to 9, not '$NODES'"
  need_root
  need_slot
  exec 9<"$HERE"
  flock -n 9 || { note "Waiting for another up.sh or down.sh of this checkout" && flock 9; }
  if is_healthy; then
    note "Kubernetes is already up with $(nodes | wc -l) node(s)"
  else
    clear_the_ground
    prepare
    any_alive || create_cluster
    pid_of switch >/dev/null || die "the cluster's network is gone: run $HERE/down.sh, then this again"
    start_processes
    wait_until_ready
    note "Kubernetes $(api_version) with $(nodes | wc -l) node(s) is up after $(seconds_since "$begun") s"
  fi
  [ $# = 0 ] || "$HERE/load.sh" "$@"
  note "export KUBECONFIG=$KUBECONFIG_FILE"
  command -v kubectl >/dev/null || note "export PATH=\$PATH:$(dirname "$KUBECTL")"
}

main "$@"
