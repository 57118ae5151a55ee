#!/usr/bin/env bash
# Shows that the raft thread never waits for I/O: records a real cluster of three with Java Flight Recorder while etcd's
# `benchmark put` runs, counts the file and socket events of each thread, and fails if there is one of the raft thread's.
# TOTAL=10000 puts, CLIENTS=50. Needs `make dist` and a JDK 25 (the bundled runtime has no recorder).
set -euo pipefail
cd "$(dirname "$0")/../.."

JAVA_HOME=$(build/find-jdk)
export JAVA_HOME
e2e/tools/build.sh benchmark >/dev/null
benchmark=$(e2e/tools/build.sh --where benchmark)/benchmark
work=$(mktemp -d)
pids=()
stop() {
  if [ ${#pids[@]} -gt 0 ]; then kill "${pids[@]}" 2>/dev/null || true; fi
  wait
  rm -rf "$work"
}
trap stop EXIT

# The same node without the bundled runtime: the launcher then takes the JDK.
mkdir "$work/node"
cp -r store-node/dist/target/etcetera/bin store-node/dist/target/etcetera/lib "$work/node/"
base=$((20000 + RANDOM % 20000))
cluster= endpoints=
for i in 1 2 3; do
  cluster+="${cluster:+,}m$i=http://127.0.0.1:$((base + 2 * i))"
  endpoints+="${endpoints:+,}127.0.0.1:$((base + 2 * i + 1))"
done
for i in 1 2 3; do
  recording="filename=$work/$i.jfr,settings=$PWD/e2e/bench/raft-thread.jfc"
  ETCETERA_JAVA_OPTS="-XX:StartFlightRecording=$recording -Xlog:jfr*=off" "$work/node/bin/etcd" --name "m$i" --data-dir "$work/m$i" \
    --listen-client-urls "http://127.0.0.1:$((base + 2 * i + 1))" --advertise-client-urls "http://127.0.0.1:$((base + 2 * i + 1))" \
    --listen-peer-urls "http://127.0.0.1:$((base + 2 * i))" --initial-advertise-peer-urls "http://127.0.0.1:$((base + 2 * i))" \
    --initial-cluster "$cluster" --log-level warn >"$work/$i.log" 2>&1 &
  pids+=($!)
done
until "$benchmark" --endpoints="$endpoints" --clients=1 --conns=1 put --total=1 >/dev/null 2>&1; do
  kill -0 "${pids[@]}" || { cat "$work"/*.log >&2; exit 1; }
done
"$benchmark" --endpoints="$endpoints" --clients="${CLIENTS:-50}" --conns=10 put --val-size=256 --total="${TOTAL:-10000}" 2>/dev/null |
  grep -E 'Requests/sec|Average'
kill "${pids[@]}"
wait "${pids[@]}" || true
pids=()

events=jdk.FileForce,jdk.FileWrite,jdk.FileRead,jdk.SocketWrite,jdk.SocketRead
for i in 1 2 3; do
  "$JAVA_HOME/bin/jfr" print --events $events "$work/$i.jfr" |
    awk '/^jdk\./ {event = $1; path = ""} / path = / {path = $3}
      # Classes are loaded by whichever thread needs them first.
      /eventThread = / && path !~ /(\.jar|\/modules)"$/ {split($0, part, "\""); count[part[2] " " event]++}
      END {for (key in count) print count[key], key}' | sort -rn >"$work/$i.events"
  echo "member $i:"
  sed 's/^/  /' "$work/$i.events"
  grep -q ' wal jdk.FileForce$' "$work/$i.events" || { echo "no fsync of the WAL thread was recorded" >&2; exit 1; }
  if grep -E '^[0-9]+ raft ' "$work/$i.events"; then
    echo "the raft thread of member $i did I/O" >&2
    exit 1
  fi
done
echo "no I/O on any raft thread"
