//! Whole configurations to copy: each is formatted, evaluates without findings, and has the effect
//! that its comments describe. One process evaluates all of them.

mod containers;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::emitted::{example, function};
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// Examples with findings, and why they may have them.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "fixture",
    "one of everything, also of what is warned about; its texts are snapshots elsewhere",
)];

/// The example that is a module for a home: the machine around it is made here.
const HOME: &str = "home";

/// Every example in the folder, by name.
fn names() -> BTreeSet<String> {
    let folder = fs::read_dir(tests::root().join("tests/examples")).expect("the folder is there");
    let names = folder.map(|entry| {
        let name = entry.expect("a folder can be listed").file_name();
        name.into_string().expect("a UTF-8 name")
    });
    names
        .filter_map(|name| name.strip_suffix(".nix").map(str::to_owned))
        .collect()
}

/// The modules of an example, as a list in Nix.
fn modules(name: &str) -> String {
    let file = nix::path(&example(name));
    let root = tests::root().join("tests");
    let accounts = nix::path(&root.join("nixos/accounts.nix"));
    if name != HOME {
        return format!("[ {accounts} {file} ]");
    }
    format!(
        "[ {accounts} {host} {homes} {{
             stateless.stores.main.path = \"/persist\";
             home-manager.sharedModules = [ {shared} ];
             home-manager.users.alice.imports = [ {file} ];
           }} ]",
        host = nix::path(&example("host")),
        homes = nix::path(&root.join("nixos/home-manager.nix")),
        shared = nix::path(&tests::root().join("generated-modules/home-manager")),
    )
}

/// What all examples became, by name; `None` without Nix.
static EMITTED: LazyLock<Option<Value>> = LazyLock::new(|| {
    let nix = Nix::with_lib()?;
    let generated = Generated::stateless();
    let mut expression = format!("let emitted = {}; in {{\n", function(&generated));
    for name in names() {
        writeln!(expression, "\"{name}\" = emitted {};", modules(&name))
            .expect("a string takes everything");
    }
    expression.push('}');
    Some(
        nix.eval(&expression)
            .unwrap_or_else(|error| panic!("{error}")),
    )
});

/// An example, with what is asked of it.
#[derive(Clone, Copy)]
struct Example(&'static Value);

impl Example {
    fn of(name: &str) -> Option<Self> {
        let all = EMITTED.as_ref()?;
        Some(Self(all.get(name).expect("an example of that name")))
    }

    /// Store, owner, group and mode of a path; null where it is not kept.
    fn kept(self, path: &str) -> Value {
        let paths = self.0["manifest"]["paths"].as_array().expect("a list");
        let found = paths.iter().find(|entry| entry["path"] == path);
        found.map_or(Value::Null, |entry| {
            json!([entry["store"], entry["user"], entry["group"], entry["mode"]])
        })
    }

    /// One field of a path in the manifest.
    #[track_caller]
    fn field(self, path: &str, field: &str) -> &'static Value {
        let paths = self.0["manifest"]["paths"].as_array().expect("a list");
        let found = paths.iter().find(|entry| entry["path"] == path);
        &found.unwrap_or_else(|| panic!("{path} is not kept"))[field]
    }

    /// The paths that are kept.
    fn paths(self) -> Vec<&'static str> {
        let paths = self.0["manifest"]["paths"].as_array().expect("a list");
        let paths = paths.iter().filter_map(|entry| entry["path"].as_str());
        paths.collect()
    }

    fn has_unit(self, name: &str) -> bool {
        self.0["units"].get(name).is_some()
    }

    fn has_initrd_unit(self, name: &str) -> bool {
        self.0["initrd"]["units"].get(name).is_some()
    }

    #[track_caller]
    fn unit(self, name: &str) -> &'static str {
        let unit = self.0["units"][name]["text"].as_str();
        unit.unwrap_or_else(|| panic!("no unit {name}"))
    }
}

#[test]
fn exceptions_are_of_examples_that_are_there() {
    let names = names();
    for name in EXCEPTIONS.iter().map(|(name, _)| *name).chain([HOME]) {
        assert!(names.contains(name), "{name}");
    }
}

#[test]
fn each_is_formatted() {
    for name in names() {
        let text = fs::read_to_string(example(&name)).expect("an example is readable");
        assert_eq!(nixfmt_rs::format(&text).as_ref(), Ok(&text), "{name}");
    }
}

#[test]
fn nothing_is_found_in_any() {
    let Some(all) = EMITTED.as_ref() else { return };
    for name in names() {
        if EXCEPTIONS.iter().any(|(known, _)| *known == name) {
            continue;
        }
        assert_eq!(all[&name]["failedAssertions"], json!([]), "{name}");
        assert_eq!(all[&name]["warnings"], json!([]), "{name}");
    }
}

#[test]
fn a_workstation() {
    let Some(example) = Example::of("workstation") else {
        return;
    };
    let root_0700 = json!(["main", "root", "root", "0700"]);
    assert_eq!(example.0["fileSystems"]["/"]["fsType"], "tmpfs");
    // By presets, on no other word than that the service is on.
    assert_eq!(
        example.kept("/etc/NetworkManager/system-connections"),
        root_0700
    );
    assert_eq!(example.kept("/var/lib/bluetooth"), root_0700);
    for path in ["/var/lib/cups", "/var/lib/flatpak", "/etc/machine-id"] {
        assert_eq!(example.field(path, "store"), "main", "{path}");
    }
    assert!(example.has_initrd_unit("sysroot-var-log-journal.mount"));
    // Homes.
    let of_alice = json!(["main", "alice", "users", "0700"]);
    assert_eq!(example.kept("/home/alice/.ssh"), of_alice);
    assert_eq!(example.kept("/home/alice/.gnupg"), of_alice);
    assert_eq!(
        example.kept("/home/bob/Documents"),
        json!(["main", "bob", "users", "0755"])
    );
    assert!(
        example
            .unit("home-bob-Games.mount")
            .contains("nodev,nosuid")
    );
    // A synced file is no mount.
    assert_eq!(example.field("/etc/adjtime", "how"), "synced");
    assert!(!example.has_unit("etc-adjtime.mount"));
    // The accounts: restored in the initrd, compared before Userborn changes them, copied after.
    assert_eq!(example.field("/etc/shadow", "how"), "synced");
    assert_eq!(example.field("/etc/shadow", "phase"), "initrd");
    assert_eq!(example.field("/etc/shadow", "mode"), "0000");
    let compared = "stateless-restored-etc-shadow.service";
    let unit = example.unit(compared);
    assert!(unit.contains("Before=systemd-sysusers.service userborn.service"));
    assert!(unit.contains("cmp \"/etc/shadow\" \"/persist/etc/shadow\""));
    assert!(!unit.contains("RequiresMountsFor="));
    // A condition would count before the assertion, and a store that comes late be overwritten.
    assert!(unit.contains("AssertPathIsMountPoint=/persist\n"));
    assert!(!unit.contains("\nCondition"));
    assert!(unit.contains("/bin/test -s \"/persist/etc/shadow\""));
    let holder = example.unit("stateless-sync-etc-shadow.service");
    assert!(holder.contains(&format!("Requires={compared}\nAfter={compared}\n")));
    assert!(holder.contains("ExecStart=/"));
    assert!(!holder.contains("/bin/cmp"));
    // Scratch.
    assert_eq!(example.field("/var/tmp", "tier"), "scratch");
    assert!(example.has_unit("stateless-scratch-scratch.service"));
    assert_eq!(
        example.0["nixSettings"]["build-dir"],
        "/persist/scratch/nix-build"
    );
}

#[test]
fn a_server() {
    let Some(example) = Example::of("server") else {
        return;
    };
    assert_eq!(
        example.kept("/var/lib/postgresql"),
        json!(["main", "postgres", "postgres", "0750"])
    );
    assert_eq!(
        example.kept("/var/lib/acme"),
        json!(["main", "acme", "acme", "0755"])
    );
    assert_eq!(
        example.kept("/srv/wiki"),
        json!(["main", "wiki", "wiki", "0750"])
    );
    let needed = &example.0["units"]["srv-wiki.mount"]["requiredBy"];
    assert!(
        needed
            .as_array()
            .is_some_and(|by| by.contains(&json!("wiki.service"))),
        "{needed}"
    );
    // The second store has the logs, and no preset takes them back.
    assert_eq!(
        example.kept("/var/log/nginx"),
        json!(["logs", "nginx", "nginx", "0750"])
    );
    assert_eq!(
        example.kept("/var/log/journal"),
        json!(["logs", "root", "systemd-journal", "2755"])
    );
    assert_eq!(example.field("/var/log/journal", "tier"), "log");
    // Host keys are there before secrets are decrypted with them.
    assert_eq!(
        example.field("/etc/ssh/ssh_host_ed25519_key", "phase"),
        "initrd"
    );
    // The container.
    let container = &example.0["containers"]["forge"];
    assert_eq!(container["ephemeral"], true);
    assert_eq!(
        container["bindMounts"]["/var/lib/forgejo"]["hostPath"],
        "/persist/containers/forge/var/lib/forgejo"
    );
}

#[test]
fn a_laptop() {
    let Some(example) = Example::of("laptop") else {
        return;
    };
    // All the rest is on partitions.
    assert_eq!(
        example.paths(),
        [
            "/etc/NetworkManager/system-connections",
            "/etc/group",
            "/etc/machine-id",
            "/etc/passwd",
            "/etc/shadow",
            "/etc/ssh/ssh_host_ed25519_key",
            "/etc/ssh/ssh_host_ed25519_key.pub",
            "/etc/ssh/ssh_host_rsa_key",
            "/etc/ssh/ssh_host_rsa_key.pub",
        ]
    );
    assert!(example.has_initrd_unit("sysroot-etc-machine\\x2did.mount"));
    assert!(!example.has_unit("var-lib-bluetooth.mount"));
    assert!(!example.has_unit("var-log-journal.mount"));
}

#[test]
fn two_stores() {
    let Some(example) = Example::of("two-stores") else {
        return;
    };
    assert_eq!(example.field("/var/lib/bluetooth", "store"), "data");
    assert_eq!(example.field("/var/lib/containers", "store"), "data");
    assert_eq!(example.field("/home/alice/.cache", "tier"), "cache");
    assert_eq!(
        example.kept("/home/alice/.config/Code/CachedData"),
        json!(["cache", "alice", "users", "0755"])
    );
    assert!(
        example
            .unit("home-bob-Music.mount")
            .contains("nodev,nosuid")
    );
    assert!(!example.unit("home-bob-.cache.mount").contains("nosuid"));
}

#[test]
fn a_home() {
    let Some(example) = Example::of("home") else {
        return;
    };
    assert_eq!(
        example.kept("/home/alice/.mozilla"),
        json!(["main", "alice", "users", "0700"])
    );
    assert_eq!(
        example.kept("/home/alice/.config/mimeapps.list"),
        json!(["main", "alice", "users", "0644"])
    );
    assert_eq!(example.kept("/home/alice/Games"), Value::Null);
    assert!(
        example.0["etc"]["stateless/tmpfiles.d/main.below-home-alice.conf"]
            .as_str()
            .is_some_and(
                |text| text.contains("d \"/persist/home/alice/.config\" :0700 :alice :users")
            )
    );
}

/// Lists, sets, conditions and priorities of several modules are one set of entries.
#[test]
fn definitions_of_several_modules_are_merged() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let expression = format!(
        "let
           inherit (import <nixpkgs/lib>) mkForce mkIf;
           emitted = {function} [ {host}
             {{ stateless.machineId = \"persist\"; stateless.presets.system.enable = true; stateless.stores.main = {{
                  path = \"/persist\";
                  directories = [ \"/srv/a\" \"/srv/b\" ];
                }}; }}
             {{ stateless.stores.main.directories = {{
                  \"/srv/a\".mode = \"0700\";
                  \"/srv/b\".enable = mkForce false;
                  \"/srv/c\" = mkIf false {{ }};
                  \"/srv/d\" = mkIf true {{ mode = mkForce \"0711\"; }};
                }}; }}
             {{ stateless.stores.main.directories = mkIf true [ \"/srv/d\" ]; }}
             {{ stateless.stores.off = {{
                  enable = false;
                  path = \"/nowhere\";
                  users.nobody-there.files = [ \"x\" ];
                }}; }}
           ];
         in {{
           inherit (emitted) failedAssertions warnings;
           paths = map (entry: \"${{entry.path}} ${{entry.mode}}\") emitted.manifest.paths;
         }}",
        function = function(&generated),
        host = nix::path(&tests::root().join("tests/checks/host.nix")),
    );
    assert_eq!(
        nix.eval(&expression),
        Ok(json!({
            "failedAssertions": [],
            "warnings": [],
            "paths": [
                "/etc/machine-id 0444",
                "/srv/a 0700",
                "/srv/d 0711",
                "/var/lib/nixos 0755",
                "/var/lib/systemd 0755",
                "/var/log/journal 2755",
            ],
        }))
    );
}
