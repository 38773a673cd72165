#!/usr/bin/env bash
# Boots Debian 12 with its own systemd in a container, installs the package, and does to the service what months do to it:
# kills, stops, reloads, upgrades and downgrades under load, a wrong configuration, a full disk, removal. Exits 0 where no
# receipted message was lost, 69 where this machine cannot boot a container, and says why. The container has a network of
# its own, and nothing but loopback in it.
# usage: deploy/container.sh [--only STEP,STEP] [--skip STEP,STEP] [--keep]
#   CELLBUS_DEBIAN    where the debootstrapped Debian is kept between runs (default /var/cache/cellbus/debian-12)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

cannot() {
  echo "container.sh: not run here: $*" >&2
  exit 69
}

((EUID == 0)) || cannot "it needs root, to boot a container"
[[ $(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}") == "debian 12" ]] || cannot "the package is built on Debian 12"
need_packages debootstrap systemd-container e2fsprogs python3 python3-yaml
unshare --mount --pid --net --fork true 2>/dev/null || cannot "this machine allows no namespaces"

debian=${CELLBUS_DEBIAN:-/var/cache/cellbus/debian-12}
if [[ ! -e $debian/etc/debian_version ]]; then
  mirror=http://deb.debian.org/debian
  say "a Debian 12 from $mirror, once"
  mkdir -p "$(dirname "$debian")"
  rm -rf "$debian.new"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,libzmq5,libsqlite3-0 bookworm "$debian.new" "$mirror" \
    >"$debian.log" 2>&1 || cannot "debootstrap from $mirror failed, see $debian.log"
  mv "$debian.new" "$debian"
fi

version=$(sed -n 's/.*current = "\(.*\)".*/\1/p' Sources/CellConfig/Version.swift)
packages=$top/.build-package/packages
deploy/package.sh --version "$version" --out "$packages"
# The next version: the same programs under a higher number, as an upgrade by apt sees it.
deploy/package.sh --version "$version+next" --out "$packages"
architecture=$(dpkg --print-architecture)
say "in the container"
exec /usr/bin/python3 deploy/container.py "$debian" "$packages/cellbus_${version}_$architecture.deb" \
  "$packages/cellbus_$version+next_$architecture.deb" "$@"
