# shellcheck shell=bash  # Sourced by dev/cluster: starts processes in the background and ends exactly those.

# start NAME COMMAND… : as a process group of its own; output goes to logs/NAME.log, the process id and its start time to processes/NAME
start() {
  local name=$1 pid fd
  shift
  (
    # Whoever reads what the caller prints would wait for a descriptor that a daemon holds.
    for fd in /proc/self/fd/*; do
      if [ "${fd##*/}" -gt 2 ]; then eval "exec ${fd##*/}>&-"; fi
    done
    exec setsid "$@"
  ) >"$state/logs/$name.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid $(start_time "$pid")" >"$state/processes/$name"
}

# The kernel's start time beside the id: an id that was given to another process since is not ours to end.
# A process that ended and only waits to be collected has none.
start_time() { awk '{ sub(/.*\) /, "") } $1 != "Z" { print $20 }' "/proc/$1/stat" 2>/dev/null || true; }

is_running() {
  local pid began
  read -r pid began 2>/dev/null <"$state/processes/$1" && [ -n "$began" ] && [ "$(start_time "$pid")" = "$began" ]
}

# Nothing of the cluster is kept, so there is nothing to end politely.
stop() {
  local pid _
  if is_running "$1"; then
    read -r pid _ <"$state/processes/$1"
    kill -KILL -- "-$pid" 2>/dev/null || true
    while is_running "$1"; do sleep 0.05; done
  fi
  rm -f "$state/processes/$1"
}

# The node first, so that its kubelet does not see the API server go.
stop_all() {
  local name
  for name in load-balancers node1 node2 kube-scheduler kube-controller-manager kube-apiserver etcd; do
    stop "$name"
  done
}

# wait_for SECONDS WHAT COMMAND…
wait_for() {
  local seconds=$1 what=$2 deadline
  shift 2
  deadline=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || {
      echo "gave up waiting for $what after $seconds s" >&2
      return 1
    }
    sleep 0.2
  done
}

# A loopback port that nobody listens on now.
free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 50); do
    ss -Hltn "sport = :$port" | grep -q . || {
      echo "$port"
      return
    }
  done
  echo "no free port between 20000 and 29999" >&2
  return 1
}
