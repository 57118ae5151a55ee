#!/usr/bin/env bash
# Packs TARGET/etcetera as an OCI image archive (the format of `docker save`) without a container engine: from nothing but
# the runtime, the node, a static launcher and the machine's C library. Reproducible: times and owners are fixed.
#   image.sh TARGET REPOSITORY:TAG
set -euo pipefail
target=$1 name=$2
here=$(cd "$(dirname "$0")" && pwd)
home=$target/etcetera
work=$target/image
epoch=@1767225600
command -v gcc >/dev/null || { echo "gcc is missing: it builds the image's launcher (Debian: apt-get install gcc libc6-dev)" >&2; exit 1; }
rm -rf "$work" && mkdir -p "$work"

# Layer 1: C library, users, directories, the runtime. Layer 2: the node, which changes more often.
base=$work/base node=$work/node
mkdir -p "$base"/{etc,tmp,var/lib/etcd,opt/etcetera} "$node"/{usr/local/bin,opt/etcetera}
cp -a "$home/runtime" "$base/opt/etcetera/"
rm -rf "$base"/opt/etcetera/runtime/legal
find "$home/runtime" "$home/lib/native" -type f \( -name '*.so' -o -path '*/bin/java' \) -print0 \
  | LD_LIBRARY_PATH=$home/runtime/lib:$home/runtime/lib/server xargs -0 ldd 2>/dev/null \
  | grep -oE '/[^ ]+' | grep -v "^$home" | sort -u | while read -r library; do
    mkdir -p "$base$(dirname "$library")"
    cp -L "$library" "$base$library"
  done
echo 'etcd:x:65532:65532::/var/lib/etcd:/sbin/nologin' >"$base/etc/passwd"
echo 'etcd:x:65532:' >"$base/etc/group"
echo 'hosts: files dns' >"$base/etc/nsswitch.conf"
cp -a "$home/lib" "$node/opt/etcetera/"
rm -f "$node"/opt/etcetera/lib/netty-transport-native-epoll-*.jar
gcc -static -Os -s -o "$node/usr/local/bin/etcd" "$here/../c/etcd.c"

# $1 layer, $2 directory of what belongs to root; /var/lib/etcd alone belongs to the user who runs the node.
layer() {
  tar --create --file "$work/$1.tar" --directory "$2" --sort=name --mtime="$epoch" --owner=0 --group=0 --numeric-owner \
    --exclude=./var/lib/etcd --transform 's,^\./,,' .
  if [ -d "$2/var/lib/etcd" ]; then
    tar --append --file "$work/$1.tar" --directory "$2" --mtime="$epoch" --owner=65532 --group=65532 --numeric-owner \
      var/lib/etcd
  fi
  digest=$(sha256sum "$work/$1.tar" | cut -d' ' -f1)
  gzip -n -6 "$work/$1.tar"
  mv "$work/$1.tar.gz" "$work/$digest.tar.gz"
  echo "$digest"
}
chmod 1777 "$base/tmp"
first=$(layer base "$base")
second=$(layer node "$node")
case $(uname -m) in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; *) architecture=$(uname -m) ;; esac
cat >"$work/config.json" <<JSON
{"architecture":"$architecture","os":"linux","created":"2026-01-01T00:00:00Z","config":{"User":"65532:65532","Env":["PATH=/usr/local/bin:/usr/bin:/bin"],"Cmd":["/usr/local/bin/etcd"],"WorkingDir":"/var/lib/etcd","ExposedPorts":{"2379/tcp":{},"2380/tcp":{}}},"rootfs":{"type":"layers","diff_ids":["sha256:$first","sha256:$second"]},"history":[{"created":"2026-01-01T00:00:00Z","created_by":"Etcetera: runtime"},{"created":"2026-01-01T00:00:00Z","created_by":"Etcetera: node"}]}
JSON
config=$(sha256sum "$work/config.json" | cut -d' ' -f1)
mv "$work/config.json" "$work/$config.json"
echo "[{\"Config\":\"$config.json\",\"RepoTags\":[\"$name\"],\"Layers\":[\"$first.tar.gz\",\"$second.tar.gz\"]}]" >"$work/manifest.json"
tar --create --file "$target/store-image.tar" --directory "$work" --sort=name --mtime="$epoch" --owner=0 --group=0 --numeric-owner \
  manifest.json "$config.json" "$first.tar.gz" "$second.tar.gz"
rm -rf "$work"
