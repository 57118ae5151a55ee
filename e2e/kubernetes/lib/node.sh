# A node: one process tree in its own network, mount, pid, uts and ipc namespaces, with containerd, kubelet and kube-proxy.
# SIGKILL of the recorded process powers all of it off, and the kernel takes the node's network and mounts with it.
# shellcheck shell=bash disable=SC2034 # render reads variables by name

# The kubelet writes these machine-wide settings; down.sh puts them back.
NODE_SYSCTLS=(vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys
  kernel.keys.root_maxbytes)
# Directories that a node covers with its own: they must exist on the host as mount points.
MOUNT_POINTS=(/var/lib/cni /var/lib/kubelet /var/log/pods /var/log/containers)

save_host_settings() {
  local name directory
  if is_alone; then
    for name in "${NODE_SYSCTLS[@]}"; do
      ! sysctl -n "$name" >/dev/null 2>&1 || echo "$name=$(sysctl -n "$name")"
    done >"$RUN/sysctl.saved"
  else # the others' kubelets have changed them already
    cat "$RUNS"-*/sysctl.saved >"$RUN/sysctl.all"
    sort -u "$RUN/sysctl.all" >"$RUN/sysctl.saved"
    cat "$RUNS"-*/made-directories 2>/dev/null | sort -u >"$RUN/made.all" || true
    mv "$RUN/made.all" "$RUN/made-directories"
  fi
  for directory in "${MOUNT_POINTS[@]}"; do
    [ -d "$directory" ] && continue
    mkdir "$directory"
    echo "$directory" >>"$RUN/made-directories"
  done
  for name in overlay veth bridge br_netfilter nf_tables; do modprobe -q $name 2>/dev/null || true; done
}

restore_host_settings() {
  local directory
  is_alone || return 0
  [ ! -e "$RUN/sysctl.saved" ] || sysctl -q -p "$RUN/sysctl.saved" >/dev/null || true
  [ ! -e "$RUN/made-directories" ] || while read -r directory; do rmdir "$directory" 2>/dev/null || true; done <"$RUN/made-directories"
}

# configure_node NODE: everything that is written once in the life of a node.
configure_node() {
  local NODE=$1 DIRECTORY=$STATE/$1 SOCKET=$RUN/$1/containerd.sock ADDRESS POD_CIDR CNI_DIRECTORY CGROUP SNAPSHOTTER
  ADDRESS=$(node_address "$NODE")
  POD_CIDR=$(node_pods "$NODE")
  CNI_DIRECTORY=$(cni_directory)
  CGROUP=$(cgroup_of "$NODE")
  # An overlay cannot be stacked on an overlay, as when this machine is itself a container.
  SNAPSHOTTER=overlayfs
  [ "$(stat --file-system --format %T "$STATE")" != overlayfs ] || SNAPSHOTTER=native
  mkdir -p "$DIRECTORY"/{config,cni/config,cni/state,kubelet,containerd,log/pods,log/containers} "$RUN/$NODE"
  make_node_pki "$NODE"
  render containerd.toml >"$DIRECTORY/config/containerd.toml"
  render kubelet.yaml >"$DIRECTORY/config/kubelet.yaml"
  render kube-proxy.yaml >"$DIRECTORY/config/kube-proxy.yaml"
  render cni.conflist >"$DIRECTORY/cni/config/10-etcetera.conflist"
  echo 'search .' >"$DIRECTORY/config/resolv.conf"
}

# power_on NODE
power_on() {
  local node=$1 init
  make_cgroups "$node"
  # The old socket would answer nobody; the importers wait for the new one.
  rm -f "$RUN/$node/containerd.sock" "$RUN/$node/ready"
  NODE=$node ADDRESS=$(node_address "$node") STATE=$STATE RUN=$RUN KUBERNETES_BIN=$KUBERNETES_BIN \
    BUSYBOX_TAR=$BUSYBOX_TAR COREDNS_TAR=$COREDNS_TAR RANGES=$RANGES HOST_ADDRESS=$HOST_ADDRESS OTHERS=$(routes_of_others "$node") \
    start "node-$node" unshare --net --mount --propagation slave --uts --ipc --pid --fork --kill-child --mount-proc \
    bash "$KUBERNETES/lib/node-init.sh"
  await 10 "the first process of node $node" init_of "$node"
  init=$(init_of "$node")
  plug "$node" "$init"
  route_services
}

# routes_of_others NODE: RANGE@ADDRESS for the pods of every node that may be there.
routes_of_others() {
  local other
  for other in n1 n2 n3 n4 n5 n6 n7 n8 n9; do
    [ $other = "$1" ] || echo "$(node_pods $other)@$(node_address $other)"
  done
}

# init_of NODE: the process id of the node's pid 1, seen from the host.
init_of() {
  local holder
  holder=$(pid_of "node-$1") && pgrep -P "$holder" -x bash
}

node_runs() { pid_of "node-$1" >/dev/null; }

power_off() {
  local pid
  pid=$(pid_of "node-$1") || return 0
  kill -KILL "$pid"
  await 10 "the end of node $1" node_is_off "$1"
  in_switch ip link del "$1" 2>/dev/null || true
}

node_is_off() { ! node_runs "$1"; }

node_is_ready() {
  node_runs "$1" || die "node $1 ended: $(last_lines "node-$1")"
  [ "$(kubectl get node "$1" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' 2>/dev/null)" = True ]
}

in_node() {
  local init
  init=$(init_of "$1") || die "node $1 does not run"
  shift
  nsenter --target "$init" --mount --net --uts --ipc --pid -- "$@"
}
