# The programs of the distribution that the cluster needs.
# shellcheck shell=bash disable=SC2034 # variables for up.sh

# Prints "COMMAND-OR-FILE PACKAGE" for everything that is missing.
missing_programs() {
  local program package
  while read -r program package; do
    case $program in
      cni-plugins) [ -n "$(cni_directory)" ] || echo "$program $package" ;;
      *) command -v "$program" >/dev/null || echo "$program $package" ;;
    esac
  done <<'LIST'
containerd containerd
ctr containerd
containerd-shim-runc-v2 containerd
runc runc
cni-plugins containernetworking-plugins
busybox busybox-static
nft nftables
iptables iptables
ip iproute2
openssl openssl
nsenter util-linux
unshare util-linux
flock util-linux
pgrep procps
sysctl procps
LIST
}

cni_directory() {
  local directory
  for directory in "${CNI_BIN:-/usr/lib/cni}" /usr/lib/cni /opt/cni/bin; do
    [ -x "$directory/bridge" ] && [ -x "$directory/host-local" ] && [ -x "$directory/portmap" ] && echo "$directory" && return
  done
  return 0
}

ensure_programs() {
  local packages
  packages=$(missing_programs | awk '!seen[$2]++ { printf "%s ", $2 }')
  [ -n "$packages" ] || return 0
  command -v apt-get >/dev/null ||
    die "missing programs: $(missing_programs | cut -d' ' -f1 | paste -sd' ') (Debian packages: $packages)"
  begin "Installing Debian packages: ${packages% }"
  # shellcheck disable=SC2086 # a list of words
  install_packages $packages >"$STATE/log/packages.log" 2>&1 ||
    die "cannot install them; by hand: apt-get install $packages(see $STATE/log/packages.log)"
  finish
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends "$@" ||
    { apt-get update && apt-get install -y --no-install-recommends "$@"; }
}

# Names the kubectl to use: the one on PATH from 1.30 on, else ours.
find_kubectl() {
  local version
  if command -v kubectl >/dev/null; then
    version=$(command kubectl version --client 2>/dev/null | sed -n 's/^Client Version: v//p')
    printf '1.30\n%s\n' "$version" | sort -V -C && KUBECTL=$(command -v kubectl) && return
  fi
  KUBECTL=$("$CHECKOUT/e2e/tools/build.sh" --where kubectl)/kubectl
}
