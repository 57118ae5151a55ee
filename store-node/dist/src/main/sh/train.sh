#!/usr/bin/env bash
# Trains the AOT cache: a member runs for a few seconds under a little traffic of every kind, and at its end the JVM
# writes down what it loaded, linked and found hot.
#   train.sh HOME WORKDIR
set -euo pipefail
home=$1 work=$2
rm -rf "$work" && mkdir -p "$work"
launch() {
  # A cache is written with the options under which it will be used, but for the one that names it.
  "$home/runtime/bin/java" -XX:+UseSerialGC @"$home/lib/jvm.options" -Djava.library.path="$home/lib/native" \
    "$1" -cp "$home/lib/etcd.jar" "${@:2}"
}
if launch -Dtraining=true dev.etcetera.dist.Trainer "$home" "$work" >"$work/log" 2>&1; then
  rm -rf "$work"
else
  cat "$work/log" >&2
  echo "train.sh: the member did not run, its log is $work/member.log" >&2
  exit 1
fi
