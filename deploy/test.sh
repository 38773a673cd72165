#!/usr/bin/env bash
# The same as run.sh, and all tests.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

need_swift
need_packages libzmq3-dev libsqlite3-dev python3 python3-zmq python3-jsonschema python3-cryptography zsh golang-go golang-golang-x-mod-dev prometheus
say "formatting"
swift format lint --strict --recursive --parallel Package.swift Sources Tests
say "building, and all tests"
# One release build for programs and tests: no test uses @testable.
swift test -c release --disable-testable-imports
say "the service in a booted Debian 12"
if [[ -n ${CELLBUS_CONTAINER:-} ]]; then
  # It says itself where this machine cannot boot a container.
  deploy/container.sh || (($? == 69))
else
  echo "not run: it makes a static build of its own, and takes half an hour. CELLBUS_CONTAINER=1 runs it."
fi
say "the demo"
"$(swift build -c release --show-bin-path)/cellbus" demo
