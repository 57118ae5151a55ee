#!/usr/bin/env bash
# The main job, from nothing to a cluster that survives the loss of a member, told on the terminal.
#   demo.sh up     a Kubernetes (local, or that of KUBECONFIG), the operator, one EtcdCluster, its story
#   demo.sh down   takes away what `up` brought
set -euo pipefail
cd "$(dirname "$0")/.."

OWN_CLUSTER=${KUBECONFIG:-}
LOCAL=$PWD/e2e/.local/kubeconfig
export KUBECONFIG=${KUBECONFIG:-$LOCAL}
NAMESPACE=default
CLUSTER=demo
CREDENTIALS=$PWD/e2e/.local/demo-client
STORE_IMAGE=store-node/dist/target/store-image.tar
OPERATOR_IMAGE=operator/controller/target/operator-image.tar

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() { printf '$ %s\n' "$*"; "$@"; }
k() { kubectl -n "$NAMESPACE" "$@"; }

kubernetes_up() {
  if [ -n "$OWN_CLUSTER" ]; then
    say "Using the Kubernetes of $OWN_CLUSTER (it must be able to run etcetera/store:0.1.0 and etcetera/operator:0.1.0)"
    kubectl version >/dev/null
    return
  fi
  say "A real Kubernetes on this machine"
  NODES=1 e2e/kubernetes/up.sh
  e2e/kubernetes/load.sh "$STORE_IMAGE" "$OPERATOR_IMAGE"
}

operator_up() {
  say "The operator"
  kubectl apply -k manifests/base >/dev/null
  run kubectl -n etcetera-system rollout status deployment/etcetera-operator --timeout=120s
}

cluster_up() {
  say "One EtcdCluster"
  local begin end
  begin=$(date +%s%N)
  run kubectl -n "$NAMESPACE" apply -f manifests/samples/three-members.yaml
  run kubectl -n "$NAMESPACE" wait "etcdcluster/$CLUSTER" --for=condition=Available --timeout=180s
  end=$(date +%s%N)
  awk -v ns=$((end - begin)) 'BEGIN {printf "Apply to Available: %.1f s\n", ns / 1e9}'
  k wait "etcdcluster/$CLUSTER" --for=condition=Progressing=False --timeout=60s >/dev/null
  run kubectl -n "$NAMESPACE" get etcdclusters,etcdmembers,pods
}

members() {
  k get pods -l "etcetera.dev/cluster=$CLUSTER" -o jsonpath='{range .items[*]}{.metadata.name}{"\n"}{end}'
}

# Client addresses: a forwarded port for each member, because certificates are for localhost and not for the pods' addresses.
endpoints() {
  members | awk '{printf "%shttps://127.0.0.1:%d", (NR > 1 ? "," : ""), 32378 + NR}'
}

# What etcdctl needs is in the Secret that the status names.
credentials() {
  local secret file
  secret=$(k get etcdcluster "$CLUSTER" -o jsonpath='{.status.tls.clientSecret}')
  mkdir -p "$CREDENTIALS"
  for file in ca.crt tls.crt tls.key; do
    (umask 077 && k get secret "$secret" -o "jsonpath={.data.${file/./\\.}}" | base64 -d >"$CREDENTIALS/$file")
  done
  export ETCDCTL_CACERT=$CREDENTIALS/ca.crt ETCDCTL_CERT=$CREDENTIALS/tls.crt ETCDCTL_KEY=$CREDENTIALS/tls.key
  echo "The Secret $secret holds what a client needs: $CREDENTIALS"
}

FORWARDS=()
stop_forwarding() {
  [ ${#FORWARDS[@]} -eq 0 ] || kill "${FORWARDS[@]}" 2>/dev/null || true
  FORWARDS=()
}

# A forwarded port ends with its pod: to be called again when a member is back.
forward() {
  stop_forwarding
  trap stop_forwarding EXIT
  local member port=32379
  for member in $(members); do
    kubectl -n "$NAMESPACE" port-forward "pod/$member" "$port:2379" >/dev/null 2>&1 &
    FORWARDS+=("$!")
    port=$((port + 1))
  done
  for _ in $(seq 100); do
    ETCDCTL_ENDPOINTS=$(endpoints) "$ETCDCTL" endpoint health >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  echo "the forwarded ports do not answer" >&2
  return 1
}

use_it() {
  say "An unmodified etcdctl 3.7 reads and writes it"
  run etcdctl member list -w table
  run etcdctl put greeting "hello from java"
  run etcdctl get greeting
  run etcdctl get greeting -w json
  run etcdctl lease grant 300
  printf '$ etcdctl watch greeting --rev=1  (its first event)\n'
  timeout 5 etcdctl watch greeting --rev=1 | head -n 3 || true
}

# The process of a member, seen from this machine: the container's processes are ours, in a namespace of their own.
member_pid() {
  local file
  for file in /proc/[0-9]*/cmdline; do
    if { tr '\0' '\n' <"$file"; } 2>/dev/null | grep -qx -- "--name=$1"; then
      file=${file%/cmdline}
      echo "${file#/proc/}"
    fi
  done | head -n 1
}

kill_a_member() {
  local victim=$1 pid
  say "Kill a member's process: $victim"
  if [ -n "$OWN_CLUSTER" ]; then
    run kubectl -n "$NAMESPACE" delete pod "$victim" --force --grace-period=0
    return
  fi
  pid=$(member_pid "$victim")
  run kill -9 "$pid"
}

hashes() {
  etcdctl endpoint hashkv -w json | grep -o '"Endpoint":"[^"]*"\|"hash":[0-9]*\|"hash_revision":[0-9]*' | paste - - - |
    sed 's/"//g; s/Endpoint://; s/\t/  /g'
}

# A client retries while a new leader is being elected, should it have been the leader that died.
serves() {
  local begin=$SECONDS
  printf '$ etcdctl %s\n' "$*"
  until etcdctl --command-timeout=2s "$@" 2>/dev/null; do
    [ $((SECONDS - begin)) -lt 30 ] || { echo "no answer for 30 s" >&2; return 1; }
  done
}

# Changes when the member's process or its whole pod is another one.
life() {
  k get pod "$1" -o jsonpath='{.metadata.uid}/{.status.containerStatuses[0].restartCount}' 2>/dev/null || true
}

survive() {
  local victim restarts now
  victim=$(k get pods -l "etcetera.dev/cluster=$CLUSTER" -o jsonpath='{.items[0].metadata.name}')
  restarts=$(life "$victim")
  kill_a_member "$victim"
  say "Still serving"
  serves put greeting "hello, one member down"
  serves get greeting
  say "Back and caught up"
  for _ in $(seq 300); do
    now=$(life "$victim")
    [ -n "$now" ] && [ "$now" != "$restarts" ] && break
    sleep 0.2
  done
  run kubectl -n "$NAMESPACE" wait "pod/$victim" --for=condition=Ready --timeout=120s
  forward
  ETCDCTL_ENDPOINTS=$(endpoints)
  for _ in $(seq 100); do
    [ "$(hashes | grep -o 'hash:[0-9]*' | sort | uniq -c | awk '{print $1}')" = "${MEMBERS}" ] && break
    sleep 0.2
  done
  printf '$ etcdctl endpoint hashkv\n'
  hashes
  [ "$(hashes | grep -o 'hash:[0-9]*' | sort -u | wc -l)" = 1 ] || { echo "the members differ" >&2; exit 1; }
  echo "HashKV is equal on all of them."
}

go_on() {
  say "To go on playing"
  cat <<TEXT
  export KUBECONFIG=$KUBECONFIG
  kubectl -n $NAMESPACE port-forward service/$CLUSTER-client 2379:2379 >/dev/null &
  export PATH=$(dirname "$ETCDCTL"):\$PATH ETCDCTL_ENDPOINTS=https://127.0.0.1:2379
  export ETCDCTL_CACERT=$CREDENTIALS/ca.crt ETCDCTL_CERT=$CREDENTIALS/tls.crt ETCDCTL_KEY=$CREDENTIALS/tls.key
  etcdctl put foo bar; etcdctl get foo
  kubectl get ec,em,pods; kubectl describe ec $CLUSTER
  kubectl delete pod $CLUSTER-1
  make demo-down
TEXT
}

up() {
  e2e/tools/build.sh etcd
  ETCDCTL=$(e2e/tools/build.sh --where etcd)/etcdctl
  PATH=$(dirname "$ETCDCTL"):$PATH
  kubernetes_up
  operator_up
  cluster_up
  credentials
  forward
  ETCDCTL_ENDPOINTS=$(endpoints)
  MEMBERS=$(awk -F, '{print NF}' <<<"$ETCDCTL_ENDPOINTS")
  export ETCDCTL_ENDPOINTS
  use_it
  survive
  go_on
}

down() {
  rm -rf "$CREDENTIALS"
  if [ -n "$OWN_CLUSTER" ]; then
    k delete -f manifests/samples/three-members.yaml --ignore-not-found
    kubectl delete -k manifests/base --ignore-not-found
  else
    e2e/kubernetes/down.sh
  fi
}

case ${1:-} in
  up) up ;;
  down) down ;;
  *) echo "usage: $0 up|down" >&2; exit 2 ;;
esac
