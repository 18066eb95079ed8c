//! Entries inside of what a guest can write to, where it may leave a link for its next start.

use super::host;

/// The actions of the guest `name` at its first start, and the report of its second one.
fn planted(name: &str, plant: &str) -> String {
    format!(
        "
mkdir -p /closed/inner
echo secret > /closed/inner/file
start {name} <<'GUEST'
say plain \"$(ls -A /srv/outer/a/inner /etc/sub/inner | grep -c secret || true)\"
{plant}
GUEST
stop {name}
start {name} <<'GUEST'
say seen \"$(cat /srv/outer/a/inner/file /etc/sub/inner/file 2> /dev/null || true)\"
GUEST
say closed \"$(ls /closed) $(ls /closed/inner)\"
"
    )
}

#[test]
fn a_link_in_a_directory_that_holds_another_stops_the_start() {
    let Some(host) = host("nested") else { return };
    let plant =
        "umount /srv/outer/a/inner; mv /srv/outer/a /srv/outer/b; ln -s /closed /srv/outer/a";
    host.run(&planted("outer", plant)).are(&[
        ("plain", "0"),
        ("refused", "/persist/containers/outer/srv/outer/a"),
        ("closed", "inner file"),
    ]);
}

#[test]
fn a_link_beside_a_linked_file_stops_the_start() {
    let Some(host) = host("nested") else { return };
    let plant = "rm -r /run/stateless/etc/sub; ln -s /closed /run/stateless/etc/sub";
    host.run(&planted("linked", plant)).are(&[
        ("plain", "0"),
        ("refused", "/persist/containers/linked/etc/sub"),
        ("closed", "inner file"),
    ]);
}

/// The paths of a guest that lead to a mount in persisted data, and the contents on the disk of the
/// host.
fn leads_to_mounts(name: &str) -> String {
    format!(
        r#"
mkdir -p /persist/given
start {name} <<'GUEST'
say owners "$(stat -c %u:%g /var/log/journal /srv/a /srv/b /srv/c /read/a | tr '\n' ' ')"
say mounted "$(stat -c %u:%g /srv/a/elsewhere /srv/b/file /srv/c/cache /read/a/elsewhere | tr '\n' ' ')"
touch /var/log/journal/new /srv/a/new /srv/b/new /srv/c/new && say written yes
echo kept > /srv/a/elsewhere/file
GUEST
cd /persist/containers/{name}
say host-owners "$(stat -c %u:%g var/log/journal srv/a srv/a/elsewhere srv/b srv/b/file srv/c srv/c/cache | tr '\n' ' ')"
say kept "$(cat /persist/elsewhere/file)"
say odd "$(find /persist -uid +65533 -not -path '/persist/given/*' | wc -l)"
"#
    )
}

#[test]
fn what_leads_to_a_mount_belongs_to_the_guest() {
    for name in ["mounts-host", "mounts-pick"] {
        let Some(host) = host("nested") else { return };
        host.run(&leads_to_mounts(name)).are(&[
            ("owners", "0:0 1000:0 1000:0 1000:0 0:0 "),
            ("mounted", "0:0 0:0 0:0 0:0 "),
            ("written", "yes"),
            ("host-owners", "0:0 1000:0 0:0 1000:0 0:0 1000:0 1000:0 "),
            ("kept", "kept"),
            ("odd", "0"),
        ]);
    }
}

#[test]
fn a_link_on_the_way_to_a_mount_stops_the_start() {
    let Some(host) = host("nested") else { return };
    let script = r#"
mkdir -p /persist/given /closed
start mounts-host <<'GUEST'
umount /srv/a/elsewhere
mv /srv/a /srv/moved
ln -s /closed /srv/a
GUEST
stop mounts-host
start mounts-host <<'GUEST'
say started yes
GUEST
say closed "$(ls /closed)"
"#;
    let facts = host.run(script);
    facts.are(&[
        ("refused", "/persist/containers/mounts-host/srv/a"),
        ("closed", ""),
    ]);
    assert!(!facts.printed.contains("started"), "{}", facts.printed);
}
