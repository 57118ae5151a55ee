#!/usr/bin/env bash
# Clusters of real members, faults, and a judge: see README.md. Arguments go to the program; without any, every fault once.
#   run.sh [-runs N] [-jobs N] [-within 10m] [-fault NAME,NAME] [-traffic NAME] [-seed N] [-implementation java|go|mixed]
set -euo pipefail
cd "$(dirname "$0")/../.."

[ "$(id -u)" = 0 ] || {
  echo "robustness: needs root, for network namespaces" >&2
  exit 1
}
for pair in ip:iproute2 tc:iproute2 iptables:iptables; do
  command -v "${pair%%:*}" >/dev/null || {
    echo "robustness: ${pair%%:*} is missing (Debian: apt-get install ${pair##*:})" >&2
    exit 1
  }
done
java=$PWD/store-node/dist/target/etcetera/bin/etcd
[ -x "$java" ] || {
  echo "robustness: $java is missing: run 'make dist'" >&2
  exit 1
}
# Sets members' clocks; the fault that needs it is left out where there is no C compiler.
clock=
if command -v gcc >/dev/null; then
  clock=$PWD/e2e/target/robustness/clock.so
  mkdir -p "${clock%/*}"
  gcc -shared -fPIC -O2 -o "$clock.$$" e2e/tools/robustness/clock/clock.c && mv "$clock.$$" "$clock" || clock=
fi
exec "$(e2e/tools/build.sh --where robustness)/robustness" run \
  -data e2e/robustness/scenarios.json -out e2e/target/robustness -replay e2e/robustness/run.sh \
  -clock "$clock" -java "$java" -go "$(e2e/tools/build.sh --where etcd)/etcd" "$@"
