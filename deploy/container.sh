#!/usr/bin/env bash
# Boots Debian 12 with its own systemd in a container, installs the package, and does to the service what months do to it:
# kills, stops, reloads, upgrades and downgrades under load, a wrong configuration, a full disk, removal; then it types the
# runbook from beginning to end. Exits 0 where no
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
need_packages debootstrap systemd-container e2fsprogs iproute2 python3
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
architecture=$(dpkg --print-architecture)
package=$packages/cellbus_${version}_$architecture.deb
# The next version: the same programs under a higher number, as an upgrade sees it.
next=$packages/cellbus_$version+next_$architecture.deb
unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
dpkg-deb --raw-extract "$package" "$unpacked/next"
sed -i "s/^Version: .*/&+next/" "$unpacked/next/DEBIAN/control"
dpkg-deb -Zgzip -z1 --build "$unpacked/next" "$next" >/dev/null
say "in the container"
/usr/bin/python3 deploy/container.py "$debian" "$package" "$next" "$@"
