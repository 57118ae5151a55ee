#!/usr/bin/env bash
# Adds to the cluster that is up the class `loopback`: volumes that are file systems of their own, whose size is enforced, and
# which grow. kubelet, provisioner and resizer are the real ones; the driver is ours (e2e/tools/csi/loopback). Nodes that are
# started again later have to be told again. down.sh takes it away with the rest.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common packages node; do
  # shellcheck source=/dev/null
  . "$HERE/lib/$part.sh"
done

main() {
  local csi node plugins=/var/lib/kubelet
  need_slot
  need_own_cluster
  csi=$("$CHECKOUT/e2e/tools/build.sh" --where csi)
  # shellcheck source=/dev/null
  . "$STATE/environment"
  command -v mkfs.xfs >/dev/null || install_packages xfsprogs >>"$STATE/log/packages.log" 2>&1 || die "install xfsprogs"
  mkdir -p "$STATE/volumes"
  render loopback.yaml | kubectl apply -f -
  pid_of csi-driver >/dev/null || start csi-driver "$csi/loopback" --files="$STATE/volumes" --endpoint="$RUN/csi.sock"
  await 10 "the driver" test -S "$RUN/csi.sock"
  for node in $(nodes); do
    pid_of "csi-$node" >/dev/null || start "csi-$node" nsenter --target "$(init_of "$node")" --mount --net --uts --ipc --pid \
      "$csi/loopback" --node="$node" --files="$STATE/volumes" --endpoint="$plugins/plugins/loopback.sock" \
      --registry="$plugins/plugins_registry"
  done
  for node in $(nodes); do await 30 "the driver of node $node" node_has_driver "$node"; done
  pid_of csi-provisioner >/dev/null || start csi-provisioner "$csi/csi-provisioner" --csi-address="$RUN/csi.sock" \
    --kubeconfig="$STATE/kubeconfig/admin" --default-fstype=xfs
  pid_of csi-resizer >/dev/null || start csi-resizer "$csi/csi-resizer" --csi-address="$RUN/csi.sock" \
    --kubeconfig="$STATE/kubeconfig/admin"
  note "class loopback is there"
}

node_has_driver() { kubectl get csinode "$1" -o 'jsonpath={.spec.drivers[*].name}' | grep -q loopback; }

main "$@"
