#!/usr/bin/env bash
# The same as run.sh, and all tests.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

need_swift
need_packages libzmq3-dev libsqlite3-dev python3 python3-zmq python3-jsonschema python3-cryptography zsh golang-go golang-golang-x-mod-dev prometheus binutils valgrind
say "formatting"
swift format lint --strict --recursive --parallel Package.swift Sources Tests
say "building, and all tests"
# One release build for programs and tests: no test uses @testable.
swift build -c release --build-tests
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Some ten minutes on two cores. What hangs is named instead of waited for.
code=0
timeout --kill-after=10 2700 swift test -c release --disable-testable-imports --skip-build 2>&1 | tee "$log" || code=$?
if ((code)); then
  say "what failed, and where the tests were ended by the limit of 45 minutes, what had begun and not ended"
  grep -E '^✘ Test .* recorded an issue' "$log" || true
  awk '/^◇ Test case / { next }
    /^◇ Test run started/ { next }
    /^◇ Test .* started\.$/ { sub(/^◇ /, ""); sub(/ started\.$/, ""); open[$0] = 1 }
    /^(✔|✘) Test .* (passed|failed) after / {
      sub(/^(✔|✘) /, ""); sub(/ (passed|failed) after .*/, ""); sub(/ with [0-9]+ test cases?$/, ""); delete open[$0]
    }
    END { for (name in open) print "not ended: " name }' "$log"
  exit "$code"
fi
say "the service in a booted Debian 12"
if [[ -n ${CELLBUS_CONTAINER:-} ]]; then
  # It says itself where this machine cannot boot a container.
  deploy/container.sh || (($? == 69))
else
  echo "not run: it makes a static build of its own, and takes half an hour. CELLBUS_CONTAINER=1 runs it."
fi
say "the demo"
"$(swift build -c release --show-bin-path)/cellbus" demo
