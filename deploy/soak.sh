#!/usr/bin/env bash
# Real processes for as long as you like, in two parts. links: over bad links, cut, stalled, reset and slow ones, broker
# and nodes killed in turn; it prints a line of counts at the end. service: one broker that goes on, with mixed traffic,
# nodes that come and go, reloads, keys exchanged, questions, and metrics scraped; it prints the broker's memory,
# descriptors, threads and latency at the beginning and at the end. Prints its seed; exits 0 when nothing was lost,
# repeated or out of order.
# usage: deploy/soak.sh [seconds of each part, default 600] [seed, default drawn] [links|service|both]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

seconds=${1:-600}
seed=${2:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
declare -A suites=([links]='TurmoilTests|BadLinkTests|PowerLossTests' [service]='SoakTests')
part=${3:-both}
suites[both]="${suites[links]}|${suites[service]}"
[[ $seconds =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ && -n ${suites[$part]:-} ]] || {
  echo "usage: deploy/soak.sh [seconds] [seed] [links|service|both]" >&2
  exit 64
}
need_swift
need_packages libzmq3-dev libsqlite3-dev
say "seed $seed, $seconds s. Again: deploy/soak.sh $seconds $seed $part"
export CELLBUS_SOAK_SECONDS=$seconds CELLBUS_SOAK_SEED=$seed
exec swift test -c release --disable-testable-imports --filter "${suites[$part]}"
