#!/usr/bin/env bash
# Runs the tests: `all` (unit, store, robustness, operator; without those tagged "long"), `e2e` (store, robustness, operator, many; with them), or
# one of store, robustness, operator, many (with them; WITHOUT=long leaves them out).
# The operator's tests run on the local Kubernetes with three nodes, or on the cluster of KUBECONFIG when that is set.
set -euo pipefail
cd "$(dirname "$0")/.."

JAVA_HOME=$(build/find-jdk)
export JAVA_HOME
what=${1:-all}
[ "$what" != all ] || WITHOUT=long
mvn=(mvn -B -ntp "-De2e.without=${WITHOUT:-nothing}")
started=$SECONDS
step() { printf '\n==> %s (%ds since start)\n' "$*" $((SECONDS - started)); }

build_judges() {
  step "the judges: etcd, etcdctl, etcdutl, benchmark"
  e2e/tools/build.sh etcd benchmark
}

unit() {
  step "compile with every check, unit and simulation tests"
  "${mvn[@]}" verify
}

store() {
  build_judges
  e2e/tools/build.sh versitygw
  step "store node: etcdctl, jetcd, Go's client and Go members against and with real member processes"
  "${mvn[@]}" -Dfast -DskipUnitTests -Pe2e-store -pl store-node/dist,operator/backup,e2e -am verify
}

# The short form of `make robustness`: the faults that have found the most. No run begins after 100 s.
robustness() {
  build_judges
  step "clusters under traffic and faults, judged (in full: make robustness)"
  "${mvn[@]}" -q -Dfast -DskipTests -pl store-node/dist -am package
  e2e/tools/build.sh --test robustness
  e2e/robustness/run.sh -jobs 2 -within 100s \
    -fault leader-killed,all-killed,leader-paused,leader-isolated,snapshot-catch-up,member-replaced,full-disk,panic-at-commit
}

# Its Kubernetes ends with it.
operator() (
  build_judges
  step "images"
  "${mvn[@]}" -q -Dfast -DskipTests -Pimages -pl store-node/dist,operator/controller -am package
  if [ -z "${KUBECONFIG:-}" ]; then
    step "a real Kubernetes with three nodes"
    trap e2e/kubernetes/down.sh EXIT
    NODES=3 e2e/kubernetes/up.sh
    e2e/kubernetes/load.sh store-node/dist/target/store-image.tar operator/controller/target/operator-image.tar
    export KUBECONFIG=$PWD/e2e/.local/kubeconfig
  fi
  step "operator on a real Kubernetes"
  "${mvn[@]}" -Dfast -DskipUnitTests -Pe2e-operator -pl e2e -am verify
)

# Many clusters: a Kubernetes without nodes, Pods and members are played, the operator is a process of this machine.
many() (
  build_judges
  e2e/tools/build.sh flaky kubectl
  step "the operator, and a real Kubernetes without nodes"
  "${mvn[@]}" -q -Dfast -DskipTests -pl operator/controller -am package
  unset KUBECONFIG
  trap e2e/kubernetes/down.sh EXIT
  NODES=0 e2e/kubernetes/up.sh
  step "many clusters, and an API server that has its bad minute"
  "${mvn[@]}" -Dfast -DskipUnitTests -Pe2e-many -pl e2e -am verify
)

# Every stage, also after one that failed: whoever waited for hours wants to know it all.
every() {
  local stage failed=0
  for stage in "$@"; do PART_OF=$what e2e/test.sh "$stage" || failed=1; done
  return $failed
}

if [ -z "${PART_OF:-}" ]; then
  rm -rf e2e/target/scenarios.tsv e2e/target/disturbances.tsv e2e/target/surefire-reports
  trap e2e/scenarios.sh EXIT
fi
case $what in
  all) unit; store; robustness; operator ;;
  e2e) every store robustness operator many ;;
  store) store ;;
  robustness) robustness ;;
  operator) operator ;;
  many) many ;;
  *) echo "usage: $0 all|e2e|store|robustness|operator|many" >&2; exit 2 ;;
esac
step "done: $what"
