# shellcheck shell=bash  # Sourced by dev/cluster: a bridge on the host, and each node's namespace on it.

network_up() {
  ip link add "$bridge" type bridge
  ip address add "$host_address/24" dev "$bridge"
  ip link set "$bridge" up
  ip route add unreachable "$network"
}

# The host's side of the bridge is "outside the cluster": it reaches pods as any neighbour of the nodes does.
# A node that was down has its place already.
attach_node() {
  local index=$1 other name address
  name=$(node_name "$index")
  address=$(node_address "$index")
  [ ! -e "/run/netns/$name" ] || return 0
  ip netns add "$name"
  ip link add "$name" type veth peer name eth0 netns "$name"
  ip link set "$name" master "$bridge" up
  ip -n "$name" link set lo up
  ip -n "$name" link set eth0 up
  ip -n "$name" address add "$address/24" dev eth0
  ip -n "$name" route add default via "$host_address"
  nsenter --net="/run/netns/$name" sysctl -qw net.ipv4.ip_forward=1
  ip route add "$(pod_network "$index")" via "$address"
  # Nodes are neighbours: pods of one reach those of another without the host's help.
  for other in $(attached_nodes); do
    [ "$other" != "$index" ] || continue
    ip -n "$name" route add "$(pod_network "$other")" via "$(node_address "$other")"
    ip -n "$(node_name "$other")" route add "$(pod_network "$index")" via "$address"
  done
}

attached_nodes() { ip netns list 2>/dev/null | sed -n 's/^ba-node\([0-9][0-9]*\).*/\1/p'; }

network_down() {
  local name
  # The pairs first, and by name: sockets that linger can keep a namespace, with its end of a pair, for minutes.
  for name in $(ip -brief link | awk '/^ba-node[0-9]+@/ { sub(/@.*/, "", $1); print $1 }'); do
    ip link delete "$name" 2>/dev/null || true
  done
  for name in $(ip netns list 2>/dev/null | awk '/^ba-node[0-9]+/ { print $1 }'); do
    while [ -n "$(ip netns pids "$name")" ]; do sleep 0.05; done # the node's processes were told to end
    ip netns delete "$name"
  done
  # Routes by way of the bridge go with it.
  if [ -e "/sys/class/net/$bridge" ]; then ip link delete "$bridge"; fi
  ip route delete unreachable "$network" 2>/dev/null || true
}
