#!/usr/bin/env bash
# etcd's load generator against Go etcd and us, taking turns in one run; prints a table. See e2e/src/test/.../bench/Bench.java
# for what SCALE, ROUNDS and ONLY mean.
set -euo pipefail
exec "$(dirname "$0")/java.sh" -Dscale="${SCALE:-1}" -Drounds="${ROUNDS:-2}" -Donly="${ONLY:-}" dev.etcetera.e2e.bench.Bench
