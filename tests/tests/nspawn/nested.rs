//! Entries inside of what a guest can write to, where it may leave a link for its next start.

use super::host;

/// What the guest `name` does at its first start, and what its second one says.
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
