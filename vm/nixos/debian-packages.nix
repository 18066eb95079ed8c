# Packages of nixpkgs that a machine of a test runs, and the Debian packages that take their place. A
# package that is not listed here is an empty directory; `cargo xtask vm run --nixpkgs` names those.
{
  acl = [ "acl" ];
  attr = [ "attr" ];
  bash = [ "bash" ];
  bashInteractive = [ "bash" ];
  bashNonInteractive = [ "bash" ];
  bashInteractiveFHS = [ "bash" ];
  btrfs-progs = [ "btrfs-progs" ];
  bzip2 = [ "bzip2" ];
  coreutils = [ "coreutils" ];
  coreutils-full = [ "coreutils" ];
  cpio = [ "cpio" ];
  dbus = [
    "dbus"
    "dbus-bin"
    "dbus-daemon"
    "dbus-system-bus-common"
    "dbus-session-bus-common"
  ];
  dash = [ "dash" ];
  diffutils = [ "diffutils" ];
  dosfstools = [ "dosfstools" ];
  e2fsprogs = [ "e2fsprogs" ];
  erofs-utils = [ "erofs-utils" ];
  findutils = [ "findutils" ];
  fuse3 = [ "fuse3" ];
  gawk = [ "gawk" ];
  getconf = [ "libc-bin" ];
  getent = [ "libc-bin" ];
  gitMinimal = [ "git" ];
  glibc = [
    "libc6"
    "libc-bin"
  ];
  gnugrep = [ "grep" ];
  gnupatch = [ "patch" ];
  gnused = [ "sed" ];
  gnutar = [ "tar" ];
  gzip = [ "gzip" ];
  hostname-debian = [ "hostname" ];
  iproute2 = [ "iproute2" ];
  iptables = [ "iptables" ];
  iputils = [ "iputils-ping" ];
  jq = [ "jq" ];
  kbd = [ "kbd" ];
  kmod = [ "kmod" ];
  less = [ "less" ];
  libcap = [ "libcap2-bin" ];
  libxml2 = [ "libxml2-utils" ];
  libxslt = [ "xsltproc" ];
  linux-pam = [
    "libpam-modules"
    "libpam-modules-bin"
    "libpam-runtime"
    "libpam0g"
  ];
  lndir = [ "xutils-dev" ];
  lvm2 = [
    "dmsetup"
    "lvm2"
  ];
  mount = [ "mount" ];
  ncurses = [
    "ncurses-base"
    "ncurses-bin"
  ];
  netcat = [ "netcat-openbsd" ];
  nix = [
    "nix-bin"
    "nix-setup-systemd"
  ];
  openssh = [
    "openssh-client"
    "openssh-server"
    "openssh-sftp-server"
  ];
  perl = [
    "perl"
    "perl-base"
  ];
  procps = [ "procps" ];
  psmisc = [ "psmisc" ];
  python3 = [
    "python3"
    "python3-minimal"
    "python3.13-minimal"
  ];
  python3Minimal = [
    "python3"
    "python3-minimal"
    "python3.13-minimal"
  ];
  rsync = [ "rsync" ];
  shadow = [
    "login"
    "login.defs"
    "passwd"
    "util-linux"
  ];
  strace = [ "strace" ];
  su = [ "util-linux" ];
  sudo = [ "sudo" ];
  systemd = [
    "systemd"
    "systemd-container"
    "systemd-sysv"
    "udev"
    "libnss-systemd"
    "libpam-systemd"
    "libsystemd0"
    "libsystemd-shared"
    "libudev1"
  ];
  util-linux = [
    "util-linux"
    "util-linux-extra"
    "mount"
    "fdisk"
    "eject"
    "bsdextrautils"
    "bsdutils"
    "login"
  ];
  tzdata = [ "tzdata" ];
  which = [ "debianutils" ];
  xfsprogs = [ "xfsprogs" ];
  xz = [ "xz-utils" ];
  zstd = [ "zstd" ];
}
