# Certificates and kubeconfigs: EC P-256. Keys are SEC1 ("EC PRIVATE KEY"), which every client reads; some Java clients
# fail on EC keys in PKCS#8.
# shellcheck shell=bash disable=SC2034 # render reads variables by name

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$STATE/pki/$1.key"; }

# authority NAME COMMON-NAME
authority() {
  new_key "$1"
  openssl req -x509 -key "$STATE/pki/$1.key" -out "$STATE/pki/$1.crt" -subj "/CN=$2" -days 365 \
    -addext keyUsage=critical,keyCertSign,digitalSignature
}

# certificate NAME AUTHORITY SUBJECT clientAuth|serverAuth [NAMES]
certificate() {
  local name=$1 issuer=$STATE/pki/$2
  new_key "$name"
  openssl req -new -key "$STATE/pki/$name.key" -subj "$3" |
    openssl x509 -req -CA "$issuer.crt" -CAkey "$issuer.key" -CAcreateserial -days 365 -out "$STATE/pki/$name.crt" -extfile <(
      echo "basicConstraints=CA:FALSE"
      echo "keyUsage=critical,digitalSignature"
      echo "extendedKeyUsage=$4"
      [ -z "${5:-}" ] || echo "subjectAltName=$5"
    ) 2>>"$STATE/log/openssl.log"
}

# client NAME SUBJECT: a client certificate and a kubeconfig with it, in kubeconfig/NAME.
client() {
  local CA CERTIFICATE KEY
  certificate "$1" ca "$2" clientAuth
  CA=$(base64 -w0 "$STATE/pki/ca.crt")
  CERTIFICATE=$(base64 -w0 "$STATE/pki/$1.crt")
  KEY=$(base64 -w0 "$STATE/pki/$1.key")
  render kubeconfig.yaml >"$STATE/kubeconfig/$1"
}

make_pki() {
  umask 077
  authority ca etcetera-kubernetes-ca
  authority front-ca etcetera-front-proxy-ca
  new_key service-account
  openssl ec -in "$STATE/pki/service-account.key" -pubout -out "$STATE/pki/service-account.pub" 2>/dev/null
  certificate apiserver ca /CN=kube-apiserver serverAuth "$(
    printf 'DNS:%s,' localhost kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local
    echo "IP:127.0.0.1,IP:$HOST_ADDRESS,IP:$SERVICE_API"
  )"
  certificate apiserver-kubelet ca /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
  certificate front-proxy front-ca /CN=front-proxy-client clientAuth
  client admin /O=system:masters/CN=etcetera-admin
  client controller-manager /CN=system:kube-controller-manager
  client scheduler /CN=system:kube-scheduler
  client proxy /CN=system:kube-proxy
  install -m 600 "$STATE/kubeconfig/admin" "$KUBECONFIG_FILE"
  [ -z "${SUDO_UID:-}" ] || chown "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$KUBECONFIG_FILE"
  umask 022
}

make_node_pki() {
  (
    umask 077
    client "$1" "/O=system:nodes/CN=system:node:$1"
    certificate "$1-serving" ca "/O=system:nodes/CN=system:node:$1" serverAuth "DNS:$1,IP:$(node_address "$1")"
  )
}
