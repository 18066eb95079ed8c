//! The root: how large it can grow, that it is empty at each start, and what a crash leaves.

use super::host;

/// With the numbers that the configuration declares, on both sides.
const OWNERS: [(&str, &str); 3] = [
    ("app", "1000:1001 750"),
    ("srv-a", "1002:0 711"),
    ("srv-a-b", "1000:0 755"),
];

/// Starts a container twice. It writes to its root and to a persisted path, and reads both again.
fn starts_twice(name: &str) -> String {
    format!(
        r#"
start {name} <<'GUEST'
say root "$(stat -c '%u:%g %a' /)"
say parents "$(stat -c %u /var /var/lib /srv | tr '\n' ' ')"
say app "$(stat -c '%u:%g %a' /var/lib/app)"
say srv-a "$(stat -c '%u:%g %a' /srv/a)"
say srv-a-b "$(stat -c '%u:%g %a' /srv/a/b)"
mkdir /new /etc/new
echo lost > /etc/new/file
echo kept > /var/lib/app/file
chown 33:44 /var/lib/app/file
chmod 640 /var/lib/app/file
GUEST
say host-file "$(stat -c '%u:%g %a' /persist/containers/{name}/var/lib/app/file)"
say host-srv-a "$(stat -c '%u:%g %a' /persist/containers/{name}/srv/a)"
say host-root "$(stat -c '%u:%g %a' /persist/containers/{name})"
stop {name}
start {name} <<'GUEST'
if [ -e /new ] || [ -e /etc/new ]; then say lost no; else say lost yes; fi
say kept "$(cat /var/lib/app/file)"
say file "$(stat -c '%u:%g %a' /var/lib/app/file)"
say app-again "$(stat -c '%u:%g %a' /var/lib/app)"
GUEST
"#
    )
}

fn empties_and_keeps(name: &str) {
    let Some(host) = host("roots") else { return };
    let facts = host.run(&starts_twice(name));
    facts.are(&[
        ("root", "0:0 755"),
        ("lost", "yes"),
        ("kept", "kept"),
        ("file", "33:44 640"),
        ("app-again", "1000:1001 750"),
        ("host-file", "33:44 640"),
        // Files in it can be set-uid for ids of the guest.
        ("host-root", "0:0 700"),
        ("host-srv-a", "1002:0 711"),
    ]);
    if name == "tmpfs-fixed" {
        // What is above a mount point is made by nspawn, which leaves it to nobody.
        facts.are(&[("parents", "0 65534 65534 "), OWNERS[0], OWNERS[2]]);
    } else if name.starts_with("tmpfs") {
        // Also with the mode that nspawn chooses: only the source has a declared one.
        facts.are(&[("parents", "0 0 0 "), OWNERS[0], OWNERS[2]]);
    } else {
        facts.are(&[("parents", "0 0 0 ")]);
        facts.are(&OWNERS);
    }
}

#[test]
fn ephemeral_roots_are_empty_again() {
    empties_and_keeps("ephemeral-host");
    empties_and_keeps("ephemeral-pick");
    empties_and_keeps("ephemeral-fixed");
}

#[test]
fn roots_of_tmpfs_are_empty_again() {
    empties_and_keeps("tmpfs-host");
    empties_and_keeps("tmpfs-fixed");
}

#[test]
fn overlay_roots_are_empty_again() {
    empties_and_keeps("overlay-host");
    empties_and_keeps("overlay-pick");
    empties_and_keeps("overlay-fixed");
}

/// Fills the root with one file, then with many, and has the host write to its `/run` meanwhile.
fn fills(name: &str) -> String {
    format!(
        r#"
start {name} <<'GUEST' &
if head -c 8M /dev/zero > /fill 2> /dev/null; then say full no; else say full yes; fi
say bytes "$(stat -c %s /fill)"
touch /var/lib/app/full
until [ -e /var/lib/app/go-on ]; do sleep 0.02; done
rm /fill
n=0
while : > /many-$n; do n=$((n + 1)); done 2> /dev/null || true
say files $n
GUEST
await /persist/containers/{name}/var/lib/app/full
say run-used "$(df --output=used -k /run | tail -1 | tr -d ' ')"
head -c 4M /dev/zero > /run/of-the-host
say run-written "$(stat -c %s /run/of-the-host)"
touch /persist/containers/{name}/var/lib/app/go-on
wait $!
"#
    )
}

#[test]
fn a_full_root_is_full_at_its_size_and_leaves_the_host_alone() {
    const MIB: u64 = 1 << 20;
    for name in [
        "ephemeral-host",
        "ephemeral-pick",
        "ephemeral-fixed",
        "tmpfs-host",
        "tmpfs-fixed",
    ] {
        let Some(host) = host("roots") else { return };
        let facts = host.run(&fills(name));
        facts.are(&[("full", "yes"), ("run-written", "4194304")]);
        let bytes = facts.number("bytes");
        assert!(
            (2 * MIB * 9 / 10..=2 * MIB).contains(&bytes),
            "{name}: {bytes}"
        );
        let files = facts.number("files");
        assert!((800..3000).contains(&files), "{name}: {files} files");
        // In KiB: nothing of it is on /run itself.
        assert!(facts.number("run-used") < 100, "{name}:\n{}", facts.printed);
    }
}

/// Kills nspawn while the container runs and has written files. Reports the remaining files, and
/// whether it starts again. The script of NixOS itself copies one file into a root that stays.
fn is_killed(name: &str) -> String {
    format!(
        r#"
start {name} <<'GUEST' &
echo written > /etc/written
touch /var/lib/app/runs
sleep 60
GUEST
await /persist/containers/{name}/var/lib/app/runs
pid=$(cat /test/{name}.pid)
say supervisor "$(cat /proc/$pid/comm)"
kill -KILL $pid
wait $! || true
for _ in {{1..100}}; do
  if ! grep -qs sleep /proc/[0-9]*/comm; then break; fi
  sleep 0.02
done
say processes "$(grep -ls sleep /proc/[0-9]*/comm | wc -l)"
stop {name}
say run "$(find /run/nixos-containers/ -mindepth 2 2> /dev/null | wc -l)"
say mounts "$(grep -c {name} /proc/self/mountinfo || true)"
say written "$(find /run /tmp /var -name written | wc -l)"
say files "$(find /run /tmp /var/tmp /var/lib -type f -size +0 -not -path '/run/credentials/*' -not -path '/var/lib/nixos-containers/*/etc/resolv.conf' | wc -l)"
start {name} <<'GUEST'
if [ -e /etc/written ]; then say lost no; else say lost yes; fi
GUEST
"#
    )
}

#[test]
fn a_killed_nspawn_leaves_nothing() {
    for name in [
        "ephemeral-host",
        "ephemeral-pick",
        "tmpfs-host",
        "overlay-host",
        "overlay-pick",
    ] {
        let Some(host) = host("roots") else { return };
        host.run(&is_killed(name)).are(&[
            ("supervisor", "systemd-nspawn"),
            ("processes", "0"),
            ("run", "0"),
            ("mounts", "0"),
            ("written", "0"),
            ("files", "0"),
            ("lost", "yes"),
        ]);
    }
}
