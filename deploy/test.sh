#!/usr/bin/env bash
# The same as run.sh, and all tests.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

need_swift
need_packages libzmq3-dev libsqlite3-dev python3 python3-zmq python3-jsonschema
say "formatting"
swift format lint --strict --recursive --parallel Package.swift Sources Tests
say "building"
# One build for programs and tests: no @testable, so the tests run against the release build.
swift build -c release --build-tests --disable-testable-imports
say "tests"
swift test -c release --disable-testable-imports --skip-build
say "the demo"
"$(swift build -c release --show-bin-path)/cellbus" demo
