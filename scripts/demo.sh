#!/bin/sh
# npm run demo [-- --down]: the lesson's Jupyter + Redis example, from a fresh clone to the notebook's output.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
require_machine
engine_packages
node_modules
[ "${1:-}" = --down ] || node scripts/build.ts >/dev/null || die "the build failed; run 'npm run build' to see why."
trap - EXIT
rm -f "$apt_log"
exec node scripts/demo/main.ts "$@"
