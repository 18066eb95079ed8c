#!/bin/sh
# Makes a Debian root the `/usr` of NixOS: aside.sh ROOT
# Debian's systemd reads units and settings below /usr/lib by itself. Those of the guest must come from
# NixOS alone, so they move to a place from which the packages of NixOS link them. Rules of udev and
# `.link` files stay: NixOS has the same ones.
set -eu
usr=$1/usr
mkdir -p "$usr/share/debian" "$1/nix"
for folder in systemd/system systemd/user tmpfiles.d sysctl.d sysusers.d; do
  mv "$usr/lib/$folder" "$usr/share/debian/${folder#systemd/}"
  mkdir "$usr/lib/$folder"
done
for folder in system-preset user-preset system.conf.d user.conf.d journald.conf.d; do
  rm -rf "$usr/lib/systemd/$folder"
done

# Generators that NixOS does not have.
rm -f "$usr/lib/systemd/system-generators/systemd-ssh-generator"
