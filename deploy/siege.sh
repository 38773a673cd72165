#!/usr/bin/env bash
# A cell under siege: what one participant, a stranger or a fault does to the others' flash, attack by attack, in one run
# of some ten minutes. Exits 0 where flash stayed in time, the loop kept its turns short, and nothing was lost.
# usage: deploy/siege.sh [--quick] [--only NAME,NAME]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

need_swift
need_packages libzmq3-dev libsqlite3-dev python3 python3-zmq
swift build -c release --product cellbusd
swift build -c release --product cellbus
exec /usr/bin/python3 deploy/siege.py "$(swift build -c release --show-bin-path)" "$@"
