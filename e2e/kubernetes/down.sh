#!/usr/bin/env bash
# Takes the cluster down and leaves the machine as it was: processes, namespaces, links, routes, cgroups, settings, files.
#
#   down.sh              the cluster of this checkout
#   down.sh --foreign    whichever cluster is up, also one whose checkout is gone
#
# Logs of the last cluster stay in e2e/.local/last-log. Debian packages and built programs stay too.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common network cgroups controlplane node; do
  # shellcheck source=/dev/null
  . "$HERE/lib/$part.sh"
done
FOREIGN=0
LOCKED=0

take_down() {
  local node
  for node in $(nodes); do power_off "$node"; done
  stop_controlplane
  remove_network
  for node in $(recorded); do stop "$node" KILL; done
  remove_cgroups
  restore_host_settings
}

remove_files() {
  rm -rf "$LOCAL/last-log"
  [ ! -d "$STATE/log" ] || mv "$STATE/log" "$LOCAL/last-log"
  rm -rf "$STATE" "$KUBECONFIG_FILE"
}

# Says what is still there, and fails if anything is.
verify() {
  local saved=$1 line rest=0
  while read -r line; do
    [ -z "$line" ] || { printf 'left behind: %s\n' "$line" >&2 && rest=1; }
  done < <(
    grep -lzs "^ETCETERA_KUBERNETES=$RUN" /proc/[0-9]*/environ | sed 's/^/process /'
    grep -F -e "$STATE" -e "$RUN" /proc/mounts | sed 's/^/mount /'
    ip -o link show dev "$HOST_LINK" 2>/dev/null | sed 's/^/link /'
    our_routes | sed 's/^/route /'
    our_cgroups | sed 's/^/cgroup /'
    ! is_alone || for line in $saved; do
      [ "$(sysctl -n "${line%%=*}")" = "${line#*=}" ] || echo "setting ${line%%=*}, it was ${line#*=}"
    done
    for line in "$STATE" "$RUN"; do [ ! -e "$line" ] || echo "directory $line"; done
  )
  return $rest
}

main() {
  local saved
  while [ $# -gt 0 ]; do
    case $1 in
      --foreign) FOREIGN=1 ;;
      --locked) LOCKED=1 ;; # up.sh holds the lock already
      *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" && return ;;
    esac
    shift
  done
  if [ ! -e "$RUN" ] && [ ! -e "$STATE" ]; then
    note "No cluster is up"
    return
  fi
  need_root
  need_slot
  if [ -e "$RUN/owner" ] && [ "$(owner)" != "$CHECKOUT" ]; then
    [ $FOREIGN = 1 ] || die "the cluster that is up belongs to $(owner); to end it: $HERE/down.sh --foreign"
    LOCAL=$(owner)/e2e/.local
    STATE=$LOCAL/kubernetes
    KUBECONFIG_FILE=$LOCAL/kubeconfig
  fi
  if [ $LOCKED = 0 ]; then
    exec 9<"$HERE"
    flock 9
  fi
  saved=$(cat "$RUN/sysctl.saved" 2>/dev/null || true)
  begin "Taking Kubernetes down"
  take_down
  remove_files
  rm -rf "$RUN"
  verify "$saved" || die "the machine is not clean"
  finish
}

main "$@"
