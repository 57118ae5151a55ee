#!/usr/bin/env bash
# etcd's load generator against Go etcd and us, taking turns in one run; prints a table. See e2e/src/test/.../bench/Bench.java
# for what SCALE, ROUNDS and ONLY mean.
set -euo pipefail
cd "$(dirname "$0")/../.."

JAVA_HOME=$(build/find-jdk)
export JAVA_HOME
e2e/tools/build.sh etcd benchmark
mvn -B -ntp -q -Dfast -DskipTests -pl e2e test-compile
mvn -B -ntp -q -Dfast -pl e2e dependency:build-classpath -Dmdep.outputFile=target/bench.classpath -Dmdep.includeScope=test
exec "$JAVA_HOME/bin/java" -Xmx256m -Dscale="${SCALE:-1}" -Drounds="${ROUNDS:-2}" -Donly="${ONLY:-}" \
  -cp "e2e/target/test-classes:e2e/target/classes:$(cat e2e/target/bench.classpath)" dev.etcetera.e2e.bench.Bench
