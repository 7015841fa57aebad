# Sourced by demo.sh and test.sh: what a fresh clone on a bare Debian machine lacks. Says what it installs and why.

say() { printf 'tutti: %s\n' "$*"; }
die() { printf 'tutti: %s\n' "$*" >&2; exit 1; }

require_machine() {
  [ "$(uname -s)" = Linux ] || die "containers need Linux; this is $(uname -s). In a virtual machine with Linux it works."
  [ "$(id -u)" = 0 ] || die "the engine needs root. Run the same command with sudo."
}

# package_for COMMAND PACKAGE WHY
package_for() {
  command -v "$1" >/dev/null 2>&1 && return 0
  command -v apt-get >/dev/null 2>&1 || die "'$1' is missing ($3); install your distribution's package for it."
  say "installing $2 ($3)"
  if ! apt_install "$2"; then
    apt-get update -qq >/dev/null 2>&1 || true
    apt_install "$2" || die "could not install the package $2: $(tail -n 1 "$apt_log")"
  fi
}

apt_log=${TMPDIR:-/tmp}/tutti-apt-$$.log
trap 'rm -f "$apt_log"' EXIT
apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >"$apt_log" 2>&1; }

# without_service UNIT COMMAND...: runs it so that a package which it installs opens no port of this machine, now or at the next start.
without_service() {
  unit=$1 policy=/usr/sbin/policy-rc.d
  shift
  if [ -e "$policy" ]; then "$@"; return; fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$apt_log" "$policy"' EXIT
  was_there=$(systemctl is-enabled "$unit" 2>/dev/null || true)
  "$@"
  [ -n "$was_there" ] || systemctl disable --quiet "$unit" 2>/dev/null || true
  rm -f "$policy"
  trap 'rm -f "$apt_log"' EXIT
}

engine_packages() {
  command -v crun >/dev/null 2>&1 || command -v runc >/dev/null 2>&1 || package_for crun crun "starts containers"
  package_for nft nftables "published ports and network rules"
  command -v docker-init >/dev/null 2>&1 || command -v catatonit >/dev/null 2>&1 || package_for tini tini "init: true"
}

node_modules() {
  command -v npm >/dev/null 2>&1 || die "npm is missing. Install it with: apt-get install npm"
  if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    say "installing npm packages (among them a current Node, kept in node_modules)"
    # Not `npm ci`: it fails where a mirror lacks optional packages of other platforms. The lock is kept to, and not rewritten.
    npm install --no-save --no-audit --no-fund --loglevel=error >"$apt_log" 2>&1 ||
      die "npm install failed: $(grep -m1 -i error "$apt_log" || tail -n 1 "$apt_log")"
    touch node_modules/.package-lock.json
  fi
  PATH=$PWD/node_modules/.bin:$PATH
  export PATH
  [ -x node_modules/node/bin/node ] || die "the npm package 'node' brought no binary for this machine ($(uname -m))."
}
