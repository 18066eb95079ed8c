# A host to start containers on, in a mount namespace of its own: `bash host.sh FOLDER`.
#
# What is emitted for it lies in FOLDER: `etc`, and for each container `units/NAME` with what systemd
# would read there. FOLDER/script runs on the host. Of the machine it sees only programs and devices;
# every directory that it writes to is a tmpfs that goes with the namespace.
set -euo pipefail

folder=$1
new=$folder/root

make_root() {
  mkdir "$new"
  mount -t tmpfs -o size=32M,mode=0755 host "$new"
  cd "$new"
  mkdir -p usr proc sys dev etc run persist tmp old test var/log/journal var/lib/nixos-containers var/tmp
  chmod 1777 tmp var/tmp
  for name in bin sbin lib lib32 lib64; do
    if [ -e "/$name" ]; then ln -s "usr/$name" "$name"; fi
  done
  mount --rbind /usr usr
  mount --rbind /sys sys
  mount --rbind /dev dev
  mount -t proc proc proc
  mount -t tmpfs -o size=16M,mode=0755 run run
  mount -t tmpfs -o size=16M,mode=0755 persist persist
  mount -t tmpfs -o size=16M,mode=0755 state var/lib/nixos-containers
  # systemd has made it long before.
  mkdir run/systemd
  mount --bind "$folder" test
  printf '%s\n' root:x:0:0::/root:/bin/sh nobody:x:65534:65534::/:/bin/false >etc/passwd
  printf '%s\n' root:x:0: systemd-journal:x:190: nogroup:x:65534: >etc/group
  echo 'nameserver 192.0.2.1' >etc/resolv.conf
  cp -r "$folder/etc/." etc/
  pivot_root . old
  umount -l /old
  cd /
}

# The unit of the root, unless it is mounted.
mount_root() {
  local unit
  mapfile -t unit <"/test/units/$1/mount"
  if [ ${#unit[@]} -gt 0 ] && ! mountpoint -q "${unit[1]}"; then
    mkdir -p "${unit[1]}"
    mount -t "${unit[2]}" -o "${unit[3]}" "${unit[0]}" "${unit[1]}"
  fi
}

# What systemd does for the lines LoadCredential= of a unit.
load_credentials() {
  local id path
  export CREDENTIALS_DIRECTORY=/run/credentials/$1
  mkdir -p -m 0700 "$CREDENTIALS_DIRECTORY"
  while IFS=: read -r id path; do
    cat "$path" >"$CREDENTIALS_DIRECTORY/$id" || return
  done <"/test/units/$1/credentials"
}

# The script of NixOS makes these in the root directory.
make_skeleton() {
  mkdir -p "$1/etc" "$1/var/lib" "$1/usr/bin"
  touch "$1/etc/os-release" "$1/etc/machine-id"
}

# Starts a container as its units say. Its process is a shell with the script on standard input.
start() {
  local unit=/test/units/$1 command path
  command=$(cat)
  while read -r path; do
    if [ -L "$path" ]; then
      say refused "$path"
      return
    fi
  done <"$unit/links"
  mount_root "$1"
  bash "$unit/prepare"
  make_skeleton "$(cat "$unit/root")"
  (
    # Without them systemd does not get as far as starting the process.
    load_credentials "$1" || exit
    # By this very shell, which becomes nspawn.
    if [ -s "$unit/oom" ]; then echo "$(<"$unit/oom")" >/proc/self/oom_score_adj; fi
    set -a
    . "/etc/nixos-containers/$1.conf"
    set +a
    if [ "$COPY_RESOLV_CONF" = 1 ]; then
      cp --remove-destination /etc/resolv.conf "$(cat "$unit/root")/etc/resolv.conf"
    fi
    # As the script of NixOS does for /nix/store, and for the same reason.
    idmap=
    case $PRIVATE_USERS in no | identity | 0) ;; *) idmap=:idmap ;; esac
    payload=
    for path in usr lib lib64; do
      if [ -d "/usr/../$path" ]; then
        payload+=" --bind-ro=$(realpath "/$path"):/$path$idmap"
      fi
    done
    echo "$BASHPID" >"/test/$1.pid"
    . "$unit/exec" bash -euc "say() { echo \"fact \$1=\$2\"; }
$command"
  )
}

# Stopping the unit of a container unmounts its root.
stop() {
  local unit
  mapfile -t unit <"/test/units/$1/mount"
  if [ ${#unit[@]} -gt 0 ]; then umount "${unit[1]}"; fi
}

# Waits until a path exists.
await() {
  for _ in {1..200}; do
    if [ -e "$1" ]; then return; fi
    sleep 0.05
  done
  echo "$1 never came to be" >&2
  return 1
}

say() { echo "fact $1=$2"; }

make_root
. /test/script
