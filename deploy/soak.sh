#!/usr/bin/env bash
# Real processes over bad links for as long as you like: cut, stalled, reset and slow links, broker and nodes killed in
# turn. Prints its seed, and a line of counts at the end; exits 0 when nothing was lost, repeated or out of order.
# usage: deploy/soak.sh [seconds, default 600] [seed, default drawn]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

seconds=${1:-600}
seed=${2:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
[[ $seconds =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]] || {
  echo "usage: deploy/soak.sh [seconds] [seed]" >&2
  exit 64
}
need_swift
need_packages libzmq3-dev libsqlite3-dev
say "seed $seed, $seconds s. Again: deploy/soak.sh $seconds $seed"
export CELLBUS_SOAK_SECONDS=$seconds CELLBUS_SOAK_SEED=$seed
exec swift test -c release --disable-testable-imports --filter 'TurmoilTests|BadLinkTests|PowerLossTests'
