#!/usr/bin/env bash
# Runs a class of the end-to-end tests with what it needs: java.sh JAVA_OPTIONS... CLASS. Builds the judges and the tests first.
set -euo pipefail
cd "$(dirname "$0")/../.."

JAVA_HOME=$(build/find-jdk)
export JAVA_HOME
e2e/tools/build.sh etcd benchmark
mvn -B -ntp -q -Dfast -DskipTests -pl e2e -am test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/bench.classpath -Dmdep.includeScope=test
exec "$JAVA_HOME/bin/java" -Xmx256m -cp "e2e/target/test-classes:e2e/target/classes:$(cat e2e/target/bench.classpath)" "$@"
