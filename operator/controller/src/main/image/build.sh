#!/usr/bin/env bash
# Writes the operator's image as a docker-archive tar, without a container engine: a jlinked runtime, the C library of
# this machine, and the application, in two layers (what changes often comes last).
#
#   build.sh JDK APPLICATION-DIRECTORY NAME:TAG OUT.tar
set -euo pipefail

JDK=$1 APPLICATION=$2 NAME=$3 OUT=$4
# jdk.zipfs is not seen by jdeps, and without it the application ends at once and says nothing.
MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.xml,java.sql,jdk.httpserver,jdk.management,jdk.unsupported,jdk.net,jdk.zipfs

runtime() {
  local root=$1 library
  mkdir -p "$root"/{etc,tmp,opt}
  chmod 1777 "$root/tmp"
  printf 'root:x:0:0:root:/:/\nnonroot:x:65532:65532:nonroot:/:/\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnonroot:x:65532:\n' >"$root/etc/group"
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
  "$JDK/bin/jlink" --add-modules "$MODULES" --strip-debug --no-header-files --no-man-pages --compress=zip-6 \
    --vm=server --generate-cds-archive --output "$root/opt/java"
  libraries "$root/opt/java" | while read -r library; do
    install -D -m 755 "$(readlink -f "$library")" "$root$library"
  done
}

# The C library and its loader, by the paths at which programs look for them.
libraries() {
  find "$1" -type f \( -name '*.so' -o -path '*/bin/java' -o -name jspawnhelper \) -exec ldd {} \; |
    grep -oE '/[^ ]*/(ld-linux[^ ]*|lib(c|m|dl|pthread|rt)\.so\.[0-9]+)' | sort -u
}

# layer DIRECTORY NAME: the directory as a compressed layer; prints the sum of its uncompressed content.
layer() {
  tar --directory "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu --create . >"$WORK/$2.raw"
  gzip --no-name --fast <"$WORK/$2.raw" >"$WORK/image/$2.tar.gz"
  sha256sum "$WORK/$2.raw" | cut -d' ' -f1
  rm "$WORK/$2.raw"
}

architecture() { case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac; }

WORK=$(mktemp -d "$(dirname "$OUT")/.image.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
mkdir -p "$WORK"/{image,runtime,application/opt}
runtime "$WORK/runtime"
cp -r "$APPLICATION" "$WORK/application/opt/operator"
# The backup program's cache remembers the times of what it was made from: here they are what they will be in the layers.
find "$WORK/runtime/opt" "$WORK/application/opt" -exec touch -h -d @0 {} +
(cd "$WORK/application/opt/operator" && LC_ALL=C ls -1 lib/main/*.jar lib/boot/*.jar) |
  xargs "$(dirname "$0")/../../../../backup/src/main/sh/program.sh" "$JDK" "$WORK/runtime/opt/java" \
    "$WORK/application/opt/operator" /opt/operator
chmod -R a+rX "$WORK/runtime/opt" "$WORK/application"
RUNTIME=$(layer "$WORK/runtime" runtime)
APP=$(layer "$WORK/application" application)
cat >"$WORK/image/config.json" <<JSON
{"architecture":"$(architecture)","os":"linux",
"config":{"User":"65532:65532","WorkingDir":"/opt/operator","Env":["PATH=/opt/java/bin","LANG=C.UTF-8"],
"ExposedPorts":{"8080/tcp":{}},
"Entrypoint":["/opt/java/bin/java","-XX:+UseSerialGC","-XX:TieredStopAtLevel=1","-XX:-UsePerfData","-XX:MaxRAMPercentage=50",
"-XX:+ExitOnOutOfMemoryError","--sun-misc-unsafe-memory-access=allow","--enable-native-access=ALL-UNNAMED","-jar","quarkus-run.jar"]},
"rootfs":{"type":"layers","diff_ids":["sha256:$RUNTIME","sha256:$APP"]}}
JSON
echo "[{\"Config\":\"config.json\",\"RepoTags\":[\"docker.io/$NAME\"],\"Layers\":[\"runtime.tar.gz\",\"application.tar.gz\"]}]" \
  >"$WORK/image/manifest.json"
tar --directory "$WORK/image" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu --create \
  --file "$WORK/done.tar" config.json manifest.json application.tar.gz runtime.tar.gz
mv "$WORK/done.tar" "$OUT"
