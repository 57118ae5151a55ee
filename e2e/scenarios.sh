#!/usr/bin/env bash
# Prints what the tests left in e2e/target/scenarios.tsv as a table: scenario, test, result, seconds, disturbances. A test that
# ran more than once counts with its last run. Then every test that failed, with or without a scenario, and why.
set -euo pipefail
cd "$(dirname "$0")"

table() {
  printf '%-9s %-82s %-8s %7s  %s\n' scenario test result seconds disturbance
  awk -F'\t' '{ line[$2] = $0 } END { for (test in line) print line[test] }' target/scenarios.tsv |
    awk -F'\t' -v OFS='\t' '{ test = $2; sub(/\[[0-9]+\]$/, "", test); key = $1 OFS test; runs[key]++; seconds[key] += $4
      if (!(key in result) || $3 != "passed") result[key] = $3
      if ($5 != "") text[key] = text[key] (text[key] == "" ? "" : "; ") $5 }
      END { for (key in runs) print key (runs[key] > 1 ? " (" runs[key] ")" : ""), result[key], seconds[key], text[key] }' |
    sort -t$'\t' -k1,1n -k2,2 |
    awk -F'\t' '{ count = split($5, parts, "; "); printf "%-9s %-82s %-8s %7.1f  %s\n", $1, $2, $3, $4, parts[1]
      for (i = 2; i <= count; i++) printf "%-110s %s\n", "", parts[i] }'
}

if [ -s target/scenarios.tsv ]; then table; fi
# The last thing printed, for whoever sees only the end of a log.
grep -h -A 2 -E '<<< (FAILURE|ERROR)!$' target/surefire-reports/*.txt 2>/dev/null | cut -c 1-600 || true
