//! The configurations that are evaluated.

use schema::preset::{self, Preset, Switch};

/// A configuration by its name, as Nix text.
pub(crate) type Case = (String, String);

const STORE: &str = r#"stateless.stores.main.path = "/persist";"#;

/// What a service needs beside its switch, to show all that the preset can keep.
fn settings(preset: &Preset) -> &'static str {
    match preset.name {
        "acme" => r#"security.acme.certs."example.org" = { };"#,
        "agenix" => r#"age = { secrets.a = { }; identityPaths = [ "/etc/keys/age" ]; };"#,
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
        Switch::Stores | Switch::NotEmpty(_) => String::new(),
    }
}

/// All of them: each preset on and off, and those with a name.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for preset in preset::all() {
        let (name, on) = (preset.name, switched(preset));
        cases.push((format!("{name} on"), format!("{STORE} {on}")));
        let off = "stateless.presets.system.enable = false;";
        if let Switch::Options(_) | Switch::NotEmpty(_) | Switch::Unless(..) = preset.switch {
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

/// Those with a name.
pub(crate) const CASES: &[(&str, &str)] = &[
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
        "a list of the user with conditions",
        r#"services.postgresql.enable = true; hardware.bluetooth.enable = true;
           stateless.stores.main = {
             path = "/persist";
             directories = [
               { _type = "if"; condition = true; content = "/var/lib/postgresql"; }
               { _type = "if"; condition = false; content = "/var/lib/bluetooth"; }
             ];
           };"#,
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
           services.caddy = { enable = true; dataDir = "/srv/caddy/"; user = "web"; };
           stateless.stores.main.path = "/persist";"#,
    ),
    (
        "file systems at the path, and a persistent one above",
        r#"services.postgresql.enable = true; virtualisation.docker.enable = true; services.openssh.enable = true;
           fileSystems."/var/lib/docker" = { device = "/dev/disk/by-label/docker"; fsType = "xfs"; };
           fileSystems.logs = { mountPoint = "/var/log"; device = "/dev/disk/by-label/log"; fsType = "ext4"; };
           fileSystems."/var/lib" = { fsType = "tmpfs"; };
           fileSystems."/etc/ssh" = { device = "/dev/disk/by-label/ssh"; fsType = "ext4"; neededForBoot = true; };
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
