#!/usr/bin/env bash
# Prints the resource definitions of cert-manager, from the module that build.sh builds it from. They are templates of its
# chart; what a chart would fill in are labels, which are left out here.
set -euo pipefail

cd "$(dirname "$0")"
GO=$(command -v go || echo /usr/local/go/bin/go)
module=$(GOWORK=off "$GO" list -mod=readonly -m -f '{{.Dir}}' github.com/cert-manager/cert-manager)
for file in "$module"/deploy/crds/crd-*.yaml; do
  echo ---
  grep -v '{{' "$file"
done
