# shellcheck shell=bash disable=SC2034  # Sourced by dev/cluster: what every part must agree on.

# One private block, cut by purpose. Whatever nobody routes in it is unreachable: nothing leaks to the machine's own network.
network=10.213.0.0/16
host_address=10.213.0.1 # of the bridge: the API server listens here, for nodes and pods alike
service_network=10.213.2.0/24
kubernetes_service=10.213.2.1
load_balancer_prefix=10.213.1 # the addresses that our "cloud" gives to Services
bridge=ba-bridge

node_name() { echo "ba-node$1"; }
node_address() { echo "10.213.0.$((10 + $1))"; }
pod_network() { echo "10.213.$((100 + $1)).0/24"; }

api_server=https://$host_address:6443
