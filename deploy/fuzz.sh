#!/usr/bin/env bash
# Ten million changed documents and as many changed frames, or as many as you like, in a release build on two cores:
# nothing may trap or hang, the strict check and the exported schemas may not disagree, and what is accepted comes back
# the same. Prints its seed and now and then how far it is, then a last line; exits 0 when nothing was found. Inputs are
# made one at a time and not kept, so that memory does not grow with their number.
# usage: deploy/fuzz.sh [count of each, default 10000000] [seed, default drawn]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

count=${1:-10000000}
seed=${2:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
[[ $count =~ ^[1-9][0-9]*$ && $seed =~ ^[0-9]+$ ]] || {
  echo "usage: deploy/fuzz.sh [count] [seed]" >&2
  exit 64
}
need_swift
need_packages libzmq3-dev libsqlite3-dev python3 python3-jsonschema
say "seed $seed, $count of each. Again: deploy/fuzz.sh $count $seed"
tests=(swift test -c release --disable-testable-imports --filter 'FuzzTests')
place=$(mktemp)
trap 'rm -f "$place"' EXIT
export CELLBUS_FUZZ_SEED=$seed
began=$SECONDS
if CELLBUS_FUZZ=$count CELLBUS_FUZZ_PLACE=$place "${tests[@]}"; then
  say "$count documents and $count frames of seed $seed in $((SECONDS - began)) s: nothing found"
  exit 0
fi
say "something was found with seed $seed"
# A trap ends the process without a word about its input. The last numbers are in the file; what comes right before the
# end of the second run is the input.
while read -r kind _ number; do
  [[ $number =~ ^[0-9]+$ ]] || continue
  say "$kind around $number once more"
  CELLBUS_FUZZ_KIND=$kind CELLBUS_FUZZ_AT=$((number + 255)) "${tests[@]}" --skip-build 2>&1 | tail -n 60 || true
done <"$place"
say "$count of each of seed $seed: failed after $((SECONDS - began)) s"
exit 1
