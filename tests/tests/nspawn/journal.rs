//! Where the journal goes, with the real systemd-journald in the container.

use super::host;

/// Runs a journal daemon as the boot of a guest would, and logs one line. journald needs somebody's
/// machine id in the file, which the first process of a guest writes.
const LOGS: &str = r#"
tr -d - > /etc/machine-id <<< "$container_uuid"
printf '%s\n' root:x:0:0::/root:/bin/sh > /etc/passwd
printf '%s\n' root:x:0: systemd-journal:x:190: > /etc/group
mkdir -p /run/systemd/journal
/usr/lib/systemd/systemd-journald &
daemon=$!
until [ -e /run/systemd/journal/stdout ]; do sleep 0.02; done
journalctl --flush
echo a-message | systemd-cat -t tester
until journalctl --sync && journalctl -q -t tester | grep -q a-message; do sleep 0.02; done
say owner "$(stat -c %u /run/systemd)"
kill $daemon
wait $daemon || true
"#;

/// What the host sees of it.
const LOOKS: &str = r#"
say directories "$(ls /var/log/journal | tr '\n' ' ')"
for folder in /var/log/journal/*; do
  say mode "$(stat -c '%u:%G %a' "$folder")"
  say found "$(journalctl -D "$folder" -q -t tester -o cat)"
done
"#;

#[test]
fn the_host_keeps_it() {
    for name in ["chosen", "pick"] {
        let Some(host) = host("journal") else { return };
        let facts = host.run(&format!("start {name} <<'GUEST'\n{LOGS}GUEST\n{LOOKS}"));
        facts.are(&[
            ("mode", "0:systemd-journal 2755"),
            ("found", "a-message"),
            ("owner", "0"),
        ]);
        if name == "chosen" {
            facts.are(&[("directories", "4f2a6c1b9d3e4875a0b1c2d3e4f50617 ")]);
        }
    }
}

#[test]
fn the_output_of_the_unit_has_it() {
    for name in ["forward", "forward-pick"] {
        let Some(host) = host("journal") else { return };
        let facts = host.run(&format!("start {name} <<'GUEST'\n{LOGS}GUEST\n{LOOKS}"));
        assert!(facts.printed.contains("tester["), "{}", facts.printed);
        facts.are(&[("directories", ""), ("owner", "0")]);
    }
}

#[test]
fn nobody_keeps_it() {
    let Some(host) = host("journal") else { return };
    let facts = host.run(&format!("start none <<'GUEST'\n{LOGS}GUEST\n{LOOKS}"));
    assert!(!facts.printed.contains("tester["), "{}", facts.printed);
    facts.are(&[("directories", "")]);
}
