#!/usr/bin/env bash
# Lays a runnable node at TARGET/etcetera: bin/etcd, lib/, and a Java runtime of just the modules it needs, with an AOT
# cache trained by running that very node. What is up to date is left as it is.
#   assemble.sh JDK TARGET VERSION
set -euo pipefail
jdk=$1 target=$2 version=$3
here=$(cd "$(dirname "$0")" && pwd)
home=$target/etcetera
modules=java.base,java.logging,java.management,java.naming,jdk.management,jdk.unsupported
epoch=202601010000.00

# The runtime. Linked from the JDK itself, which needs no jmods.
stamp="$("$jdk/bin/java" -version 2>&1 | tail -1) $modules"
mkdir -p "$home/bin" "$home/lib/native"
if [ "$(cat "$home/runtime.stamp" 2>/dev/null)" != "$stamp" ]; then
  rm -rf "$home/runtime"
  "$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
    --output "$home/runtime"
  find "$home/runtime" -exec touch -h -t "$epoch" {} +
  echo "$stamp" >"$home/runtime.stamp"
fi

# Libraries. The times are fixed: the AOT cache remembers them.
find "$home/lib" -name "*.jar" -delete
cp "$target"/lib/*.jar "$target/etcd.jar" "$home/lib/"
for jar in "$home"/lib/netty-transport-native-epoll-*.jar; do
  case $jar in
    *"$(uname -m | sed 's/aarch64/aarch_64/')"*)
      (cd "$home/lib/native" && "$jdk/bin/jar" xf "$jar" META-INF/native && mv META-INF/native/*.so . && rm -r META-INF) ;;
  esac
  rm "$jar"
done
install -m 755 "$here/etcd" "$home/bin/etcd"
install -m 755 "$here/etcd" "$home/bin/etcd-dump-logs"
{
  cat "$here/jvm.options"
  echo "-Detcetera.version=$version"
  echo "-Detcetera.commit=$(git -C "$here" rev-parse --short HEAD 2>/dev/null || echo unknown)"
} >"$home/lib/jvm.options"
find "$home/lib" -name '*.jar' -exec touch -t "$epoch" {} +

# The AOT cache.
sum="$stamp $(cat "$home"/lib/*.jar "$here/jvm.options" | sha256sum)"
if [ "$(cat "$home/aot.stamp" 2>/dev/null)" != "$sum" ] || [ ! -s "$home/lib/etcd.aot" ]; then
  rm -f "$home/lib/etcd.aot" "$home/aot.stamp"
  "$here/train.sh" "$home" "$target/training"
  echo "$sum" >"$home/aot.stamp"
fi
