//! What is said of state: findings, and the manifest.

use pretty_assertions::assert_eq;
use serde_json::json;

use super::value_of;

#[test]
fn a_directory_that_nobody_can_name_is_reported() {
    let found = value_of(
        r#"{ systemd.services."x@".serviceConfig.StateDirectory = "x-%i"; }"#,
        "[ config.warnings (builtins.length config.stateless.manifest.paths) ]",
    );
    let Some(found) = found else { return };
    let text = found[0][0].as_str().unwrap_or_default();
    assert!(text.contains("`/var/lib/x-%i`"), "{text}");
    assert!(text.contains("StateDirectory"), "{text}");
    assert_eq!(found[1], json!(1));
}

#[test]
fn a_warning_names_what_is_lost() {
    let found = value_of(
        r#"{
          stateless.state = "warn";
          systemd.services.x.serviceConfig.StateDirectory = "a";
          systemd.tmpfiles.rules = [ "d /srv/b" ];
        }"#,
        "config.warnings",
    );
    let Some(found) = found else { return };
    let expected = "`stateless.state`: nothing persists the state in `/srv/b` (tmpfiles rule), \
                    `/var/lib/a` (StateDirectory of x.service), so it is lost at each boot.";
    assert!(found.to_string().contains(expected), "{found}");
}

#[test]
fn the_manifest_says_who_keeps_state() {
    let found = value_of(
        r#"{
          systemd.services.x.serviceConfig = { StateDirectory = "a"; CacheDirectory = "a"; };
          systemd.tmpfiles.rules = [ "d /var/lib/a" "d /persist/b" ];
        }"#,
        "config.stateless.manifest.state",
    );
    let Some(found) = found else { return };
    assert_eq!(
        found,
        json!([
            {
                "path": "/persist/b", "tier": "data", "sources": ["tmpfiles rule"],
                "entry": null, "store": null, "kept": true,
            },
            {
                "path": "/var/cache/a", "tier": "cache", "sources": ["CacheDirectory of x.service"],
                "entry": null, "store": null, "kept": false,
            },
            {
                "path": "/var/lib/a", "tier": "data",
                "sources": ["StateDirectory of x.service", "tmpfiles rule"],
                "entry": "/var/lib/a", "store": "main", "kept": true,
            },
        ])
    );
}
