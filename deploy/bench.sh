#!/usr/bin/env bash
# cellbus beside NATS JetStream on this machine: the same work in turn, several times, and the ratio of the medians. JetStream
# keeps its stream in files and acknowledges before they are synced; cellbus receipts after it.
# usage: deploy/bench.sh [--runs N] [--messages N] [--only NAME]      names: one, fanout, mesh, paced
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

runs=3 messages=200000 only=
while (($#)); do
  case $1 in
    --runs) runs=$2 ;;
    --messages) messages=$2 ;;
    --only) only=$2 ;;
    *) echo "usage: deploy/bench.sh [--runs N] [--messages N] [--only NAME]" >&2 && exit 64 ;;
  esac
  shift 2
done
need_swift
need_packages libzmq3-dev libsqlite3-dev python3 nats-server libnats-dev gcc openssl
swift build -c release --product cellbusd
swift build -c release --product cellbus
bin=$(swift build -c release --show-bin-path)

dir=$(mktemp -d) server=
trap '[[ -n $server ]] && kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/key.pem" -out "$dir/certificate.pem" -days 2 -subj /CN=localhost \
  2>/dev/null
gcc -O2 -Wall -o "$dir/peer" deploy/bench/peer.c -lnats -lpthread
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$dir/nats.conf" <<END
listen: "127.0.0.1:$port"
jetstream { store_dir: "$dir/store", max_file: 40G }
tls { cert_file: "$dir/certificate.pem", key_file: "$dir/key.pem" }
END

peer() {
  rm -rf "$dir/store"
  nats-server -c "$dir/nats.conf" >"$dir/log" 2>&1 &
  server=$!
  for _ in $(seq 100); do grep -q 'Server is ready' "$dir/log" && break || sleep 0.1; done
  "$dir/peer" "tls://127.0.0.1:$port" "$@" >>"$dir/peer.$name"
  kill "$server" && wait "$server" 2>/dev/null || true
  server=
}

# Name, publishers, readers, messages, recipients of each, rate. A list of recipients makes a document longer.
work() {
  name=$1
  [[ -z $only || $only == "$name" ]] || return 0
  local size=$(($5 == $3 ? 600 : 640))
  say "$name: $2 to $3, $4 messages of $size bytes, to $5 readers each${6:+, $6 a second}"
  local options=(--publishers "$2" --readers "$3" --messages "$4" --size "$size")
  (($5 == $3)) || options+=(--recipients "$5")
  [[ -z ${6:-} ]] || options+=(--rate "$6")
  for ((run = 1; run <= runs; run++)); do
    "$bin/cellbus" bench "${options[@]}" --format json >>"$dir/cellbus.$name"
    peer "$2" "$3" "$4" "$size" "$5" ${6:+"$6"}
  done
  python3 - "$dir/cellbus.$name" "$dir/peer.$name" <<'END'
import json, statistics, sys
ours, theirs = ([json.loads(line) for line in open(file)] for file in sys.argv[1:])
def row(name, read, better):
    a, b = (statistics.median(read(one) for one in many) for many in (ours, theirs))
    print(f"  {name:<24} cellbus {a:>10,.0f}   JetStream {b:>10,.0f}   ratio {a / b:.2f} ({better} is better)")
if "rate" in ours[0]:
    for what in ("receipt", "delivery"):
        for part in ("p50", "p99"):
            row(f"{what} {part}, us", lambda one: one[f"{what}Microseconds"][part], "less")
else:
    row("receipts a second", lambda one: one["publishedPerSecond"], "more")
    row("deliveries a second", lambda one: one["deliveredPerSecond"], "more")
END
}

say "what the machine allows"
"$bin/cellbus" bench floor
work one 1 1 "$messages" 1
work fanout 1 36 $((messages / 10)) 36
work mesh 36 36 "$messages" 3
work paced 1 1 10000 1 1000
