# The cluster's network. A process that does nothing holds a network namespace, the "switch", with a bridge in it. The host
# and every node are plugged into that bridge. The bridge is not on the host, so the host's firewall and forwarding rules
# never see traffic between nodes, and the host has one link more and no other change.
#
#   host etcetera0 198.18.0.1 --- switch (bridge) --- eth0 198.18.0.11 node n1 --- cni0 --- pods 198.19.1.0/24
#                                             `------ eth0 198.18.0.12 node n2 --- cni0 --- pods 198.19.2.0/24
# shellcheck shell=bash

in_switch() { nsenter --net="/proc/$(pid_of switch)/ns/net" "$@"; }

# The unreachable route comes first and goes last: while a node or the whole cluster is down, no packet for these ranges may
# leave by the default route.
make_network() {
  local taken range
  taken=$(our_routes | head -n 1)
  [ -z "$taken" ] || die "this machine already has a route inside $RANGES: $taken"
  for range in $RANGES; do ip route add unreachable "$range" metric 4000000000; done
  start switch unshare --net sleep infinity
  await 10 "the switch namespace" switch_is_apart
  in_switch ip link add bridge type bridge
  in_switch ip link set bridge up
  ip link add "$HOST_LINK" type veth peer name host netns "$(pid_of switch)"
  in_switch ip link set host master bridge up
  ip address add "$HOST_ADDRESS/24" dev "$HOST_LINK"
  ip link set "$HOST_LINK" up
}

# Without nodes the addresses of Pods are this machine's own.
own_pod_range() { ip route add local "$POD_RANGE" dev lo; }

our_routes() {
  local range
  for range in $RANGES; do ip route show to root "$range"; done
  ip route show table local to exact "$POD_RANGE"
}

switch_is_apart() { [ "$(readlink "/proc/$(pid_of switch)/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }

# plug NODE PID: a cable from the switch to the network namespace of a process, and the host's route to the node's pods.
plug() {
  in_switch ip link add "$1" type veth peer name "$1-eth0"
  in_switch ip link set "$1-eth0" netns "$2" name eth0
  in_switch ip link set "$1" master bridge up
  ip route replace "$(node_pods "$1")" via "$(node_address "$1")" dev "$HOST_LINK"
}

is_plugged() { in_switch ip -o link show dev "$1" 2>/dev/null | grep -q ' master bridge '; }

# Service addresses are answered by any node (kube-proxy runs on each): the host asks the first one it can reach.
route_services() {
  local node
  for node in $(nodes); do
    if pid_of "node-$node" >/dev/null && is_plugged "$node"; then
      ip route replace "$SERVICE_RANGE" via "$(node_address "$node")" dev "$HOST_LINK"
      return
    fi
  done
  ip route del "$SERVICE_RANGE" 2>/dev/null || true
}

remove_network() {
  local range
  ip route del local "$POD_RANGE" dev lo 2>/dev/null || true
  stop switch KILL
  ip link del "$HOST_LINK" 2>/dev/null || true
  for range in $RANGES; do ip route del unreachable "$range" metric 4000000000 2>/dev/null || true; done
}
