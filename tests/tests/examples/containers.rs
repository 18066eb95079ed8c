//! The examples with containers.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::Example;

/// One container of an example.
#[track_caller]
fn container(example: Example, name: &str) -> &'static Value {
    let container = &example.0["containers"][name];
    assert!(container.is_object(), "no container {name}");
    container
}

/// What is bound into a container, by its path there.
fn bound(container: &Value) -> Vec<&str> {
    let binds = container["bindMounts"].as_object().expect("a set");
    binds.keys().map(String::as_str).collect()
}

/// The lines that create what a container needs.
#[track_caller]
fn tmpfiles(example: Example, name: &str) -> &'static str {
    let file = format!("stateless/containers/{name}.conf");
    example.0["etc"][&file].as_str().expect("a text")
}

#[test]
fn a_proxy_keeps_its_certificates_and_is_watched() {
    let Some(example) = Example::of("proxy") else {
        return;
    };
    let proxy = container(example, "proxy");
    let binds = bound(proxy);
    assert!(binds.contains(&"/var/lib/caddy"), "{binds:?}");
    assert!(binds.contains(&"/var/lib/nixos"), "{binds:?}");
    // The journal is the third: nothing else outlives a stop.
    assert_eq!(binds.len(), 3, "{binds:?}");
    let lines = tmpfiles(example, "proxy");
    let certificates = "d \"/persist/containers/proxy/var/lib/caddy\" :0700 ";
    assert!(lines.contains(certificates), "{lines}");
    let mount = example.unit("run-nixos\\x2dcontainers-proxy.mount");
    assert!(mount.contains("size=512M"), "{mount}");
    let check = example.unit("stateless-health-proxy.service");
    assert!(
        check.contains("\"http://localhost:2019/config/\""),
        "{check}"
    );
    let action = example.unit("stateless-unhealthy-proxy.service");
    assert!(
        action.contains("restart container@proxy.service"),
        "{action}"
    );
}

#[test]
fn a_resolver_keeps_nothing() {
    let Some(example) = Example::of("resolver") else {
        return;
    };
    let resolver = container(example, "resolver");
    assert_eq!(resolver["bindMounts"], json!({}));
    assert_eq!(
        resolver["tmpfs"],
        json!(["/:mode=0755,size=64M,nr_inodes=20K"])
    );
    assert_eq!(resolver["privateUsers"], 655_360);
    assert!(!example.has_unit("run-nixos\\x2dcontainers-resolver.mount"));
    let settings = example.0["etc"]["systemd/nspawn/resolver.nspawn"].as_str();
    let settings = settings.expect("a text");
    assert!(!settings.contains("MachineID"), "{settings}");
    assert!(settings.contains("LimitNOFILE=8192"), "{settings}");
    let unit = example.unit("container@resolver.service");
    assert!(unit.contains("MemoryMax=256M"), "{unit}");
}

#[test]
fn a_database_has_the_same_owners_on_both_sides() {
    let Some(example) = Example::of("database") else {
        return;
    };
    let database = container(example, "database");
    assert_eq!(database["privateUsers"], "pick");
    let cluster = &database["bindMounts"]["/var/lib/postgresql"];
    assert_eq!(cluster["mountPoint"], "/var/lib/postgresql:idmap");
    assert_eq!(cluster["isReadOnly"], false);
    let unit = example.unit("container@database.service");
    let credential = "LoadCredential=superuser:/persist/secrets/postgres-superuser";
    assert!(unit.contains(credential), "{unit}");
    // By number, if the host does not have the user.
    let lines = tmpfiles(example, "database");
    let owner = |line: &&str| line.contains("\"/persist/containers/database/var/lib/postgresql\"");
    let line = lines.lines().find(owner).expect("a line for the cluster");
    assert!(
        line.contains(":71 :71") || line.contains(":postgres :postgres"),
        "{line}"
    );
}

#[test]
fn instances_share_nothing_but_their_network() {
    let Some(example) = Example::of("instances") else {
        return;
    };
    let all = example.0["containers"].as_object().expect("a set");
    assert_eq!(all.len(), 10);
    let mut sources = Vec::new();
    for (name, container) in all {
        assert_eq!(container["extraFlags"], json!(["--network-zone=workers"]));
        for bind in container["bindMounts"].as_object().expect("a set").values() {
            sources.push(bind["hostPath"].as_str().expect("a path"));
        }
        let mount = example.unit(&format!(
            "run-nixos\\x2dcontainers-{}.mount",
            name.replace('-', "\\x2d")
        ));
        assert!(mount.contains("size=128M"), "{mount}");
    }
    let count = sources.len();
    sources.sort_unstable();
    sources.dedup();
    assert_eq!(sources.len(), count, "{sources:?}");
}
