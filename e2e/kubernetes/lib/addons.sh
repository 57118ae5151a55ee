# Names and volumes: CoreDNS in the cluster, the local-path provisioner as a process of the host.
# shellcheck shell=bash disable=SC2034 # render reads variables by name

install_addons() {
  local DNS_REPLICAS=1
  [ "$1" -lt 2 ] || DNS_REPLICAS=2
  mkdir -p "$STATE/local-path"
  render node-paths.json >"$STATE/local-path/config.json"
  render helper-pod.yaml >"$STATE/local-path/helper-pod.yaml"
  { render coredns.yaml; echo ---; render local-path.yaml; } | kubectl apply -f - >>"$STATE/log/addons.log" 2>&1 ||
    die "cannot apply the add-ons: $(last_lines addons)"
  pid_of local-path-provisioner >/dev/null || start local-path-provisioner "$LOCAL_PATH_BIN/local-path-provisioner" start \
    --kubeconfig "$STATE/kubeconfig/admin" --config "$STATE/local-path/config.json" \
    --helper-pod-file "$STATE/local-path/helper-pod.yaml" --helper-image "$BUSYBOX_IMAGE" \
    --configmap-name local-path --namespace kube-system --service-account-name default
}

dns_is_available() {
  [ "$(kubectl -n kube-system get deployment coredns -o 'jsonpath={.status.conditions[?(@.type=="Available")].status}')" = True ]
}
