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
bin=$(swift build -c release --show-bin-path)
"$bin/cellbus" demo "$@"
say "how to go on, each line in any terminal"
cat <<END
A cell of your own, and its broker:
  $bin/cellbus init $top/paris --participants FRA,UKR,USA
  $bin/cellbusd --config $top/paris/cellbusd.yaml
In a second terminal, France's watch officer, said once; then what comes, and where things stand:
  $bin/cellbus context add paris --cell $top/paris --as FRA --by "Duty officer"
  $bin/cellbus tail
  $bin/cellbus situation
To have the programs in every terminal:
  sudo ln -sf $bin/cellbus $bin/cellbusd /usr/local/bin/
END
