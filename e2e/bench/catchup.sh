#!/usr/bin/env bash
# What a leader's throughput is while a follower that missed PUTS puts catches up, Go etcd and ours in one run; prints a table.
# See e2e/src/test/.../bench/CatchUp.java for what PUTS, CLIENTS, CONNS, RATE, NICE and ROUNDS mean. OWN_CPU=1 gives processor 1 to
# the follower that comes back, and processor 0 to everything else.
set -euo pipefail
exec ${OWN_CPU:+taskset -c 0} "$(dirname "$0")/java.sh" -Dcpu="${OWN_CPU:+1}" -Dputs="${PUTS:-200000}" \
  -Dclients="${CLIENTS:-100}" -Dconns="${CONNS:-10}" -Drate="${RATE:-0}" -Dnice="${NICE:-0}" -Drounds="${ROUNDS:-1}" \
  dev.etcetera.e2e.bench.CatchUp
