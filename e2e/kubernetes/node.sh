#!/usr/bin/env bash
# Does to a node what happens to nodes.
#
#   node.sh kill nX         power off: SIGKILL of everything in it
#   node.sh start nX        power on again
#   node.sh cut nX          take its network cable out
#   node.sh join nX         put it back
#   node.sh exec nX CMD...  run a command inside the node
#   node.sh list            the nodes and their state
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common packages pki network cgroups node; do
  # shellcheck source=/dev/null
  . "$HERE/lib/$part.sh"
done

state_of() {
  if ! node_runs "$1"; then
    echo off
  elif is_plugged "$1"; then
    echo on
  else
    echo cut
  fi
}

list() {
  local node
  for node in $(nodes); do echo "$node $(node_address "$node") $(state_of "$node")"; done
}

main() {
  local action=${1:-help} node=${2:-}
  case $action in
    list) need_own_cluster && list && return ;;
    kill | start | cut | join | exec) ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" && return ;;
  esac
  need_own_cluster
  # shellcheck source=/dev/null
  . "$STATE/environment"
  nodes | grep -qx "$node" || die "no node '$node'; there are: $(nodes | paste -sd' ')"
  case $action in
    kill) power_off "$node" && route_services ;;
    start) ! node_runs "$node" || die "node $node runs already" && power_on "$node" ;;
    cut) in_switch ip link set "$node" nomaster && route_services ;;
    join) in_switch ip link set "$node" master bridge && route_services ;;
    exec) shift 2 && in_node "$node" "$@" ;;
  esac
}

main "$@"
