# One cgroup per node, for cgroup v1 (a directory in every hierarchy) and v2.
# shellcheck shell=bash

CGROUPS=/sys/fs/cgroup
is_cgroup_v2() { [ -e $CGROUPS/cgroup.controllers ]; }
cgroup_of() { echo "etcetera-$SLOT-$1"; }

make_cgroups() {
  local directory
  if is_cgroup_v2; then
    delegate_controllers
    mkdir -p "$CGROUPS/$(cgroup_of "$1")"
    return
  fi
  for directory in cpu cpuacct cpuset memory devices freezer blkio pids systemd hugetlb perf_event; do
    [ -e "$CGROUPS/$directory/tasks" ] || continue
    mkdir -p "$CGROUPS/$directory/$(cgroup_of "$1")"
    # A fresh cpuset allows nothing: it must be filled before a process can enter it.
    [ $directory != cpuset ] || fill_cpuset "$CGROUPS/cpuset" "$CGROUPS/cpuset/$(cgroup_of "$1")"
  done
}

fill_cpuset() {
  cat "$1/cpuset.mems" >"$2/cpuset.mems"
  cat "$1/cpuset.cpus" >"$2/cpuset.cpus"
}

# Gives the children of the root cgroup the controllers that the kubelet needs. Inside a container the root cgroup may hold
# processes, which forbids that: they then move to a leaf of their own.
delegate_controllers() {
  local controller enabled
  enabled=$(<$CGROUPS/cgroup.subtree_control)
  for controller in cpuset cpu io memory hugetlb pids; do
    grep -qw $controller $CGROUPS/cgroup.controllers || continue
    [[ " $enabled " != *" $controller "* ]] || continue
    if ! echo +$controller 2>/dev/null >$CGROUPS/cgroup.subtree_control; then
      leave_root_cgroup
      echo +$controller >$CGROUPS/cgroup.subtree_control || die "cannot enable the cgroup controller $controller"
    fi
    echo $controller >>"$RUN/enabled-controllers"
  done
}

leave_root_cgroup() {
  local pid
  mkdir -p $CGROUPS/etcetera-$SLOT-init
  while read -r pid; do
    echo "$pid" 2>/dev/null >$CGROUPS/etcetera-$SLOT-init/cgroup.procs || true # kernel threads stay
  done <$CGROUPS/cgroup.procs
}

our_cgroups() { find $CGROUPS -maxdepth 2 -type d -name "etcetera-$SLOT-*" 2>/dev/null; }

# Empties and removes every cgroup of ours. A killed node's processes may take a moment to be gone.
remove_cgroups() {
  local i pid controller
  if [ -e $CGROUPS/etcetera-$SLOT-init ]; then
    while read -r controller; do echo "-$controller" >$CGROUPS/cgroup.subtree_control || true; done \
      < <(cat "$RUN/enabled-controllers" 2>/dev/null)
    while read -r pid; do echo "$pid" >$CGROUPS/cgroup.procs || true; done <$CGROUPS/etcetera-$SLOT-init/cgroup.procs
  fi
  for ((i = 0; i < 50; i++)); do
    our_cgroups | while read -r directory; do find "$directory" -depth -type d -exec rmdir {} + 2>/dev/null; done
    [ -n "$(our_cgroups)" ] || break
    sleep 0.1
  done
  is_cgroup_v2 && while read -r controller; do echo "-$controller" 2>/dev/null >$CGROUPS/cgroup.subtree_control; done \
    < <(cat "$RUN/enabled-controllers" 2>/dev/null)
  return 0
}
