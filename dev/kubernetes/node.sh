# shellcheck shell=bash  # Sourced by dev/cluster: a node with containerd, kubelet and kube-proxy of its own.

# The node's first process is pid 1 of a pid namespace, and its mounts are made in a mount namespace: when it ends, the kernel
# ends every container and takes every mount away, whatever state they were in.
node_up() {
  local index=$1 name folder began
  name=$(node_name "$index")
  folder=$state/$name
  began=$(date --utc +%FT%T)
  attach_node "$index"
  mkdir -p "$folder"/{cni,kubelet}
  # A place to mount on; the machine gets nothing of its contents.
  if [ ! -e /var/lib/cni ]; then
    mkdir /var/lib/cni
    touch "$state/made-var-lib-cni"
  fi
  node_configuration "$index" "$folder"
  node_cgroup_make "$name"
  start "node$index" nsenter "--net=/run/netns/$name" \
    unshare --pid --fork --kill-child --mount --propagation slave --mount-proc \
    "$dev/kubernetes/node-init" "$folder" "$binaries" "$name" "$(node_address "$index")"
  wait_for 60 "containerd of $name" ctr_of "$index" version
  import_pause_image "$index"
  wait_for 60 "$name to be ready" node_is_ready "$name" "$began"
  node_publish_pod_network "$index" >/dev/null
}

# As most clusters do: behind its first addresses kube-proxy and tunnels hide who connects.
node_publish_pod_network() {
  "$binaries/kubectl" --kubeconfig "$state/admin.kubeconfig" patch node "$(node_name "$1")" --patch \
    "{\"spec\": {\"podCIDR\": \"$(pod_network "$1")\", \"podCIDRs\": [\"$(pod_network "$1")\"]}}"
}

# As a machine that loses its power: nobody is told, and what it wrote is there when it comes back.
node_down() {
  stop "node$1"
  rm -f "$state/$(node_name "$1")/containerd.sock"
}

node_is_running() { is_running "node$1"; }

# node_is_ready NAME SINCE: by its condition, and by a sign of life since then, because a node that was lost counts as ready
# until its absence is noticed.
node_is_ready() {
  local kubectl=("$binaries/kubectl" --kubeconfig "$state/admin.kubeconfig") renewed
  "${kubectl[@]}" wait --for condition=Ready "node/$1" --timeout 1s || return 1
  renewed=$("${kubectl[@]}" --namespace kube-node-lease get lease "$1" --output 'jsonpath={.spec.renewTime}')
  [[ $renewed > $2 ]]
}

ctr_of() {
  local index=$1
  shift
  ctr --address "$state/$(node_name "$index")/containerd.sock" --namespace k8s.io "$@"
}

load_images() {
  local index import imports=()
  for index in $(running_nodes); do
    load_images_into "$index" "$@" &
    imports+=($!)
  done
  for import in "${imports[@]}"; do wait "$import"; done
}

load_images_into() {
  local file index=$1
  shift
  for file in "$@"; do ctr_of "$index" images import "$file"; done
}

running_nodes() {
  local index
  for index in $(attached_nodes); do
    if node_is_running "$index"; then echo "$index"; fi
  done
}

# The container that holds a pod's namespaces: our own, so that nothing is pulled.
import_pause_image() {
  local build=$state/pause
  mkdir -p "$build"
  cc -O2 -static -o "$build/pause" "$dev/kubernetes/pause.c"
  tar -C "$build" -cf "$build/layer.tar" pause
  cat >"$build/config.json" <<END
{"architecture": "$(go_architecture)", "os": "linux", "config": {"Entrypoint": ["/pause"], "User": "65535:65535"},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$(sha256sum <"$build/layer.tar" | cut -d' ' -f1)"]}}
END
  echo '[{"Config": "config.json", "RepoTags": ["localhost/pause:1"], "Layers": ["layer.tar"]}]' >"$build/manifest.json"
  tar -C "$build" -cf "$build/image.tar" manifest.json config.json layer.tar
  ctr_of "$1" images import "$build/image.tar" >/dev/null
}

go_architecture() { case $(uname -m) in x86_64) echo amd64 ;; aarch64) echo arm64 ;; esac }

node_configuration() {
  local index=$1 folder=$2
  # restrict_oom_score_adj: without it runc dies where the machine withholds CAP_SYS_RESOURCE.
  cat >"$folder/containerd.toml" <<END
version = 2
root = "$folder/containerd"
state = "/run/containerd-state"
[grpc]
  address = "$folder/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$folder/cni"
END
  cat >"$folder/cni/10-bridge.conflist" <<END
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "$(pod_network "$index")"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
END
  cat >"$folder/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: "$state/pki/ca.crt"}}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
cgroupRoot: /$(node_name "$index")
containerRuntimeEndpoint: unix://$folder/containerd.sock
enforceNodeAllocatable: []
failCgroupV1: false
failSwapOn: false
nodeLeaseDurationSeconds: 20
localStorageCapacityIsolation: false
resolvConf: ""
imageMaximumGCAge: 0s
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 50Mi}
END
  cat >"$folder/kube-proxy.yaml" <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: {kubeconfig: "$state/proxy.kubeconfig"}
clusterCIDR: "$(pod_network "$index")"
conntrack: {maxPerCore: 0}
hostnameOverride: $(node_name "$index")
mode: iptables
END
}

# The kubelet wants its root group to exist: in every hierarchy of version 1, or in the one of version 2.
node_cgroup_make() {
  local root
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mkdir -p "/sys/fs/cgroup/$1"
  else
    for root in /sys/fs/cgroup/*/; do mkdir -p "$root$1"; done
    # A cpuset of version 1 starts empty, and nothing can run in an empty one.
    for root in cpus mems; do
      if [ -e "/sys/fs/cgroup/cpuset/$1" ]; then
        cat "/sys/fs/cgroup/cpuset/cpuset.$root" >"/sys/fs/cgroup/cpuset/$1/cpuset.$root"
      fi
    done
  fi
}

# After the node's processes ended; groups empty a moment later than their processes go.
node_clean() {
  local tries
  if [ -e "$state/made-var-lib-cni" ]; then rmdir /var/lib/cni; fi
  for ((tries = 0; tries < 20; tries++)); do
    find /sys/fs/cgroup -depth -type d -path '*/ba-node[0-9]*' -exec rmdir {} + 2>/dev/null || true
    [ -n "$(find /sys/fs/cgroup -maxdepth 2 -type d -name 'ba-node[0-9]*')" ] || return 0
    sleep 0.2
  done
  echo "some cgroups of the node could not be removed: /sys/fs/cgroup/**/ba-node*" >&2
}
