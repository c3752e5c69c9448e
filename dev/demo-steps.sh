# shellcheck shell=bash  # Sourced by dev/demo: how its steps are shown, and how it begins and ends.

steps=0
succeeded=

# step TEXT: ends the step before with the time that it took.
step() {
  end_step
  steps=$((steps + 1))
  step_began=$SECONDS
  printf '\n\033[1m%d. %s\033[0m\n' "$steps" "$1"
}

end_step() { [ $steps = 0 ] || printf '   (%d s)\n' $((SECONDS - step_began)); }

# run COMMAND…: quietly; what it said is shown when it fails, and its notes on progress meanwhile.
run() {
  echo "   $*"
  "$@" >"$work/log" 2> >(tee -a "$work/log" | sed 's/^/   | /' >&2) || {
    tail -n 40 "$work/log" >&2
    fail "$* failed"
  }
}

# show COMMAND…: with its output
show() {
  local word
  printf '   $'
  for word in "${@//$work/…}"; do
    case $word in *' '*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
  done
  printf '\n'
  "$@" 2>&1 | sed 's/^/   /'
}

# must_fail WHAT COMMAND…: shows how it was refused
must_fail() {
  local what=$1 said code=0
  shift
  said=$(timeout 30 "$@" 2>&1 </dev/null) || code=$?
  [ $code != 124 ] || fail "$what was not refused: it hung"
  [ $code != 0 ] || fail "$what was not refused"
  printf '   %-30s refused (exit %d): %s\n' "$what" "$code" "$(head -n 1 <<<"$said" | tr -d '\r')"
}

fail() {
  echo "demo: $*" >&2
  exit 1
}

check_machine() {
  [ "$cluster" = own ] || [ "$cluster" = current ] || fail "DEMO_CLUSTER is 'current' or unset"
  if [ "$cluster" = own ] && { [ "$(uname -s)" != Linux ] || [ "$(id -u)" != 0 ]; }; then
    fmt -w 100 >&2 <<'END'
The demo starts a real Kubernetes node, which needs Linux and root: it makes a network namespace, mounts and cgroups (and takes
them away again). Run it as root on Linux, for instance in a virtual machine with Debian 12. With a cluster of your own, it needs no
root here: DEMO_CLUSTER=current with KUBECONFIG (see docs/demo.md). Without any cluster the gateway runs alone:
`make build`, then `gateway/target/gateway/bin/gateway serve --config FILE` serves folders of this machine.
END
    exit 1
  fi
  if [ "$cluster" = current ] && { [ -z "${OPERATOR_IMAGE:-}" ] || [ -z "${GATEWAY_IMAGE:-}" ]; }; then
    fail "DEMO_CLUSTER=current needs OPERATOR_IMAGE and GATEWAY_IMAGE, where the cluster's nodes can pull them (see docs/demo.md)"
  fi
  if [ "$cluster" = current ]; then
    local program
    for program in kubectl helm rsync ssh; do
      command -v $program >/dev/null || fail "DEMO_CLUSTER=current needs $program"
    done
    # What the demo takes down at its end must be its own.
    local taken
    for taken in backup-access $namespace; do
      ! kubectl get namespace "$taken" >/dev/null 2>&1 ||
        fail "the cluster has a namespace $taken already, and the demo would delete it at its end"
    done
  fi
  if [ "$cluster" = own ] && [ -e "${BACKUP_ACCESS_CLUSTER:-/var/lib/backup-access-dev}/ready" ]; then
    fail "a test Kubernetes runs already: end it with dev/cluster down"
  fi
}

# The claim's volume is a folder of this machine, mounted by the node's kubelet.
claim_on_node() {
  kubectl apply -f - >/dev/null <<END
apiVersion: v1
kind: PersistentVolume
metadata: {name: $namespace-$1}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  claimRef: {namespace: $namespace, name: $1}
  local: {path: $work/$1}
  nodeAffinity:
    required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [ba-node1]}]}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {namespace: $namespace, name: $1}
spec: {accessModes: [ReadWriteOnce], storageClassName: "", volumeName: $namespace-$1, resources: {requests: {storage: 1Gi}}}
END
}

# The claim's volume is whatever the cluster makes; a pod fills it.
claim_of_default_class() {
  kubectl apply -f - >/dev/null <<END
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {namespace: $namespace, name: $1}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {namespace: $namespace, name: fill-$1}
spec:
  containers:
  - name: fill
    image: ${DEMO_FILL_IMAGE:-docker.io/library/debian:bookworm-slim}
    command: [sleep, infinity]
    volumeMounts: [{name: claim, mountPath: /claim}]
  volumes: [{name: claim, persistentVolumeClaim: {claimName: $1}}]
END
  kubectl --namespace "$namespace" wait --for condition=Ready "pod/fill-$1" --timeout 180s >/dev/null
  local owner=()
  [ "$(id -u)" = 0 ] || owner=(--owner=65532 --group=65532)
  tar --create --sparse --format posix "${owner[@]}" --directory "$work/$1" . |
    kubectl --namespace "$namespace" exec --stdin "fill-$1" -- tar --extract --same-owner --same-permissions --directory /claim
  kubectl --namespace "$namespace" delete pod "fill-$1" --grace-period 0 --force >/dev/null 2>&1
}

finish() {
  local code=$1
  trap '' INT TERM
  set +e
  end_step
  if [ -z "$succeeded" ] && [ "$code" -lt 128 ] && kubectl get namespace "$namespace" >/dev/null 2>&1; then explain_failure; fi
  if [ -n "${KEEP:-}" ] && [ -n "${address:-}" ]; then
    how_to_go_on
  else
    printf '\nTaking everything down\n'
    if [ "$cluster" = own ]; then
      dev/cluster down
    else
      kubectl delete namespace "$namespace" --ignore-not-found
      helm uninstall backup-access --namespace backup-access
      kubectl delete namespace backup-access --ignore-not-found
    fi
    rm -rf --one-file-system "$work"
  fi
  if [ -n "$succeeded" ]; then
    printf '\nThe demo succeeded, in %d s.\n' $SECONDS
  else
    printf '\nThe demo did not get through.\n' >&2
  fi
  exit "$code"
}

explain_failure() {
  {
    kubectl --namespace "$namespace" get backupaccess,pods,services,events
    kubectl --namespace "$namespace" get backupaccess documents --output 'jsonpath={.status.conditions}'
    kubectl --namespace backup-access logs --selector app.kubernetes.io/name=backup-access-operator --prefix --tail 30
    kubectl --namespace "$namespace" logs deployment/documents-gateway --tail 30
  } 2>&1 | sed 's/^/   | /' >&2
}

how_to_go_on() {
  cat <<END

It is left running, as KEEP=1 asks.
  export KUBECONFIG=${KUBECONFIG:-} PATH=${PATH%%:*}:\$PATH
  kubectl --namespace "$namespace" get ba,pods,services
  rsync -aH -e '$ssh_command' backup@$address:/documents/ copy/
The claims' data: $work/documents and $work/private. To end it:
END
  if [ "$cluster" = own ]; then
    echo "  dev/cluster down; rm -rf $work"
  else
    echo "  kubectl delete namespace $namespace; helm uninstall backup-access --namespace backup-access; rm -rf $work"
  fi
}
