//! The identity and the permissions of a container.

use super::host;

const SECRETS: &str = r#"
mkdir -p /run/secrets
printf 'secret \\ "x"\n$HOME' > "/run/secrets/100% token"
echo other > /run/secrets/other
"#;

/// Reports the limits. The filter forbids `mkdir`.
const LIMITS: &str = r#"
say bounding "$(sed -n 's/^CapBnd:\t//p' /proc/self/status)"
say privileges "$(sed -n 's/^NoNewPrivs:\t//p' /proc/self/status)"
say files "$(ulimit -n)"
say processes "$(ulimit -Su) $(ulimit -Hu)"
say score "$(cat /proc/self/oom_score_adj)"
say cpus "$(sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status)"
if mkdir /new 2> /dev/null; then say mkdir allowed; else say mkdir forbidden; fi
say filter "$(sed -n 's/^Seccomp:\t//p' /proc/self/status)"
"#;

/// Reports the capabilities in a set: `CAP_NET_ADMIN`, `CAP_SYS_CHROOT`, `CAP_MKNOD`, and
/// `CAP_CHOWN`.
fn capabilities(bounding: &str) -> [bool; 4] {
    let bits = u64::from_str_radix(bounding, 16).expect("a set of bits");
    [12, 18, 27, 0].map(|bit| bits & (1 << bit) != 0)
}

#[test]
fn limits_apply() {
    for (name, has_network) in [("plain", false), ("pick", true)] {
        let Some(host) = host("guest") else { return };
        let script = format!("{SECRETS}start {name} <<'GUEST'\n{LIMITS}GUEST\n");
        let facts = host.run(&script);
        facts.are(&[
            ("privileges", "1"),
            ("files", "123"),
            ("processes", "1000 2000"),
            ("score", "321"),
            ("cpus", "0"),
            ("mkdir", "forbidden"),
            ("filter", "2"),
        ]);
        assert_eq!(
            capabilities(facts.get("bounding")),
            [has_network, false, false, true],
            "{name}"
        );
    }
}

#[test]
fn credentials_arrive_and_only_root_reads_them() {
    for name in ["plain", "pick"] {
        let Some(host) = host("guest") else { return };
        let script = format!(
            r#"{SECRETS}
start {name} <<'GUEST'
cd /run/host/credentials
say token "$(od -An -c token | tr -d ' \n')"
say other "$(cat other)"
say modes "$(stat -c '%n %u:%g %a' . token other | tr '\n' ' ')"
say files "$(ls | tr '\n' ' ')"
GUEST
"#
        );
        host.run(&script).are(&[
            ("token", r#"secret\"x"\n$HOME"#),
            ("other", "other"),
            ("modes", ". 0:0 500 token 0:0 400 other 0:0 400 "),
            ("files", "other token "),
        ]);
    }
}

#[test]
fn a_credential_that_is_not_there_keeps_it_from_starting() {
    let Some(host) = host("guest") else { return };
    // As systemd does when it cannot load one: the service fails before its process starts.
    let script = r"
if start plain <<'GUEST'
say started yes
GUEST
then say failed no; else say failed yes; fi
";
    let facts = host.run(script);
    facts.are(&[("failed", "yes")]);
    assert!(!facts.printed.contains("started"), "{}", facts.printed);
}

#[test]
fn the_machine_id_is_the_same_at_each_start() {
    let Some(host) = host("guest") else { return };
    let start = |name: &str, fact: &str| {
        format!("start {name} <<'GUEST'\nsay {fact} \"$container_uuid\"\nGUEST\nstop {name}\n")
    };
    let facts = host.run(&format!(
        "{SECRETS}{}{}{}{}{}{}",
        start("plain", "first"),
        start("plain", "second"),
        start("pick", "pick"),
        start("random", "random"),
        start("random", "random-again"),
        start("chosen", "chosen"),
    ));
    let first = facts.get("first");
    assert_eq!(first.len(), 36, "{first}");
    facts.are(&[
        ("second", first),
        ("chosen", "4f2a6c1b-9d3e-4875-a0b1-c2d3e4f50617"),
    ]);
    assert_ne!(first, facts.get("pick"));
    assert_ne!(facts.get("random"), facts.get("random-again"));
}

#[test]
fn its_resolv_conf_is_what_was_asked_for() {
    let Some(host) = host("guest") else { return };
    let start = |name: &str| {
        format!(
            "start {name} <<'GUEST'\nsay {name} \"$(cat /etc/resolv.conf 2> /dev/null || echo none)\"\nGUEST\n"
        )
    };
    let facts = host.run(&format!("{SECRETS}{}{}", start("plain"), start("pick")));
    facts.are(&[("plain", "none"), ("pick", "nameserver 192.0.2.1")]);
}
