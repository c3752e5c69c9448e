# shellcheck shell=bash  # Sourced by dev/cluster: etcd, API server, controller manager, scheduler and our cloud, on the host.

control_plane_up() {
  make_certificates
  make_tokens
  local etcd_url peer_url
  etcd_url=http://127.0.0.1:$(free_port)
  peer_url=http://127.0.0.1:$(free_port)
  start etcd "$binaries/etcd" --data-dir "$state/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "$etcd_url" --advertise-client-urls "$etcd_url" \
    --listen-peer-urls "$peer_url" --initial-advertise-peer-urls "$peer_url" --initial-cluster "default=$peer_url"
  echo "$etcd_url" >"$state/etcd-url"
  api_server_up
  # A claim that is looked at before its volume is there waits for the next round, which by default is 15 seconds later.
  start kube-controller-manager "$binaries/kube-controller-manager" --kubeconfig "$state/controllers.kubeconfig" \
    --secure-port 0 --leader-elect=false --use-service-account-credentials --node-monitor-grace-period 20s \
    --pvclaimbinder-sync-period 1s \
    --service-account-private-key-file "$state/pki/accounts.key" --root-ca-file "$state/pki/ca.crt"
  start kube-scheduler "$binaries/kube-scheduler" --kubeconfig "$state/scheduler.kubeconfig" --secure-port 0 --leader-elect=false
  start load-balancers "$dev/kubernetes/load-balancers" "$binaries/kubectl" "$state/admin.kubeconfig" \
    "$load_balancer_prefix" "$(node_name 1)=$(node_address 1)" "$(node_name 2)=$(node_address 2)"
}

# Anew too, with the state that it had.
api_server_up() {
  # InternalIP: exec, logs and cp must not look a node's name up. A test changes pods on admission, as policy engines do.
  start kube-apiserver "$binaries/kube-apiserver" --etcd-servers "$(<"$state/etcd-url")" \
    --bind-address "$host_address" --advertise-address "$host_address" --secure-port 6443 \
    --service-cluster-ip-range "$service_network" --endpoint-reconciler-type lease --allow-privileged \
    --authorization-mode Node,RBAC --token-auth-file "$state/pki/tokens.csv" --client-ca-file "$state/pki/ca.crt" \
    --tls-cert-file "$state/pki/apiserver.crt" --tls-private-key-file "$state/pki/apiserver.key" \
    --kubelet-client-certificate "$state/pki/kubelet-client.crt" --kubelet-client-key "$state/pki/kubelet-client.key" \
    --kubelet-preferred-address-types InternalIP \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$state/pki/accounts.key" \
    --service-account-signing-key-file "$state/pki/accounts.key" \
    --feature-gates MutatingAdmissionPolicy=true --runtime-config admissionregistration.k8s.io/v1beta1=true
  wait_for 60 "the API server" control_plane_is_healthy
}

control_plane_is_healthy() {
  curl --silent --fail --max-time 2 --cacert "$state/pki/ca.crt" "$api_server/readyz" >/dev/null
}

make_certificates() {
  mkdir -p "$state/pki"
  (
    cd "$state/pki" || exit
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=backup-access-test -keyout ca.key -out ca.crt
    openssl genrsa -out accounts.key 2048
    sign apiserver /CN=kube-apiserver "subjectAltName=IP:$host_address,IP:$kubernetes_service,DNS:kubernetes.default.svc"
    sign kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client extendedKeyUsage=clientAuth
  ) 2>/dev/null
}

# sign NAME SUBJECT EXTENSION
sign() {
  openssl req -new -newkey rsa:2048 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile <(echo "$3") -out "$1.crt"
}

# Everybody is known to the API server by a token of its own, made anew each time.
make_tokens() {
  local name user groups token
  while read -r name user groups; do
    token=$(openssl rand -hex 16)
    echo "$token,$user,$user,\"$groups\"" >>"$state/pki/tokens.csv"
    write_kubeconfig "$state/$name.kubeconfig" "$token"
  done <<END
admin backup-access-admin system:masters
controllers system:kube-controller-manager system:authenticated
scheduler system:kube-scheduler system:authenticated
proxy system:kube-proxy system:node-proxier
$(node_name 1) system:node:$(node_name 1) system:nodes
$(node_name 2) system:node:$(node_name 2) system:nodes
END
}

write_kubeconfig() {
  (
    umask 077
    cat >"$1" <<END
apiVersion: v1
kind: Config
current-context: backup-access-dev
contexts: [{name: backup-access-dev, context: {cluster: backup-access-dev, user: holder}}]
users: [{name: holder, user: {token: $2}}]
clusters:
- name: backup-access-dev
  cluster: {server: "$api_server", certificate-authority-data: $(base64 -w0 <"$state/pki/ca.crt")}
END
  )
}
