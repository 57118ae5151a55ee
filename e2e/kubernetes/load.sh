#!/usr/bin/env bash
# Imports image archives (docker-archive tars) into every running node, all nodes at once.
#
#   load.sh IMAGE.tar...
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common network node; do
  # shellcheck source=/dev/null
  . "$HERE/lib/$part.sh"
done

load_into() {
  local node=$1 archive
  shift
  await 30 "containerd of $node" ctr -a "$RUN/$node/containerd.sock" version
  for archive in "$@"; do
    ctr -a "$RUN/$node/containerd.sock" -n k8s.io images import "$archive" >>"$STATE/log/$node-images.log" 2>&1 ||
      die "cannot load $archive into $node: $(last_lines "$node-images")"
  done
}

main() {
  local node archive jobs=() job
  [ $# -gt 0 ] || die "usage: load.sh IMAGE.tar..."
  need_own_cluster
  for archive in "$@"; do [ -r "$archive" ] || die "no such image archive: $archive"; done
  begin "Loading $# image(s) into every node"
  for node in $(nodes); do
    node_runs "$node" || continue
    load_into "$node" "$@" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || die "not all images are loaded"; done
  finish
}

main "$@"
