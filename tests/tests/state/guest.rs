//! The state of services in a container.

use pretty_assertions::assert_eq;
use serde_json::json;

use super::value_of;

/// Checks what the container `guest` persists, each as `PATH MODE USER:GROUP`, and the warnings.
#[track_caller]
fn persisted_in_guest(settings: &str, expected: &[&str], warnings: &[&str]) {
    let container = format!(
        r"{{ containers.guest = {{
          stateless.enable = true;
          stateless.persist.presets = [ ];
          {settings}
        }}; }}"
    );
    let value = r#"{
      paths = map (e: "${e.path} ${e.mode} ${e.user}:${e.group}")
        (config.stateless.manifest.containers.guest or [ ]);
      binds = builtins.filter (path: builtins.match "/var/log/journal/.*" path == null)
        (builtins.attrNames config.containers.guest.bindMounts);
      inherit (config) warnings;
    }"#;
    let Some(found) = value_of(&container, value) else {
        return;
    };
    assert_eq!(found["paths"], json!(expected));
    for path in expected {
        let path = path.split(' ').next().unwrap_or_default();
        let binds = found["binds"].as_array().expect("a list");
        assert!(binds.contains(&json!(path)), "{path}: {binds:?}");
    }
    let texts = found["warnings"].as_array().expect("a list");
    assert_eq!(texts.len(), warnings.len(), "{texts:?}");
    for (text, part) in texts.iter().zip(warnings) {
        assert!(text.to_string().contains(part), "{text}");
    }
}

const GUEST: &str = r#"config = {
  systemd.services.x.serviceConfig = { StateDirectory = "x"; CacheDirectory = "x"; User = "x"; };
  systemd.services.y.serviceConfig = { StateDirectory = "y"; DynamicUser = true; };
  users.users.x = { isSystemUser = true; group = "x"; uid = 700; };
  users.users.z = { isSystemUser = true; group = "x"; home = "/var/lib/z"; };
  users.groups.x = { };
};"#;

#[test]
fn the_state_of_a_guest_is_kept_with_its_numbers() {
    persisted_in_guest(
        GUEST,
        &[
            "/var/lib/private/y 0755 root:root",
            "/var/lib/x 0755 700:root",
            "/var/lib/z 0700 root:root",
        ],
        &[],
    );
}

#[test]
fn what_a_container_mounts_or_declares_is_left_alone() {
    let others = r#"
      bindMounts."/var/lib/x" = { hostPath = "/persist/x"; isReadOnly = false; };
      tmpfs = [ "/var/lib/private:size=1M" ];
      stateless.persist.directories."/var/lib/z".enable = false;
    "#;
    persisted_in_guest(&format!("{GUEST} {others}"), &[], &[]);
    let flags = r#"
      extraFlags = [ "--bind=/persist/x:/var/lib/x" "--tmpfs=/var/lib/private" "--overlay=/persist/a:/persist/b:/var/lib/z" ];
    "#;
    persisted_in_guest(&format!("{GUEST} {flags}"), &[], &[]);
    let ours = r#"
      stateless.persist.excludedUnits = [ "x.service" ];
      stateless.tmpfs."/var/lib/private" = { };
      stateless.persist.directories."/var/lib/z".mode = "0711";
    "#;
    persisted_in_guest(
        &format!("{GUEST} {ours}"),
        &["/var/lib/z 0711 root:root"],
        &[],
    );
}

#[test]
fn a_guest_that_is_not_to_be_read_is_not() {
    persisted_in_guest(r#"path = "/nix/var/guest";"#, &[], &[]);
    let refuses = r#"config.users.users = throw "read"; stateless.persist.state = "off";"#;
    persisted_in_guest(refuses, &[], &[]);
    let warns = r#"stateless.persist.state = "warn";"#;
    persisted_in_guest(
        &format!("{GUEST} {warns}"),
        &[],
        &[
            "nothing persists the state in `/var/lib/private/y` (StateDirectory of y.service), `/var/lib/x` (StateDirectory of x.service), `/var/lib/z` (Home of user z), so it is lost at each start",
        ],
    );
}
