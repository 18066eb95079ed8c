//! What survives: sources, files, names with odd characters, overlays.

use super::host;

/// The state of the host before its containers are created.
const PREPARE: &str = r#"
mkdir -p /persist/given /persist/lower "/persist/lower-2"
echo given > /persist/given/file
echo low > /persist/lower/low
echo hidden > /persist/lower/both
echo shown > "/persist/lower-2/both"
"#;

const ODD: &str = r#""/srv/100%'\\:\"\$HOME\`é*[x]{y}~""#;

fn starts_twice(name: &str) -> String {
    format!(
        r#"
{PREPARE}
start {name} <<'GUEST'
say read-owner "$(stat -c '%u:%g' /srv/read)"
if touch /srv/read/new 2> /dev/null; then say read-only no; else say read-only yes; fi
say shared "$(stat -c '%u:%g %a' /srv/shared)"
echo shared > /srv/shared/file
say given "$(cat /srv/given/file)"
odd={ODD}
say odd "$(stat -c '%u:%g %a' "$odd")"
echo odd > "$odd/file"
say only-odd "$(ls /srv | grep -c 100%)"
touch /srv/idmap/file
say idmap "$(stat -c %u:%g /srv/idmap/file)"
say bound "$(cat /etc/bound)"
echo changed > /etc/bound
# At its boot, by systemd-tmpfiles-setup.service.
systemd-tmpfiles --create - < /run/host/credentials/tmpfiles.extra
say link "$(readlink /etc/app/linked)"
say linked "$(cat /etc/app/linked)"
say linked-stat "$(stat -Lc '%u:%g %a' /etc/app/linked)"
echo second > /run/stateless/etc/app/new
mv /run/stateless/etc/app/new /run/stateless/etc/app/linked
say cache "$(stat -c '%u:%g %a' /var/cache)"
say odd-link "$(cat /etc/app/100%\'\\:\"\$HOME\`é\*\[x\])"
say odd-tmpfs "$(mountpoint -q /var/an\ odd:\ 100%\'\\\"\$HOME\`é\* && echo yes)"
say cache-size "$(df --output=size,itotal -k /var/cache | tail -1 | tr -s ' ')"
GUEST
say host-odd "$(cat "/persist/containers/{name}"{ODD}/file)"
say host-shared "$(stat -c '%u:%g' /persist/shared/data/file) $(cat /persist/shared/data/file)"
say host-idmap "$(stat -c %u:%g /persist/containers/{name}/srv/idmap/file)"
stop {name}
start {name} <<'GUEST'
systemd-tmpfiles --create - < /run/host/credentials/tmpfiles.extra
say linked-again "$(cat /etc/app/linked)"
say bound-again "$(cat /etc/bound)"
GUEST
"#
    )
}

fn keeps_everything(name: &str) {
    let Some(host) = host("persist") else { return };
    host.run(&starts_twice(name)).are(&[
        ("read-owner", "0:0"),
        ("read-only", "yes"),
        ("shared", "1000:0 700"),
        ("given", "given"),
        ("odd", "0:0 755"),
        ("only-odd", "1"),
        ("idmap", "0:0"),
        ("bound", "bound"),
        ("link", "/run/stateless/etc/app/linked"),
        ("linked", r#"first "content" 100%"#),
        ("linked-stat", "0:0 640"),
        ("odd-link", "odd"),
        ("odd-tmpfs", "yes"),
        ("cache", "0:0 711"),
        ("cache-size", " 1024 50"),
        ("host-odd", "odd"),
        ("host-shared", "0:0 shared"),
        ("host-idmap", "0:0"),
        ("linked-again", "second"),
        ("bound-again", "changed"),
    ]);
}

#[test]
fn what_is_declared_survives() {
    keeps_everything("plain");
}

#[test]
fn what_is_declared_survives_in_a_user_namespace() {
    keeps_everything("pick");
}

#[test]
fn an_overlay_writes_to_its_upper_directory() {
    let Some(host) = host("persist") else { return };
    let script = format!(
        r#"
{PREPARE}
start plain <<'GUEST'
say low "$(cat /srv/over:lay/low)"
say both "$(cat /srv/over:lay/both)"
echo written > /srv/over:lay/low
echo new > /srv/over:lay/new
echo own > /srv/own/new
GUEST
stop plain
say own "$(cat /persist/own-changes/new) $(ls /srv 2> /dev/null | wc -l)"
say lower "$(cat /persist/lower/low) $(ls /persist/lower | wc -l)"
say upper "$(cat /persist/changes/low) $(cat /persist/changes/new)"
start plain <<'GUEST'
say again "$(cat /srv/over:lay/low) $(cat /srv/over:lay/new)"
GUEST
"#
    );
    host.run(&script).are(&[
        ("low", "low"),
        // The last of the lower ones is above the others.
        ("both", "shown"),
        // Without a lower directory it is that of the root, and none of the host.
        ("own", "own 0"),
        ("lower", "low 2"),
        ("upper", "written new"),
        ("again", "written new"),
    ]);
}

#[test]
fn a_source_that_is_not_there_keeps_it_from_starting() {
    let Some(host) = host("persist") else { return };
    let script = r#"
mkdir -p /persist/lower "/persist/lower-2"
if start plain <<'GUEST'
say started yes
GUEST
then say failed no; else say failed yes; fi
"#;
    let facts = host.run(script);
    facts.are(&[("failed", "yes")]);
    assert!(!facts.printed.contains("started"), "{}", facts.printed);
}
