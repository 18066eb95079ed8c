#!/bin/sh
# Makes the files of the guest out of a fresh Debian root: run by mmdebstrap as a customize hook, with
# the root as its argument, and below it /out for what is taken out afterwards.
#
#   image.ext4  the tree that becomes /usr, read-only, for every machine
#   initrd      systemd as the init of an initrd, with its own copy of what it needs
#   kernel
set -eu
root=$1
here=${0%/*}
out=$root/out
mkdir -p "$out"

# The clock, consoles and names are the driver's; nothing waits for a network.
for unit in \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer getty@tty1.service serial-getty@hvc0.service serial-getty@ttyS0.service \
  systemd-hwdb-update.service systemd-journal-catalog-update.service systemd-networkd.service \
  systemd-networkd-wait-online.service systemd-pcrphase.service systemd-timesyncd.service \
  systemd-update-done.service systemd-firstboot.service ldconfig.service console-getty.service \
  systemd-growfs-root.service systemd-udev-settle.service sys-kernel-debug.mount sys-kernel-tracing.mount \
  dev-hugepages.mount modprobe@drm.service modprobe@efi_pstore.service modprobe@fuse.service \
  systemd-binfmt.service systemd-sysext.service systemd-confext.service systemd-vconsole-setup.service \
  systemd-boot-random-seed.service systemd-pstore.service systemd-hibernate-clear.service \
  systemd-tpm2-setup.service systemd-tpm2-setup-early.service systemd-pcrmachine.service \
  systemd-networkd-persistent-storage.service
do
  ln -sf /dev/null "$root/usr/lib/systemd/system/$unit"
done

# What Debian has outside /usr, for the empty root of each boot. No machine has an id of its own yet.
etc=$root/usr/share/guest/etc
mkdir -p "$root/usr/share/guest"
cp -a "$root/etc" "$etc"
rm -f "$etc/machine-id" "$etc/hostname" "$etc/resolv.conf" "$etc/fstab"
rm -rf "$etc/systemd/system" "$etc/cron.daily" "$etc/apt" "$etc/dpkg" "$etc/kernel"
mkdir -p "$etc/systemd/system"
ln -s /usr/lib/systemd/system/multi-user.target "$etc/systemd/system/default.target"
cp "$here/backdoor.sh" "$here/nspawn.sh" "$root/usr/share/guest/"
chmod 0755 "$root/usr/share/guest/nspawn.sh"
cp "$here/backdoor.service" "$root/usr/lib/systemd/system/"
mkdir -p "$root/usr/lib/systemd/system/sysinit.target.wants"
ln -s ../backdoor.service "$root/usr/lib/systemd/system/sysinit.target.wants/"

kernel=$(cd "$root/usr/lib/modules" && echo *)
cp "$root/boot/vmlinuz-$kernel" "$out/kernel"

# What stage 2 has no use for in a test.
rm -rf "$root"/usr/share/doc "$root"/usr/share/man "$root"/usr/share/locale "$root"/usr/share/info \
  "$root"/usr/share/zoneinfo "$root"/usr/lib/udev/hwdb.d "$root"/usr/lib/udev/hwdb.bin \
  "$root"/usr/share/perl* "$root"/usr/lib/x86_64-linux-gnu/perl* "$root"/usr/lib/x86_64-linux-gnu/gconv
modules=$root/usr/lib/modules/$kernel/kernel
for folder in drivers/net drivers/gpu drivers/infiniband drivers/scsi drivers/usb drivers/hid sound \
  drivers/nvme drivers/media drivers/iio drivers/mmc net/bluetooth net/wireless; do
  rm -rf "${modules:?}/$folder"
done
chroot "$root" /usr/sbin/depmod "$kernel"

# Which drop-ins are for units that the guest has; NixOS asks its package for the same.
(cd "$root/usr/lib/systemd/system" && find . -type f -name '*.*' | sed 's|^./||') | sort > "$out/units"

sh "$here/initrd.sh" "$root" "$kernel" "$out/initrd"

mke2fs -q -t ext4 -O ^has_journal -d "$root/usr" -U 7e57ab1e-0000-4000-8000-000000000001 \
  "$out/image.ext4" "$(($(du -sm "$root/usr" | cut -f1) * 5 / 4 + 32))M" > /dev/null
