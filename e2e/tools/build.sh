#!/usr/bin/env bash
# Builds the judges (other people's programs, pinned by the go.mod files beside this script) into a cache outside the checkout.
#
#   build.sh [NAME...]      build what is missing; without a name: etcd benchmark
#   build.sh --where NAME   print the directory with the binaries of NAME, building them first when they are missing
#   build.sh --all-there NAME...  true when nothing of these has to be built
#   build.sh --test NAME    run the tests of NAME, one that is our own
#   build.sh --list         print every name, its version and its binaries
set -euo pipefail

TOOLS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE=${ETCETERA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/etcetera}/tools
ALL=(etcd etcd-3.6 benchmark clientcheck robustness flaky versitygw kubernetes kubectl coredns local-path-provisioner cert-manager csi)
GO=

say() { printf '%s\n' "tools: $*" >&2; }
die() {
  say "$*"
  exit 1
}

# Prints the folder with the go.mod of NAME.
folder_of() {
  case $1 in
    kubectl | coredns | local-path-provisioner) echo kubernetes ;;
    *) echo "$1" ;;
  esac
}

# Prints the module that gives NAME its version.
module_of() {
  case $1 in
    etcd | etcd-3.6) echo go.etcd.io/etcd/server/v3 ;;
    benchmark) echo go.etcd.io/etcd/v3 ;;
    clientcheck | robustness) echo go.etcd.io/etcd/client/v3 ;;
    kubernetes | kubectl) echo k8s.io/kubernetes ;;
    coredns) echo github.com/coredns/coredns ;;
    local-path-provisioner) echo github.com/rancher/local-path-provisioner ;;
    cert-manager) echo github.com/cert-manager/cert-manager ;;
    csi) echo github.com/kubernetes-csi/external-resizer/v2 ;;
    versitygw) echo github.com/versity/versitygw ;;
  esac
}

# Prints "BINARY PACKAGE" for each program of NAME.
programs_of() {
  local program
  case $1 in
    etcd)
      echo etcd go.etcd.io/etcd/server/v3
      echo etcdctl go.etcd.io/etcd/etcdctl/v3
      echo etcdutl go.etcd.io/etcd/etcdutl/v3
      ;;
    etcd-3.6) echo etcd go.etcd.io/etcd/server/v3 ;;
    benchmark)
      echo benchmark go.etcd.io/etcd/v3/tools/benchmark
      echo etcd-dump-logs go.etcd.io/etcd/v3/tools/etcd-dump-logs
      ;;
    clientcheck | robustness | flaky) echo "$1 etcetera/e2e/tools/$1" ;;
    kubernetes)
      for program in kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy; do
        echo "$program k8s.io/kubernetes/cmd/$program"
      done
      ;;
    kubectl) echo kubectl k8s.io/kubernetes/cmd/kubectl ;;
    coredns) echo coredns ./coredns ;;
    local-path-provisioner) echo local-path-provisioner github.com/rancher/local-path-provisioner ;;
    csi)
      echo csi-provisioner github.com/kubernetes-csi/external-provisioner/v6/cmd/csi-provisioner
      echo csi-resizer github.com/kubernetes-csi/external-resizer/v2/cmd/csi-resizer
      echo loopback ./loopback
      ;;
    versitygw) echo versitygw github.com/versity/versitygw/cmd/versitygw ;;
    cert-manager) echo cert-manager-controller github.com/cert-manager/cert-manager/cmd/controller ;;
  esac
}

source_sum() { find "$TOOLS/$1" -name '*.go' | sort | xargs cat | sha256sum | cut -c1-12; }

# Prints the version of NAME without the leading v, read from its go.mod.
version_of() {
  local module version
  # Stands on nothing but Go's own library.
  [ "$1" != flaky ] || {
    echo "own-$(source_sum flaky)"
    return
  }
  module=$(module_of "$1")
  version=$(awk -v m="$module" '$1 == m && $2 ~ /^v/ { print $2; exit } $1 == "require" && $2 == m { print $3; exit }' \
    "$TOOLS/$(folder_of "$1")/go.mod")
  [ -n "$version" ] || die "no version of $module in $(folder_of "$1")/go.mod"
  # Our own source, unlike a pinned module's, changes without its version.
  case $1 in
    clientcheck | robustness | csi) version+=-$(source_sum "$1") ;;
  esac
  echo "${version#v}"
}

bin_of() { echo "$CACHE/$1-$(version_of "$1")/bin"; }

# Finds a Go toolchain of at least the language version that the modules ask for.
find_go() {
  local candidate version
  for candidate in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go-1.26/bin/go "$HOME/sdk/go/bin/go"; do
    [ -x "$candidate" ] || continue
    version=$("$candidate" env GOVERSION 2>/dev/null) || continue
    version=${version#go}
    if printf '1.26\n%s\n' "$version" | sort -V -C; then
      GO=$candidate
      return
    fi
  done
  die "Go 1.26 or newer is missing: unpack it from https://go.dev/dl into /usr/local/go, or put it on PATH"
}

# True when FILE is a build of PACKAGE at VERSION. A launcher that merely answers with that version (our own etcd does) is
# not one: the build information inside the binary decides.
is_genuine() {
  local file=$1 package=$2 version=$3 information
  information=$("$GO" version -m "$file" 2>/dev/null) || return 1
  grep -qP "^\tpath\t\Q$package\E(/|$)" <<<"$information" || return 1
  grep -qP "^\t(mod|dep)\t\S+\tv\Q$version\E(\t|$)" <<<"$information" ||
    { "$file" --version 2>/dev/null || "$file" version 2>/dev/null || true; } | grep -qF "$version"
}

# Prints the path of an already installed PROGRAM (package, version), if there is one.
installed() {
  local program=$1 package=$2 version=$3 candidate
  for candidate in "${KUBEBUILDER_ASSETS:+$KUBEBUILDER_ASSETS/$program}" "$(command -v "$program" || true)"; do
    if [ -n "$candidate" ] && [ -x "$candidate" ] && is_genuine "$candidate" "$package" "$version"; then
      realpath "$candidate"
      return
    fi
  done
  return 1
}

linker_flags() {
  local flags="-s -w" version
  version=v$(version_of "$1")
  case $1 in
    kubernetes | kubectl)
      local package=k8s.io/component-base/version minor=${version#v*.}
      flags+=" -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=${minor%%.*}"
      ;;
  esac
  echo "$flags"
}

# Says every half minute that the build goes on, until it is killed. Waits in `read`, not in `sleep`: a child process would
# outlive the kill and keep our output open.
tick() {
  local begin=$SECONDS silence
  exec {silence}<> <(:)
  while true; do
    read -r -t 30 -u "$silence" || true
    say "  ... $1, $((SECONDS - begin)) s so far"
  done
}

compile() {
  local name=$1 target=$2 begin=$SECONDS staging program package ticker status=0
  shift 2
  staging=$(mktemp -d "$target/.build.XXXXXX")
  tick "still building $name" 8>&- >/dev/null &
  ticker=$!
  for program in "$@"; do
    package=$(programs_of "$name" | awk -v p="$program" '$1 == p { print $2 }')
    (cd "$TOOLS/$(folder_of "$name")" && CGO_ENABLED=0 GOWORK=off GOFLAGS="-buildvcs=false -mod=readonly" \
      "$GO" build -trimpath -ldflags "$(linker_flags "$name")" \
      -o "$staging/$program" "$package") 2> >(grep -v '^go: downloading' >&2) || {
      status=1
      break
    }
    mv "$staging/$program" "$target/$program"
  done
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  rm -rf "$staging"
  [ $status = 0 ] || die "building $name failed"
  say "$name $(version_of "$name"): built $* in $((SECONDS - begin)) s"
}

all_there() {
  local name program package
  for name in "$@"; do
    while read -r program package; do [ -x "$(bin_of "$name")/$program" ] || return 1; done < <(programs_of "$name")
  done
}

ensure() {
  local name=$1 version target program package found missing=()
  [[ " ${ALL[*]} " == *" $name "* ]] || die "unknown tool '$name' (known: ${ALL[*]})"
  version=$(version_of "$name")
  target=$(bin_of "$name")
  mkdir -p "$target"
  exec 8>"$target/.lock"
  flock -n 8 || {
    say "$name: waiting for another build to end"
    flock 8
  }
  while read -r program package; do
    [ -x "$target/$program" ] && continue
    [ -n "$GO" ] || find_go
    if found=$(installed "$program" "$package" "$version"); then
      ln -sfn "$found" "$target/$program"
      say "$name $version: $program is already at $found"
    else
      missing+=("$program")
    fi
  done < <(programs_of "$name")
  if [ ${#missing[@]} -gt 0 ]; then
    say "$name $version: building ${missing[*]} ..."
    compile "$name" "$target" "${missing[@]}"
  elif [ "${QUIET:-0}" = 0 ]; then
    say "$name $version: ready in $target"
  fi
  exec 8>&-
}

case ${1:-} in
  -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" ;;
  --list)
    for name in "${ALL[@]}"; do
      echo "$name $(version_of "$name") $(programs_of "$name" | awk '{ printf "%s ", $1 }')"
    done
    ;;
  --where)
    [ $# = 2 ] || die "--where takes one name"
    QUIET=1 ensure "$2"
    bin_of "$2"
    ;;
  --test)
    [ $# = 2 ] || die "--test takes one name"
    find_go
    (cd "$TOOLS/$(folder_of "$2")" && CGO_ENABLED=0 GOWORK=off GOFLAGS="-buildvcs=false -mod=readonly" "$GO" test ./...)
    ;;
  --all-there) shift && all_there "$@" ;;
  -*) die "unknown option $1 (see --help)" ;;
  *)
    [ $# -gt 0 ] || set -- etcd benchmark
    for name in "$@"; do ensure "$name"; done
    ;;
esac
