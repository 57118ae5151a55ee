#!/usr/bin/env bash
# What a step of Raft itself costs, without disk and network: JMH's benchmark of a cluster of three in one thread.
# Further arguments go to JMH, for example: -f 3 -prof gc
set -euo pipefail
cd "$(dirname "$0")/../.."

JAVA_HOME=$(build/find-jdk)
export JAVA_HOME
module=store-node/raft
mvn -B -ntp -q -Dfast -DskipTests -pl $module -am test-compile
mvn -B -ntp -q -Dfast -pl $module dependency:build-classpath -Dmdep.outputFile=target/jmh.classpath -Dmdep.includeScope=test
classpath="$module/target/test-classes:$module/target/classes:$(cat $module/target/jmh.classpath)"
mkdir -p $module/target/jmh
"$JAVA_HOME/bin/javac" -proc:full -nowarn -cp "$classpath" -d $module/target/jmh $module/src/test/java/dev/etcetera/raft/bench/*.java
exec "$JAVA_HOME/bin/java" -cp "$module/target/jmh:$classpath" org.openjdk.jmh.Main "$@"
