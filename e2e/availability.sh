#!/usr/bin/env bash
# Writes docs/availability.md out of what the operator's tests left in e2e/target/disturbances.tsv (see e2e/test.sh operator).
set -euo pipefail
cd "$(dirname "$0")/.."
from=e2e/target/disturbances.tsv
[ -s "$from" ] || { echo "nothing was measured: run e2e/test.sh operator first" >&2; exit 1; }

rows() {
  # The last run of a test counts; of one that failed nothing is published.
  awk -F'\t' '{ line[$2 FS $4] = $0 }
    END { for (key in line) print line[key] }' "$from" | awk -F'\t' '$3 == "passed"' | sort -t$'\t' -k1,1n -k2,2 -k4,4
}

cat >docs/availability.md <<END
# How long clients notice what is done to a cluster

Written by \`e2e/availability.sh\` from the last run of each of the operator's end-to-end tests; do not edit.

Three members on a local Kubernetes of three nodes on one machine: $(nproc) processors, $(awk '/MemTotal/ {printf "%.0f", $2 / 1048576}' /proc/meminfo) GiB of memory, load average
$(cut -d' ' -f1-3 /proc/loadavg) when this was written, $(date -u +%F). All nodes, the control plane, members, operator and clients share it, so that what is measured
is more than a cluster of its own would show. Six clients, three that put and three that read linearizably, each with one request
under way and 15 ms between two; connections are secured as in every new cluster unless the test is about something else.

A gap is the longest time in which *nobody's* put was acknowledged, or nobody's read answered, from the moment before the
disturbance until writes went on under another leader, or else until the cluster was settled again. Election timeout: 1 s. *Lost* are acknowledged puts that were not there at the end,
*stale* are reads that did not show a put that was acknowledged before they began; both are counted over the whole test.

| scenario | what was done | no write (s) | no read (s) | puts | reads | lost | stale |
|---|---|--:|--:|--:|--:|--:|--:|
END
rows | awk -F'\t' '{ printf "| %s | %s | %.2f | %s | %d | %d | %d | %d |\n", $1, $4, $5 / 1000, ($6 > 0 ? sprintf("%.2f", $6 / 1000) : ""), $7, $8, $9, $10 }' \
  >>docs/availability.md
cat >>docs/availability.md <<'END'

Scenarios are numbered as the tests number them (`@Scenario`); those without a number are about leaders and nodes alone.
END
echo "docs/availability.md: $(rows | wc -l) disturbances"
