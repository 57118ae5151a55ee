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
  | grep -oE '/[^ ]+' | grep -v "^$home" | grep -v ':$' | sort -u | while read -r library; do
    mkdir -p "$base$(dirname "$library")"
    cp -L "$library" "$base$library"
  done
echo 'etcd:x:65532:65532::/var/lib/etcd:/sbin/nologin' >"$base/etc/passwd"
echo 'etcd:x:65532:' >"$base/etc/group"
echo 'hosts: files dns' >"$base/etc/nsswitch.conf"
cp -a "$home/lib" "$node/opt/etcetera/"
rm -f "$node"/opt/etcetera/lib/netty-transport-native-epoll-*.jar
gcc -static -Os -s -o "$node/usr/local/bin/etcd" "$here/../c/etcd.c"
