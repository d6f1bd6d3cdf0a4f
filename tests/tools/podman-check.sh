#!/usr/bin/env bash
# Builds the image with podman on a Debian machine without a registry, starts two nodes in containers of their own, and lets each
# find and copy a file of the other over REST. Root only; ends with "podman check passed". Argument: a debootstrapped folder to reuse.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ "$(id -u)" -eq 0 ] || { echo "needs root"; exit 1; }

tag=webp2p-check
work=$(mktemp -d /var/tmp/$tag.XXXXXX)
rootfs=${1:-$work/rootfs}
password=$(head -c 18 /dev/urandom | base64)
nodes=("$tag-alice" "$tag-bob")

finish() {
  podman rm -f -t 2 "${nodes[@]}" >/dev/null 2>&1 || true
  podman network rm -f "$tag" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

step() { echo "--- $*"; }

install_tools() {
  command -v podman >/dev/null && command -v debootstrap >/dev/null && command -v runc >/dev/null && return
  apt-get -qq -o DPkg::Lock::Timeout=300 update
  apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
    podman buildah runc netavark aardvark-dns iptables debootstrap curl
}

# Stand-ins for the official images: a minimal system with this machine's .NET.
base_images() {
  [ -d "$rootfs" ] || debootstrap --variant=minbase --include=libicu72,libssl3,ca-certificates,zlib1g bookworm "$rootfs" >/dev/null
  tar -C "$rootfs" -c . | podman import -q - "localhost/$tag-base:1" >/dev/null
  local dotnet=/usr/share/dotnet
  printf 'FROM localhost/%s-base:1\nCOPY host /usr/share/dotnet/host\nCOPY shared /usr/share/dotnet/shared\nCOPY dotnet /usr/share/dotnet/dotnet\nRUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet\n' "$tag" >"$work/runtime"
  printf 'FROM localhost/%s-base:1\nCOPY . /usr/share/dotnet\nRUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet\nENV HOME=/root DOTNET_CLI_TELEMETRY_OPTOUT=1\n' "$tag" >"$work/sdk"
  podman --runtime runc build -q -f "$work/runtime" -t "localhost/$tag-runtime:1" "$dotnet" >/dev/null
  podman --runtime runc build -q -f "$work/sdk" -t "localhost/$tag-sdk:1" "$dotnet" >/dev/null
}

# The packages already restored on this machine stand in for a package source.
build_image() {
  podman --runtime runc build --format docker --ulimit nofile=8192:8192 --ulimit nproc=4096:4096 \
    -v "${NUGET_PACKAGES:-$HOME/.nuget/packages}:/root/.nuget/packages:O" \
    --build-arg "SDK_IMAGE=localhost/$tag-sdk:1" --build-arg "RUNTIME_IMAGE=localhost/$tag-runtime:1" \
    -f src/WebP2P.Host/Dockerfile -t "localhost/$tag:1" .
}

start() { # name, share, further arguments
  local name=$1 share=$2
  shift 2
  podman --runtime runc run -d --name "$name" --network "$tag" --ulimit nofile=8192:8192 --ulimit nproc=4096:4096 \
    -e "WEBP2P__PASSWORD=$password" -v "$share:/share:ro" "localhost/$tag:1" serve --name "${name#"$tag-"}" --share /share "$@" >/dev/null
}

address() { podman inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$1"; }

call() { # node, method, path, body
  local key
  key=$(podman exec "$1" cat /data/control-key)
  curl -sS --fail-with-body --noproxy '*' -X "$2" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
    ${4:+-d "$4"} "http://$(address "$1"):5080$3"
}

field() { node -e 'let v = JSON.parse(require("fs").readFileSync(0)); for (const k of process.argv[1].split(".")) v = v?.[k]; console.log(v ?? "")' "$1"; }

until_true() { # seconds, what, command...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || { echo "gave up waiting: $what"; for n in "${nodes[@]}"; do podman logs --tail 30 "$n"; done; exit 1; }
    sleep 0.5
  done
}

healthy() { podman exec "$1" webp2p status --quiet; }

search() { # node, words; sets $search and $result
  search=$(call "$1" POST /api/v1/searches "{\"query\":\"$2\"}" | field id)
  for _ in 1 2 3 4 5 6; do
    result=$(call "$1" GET "/api/v1/searches/$search/results")
    [ -z "$(field items.0.hash <<<"$result")" ] || return 0
    sleep 0.5
  done
  return 1
}

completed() { [ "$(call "$1" GET "/api/v1/downloads/$2" | field state)" = completed ]; }

copy() { # node, words, the file at the other
  until_true 60 "$1 finds '$2'" search "$1" "$2"
  local hash size name id
  hash=$(field items.0.hash <<<"$result") size=$(field items.0.size <<<"$result") name=$(field items.0.name <<<"$result")
  echo "$1 found '$name', $size bytes, $hash"
  id=$(call "$1" POST /api/v1/downloads "{\"hash\":\"$hash\",\"size\":$size,\"searchId\":\"$search\",\"mode\":\"multi\"}" | field id)
  until_true 60 "$1 copies '$name'" completed "$1" "$id"
  local got want
  got=$(podman exec "$1" sha256sum "/downloads/$name" | cut -d' ' -f1) want=$(sha256sum "$3" | cut -d' ' -f1)
  echo "$1 has it: sha256 $got"
  [ "$got" = "$want" ] || { echo "the copy differs: $want expected"; exit 1; }
}

install_tools
step "base images"
base_images
step "image from src/WebP2P.Host/Dockerfile"
build_image
step "two containers"
mkdir -p "$work/alice" "$work/bob"
head -c 20000000 /dev/urandom >"$work/alice/lighthouse recording.bin"
head -c 3000000 /dev/urandom >"$work/bob/harbour map.bin"
chmod -R a+rX "$work"
podman network create "$tag" >/dev/null
start "$tag-alice" "$work/alice"
until_true 60 "alice is healthy" healthy "$tag-alice"
start "$tag-bob" "$work/bob" --index-server "$(address "$tag-alice"):6699"
until_true 60 "bob is healthy" healthy "$tag-bob"
podman ps --filter "name=$tag" --format '{{.Names}} {{.Status}}'
podman exec "$tag-bob" id
step "bob finds and copies what alice shares"
copy "$tag-bob" "lighthouse recording" "$work/alice/lighthouse recording.bin"
step "alice finds and copies what bob shares"
copy "$tag-alice" "harbour map" "$work/bob/harbour map.bin"
podman healthcheck run "$tag-alice"
step "without a password the node refuses to listen on all addresses"
if podman --runtime runc run --rm --ulimit nofile=8192:8192 --ulimit nproc=4096:4096 "localhost/$tag:1" serve; then
  echo "it started without a password"
  exit 1
fi
echo "podman check passed"
