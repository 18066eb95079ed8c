//! Several stores: each has its own services, so that one which is missing keeps nothing from the others, and
//! one on the network belongs to another target.

use serde_json::Value;
use tests::emitted::function;
use tests::generated::Generated;
use tests::nix::{self, Nix};

const STORES: &str = r#"{
  fileSystems."/nas" = { device = "nas:/export"; fsType = "nfs4"; };
  fileSystems."/bound" = { device = "/nas/a"; fsType = "none"; options = [ "bind" ]; };
  fileSystems."/nas/disk" = { device = "/dev/sdd"; fsType = "ext4"; };
  fileSystems."/iscsi" = { device = "/dev/sdb"; fsType = "ext4"; options = [ "_netdev" ]; };
  fileSystems."/usb" = { device = "/dev/sdc"; fsType = "ext4"; options = [ "nofail" ]; };
  stateless.presetStore = "main";
  stateless.stores = {
    main = {
      path = "/persist";
      directories = [ "/srv" ];
      users.alice.directories = [ "notes" ];
    };
    nas = {
      path = "/nas";
      directories = [ "/var/nas" ];
      files."/var/nas.conf".how = "synced";
    };
    below = { path = "/nas/disk"; directories = [ "/var/below" ]; };
    part = { path = "/nas/deep/er"; requireMount = "subpath"; directories = [ "/var/part" ]; };
    bound = { path = "/bound"; directories = [ "/var/bound" ]; };
    iscsi = { path = "/iscsi"; directories = [ "/var/iscsi" ]; };
    usb = {
      path = "/usb";
      directories = [ "/srv/media" "/var/usb" ];
      users.alice.directories = [ "notes/old" ];
    };
  };
}"#;

const LOCAL: [&str; 2] = ["main", "usb"];
const REMOTE: [&str; 5] = ["below", "bound", "iscsi", "nas", "part"];

fn units() -> Option<Value> {
    let nix = Nix::with_lib()?;
    let generated = Generated::stateless();
    let example = nix::path(&tests::emitted::example("minimal"));
    let expression = format!("({} [ {example} {STORES} ])", function(&generated));
    let emitted = nix.eval(&expression);
    let mut emitted = emitted.unwrap_or_else(|error| panic!("{error}"));
    Some(emitted["units"].take())
}

/// The words of all lines of a setting.
#[track_caller]
fn words<'a>(units: &'a Value, unit: &str, setting: &str) -> Vec<&'a str> {
    let text = units[unit]["text"].as_str();
    let text = text.unwrap_or_else(|| panic!("no unit {unit}"));
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines
        .filter(|(name, _)| *name == setting)
        .flat_map(|(_, value)| value.split(' '))
        .collect()
}

fn service(store: &str) -> String {
    format!("stateless-tmpfiles-{store}.service")
}

#[test]
fn a_service_demands_its_own_store_and_nothing_else() {
    let Some(units) = units() else { return };
    for store in LOCAL.iter().chain(&REMOTE) {
        let own = match *store {
            "main" => "/persist",
            "below" => "/nas/disk",
            "part" => "/nas/deep/er",
            name => &format!("/{name}"),
        };
        let unit = service(store);
        assert_eq!(
            words(&units, &unit, "RequiresMountsFor"),
            [format!("\"{own}\"")],
            "{unit}"
        );
        assert!(words(&units, &unit, "Requires").is_empty());
        let lines = words(&units, &unit, "ExecStart");
        assert!(
            lines
                .last()
                .is_some_and(|file| file.ends_with(&format!("tmpfiles.d/{store}.conf")))
        );
    }
}

#[test]
fn entries_belong_to_the_target_of_their_store() {
    let Some(units) = units() else { return };
    for (stores, own, other) in [
        (&LOCAL[..], "local-fs.target", "remote-fs.target"),
        (&REMOTE[..], "remote-fs.target", "local-fs.target"),
    ] {
        for store in stores {
            let unit = service(store);
            let mount = if *store == "main" {
                "srv.mount"
            } else {
                &format!("var-{store}.mount")
            };
            for name in [unit.as_str(), mount] {
                let before = words(&units, name, "Before");
                assert!(
                    before.contains(&own) && !before.contains(&other),
                    "{name}: {before:?}"
                );
            }
            let wanted = units[&unit]["wantedBy"].to_string();
            assert!(
                wanted.contains(own) && !wanted.contains(other),
                "{unit}: {wanted}"
            );
            assert!(words(&units, &unit, "Wants").contains(&mount), "{unit}");
            assert!(
                words(&units, mount, "Wants").contains(&unit.as_str()),
                "{mount}"
            );
        }
    }
}

/// Ordered before `sysinit.target`, a copy on the network would wait for itself.
#[test]
fn a_copy_on_the_network_waits_for_the_network() {
    let Some(units) = units() else { return };
    let unit = "stateless-sync-var-nas.conf.service";
    assert_eq!(
        words(&units, unit, "Before"),
        ["remote-fs.target", "shutdown.target"]
    );
    assert_eq!(
        units[unit]["wantedBy"].to_string(),
        r#"["remote-fs.target"]"#
    );
}

/// If the mount point of an entry is in another store, the service of that store creates it first.
#[test]
fn a_mount_point_is_made_by_the_store_that_it_is_in() {
    let Some(units) = units() else { return };
    for (outer, inner) in [
        ("stateless-tmpfiles-main.service", "srv-media.mount"),
        (
            "stateless-tmpfiles-main.below-home-alice.service",
            "home-alice-notes-old.mount",
        ),
    ] {
        assert!(words(&units, outer, "Before").contains(&inner), "{outer}");
        assert!(!words(&units, outer, "Wants").contains(&inner), "{outer}");
        assert!(
            units[outer]["wantedBy"].to_string().contains(inner),
            "{outer}"
        );
    }
}
