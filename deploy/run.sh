#!/usr/bin/env bash
# Installs the system packages that are missing, builds, and runs the demo to its end.
# usage: deploy/run.sh [options of cellbus demo]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

need_swift
need_packages libzmq3-dev libsqlite3-dev
say "building (the first time takes some minutes)"
swift build -c release --product cellbusd
swift build -c release --product cellbus
say "the demo"
exec "$(swift build -c release --show-bin-path)/cellbus" demo "$@"
