//! Paths that services read before local file systems are mounted are mounted in the initrd.

use std::collections::BTreeMap;

use tests::emitted::{example, function};
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// The phase of each entry.
fn phases(settings: &str, directories: &[&str]) -> Option<BTreeMap<String, String>> {
    let nix = Nix::with_lib()?;
    let generated = Generated::stateless();
    let directories: Vec<_> = directories.iter().map(|path| nix::string(path)).collect();
    let expression = format!(
        "({} [ {} {settings} {{ stateless.stores.main.directories = [ {} ]; }} ]).manifest.paths",
        function(&generated),
        nix::path(&example("minimal")),
        directories.join(" ")
    );
    let found = nix
        .eval(&expression)
        .unwrap_or_else(|error| panic!("{error}"));
    let paths = found.as_array().expect("paths").iter();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    Some(
        paths
            .map(|entry| (text(&entry["path"]), text(&entry["phase"])))
            .collect(),
    )
}

#[track_caller]
fn check(settings: &str, initrd: &[&str], stage2: &[&str]) {
    let Some(phases) = phases(settings, &[initrd, stage2].concat()) else {
        return;
    };
    for (paths, phase) in [(initrd, "initrd"), (stage2, "stage2")] {
        for path in paths {
            assert_eq!(phases[*path], phase, "{path}");
        }
    }
}

#[test]
fn what_every_host_reads_early() {
    check(
        "{ }",
        &[
            "/etc/hostname",
            "/etc/crypttab",
            "/etc/lvm",
            "/var/lib/nixos/uid-map",
        ],
        &[
            "/etc/hosts",
            "/etc/lvm/archive",
            "/var/lib/nixos-containers",
            "/etc/krb5.keytab",
        ],
    );
}

#[test]
fn services_that_start_before_local_file_systems() {
    check(
        "{ security.ipa.enable = true; }",
        &["/etc/krb5.keytab", "/etc/ipa"],
        &["/etc/krb5.conf.d", "/var/lib/sss"],
    );
    check(
        "{ security.duosec = { pam.enable = true; secretKeyFile = \"/srv/keys/duo\"; }; }",
        &["/srv/keys", "/etc/duo"],
        &["/srv/data"],
    );
    check(
        "{ users.ldap = { enable = true; bind = { distinguishedName = \"cn=a\"; passwordFile = \"/srv/keys/ldap\"; }; }; }",
        &["/srv/keys"],
        &["/srv/data"],
    );
    check(
        "{ services.mullvad-vpn = { enable = true; enableEarlyBootBlocking = true; }; }",
        &["/etc/mullvad-vpn"],
        &["/var/cache/mullvad-vpn"],
    );
}

#[test]
fn services_that_start_later_or_are_off() {
    check(
        "{ services.mullvad-vpn.enable = true; security.duosec.secretKeyFile = \"/srv/keys/duo\"; }",
        &[],
        &["/etc/mullvad-vpn", "/srv/keys"],
    );
    let daemon = "{ users.ldap = { enable = true; daemon.enable = true; bind = { distinguishedName = \"cn=a\"; passwordFile = \"/srv/keys/ldap\"; }; }; }";
    check(daemon, &[], &["/srv/keys"]);
}

#[test]
fn keys_of_disks_that_the_initrd_opens() {
    check(
        "{ boot.initrd.luks.devices = {
          a = { device = \"/dev/a\"; keyFile = \"/sysroot/srv/keys/a\"; };
          b = { device = \"/dev/b\"; keyFile = \"/srv/other/b\"; };
        }; }",
        &["/srv/keys"],
        &["/srv/other"],
    );
}
