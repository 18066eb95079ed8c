//! What the presets keep: each preset with its service on and off, and everything that they yield
//! to. One Nix process evaluates all configurations.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect;
use schema::preset::{self, Owner, Place, Preset, Presets, Switch};
use schema::scalar::{AbsPath, Mode, UserName};
use serde_json::{Value, json};
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// A configuration, as Nix text.
type Case = (String, String);

/// What came of it: the paths that are kept, and messages.
struct Outcome {
    paths: Vec<String>,
    messages: Vec<String>,
}

const STORE: &str = r#"stateless.stores.main.path = "/persist";"#;

/// What a service needs beside its switch, to show all that the preset can keep.
fn settings(preset: &Preset) -> &'static str {
    match preset.name {
        "acme" => r#"security.acme.certs."example.org" = { };"#,
        "agenix" => r#"age = { secrets.a = { }; identityPaths = [ "/etc/keys/age" ]; };"#,
        "redis" => {
            r#"services.redis.servers = { "".enable = true; cache = { enable = true; user = "web"; group = "web"; }; off = { }; };"#
        }
        "sops-nix" => {
            r#"sops = { secrets.a = { }; age.keyFile = "/var/lib/sops-nix/key.txt"; age.sshKeyPaths = [ "/etc/keys/ssh" ]; };"#
        }
        _ => "",
    }
}

/// The configuration that switches a preset on.
fn switched(preset: &Preset) -> String {
    let own = settings(preset);
    match preset.switch {
        _ if !own.is_empty() => own.to_owned(),
        Switch::Options(options) | Switch::Unless(options, _) => format!("{} = true;", options[0]),
        Switch::Never => format!("stateless.presets.{}.enable = true;", preset.name),
        Switch::Stores => String::new(),
    }
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for preset in preset::all() {
        let (name, on) = (preset.name, switched(preset));
        cases.push((format!("{name} on"), format!("{STORE} {on}")));
        let off = "stateless.presets.system.enable = false;";
        if let Switch::Options(_) | Switch::Unless(..) = preset.switch {
            cases.push((
                format!("{name} off"),
                format!("{STORE} {on} {off} stateless.presets.{name}.enable = false;"),
            ));
        }
    }
    let named = CASES
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    cases.extend(named);
    cases
}

const CASES: &[(&str, &str)] = &[
    (
        "nothing without a store",
        "services.postgresql.enable = true; services.openssh.enable = true;",
    ),
    (
        "nothing with a store that is off",
        r#"services.postgresql.enable = true; stateless.stores.main = { path = "/persist"; enable = false; };"#,
    ),
    (
        "only the system",
        r#"stateless.stores.main.path = "/persist";"#,
    ),
    (
        "a setting of the user wins",
        r#"services.postgresql.enable = true;
           stateless.stores.main = { path = "/persist"; directories."/var/lib/postgresql".mode = "0700"; };"#,
    ),
    (
        "an entry of the user switched off",
        r#"services.postgresql.enable = true;
           stateless.stores.main = { path = "/persist"; directories."/var/lib/postgresql".enable = false; };"#,
    ),
    (
        "an entry of the user in a list",
        r#"services.postgresql.enable = true;
           stateless.stores.main = { path = "/persist"; directories = [ "/var/lib/postgresql" ]; };"#,
    ),
    (
        "an entry of the user in another store",
        r#"services.postgresql.enable = true;
           stateless.presetStore = "main";
           stateless.stores.main.path = "/persist";
           stateless.stores.databases = { path = "/databases"; directories = [ "/var/lib/postgresql" ]; };"#,
    ),
    (
        "an entry of the user above",
        r#"services.postgresql.enable = true;
           stateless.stores.main = { path = "/persist"; directories = [ "/var/lib" "/var/log" ]; };"#,
    ),
    (
        "an entry of the user above that is off",
        r#"services.postgresql.enable = true;
           stateless.stores.main = {
             path = "/persist";
             directories."/var/lib".enable = false;
             directories."/var/log" = lib.mkIf false { };
           };"#,
    ),
    (
        "another data directory",
        r#"services.postgresql = { enable = true; dataDir = "/srv/postgresql"; };
           services.prometheus = { enable = true; stateDir = "metrics"; };
           services.caddy = { enable = true; dataDir = "/srv/caddy/"; user = "web"; };
           stateless.stores.main.path = "/persist";"#,
    ),
    (
        "a data directory in a home",
        r#"services.syncthing = { enable = true; user = "alice"; dataDir = "/home/alice"; };
           stateless.stores.main.path = "/persist";"#,
    ),
    (
        "a user that is not dynamic after all",
        r#"services.ollama.enable = true;
           systemd.services.ollama.serviceConfig.DynamicUser = lib.mkForce false;
           stateless.stores.main.path = "/persist";"#,
    ),
    (
        "a user that became dynamic",
        r#"services.redis.servers.cache.enable = true;
           systemd.services.redis-cache.serviceConfig.DynamicUser = true;
           stateless.stores.main.path = "/persist";"#,
    ),
    (
        "file systems at the path, and a persistent one above",
        r#"services.postgresql.enable = true; virtualisation.docker.enable = true; services.openssh.enable = true;
           fileSystems."/var/lib/docker" = { device = "/dev/disk/by-label/docker"; fsType = "xfs"; };
           fileSystems.logs = { mountPoint = "/var/log"; device = "/dev/disk/by-label/log"; fsType = "ext4"; };
           fileSystems."/var/lib" = { fsType = "tmpfs"; };
           fileSystems."/etc/ssh" = { device = "/dev/disk/by-label/ssh"; fsType = "ext4"; };
           fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
           stateless.stores.main.path = "/persist";"#,
    ),
    (
        "several stores",
        r#"stateless.stores = { main.path = "/persist"; other.path = "/other"; };"#,
    ),
    (
        "several stores, one of them for data",
        r#"stateless.stores = { main.path = "/persist"; big = { path = "/big"; tier = "cache"; }; };"#,
    ),
    (
        "several stores, one chosen",
        r#"stateless = { presetStore = "big"; stores = { main.path = "/persist"; big = { path = "/big"; tier = "cache"; }; }; };"#,
    ),
    (
        "several stores, no preset",
        r#"stateless = {
             presets.system.enable = false;
             stores = { main.path = "/persist"; other.path = "/other"; };
           };"#,
    ),
    (
        "a chosen store that does not exist",
        r#"stateless = { presetStore = "mian"; stores.main.path = "/persist"; };"#,
    ),
    (
        "a preset that another one needs",
        r#"virtualisation.libvirtd.enable = true;
           stateless = { presets.system.enable = false; stores.main.path = "/persist"; };"#,
    ),
    (
        "host keys that are set",
        r#"services.openssh = {
             enable = true;
             hostKeys = [
               { type = "ed25519"; path = "/etc/ssh/ssh_host_ed25519_key"; }
               { type = "rsa"; path = "/persist/keys/rsa"; }
             ];
           };
           stateless.stores.main.path = "/persist";"#,
    ),
    (
        "host keys that secrets tools read",
        r#"services.openssh.enable = true; sops.secrets.a = { }; age.secrets.a = { };
           stateless.stores.main.path = "/persist";"#,
    ),
    (
        "a printer without state",
        r#"services.printing = { enable = true; stateless = true; };
           stateless.stores.main.path = "/persist";"#,
    ),
];

/// Everything at once: the paths of each case as `STORE PATH USER:GROUP MODE KIND`.
fn evaluate(nix: Nix) -> BTreeMap<String, Outcome> {
    let cases: String = cases().iter().fold(String::new(), |mut all, (name, text)| {
        write!(all, "{} = {{ {text} }};", nix::string(name)).expect("a string takes everything");
        all
    });
    let generated = Generated::stateless();
    let outcomes = nix
        .eval(&format!(
            r#"let
              lib = import <nixpkgs/lib>;
              evaluate = name: module:
                let
                  inherit (lib.evalModules {{ modules = [ {} {} module ]; }}) config;
                in
                {{
                  paths = map (entry:
                    "${{entry.store}} ${{entry.path}} ${{entry.user}}:${{entry.group}} ${{entry.mode}} ${{entry.kind}}"
                  ) config.stateless.manifest.paths;
                  messages = map (assertion: assertion.message) (
                    lib.filter (assertion: !assertion.assertion) config.assertions
                  ) ++ config.warnings;
                }};
            in
            lib.mapAttrs evaluate {{ {cases} }}"#,
            nix::path(&tests::root().join("tests/nixos")),
            nix::path(&generated.path("default.nix")),
        ))
        .unwrap_or_else(|error| panic!("{error}"));
    let Value::Object(outcomes) = outcomes else {
        panic!("no set")
    };
    let texts = |value: &Value| -> Vec<String> {
        serde_json::from_value(value.clone()).expect("a list of texts")
    };
    outcomes
        .into_iter()
        .map(|(name, outcome)| {
            let outcome = Outcome {
                paths: texts(&outcome["paths"]),
                messages: texts(&outcome["messages"]),
            };
            (name, outcome)
        })
        .collect()
}

/// The presets that every system with a store has.
fn baseline(outcomes: &BTreeMap<String, Outcome>) -> &[String] {
    &outcomes["only the system"].paths
}

fn each_preset(outcomes: &BTreeMap<String, Outcome>) -> String {
    let mut text = String::new();
    for preset in preset::all() {
        writeln!(text, "{}", preset.name).expect("a string takes everything");
        let mut shown = |line: &String| {
            let line = line.trim_start_matches("main ");
            writeln!(text, "  {line}").expect("a string takes everything");
        };
        if is_of_the_system(preset) {
            let own = |line: &&String| keeps(preset, line);
            baseline(outcomes).iter().filter(own).for_each(&mut shown);
        } else {
            let all = &outcomes[&format!("{} on", preset.name)].paths;
            let own = |line: &&String| !baseline(outcomes).contains(line);
            all.iter().filter(own).for_each(&mut shown);
        }
    }
    text
}

/// Whether every system with a store has it.
fn is_of_the_system(preset: &Preset) -> bool {
    preset.name == "system" || preset.required_by().any(|name| name == "system")
}

fn keeps(preset: &Preset, line: &str) -> bool {
    preset.paths.iter().any(
        |path| matches!(path.place, Place::Fixed(place) if line.split(' ').nth(1) == Some(place)),
    )
}

fn named_cases(outcomes: &BTreeMap<String, Outcome>) -> String {
    let mut text = String::new();
    for (name, _) in CASES {
        let outcome = &outcomes[*name];
        writeln!(text, "{name}").expect("a string takes everything");
        let system = baseline(outcomes);
        let whole = *name == "only the system";
        for path in outcome
            .paths
            .iter()
            .filter(|path| whole || !system.contains(path))
        {
            writeln!(text, "  + {path}").expect("a string takes everything");
        }
        for path in system.iter().filter(|path| !outcome.paths.contains(path)) {
            writeln!(text, "  - {path}").expect("a string takes everything");
        }
        for message in &outcome.messages {
            writeln!(text, "  ! {message}").expect("a string takes everything");
        }
    }
    text
}

#[test]
fn presets_keep_what_they_say() {
    let Some(nix) = Nix::with_lib() else { return };
    let outcomes = evaluate(nix);
    for preset in preset::all() {
        let on = &outcomes[&format!("{} on", preset.name)];
        assert!(on.messages.is_empty(), "{}: {:?}", preset.name, on.messages);
        if let Some(off) = outcomes.get(&format!("{} off", preset.name)) {
            assert!(off.paths.is_empty(), "{}: {:?}", preset.name, off.paths);
            assert!(
                on.paths.len() > baseline(&outcomes).len(),
                "{}",
                preset.name
            );
        }
    }
    expect![[r#"
        system
          /etc/machine-id root:root 0444 file
          /var/lib/nixos root:root 0755 directory
        systemd
          /var/lib/systemd root:root 0755 directory
        journald
          /var/log/journal root:systemd-journal 2755 directory
        ssh-host-keys
          /etc/ssh/ssh_host_ed25519_key root:root 0600 file
          /etc/ssh/ssh_host_ed25519_key.pub root:root 0644 file
          /etc/ssh/ssh_host_rsa_key root:root 0600 file
          /etc/ssh/ssh_host_rsa_key.pub root:root 0644 file
        networkmanager
          /etc/NetworkManager/system-connections root:root 0700 directory
          /var/lib/NetworkManager root:root 0755 directory
        wpa-supplicant
          /etc/wpa_supplicant root:root 0755 directory
        iwd
          /var/lib/iwd root:root 0700 directory
        tailscale
          /var/lib/tailscale root:root 0700 directory
        fail2ban
          /var/lib/fail2ban root:root 0750 directory
        samba
          /var/lib/samba root:root 0755 directory
        headscale
          /var/lib/headscale headscale:headscale 0750 directory
        bluetooth
          /var/lib/bluetooth root:root 0700 directory
        fprintd
          /var/lib/fprint root:root 0700 directory
        upower
          /var/lib/upower root:root 0755 directory
        cups
          /var/lib/cups root:root 0755 directory
          /var/spool/cups root:root 0700 directory
        fwupd
          /var/lib/fwupd root:root 0755 directory
        bolt
          /var/lib/boltd root:root 0755 directory
        power-profiles-daemon
          /var/lib/power-profiles-daemon root:root 0755 directory
        postgresql
          /var/lib/postgresql postgres:postgres 0750 directory
        mysql
          /var/lib/mysql mysql:mysql 0700 directory
        redis
          /var/lib/redis redis:redis 0700 directory
          /var/lib/redis-cache web:web 0700 directory
        docker
          /var/lib/docker root:root 0710 directory
        podman
          /var/lib/containers root:root 0755 directory
        libvirt
          /var/lib/libvirt root:root 0755 directory
        incus
          /var/lib/incus root:root 0711 directory
        acme
          /var/lib/acme acme:acme 0755 directory
        caddy
          /var/lib/caddy caddy:caddy 0700 directory
        nginx
          /var/log/nginx nginx:nginx 0750 directory
        grafana
          /var/lib/grafana grafana:grafana 0700 directory
        prometheus
          /var/lib/prometheus2 prometheus:prometheus 0700 directory
        loki
          /var/lib/loki loki:loki 0700 directory
        flatpak
          /var/lib/flatpak root:root 0755 directory
        accounts-daemon
          /var/lib/AccountsService root:root 0775 directory
        colord
          /var/lib/colord colord:colord 0755 directory
        syncthing
          /var/lib/syncthing syncthing:syncthing 0700 directory
        jellyfin
          /var/lib/jellyfin jellyfin:jellyfin 0700 directory
        home-assistant
          /var/lib/hass hass:hass 0700 directory
        forgejo
          /var/lib/forgejo forgejo:forgejo 0750 directory
        ollama
          /var/lib/private/ollama root:root 0700 directory
        open-webui
          /var/lib/private/open-webui root:root 0700 directory
        adguardhome
          /var/lib/private/AdGuardHome root:root 0700 directory
        mealie
          /var/lib/private/mealie root:root 0700 directory
        prowlarr
          /var/lib/private/prowlarr root:root 0700 directory
        ntfy-sh
          /var/lib/private/ntfy-sh root:root 0700 directory
        uptime-kuma
          /var/lib/private/uptime-kuma root:root 0700 directory
        sops-nix
          /etc/keys/ssh root:root 0600 file
          /var/lib/sops-nix root:root 0700 directory
        agenix
          /etc/keys/age root:root 0600 file
        nixos-config
          /etc/nixos root:root 0755 directory
        krops
          /var/src root:root 0755 directory
    "#]]
    .assert_eq(&each_preset(&outcomes));
    expect![[r#"
        nothing without a store
          - main /etc/machine-id root:root 0444 file
          - main /var/lib/nixos root:root 0755 directory
          - main /var/lib/systemd root:root 0755 directory
          - main /var/log/journal root:systemd-journal 2755 directory
        nothing with a store that is off
          - main /etc/machine-id root:root 0444 file
          - main /var/lib/nixos root:root 0755 directory
          - main /var/lib/systemd root:root 0755 directory
          - main /var/log/journal root:systemd-journal 2755 directory
        only the system
          + main /etc/machine-id root:root 0444 file
          + main /var/lib/nixos root:root 0755 directory
          + main /var/lib/systemd root:root 0755 directory
          + main /var/log/journal root:systemd-journal 2755 directory
        a setting of the user wins
          + main /var/lib/postgresql postgres:postgres 0700 directory
        an entry of the user switched off
        an entry of the user in a list
          + main /var/lib/postgresql postgres:postgres 0750 directory
        an entry of the user in another store
          + databases /var/lib/postgresql root:root 0755 directory
        an entry of the user above
          + main /var/lib root:root 0755 directory
          + main /var/log root:root 0755 directory
          - main /var/lib/nixos root:root 0755 directory
          - main /var/lib/systemd root:root 0755 directory
          - main /var/log/journal root:systemd-journal 2755 directory
        an entry of the user above that is off
          + main /var/lib/postgresql postgres:postgres 0750 directory
        another data directory
          + main /srv/caddy web:caddy 0700 directory
          + main /srv/postgresql postgres:postgres 0750 directory
          + main /var/lib/metrics prometheus:prometheus 0700 directory
        a data directory in a home
        a user that is not dynamic after all
          + main /var/lib/ollama root:root 0700 directory
        a user that became dynamic
          + main /var/lib/private/redis-cache root:root 0700 directory
        file systems at the path, and a persistent one above
          + main /var/lib/postgresql postgres:postgres 0750 directory
          - main /var/log/journal root:systemd-journal 2755 directory
        several stores
          - main /etc/machine-id root:root 0444 file
          - main /var/lib/nixos root:root 0755 directory
          - main /var/lib/systemd root:root 0755 directory
          - main /var/log/journal root:systemd-journal 2755 directory
          ! Several stores could take what `stateless.presets` keeps: main, other. Choose one, for example `stateless.presetStore = "main";`.
        several stores, one of them for data
        several stores, one chosen
          + big /etc/machine-id root:root 0444 file
          + big /var/lib/nixos root:root 0755 directory
          + big /var/lib/systemd root:root 0755 directory
          + big /var/log/journal root:systemd-journal 2755 directory
          - main /etc/machine-id root:root 0444 file
          - main /var/lib/nixos root:root 0755 directory
          - main /var/lib/systemd root:root 0755 directory
          - main /var/log/journal root:systemd-journal 2755 directory
        several stores, no preset
          - main /etc/machine-id root:root 0444 file
          - main /var/lib/nixos root:root 0755 directory
          - main /var/lib/systemd root:root 0755 directory
          - main /var/log/journal root:systemd-journal 2755 directory
        a chosen store that does not exist
          - main /etc/machine-id root:root 0444 file
          - main /var/lib/nixos root:root 0755 directory
          - main /var/lib/systemd root:root 0755 directory
          - main /var/log/journal root:systemd-journal 2755 directory
          ! `stateless.presetStore` is "mian", which is no enabled store. The enabled stores are: main.
        a preset that another one needs
          + main /var/lib/libvirt root:root 0755 directory
          - main /etc/machine-id root:root 0444 file
          - main /var/lib/nixos root:root 0755 directory
          - main /var/log/journal root:systemd-journal 2755 directory
        host keys that are set
          ! The host key `/etc/ssh/ssh_host_ed25519_key` of `services.openssh.hostKeys` is on no store, so it is lost at each boot. Leave that option alone, or name a path below `/persist`.
        host keys that secrets tools read
          + main /etc/ssh/ssh_host_ed25519_key root:root 0600 file
          + main /etc/ssh/ssh_host_ed25519_key.pub root:root 0644 file
          + main /etc/ssh/ssh_host_rsa_key root:root 0600 file
          + main /etc/ssh/ssh_host_rsa_key.pub root:root 0644 file
        a printer without state
    "#]].assert_eq(&named_cases(&outcomes));
}

/// The paths that a place means where no option says otherwise.
fn literals(place: Place) -> Vec<String> {
    match place {
        Place::Fixed(path) | Place::Instances { base: path, .. } => vec![path.to_owned()],
        Place::Setting { directory, .. }
        | Place::Holds { directory, .. }
        | Place::Stored { directory, .. } => vec![directory.to_owned()],
        Place::Named { below, name, .. } => vec![format!("{below}/{name}")],
        Place::Each(_) => Vec::new(),
    }
}

fn is_owner(owner: Owner) -> bool {
    match owner {
        Owner::Name(name) | Owner::Setting { name, .. } => name.parse::<UserName>().is_ok(),
        Owner::Instance(attribute) => !attribute.is_empty(),
    }
}

#[test]
fn each_record_is_complete() {
    let mut names = BTreeSet::new();
    for preset in preset::all() {
        let name = preset.name;
        assert!(names.insert(name), "{name} is there twice");
        assert!(
            preset.reason.ends_with('.'),
            "{name}: its reason is no sentence"
        );
        assert!(
            !preset.keeps.is_empty() && !preset.keeps.ends_with('.'),
            "{name}"
        );
        assert!(
            !preset.source.is_empty(),
            "{name}: where its facts were read"
        );
        assert!(!preset.paths.is_empty(), "{name} keeps nothing");
        for path in preset.paths {
            assert!(path.mode.parse::<Mode>().is_ok(), "{name}: {}", path.mode);
            assert!(
                is_owner(path.user) && is_owner(path.group),
                "{name}: its owner"
            );
            assert!(path.why.is_empty() || path.why.ends_with('.'), "{name}");
            for literal in literals(path.place) {
                assert!(literal.parse::<AbsPath>().is_ok(), "{name}: {literal}");
            }
            // A unit is looked up for directories only: what the files are must not depend on units.
            assert!(
                path.unit.is_none() || path.kind == preset::Kind::Directory,
                "{name}"
            );
        }
    }
}

#[test]
fn what_is_required_exists_and_requires_no_circle() {
    let by_name: BTreeMap<_, _> = preset::all().map(|preset| (preset.name, preset)).collect();
    for preset in preset::all() {
        let mut open = preset.requires.to_vec();
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            assert_ne!(name, preset.name, "{name} requires itself");
            let required = by_name.get(name);
            assert!(required.is_some(), "{}: there is no {name}", preset.name);
            if seen.insert(name) {
                open.extend(required.into_iter().flat_map(|preset| preset.requires));
            }
        }
    }
}

#[test]
fn no_path_is_kept_twice_and_none_inside_another() {
    let mut paths: Vec<(String, &str)> = Vec::new();
    for preset in preset::all() {
        let literal = |path: &preset::PresetPath| !matches!(path.place, Place::Stored { .. });
        for path in preset.paths.iter().filter(|path| literal(path)) {
            paths.extend(
                literals(path.place)
                    .into_iter()
                    .map(|path| (path, preset.name)),
            );
        }
    }
    for (path, name) in &paths {
        let same = paths.iter().filter(|(other, _)| other == path).count();
        assert_eq!(same, 1, "{name}: {path}");
        let outer = paths
            .iter()
            .find(|(other, _)| path.starts_with(&format!("{other}/")));
        assert_eq!(outer, None, "{name}: {path}");
    }
}

#[test]
fn serde_and_the_json_schema_take_the_same_presets() {
    let schema = serde_json::to_value(schemars::schema_for!(Presets)).expect("it is JSON data");
    let check = |value: Value, expected: bool| {
        assert_eq!(jsonschema::is_valid(&schema, &value), expected, "{value}");
        let read = serde_json::from_value::<Presets>(value.clone());
        assert_eq!(read.is_ok(), expected, "{value}: {read:?}");
    };
    check(json!({}), true);
    check(json!({ "postgresql": {} }), true);
    check(json!({ "postgresql": { "enable": false } }), true);
    check(json!({ "postgresql": { "enable": null } }), false);
    check(json!({ "postgresql": { "enabled": true } }), false);
    check(json!({ "postgres": { "enable": true } }), false);
}
