#!/usr/bin/env bash
# What a full backup to S3 and its restore cost, beside etcdctl snapshot save and etcdutl snapshot restore; prints tables. See
# e2e/src/test/.../bench/BackupBench.java for what KEYS, ROUNDS and RATE mean.
set -euo pipefail
cd "$(dirname "$0")/../.."

JAVA_HOME=$(build/find-jdk)
export JAVA_HOME
e2e/tools/build.sh versitygw
mvn -B -ntp -q -Dfast -DskipTests -pl operator/backup -am package
PROGRAM=$PWD/operator/backup/target
(cd "$PROGRAM" && LC_ALL=C ls -1 operator-backup-*.jar lib/*.jar) |
  xargs operator/backup/src/main/sh/program.sh "$JAVA_HOME" "$JAVA_HOME" "$PROGRAM" "$PROGRAM"
exec e2e/bench/java.sh -Dkeys="${KEYS:-1000000}" -Drounds="${ROUNDS:-3}" -Drate="${RATE:-2000}" \
  dev.etcetera.e2e.bench.BackupBench
