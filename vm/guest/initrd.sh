#!/bin/sh
# Packs an initrd that runs systemd, as the one of NixOS does, so that the units which the modules
# write for it run for real: initrd.sh ROOT KERNEL OUT
set -eu
root=$1 kernel=$2 out=$3
tree=$root/initrd
mkdir -p "$tree/etc" "$tree/usr/bin" "$tree/usr/lib/systemd" "$tree/sysroot" "$tree/proc" "$tree/sys" \
  "$tree/dev" "$tree/run" "$tree/tmp" "$tree/var"
for link in bin sbin lib lib64; do ln -s "usr/$link" "$tree/$link"; done
ln -s bin "$tree/usr/sbin"

copy() { (cd "$root" && cp -a --parents "$@" "$tree"); }

for program in bash dash sh mount umount mkdir cp ln cat chmod chown chroot cut head ls mv rm rmdir sed sleep \
  stat sync tail test touch tr true false uname sort du df grep env readlink systemctl systemd-tmpfiles udevadm kmod journalctl \
  mountpoint findmnt switch_root systemd-escape; do
  for folder in bin sbin; do
    if [ -e "$root/usr/$folder/$program" ]; then copy "usr/$folder/$program"; fi
  done
done
mv "$tree"/usr/sbin/* "$tree/usr/bin/" 2> /dev/null || true
ln -sf kmod "$tree/usr/bin/modprobe"

cp -a "$root/usr/lib/systemd/." "$tree/usr/lib/systemd/"
rm -rf "$tree/usr/lib/systemd/boot" "$tree/usr/lib/systemd/catalog" "$tree/usr/lib/systemd/user" \
  "$tree"/usr/lib/systemd/systemd-networkd* "$tree"/usr/lib/systemd/systemd-importd \
  "$tree"/usr/lib/systemd/systemd-machined "$tree"/usr/lib/systemd/system-generators/systemd-gpt-auto-generator \
  "$tree"/usr/lib/systemd/system-generators/systemd-ssh-generator \
  "$tree"/usr/lib/systemd/system/sysinit.target.wants/backdoor.service
cp -a "$root/usr/lib/udev" "$tree/usr/lib/udev"
rm -rf "$tree/usr/lib/udev/hwdb.d" "$tree/usr/lib/udev/hwdb.bin"
mkdir -p "$tree/usr/lib/tmpfiles.d"

# Modules: disks and consoles of the machine, and what the units of systemd ask for.
for name in virtio_blk virtio_console; do
  (cd "$root" && find "usr/lib/modules/$kernel" -name "$name.ko*") | while read -r file; do copy "$file"; done
done
copy "usr/lib/modules/$kernel/modules.builtin" "usr/lib/modules/$kernel/modules.order" \
  "usr/lib/modules/$kernel/modules.builtin.modinfo"
chroot "$root" /usr/sbin/depmod -b /initrd "$kernel"
mkdir -p "$tree/etc/modules-load.d"
printf 'virtio_blk\nvirtio_console\n' > "$tree/etc/modules-load.d/guest.conf"

# Libraries of everything that was copied.
mkdir -p "$tree/usr/lib/x86_64-linux-gnu" "$tree/usr/lib64"
copy usr/lib64/ld-linux-x86-64.so.2 usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
(cd "$tree" && find usr/bin usr/lib/systemd usr/lib/udev -type f -perm /111; find "$tree/usr/lib/systemd" -name '*.so*' | sed "s|^$tree/||") |
  sed 's|^|/|' | sort -u | (chroot "$root" xargs ldd 2> /dev/null || true) |
  sed -n 's|.*=> \(/[^ ]*\) .*|\1|p' | sort -u > "$root/out/libraries"
# systemd opens these only when it needs them.
(cd "$root" && for name in libkmod libmount libblkid libacl libcrypt libseccomp libpam libcap; do
  find usr/lib/x86_64-linux-gnu -name "$name.so.*"; done) | sed 's|^|/|' >> "$root/out/libraries"
sort -u "$root/out/libraries" | sed 's|^/lib/|/usr/lib/|' | while read -r library; do
  copy ".$library"
  target=$(chroot "$root" readlink -f "$library")
  copy ".$target"
done
rm "$root/out/libraries"

mkdir -p "$tree/usr/lib/guest" "$tree/usr/lib/systemd/system/initrd-switch-root.service.requires"
cp "${0%/*}/populate.sh" "$tree/usr/lib/guest/"
cp "${0%/*}/emergency.service" "${0%/*}/initrd-guest.service" "$tree/usr/lib/systemd/system/"
ln -s ../initrd-guest.service "$tree/usr/lib/systemd/system/initrd-switch-root.service.requires/"

cp "$root/etc/passwd" "$root/etc/group" "$tree/etc/"
cp "$root/usr/lib/os-release" "$tree/etc/initrd-release"
ln -s initrd-release "$tree/etc/os-release"
ln -s usr/lib/systemd/systemd "$tree/init"
mkdir -p "$tree/etc/systemd/system"
ln -s /usr/lib/systemd/system/initrd.target "$tree/etc/systemd/system/default.target"

(cd "$tree" && find . | LC_ALL=C sort | cpio --quiet --owner=0:0 -o -H newc) > "$out"
rm -rf "$tree"
