#!/usr/bin/env bash
# Loads unmodified etcd into every node of the cluster that is up, as an image: the release before the one that our members are,
# and that one. Prints a line each, "IMAGE VERSION", the older first.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common images; do
  # shellcheck source=/dev/null
  . "$HERE/lib/$part.sh"
done

etcd_files() { install -D -m 755 "$PROGRAM" "$1/usr/local/bin/etcd"; }

main() {
  local tool archives=()
  IMAGE_CACHE=$CACHE/kubernetes-images
  mkdir -p "$IMAGE_CACHE"
  for tool in etcd-3.6 etcd; do
    PROGRAM=$("$CHECKOUT/e2e/tools/build.sh" --where "$tool")/etcd
    VERSION=$("$PROGRAM" --version | awk '/^etcd Version:/ { print $3 }')
    archives+=("$IMAGE_CACHE/etcd-$(short_sum "$PROGRAM").tar")
    [ -e "${archives[-1]}" ] ||
      write_image "${archives[-1]}" "localhost/etcd:$VERSION" etcd_files '"/usr/local/bin/etcd"'
    echo "localhost/etcd:$VERSION $VERSION"
  done
  "$HERE/load.sh" "${archives[@]}" >&2
}

main "$@"
