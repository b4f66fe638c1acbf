#!/usr/bin/env bash
# Try the two commands on a machine that has nothing: a fresh Debian in a folder of its own.
#
#   sudo bench/bare_machine.sh [FOLDER]        FOLDER: where the machine is made; default /var/tmp/bare
#
# Needs root and debootstrap. The machine gets git, make and python3 and a clone of this repository's
# HEAD below /root, which is closed to others: the hardest place for the database. Then, inside:
#   1. somebody without root and sudo runs `make demo`: one sentence with the command to run
#   2. root runs `make demo`, opens a page, presses Ctrl-C: no process is left
#   3. the same again (nothing is installed twice); the launcher is killed: no process is left
#   4. and once more after the kill, then Ctrl-C
#   5. somebody without root runs `make demo`, now that the system packages are there
#   6. root runs `make test`
# Prints a table in Markdown; the whole transcript is FOLDER/transcript.txt. Exit 1 if a step failed.
# Environment: SUITE (bookworm), MIRROR (debootstrap's own), STEPS (123456). Proxies and certificates
# of this machine are passed on; nothing else is.
set -euo pipefail

REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
FOLDER=${1:-/var/tmp/bare}
MACHINE=$FOLDER/machine
SUITE=${SUITE:-bookworm}

[ "$(id -u)" = 0 ] || { echo "This needs root." >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "This needs debootstrap (apt-get install debootstrap)." >&2; exit 2; }
mkdir -p "$FOLDER"

if [ ! -e "$FOLDER/pristine.tar" ]; then
  rm -rf "$FOLDER/pristine"
  debootstrap --variant=minbase --include=git,make,python3,ca-certificates \
    "$SUITE" "$FOLDER/pristine" ${MIRROR:+"$MIRROR"} >"$FOLDER/debootstrap.log"
  tar -C "$FOLDER/pristine" -cf "$FOLDER/pristine.tar.new" .
  mv "$FOLDER/pristine.tar.new" "$FOLDER/pristine.tar"
  rm -rf "$FOLDER/pristine"
fi
rm -rf "$MACHINE"
mkdir "$MACHINE"
tar -C "$MACHINE" -xf "$FOLDER/pristine.tar"

# The way out of this machine: names, proxies, certificates, apt's sources.
cp -L /etc/resolv.conf /etc/hosts "$MACHINE/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$MACHINE/etc/ssl/certs/ca-certificates.crt"
if [ -z "${MIRROR:-}" ] && grep -q "VERSION_CODENAME=$SUITE" /etc/os-release; then
  cp -a /etc/apt/sources.list* /etc/apt/apt.conf.d "$MACHINE/etc/apt/"
fi
PASSED_ON=()
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY SSL_CERT_FILE \
  PIP_CERT PIP_INDEX_URL UV_DEFAULT_INDEX; do
  [ -z "${!name:-}" ] || PASSED_ON+=("$name=${!name}")
done

git clone -q --no-local "$REPOSITORY" "$MACHINE/root/casework"
cp "$REPOSITORY/bench/bare_machine_inside.sh" "$MACHINE/root/inside.sh"

# Its own process numbers: whatever is left of a step is seen, and nothing outlives this script.
# tee stays outside: inside it would be killed before it has written the last lines.
unshare --mount --pid --fork --kill-child bash -euc '
  machine=$1; shift
  mount -t proc proc "$machine/proc"
  mount --rbind /dev "$machine/dev"
  exec chroot "$machine" /usr/bin/env -i HOME=/root TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" bash /root/inside.sh
' bash "$MACHINE" "${PASSED_ON[@]}" "STEPS=${STEPS:-123456}" 2>&1 | tee "$FOLDER/transcript.txt"
