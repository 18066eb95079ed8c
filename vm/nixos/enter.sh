#!/bin/sh
# Runs a command in the Debian root, with a Nix store of its own: enter.sh ROOT STORE FOLDER... -- COMMAND...
# The folders are there at their own paths, and so is whatever this machine has beside its system. The
# mounts are in a namespace that ends with the command.
set -eu
if [ "${ENTERED:-}" = "" ]; then
  ENTERED=1 exec unshare --mount sh "$0" "$@"
fi
root=$1 store=$2
shift 2

bind() {
  mkdir -p "$2"
  mount --rbind "$1" "$2"
}

mount --bind "$root" "$root"
for folder in /*; do
  case $folder in
    /bin | /boot | /etc | /lib* | /nix | /run | /sbin | /usr | /var) ;;
    *) if [ -d "$folder" ] && [ ! -L "$folder" ]; then bind "$folder" "$root$folder"; fi ;;
  esac
done
while [ "$1" != -- ]; do
  if [ ! -e "$root$1" ]; then bind "$1" "$root$1"; fi
  shift
done
shift
bind "$store" "$root/nix"

# No sandbox: builders read the `/usr` of the root. No substitutes: there is nothing to fetch from.
exec chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/bin:/usr/sbin NIX_CONFIG='
sandbox = false
build-users-group =
substitute = false
experimental-features = nix-command' "$@"
