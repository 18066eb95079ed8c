#!/bin/sh
# Fills the empty root before the initrd hands over, where NixOS runs its activation: `/etc`, accounts
# and homes, out of the store. What is mounted there by then is written through, as NixOS would.
set -eu
system=/sysroot/nix/store/system
cd /sysroot

mkdir -p dev proc sys run etc root var/lib var/tmp home
mkdir -p -m 1777 tmp
chmod 0700 root
chmod 1777 var/tmp
for link in bin sbin lib lib64; do ln -sfn "usr/$link" "$link"; done

cp -r --preserve=mode,links usr/share/guest/etc/. etc/
cp -r --preserve=mode,links "$system/etc/." etc/
cat "$system/passwd" >> etc/passwd
cat "$system/group" >> etc/group
# Nobody has a password; without a line there is no session either.
cat "$system/shadow" >> etc/shadow

while read -r mode uid gid home; do
  if [ ! -d "/sysroot$home" ]; then
    mkdir -p "/sysroot$home"
    chmod "$mode" "/sysroot$home"
    chown "$uid:$gid" "/sysroot$home"
  fi
done < "$system/homes"
