# Names, paths, progress lines and recorded processes. Sourced by every script of this folder.
# shellcheck shell=bash disable=SC2034 # the variables are for the scripts that source this file

KUBERNETES=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CHECKOUT=$(cd "$KUBERNETES/../.." && pwd)
LOCAL=$CHECKOUT/e2e/.local
STATE=$LOCAL/kubernetes # this cluster's files
# Up to four clusters fit on a machine, each of another checkout and in a slot of its own.
SLOT=${SLOT:-0}
# What is needed to take a cluster down, even when its checkout is gone: owner, process ids, saved sysctls.
RUNS=/run/etcetera-kubernetes
RUN=$RUNS-$SLOT
KUBECONFIG_FILE=$LOCAL/kubeconfig
CACHE=${ETCETERA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/etcetera}

# 198.18.0.0/15 is reserved for tests (RFC 2544): no real network is hidden by these ranges.
BLOCK=$((SLOT * 64))
NODE_NET=198.18.$BLOCK
HOST_ADDRESS=$NODE_NET.1
SERVICE_RANGE=198.18.$((BLOCK + 16)).0/20
SERVICE_API=198.18.$((BLOCK + 16)).1
SERVICE_DNS=198.18.$((BLOCK + 16)).10
POD_RANGE=198.19.$BLOCK.0/18
RANGES="198.18.$BLOCK.0/18 $POD_RANGE"
HOST_LINK=etcetera$SLOT
ETCD_PORT=$((20379 + SLOT * 10))
ETCD_PEER_PORT=$((ETCD_PORT + 1))
API_SERVER=https://$HOST_ADDRESS:6443
BUSYBOX_IMAGE=localhost/busybox:1
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

node_address() { echo "$NODE_NET.$((10 + ${1#n}))"; }
node_pods() { echo "198.19.$((BLOCK + ${1#n})).0/24"; }

# ---- what the user reads ---------------------------------------------------------------------------------------------

STEP_BEGIN=
# die must be heard also from inside a command whose output is thrown away.
exec 3>&2
now() { date +%s%N; }
seconds_since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", (b - a) / 1e9 }'; }
note() { printf '%s\n' "$*"; }

die() {
  [ -z "$STEP_BEGIN" ] || printf 'failed\n' >&3
  printf 'kubernetes: %s\n' "$*" >&3
  exit 1
}

# begin TEXT ... finish: one line that says what is done now and, at its end, how long it took.
begin() {
  STEP_BEGIN=$(now)
  printf '  %-62s ' "$*"
}
finish() {
  printf '%6s s\n' "$(seconds_since "$STEP_BEGIN")"
  STEP_BEGIN=
}

# await SECONDS WHAT COMMAND...: polls until the command succeeds.
await() {
  local limit=$1 what=$2 deadline
  shift 2
  deadline=$((SECONDS + limit))
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || die "$what: not within $limit s; logs are in $STATE/log"
    sleep 0.1
  done
}

need_slot() { [[ $SLOT =~ ^[0-3]$ ]] || die "SLOT is a number from 0 to 3, not '$SLOT'"; }
need_root() { [ "$(id -u)" = 0 ] || die "needs root (network namespaces, mounts, cgroups): run it with sudo -E"; }

# render FILE: a file of config/ with every @NAME@ replaced by the shell variable NAME.
render() {
  local text
  text=$(<"$KUBERNETES/config/$1")
  while [[ $text =~ @([A-Z_]+)@ ]]; do
    text=${text//"${BASH_REMATCH[0]}"/"${!BASH_REMATCH[1]}"}
  done
  printf '%s\n' "$text"
}

# ---- recorded processes ----------------------------------------------------------------------------------------------
# A record holds the process id and its start time, so that a reused id is never taken for ours.

start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -ra stat <<<"${stat##*)}"
  [ "${stat[0]}" != Z ] && echo "${stat[19]}"
}

# start NAME COMMAND...: in the background, in a session of its own, with its output in log/NAME.log.
start() {
  local name=$1 pid
  shift
  ETCETERA_KUBERNETES=$RUN setsid "$@" >>"$STATE/log/$name.log" 2>&1 </dev/null 3>&- 9>&- &
  pid=$!
  echo "$pid $(start_time "$pid")" >"$RUN/pids/$name"
}

# pid_of NAME: prints the process id when that very process still runs.
pid_of() {
  local pid time
  read -r pid time 2>/dev/null <"$RUN/pids/$1" || return 1
  [ "$(start_time "$pid")" = "$time" ] && echo "$pid"
}

# stop NAME [SIGNAL]: ends the process and waits for its end; after 10 s it is killed.
stop() {
  local pid i
  if pid=$(pid_of "$1"); then
    kill -"${2:-TERM}" "$pid" 2>/dev/null || true
    for ((i = 0; i < 100; i++)); do
      pid_of "$1" >/dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$RUN/pids/$1"
}

last_lines() { tail -n 5 "$STATE/log/$1.log" 2>/dev/null | cut -c1-300; }

# ---- the cluster's owner ---------------------------------------------------------------------------------------------

owner() { cat "$RUN/owner" 2>/dev/null; }
recorded() { find "$RUN/pids" -type f -printf '%f\n' 2>/dev/null || true; }
any_alive() {
  local name
  for name in $(recorded); do pid_of "$name" >/dev/null && return 0; done
  return 1
}
# Whether no other slot of this machine is in use.
is_alone() { [ -z "$(find "${RUNS%/*}" -maxdepth 1 -name "${RUNS##*/}-*" ! -path "$RUN")" ]; }
nodes() { recorded | sed -n 's/^node-//p' | sort -V; }
kubectl() { command "${KUBECTL:-kubectl}" --kubeconfig "$KUBECONFIG_FILE" "$@"; }

# Scripts that work on a running cluster refuse to touch one of another checkout.
need_own_cluster() {
  need_root
  [ -e "$RUN/owner" ] || die "no cluster is up: $KUBERNETES/up.sh starts one"
  [ "$(owner)" = "$CHECKOUT" ] || die "the cluster that is up belongs to $(owner)"
}
