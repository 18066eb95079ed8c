#!/bin/sh
# What the start script of NixOS' container@ units does beyond the flags that options decide: it
# fills the root, and names the init of the guest. Here the guest's `/usr` is that of the host.
set -eu
root=
name=
previous=
for argument in "$@"; do
  case $previous in
    -D) root=$argument ;;
    -M) name=$argument ;;
  esac
  previous=$argument
done

# An nspawn that was killed is still registered, and the next one would be refused.
machinectl terminate "$name" 2> /dev/null || true

mkdir -p "$root/etc/systemd/system" "$root/usr" "$root/proc" "$root/sys" "$root/dev" "$root/run" \
  "$root/root" "$root/var/lib" "$root/var/tmp"
mkdir -p -m 1777 "$root/tmp"
for link in bin sbin lib lib64; do ln -sfn "usr/$link" "$root/$link"; done
cp /etc/passwd /etc/group /usr/lib/os-release "$root/etc/"
ln -sfn /usr/lib/systemd/system/multi-user.target "$root/etc/systemd/system/default.target"
for unit in backdoor.service systemd-logind.service console-getty.service; do
  ln -sfn /dev/null "$root/etc/systemd/system/$unit"
done

exec systemd-nspawn --notify-ready=yes --kill-signal=SIGRTMIN+3 --bind-ro=/usr "$@" \
  /usr/lib/systemd/systemd
