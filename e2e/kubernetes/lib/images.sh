# Two small images, written as docker-archive tars without an engine: busybox (also the pause container) and CoreDNS.
# They are cached under the checksum of the program inside.
# shellcheck shell=bash

make_images() {
  local busybox coredns
  busybox=$(command -v busybox)
  coredns=$COREDNS_BIN/coredns
  IMAGE_CACHE=$CACHE/kubernetes-images
  mkdir -p "$IMAGE_CACHE"
  BUSYBOX_TAR=$IMAGE_CACHE/busybox-$(short_sum "$busybox").tar
  COREDNS_TAR=$IMAGE_CACHE/coredns-$(short_sum "$coredns").tar
  [ -e "$BUSYBOX_TAR" ] || write_image "$BUSYBOX_TAR" "$BUSYBOX_IMAGE" busybox_files '"/bin/busybox","sleep","infinity"'
  [ -e "$COREDNS_TAR" ] || write_image "$COREDNS_TAR" localhost/coredns:1 coredns_files '"/coredns"'
}

# The version of the format below is part of the sum, so that a change here writes new images.
short_sum() { { echo 1; cat "$1"; } | sha256sum | cut -c1-16; }

busybox_files() {
  local applet
  mkdir -p "$1"/{bin,etc,root,tmp}
  chmod 1777 "$1/tmp"
  install -m 755 "$(command -v busybox)" "$1/bin/busybox"
  for applet in $(busybox --list); do
    [ "$applet" = busybox ] || ln -s busybox "$1/bin/$applet"
  done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnobody:x:65534:\n' >"$1/etc/group"
}

coredns_files() { install -m 755 "$COREDNS_BIN/coredns" "$1/coredns"; }

# write_image TAR NAME FILES-FUNCTION COMMAND: one layer with the files that the function lays into a directory.
write_image() {
  local tar=$1 name=$2 files=$3 command=$4 work layer
  work=$(mktemp -d "$IMAGE_CACHE/.work.XXXXXX")
  mkdir "$work/root" "$work/image"
  "$files" "$work/root"
  reproducible_tar "$work/root" "$work/image/layer.tar"
  layer=$(sha256sum "$work/image/layer.tar" | cut -d' ' -f1)
  cat >"$work/image/config.json" <<JSON
{"architecture":"$(image_architecture)","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":[$command],"WorkingDir":"/"},
"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]}}
JSON
  echo "[{\"Config\":\"config.json\",\"RepoTags\":[\"$name\"],\"Layers\":[\"layer.tar\"]}]" >"$work/image/manifest.json"
  reproducible_tar "$work/image" "$work/done.tar"
  mv "$work/done.tar" "$tar"
  rm -rf "$work"
}

reproducible_tar() {
  tar --directory "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu --create --file "$2" .
}

image_architecture() { case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac; }
