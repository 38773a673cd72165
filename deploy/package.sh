#!/usr/bin/env bash
# Builds the Debian package of daemon and command, on Debian 12, with Swift's runtime linked in; checks it with lintian.
# The static build is one beside the usual one, in .build-package, and takes as long as the first.
# usage: deploy/package.sh [--version VERSION] [--out DIRECTORY, default .build-package/packages]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

version=$(sed -n 's/.*current = "\(.*\)".*/\1/p' Sources/CellConfig/Version.swift)
out=$top/.build-package/packages
while (($#)); do
  case $1 in
    --version) version=$2 && shift 2 ;;
    --out) out=$(realpath -m "$2") && shift 2 ;;
    *) echo "usage: deploy/package.sh [--version VERSION] [--out DIRECTORY]" >&2 && exit 64 ;;
  esac
done
need_swift
need_packages chrpath debhelper fakeroot lintian libzmq3-dev libsqlite3-dev python3

export TOP=$top BUILD=$top/.build-package
# What was resolved for the usual build is what this one is of.
if [[ ! -d $BUILD/checkouts && -d .build/checkouts ]]; then
  mkdir -p "$BUILD"
  cp -a .build/checkouts .build/repositories .build/workspace-state.json "$BUILD/"
fi
[[ -d $BUILD/checkouts ]] || swift package --scratch-path "$BUILD" resolve
# What FlyingFox has for passing requests on to other servers is left out: the daemon asks none, and with Foundation's
# networking the package would depend on libcurl.
handlers=$BUILD/checkouts/FlyingFox/FlyingFox/Sources
if [[ -e $handlers/Handlers/ProxyHTTPHandler.swift ]]; then
  chmod -R u+w "$handlers"
  sed -i '/^public extension HTTPHandler where Self == ProxyHTTPHandler {$/,/^}$/d' "$handlers/HTTPHandler.swift"
  rm "$handlers/Handlers/ProxyHTTPHandler.swift"
fi
work=$BUILD/debian-build/cellbus-$version
rm -rf "$BUILD/debian-build"
mkdir -p "$work" "$out"
cp -a deploy/debian "$work/debian"
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
cat >"$work/debian/changelog" <<END
cellbus ($version) bookworm; urgency=medium

  * What has changed is in changelog.gz.

 -- $(sed -n 's/^Maintainer: //p' deploy/debian/control)  $(date -R -u -d "@$SOURCE_DATE_EPOCH")
END
say "building the package"
(cd "$work" && dpkg-buildpackage --build=binary --no-sign --no-check-builddeps)
package=$out/cellbus_${version}_$(dpkg --print-architecture).deb
cp "$BUILD/debian-build/$(basename "$package")" "$package"
say "lintian"
lintian --fail-on error,warning --info --allow-root "$package"
dpkg-deb --field "$package" Depends Installed-Size
say "$package"
