#!/bin/sh
# npm test: all checks and tests, those with real containers included. Ends with a count.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
require_machine
engine_packages
package_for mmdebstrap mmdebstrap "makes the stand-ins for the lesson's base images"
package_for chromium chromium "opens JupyterLab as a person would"
package_for python3 python3 "hashes a registry's password"
package_for openssl openssl "certificates of test servers"
package_for git git "repositories as build contexts"
package_for ssh openssh-client "engines of other machines"
package_for openssl openssl "certificates for engines and registries"
without_service ssh package_for /usr/sbin/sshd openssh-server "is the other machine in the tests of ssh"
package_for zsh zsh "completes commands in the tests"
package_for fish fish "completes commands in the tests"
package_for ip iproute2 "shows interfaces and namespaces to the tests"
package_for slirp4netns slirp4netns "is the way out of the network that a Docker Engine of the tests has for itself"
node_modules
trap - EXIT
rm -f "$apt_log"
exec node scripts/test/main.ts "$@"
