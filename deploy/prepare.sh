# Sourced by run.sh and test.sh: the toolchain is there, the system packages are installed, the programs are built.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"

say() { printf '\n== %s\n' "$*"; }

need_swift() {
  if ! command -v swift >/dev/null; then
    echo "run.sh: no Swift toolchain on PATH. Install Swift 6.3 or later from swift.org, then run this again." >&2
    exit 69
  fi
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
  read -r major minor <<<"${version:-0 0}"
  if ((major < 6 || (major == 6 && minor < 3))); then
    echo "run.sh: Swift 6.3 or later is needed, this is $major.$minor." >&2
    exit 69
  fi
}

# Installs the Debian packages that are missing; asks for nothing when none is.
need_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  local as_root=()
  if ((EUID != 0)); then as_root=(sudo); fi
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
}
