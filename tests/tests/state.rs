//! Which directories are taken for the state of services and system users, and what becomes of them.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::generated::Generated;
use tests::nix::{self, Nix};

mod guest;
mod report;

const HOST: &str = r#"{
  networking.useDHCP = false;
  users.mutableUsers = false;
  stateless.root = { enable = true; size = "1G"; };
  stateless.presets = { system.enable = false; systemd.enable = false; uid-map.enable = false; };
  stateless.stores.main.path = "/persist";
  fileSystems."/persist" = { device = "/dev/sda"; fsType = "ext4"; neededForBoot = true; };
}"#;

/// A value made of the configuration `config` of a host, where there is Nix.
fn value_of(settings: &str, value: &str) -> Option<Value> {
    let nix = Nix::with_lib()?;
    let generated = Generated::stateless();
    let found = nix.eval(&format!(
        "let
           inherit (import <nixpkgs/lib>) evalModules mkForce;
           inherit (evalModules {{ modules = [ {} {} {HOST} {settings} ]; }}) config;
         in
         {value}",
        nix::path(&tests::root().join("tests/nixos")),
        nix::path(&generated.path("default.nix")),
    ));
    Some(found.unwrap_or_else(|error| panic!("{error}")))
}

/// Checks what is persisted, each as `STORE PATH MODE USER:GROUP`, without the machine ID.
#[track_caller]
fn persisted(settings: &str, expected: &[&str]) {
    let entries = r#"map (e: "${e.store} ${e.path} ${e.mode} ${e.user}:${e.group}")
      (builtins.filter (e: e.path != "/etc/machine-id") config.stateless.manifest.paths)"#;
    if let Some(found) = value_of(settings, entries) {
        assert_eq!(found, json!(expected));
    }
}

/// The same for one service with these settings, and a user `app`.
#[track_caller]
fn service(name: &str, settings: &str, expected: &[&str]) {
    persisted(
        &format!(
            r#"{{
              systemd.services."{name}".serviceConfig = {{ {settings} }};
              users.users.app = {{ isSystemUser = true; group = "apps"; }};
              users.groups.apps = {{ }};
            }}"#
        ),
        expected,
    );
}

/// The same for one tmpfiles rule.
#[track_caller]
fn rule(rule: &str, expected: &[&str]) {
    persisted(
        &format!(
            r#"{{
              systemd.tmpfiles.rules = [ {} ];
              users.users.app = {{ isSystemUser = true; group = "apps"; }};
              users.groups.apps = {{ }};
            }}"#,
            nix::json(&json!(rule))
        ),
        expected,
    );
}

#[test]
fn directories_of_a_service_have_the_owner_and_mode_of_systemd() {
    let words = r#"StateDirectory = "a b"; StateDirectoryMode = "0700"; User = "app";"#;
    service(
        "x",
        words,
        &[
            "main /var/lib/a 0700 app:apps",
            "main /var/lib/b 0700 app:apps",
        ],
    );
    let list = r#"StateDirectory = [ "a" "b c" ]; StateDirectoryMode = 750; User = "app"; Group = "users";"#;
    let users = "users.groups.users = { };";
    persisted(
        &format!(
            r#"{{ systemd.services.x.serviceConfig = {{ {list} }}; users.users.app = {{ isSystemUser = true; group = "apps"; }}; users.groups.apps = {{ }}; {users} }}"#
        ),
        &[
            "main /var/lib/a 0750 app:users",
            "main /var/lib/b 0750 app:users",
            "main /var/lib/c 0750 app:users",
        ],
    );
    // systemd gives these to whom the configuration does not know.
    service(
        "x",
        r#"StateDirectory = "a"; User = "elsewhere";"#,
        &["main /var/lib/a 0755 root:root"],
    );
    service(
        "x",
        r#"StateDirectory = "a"; User = "1234";"#,
        &["main /var/lib/a 0755 1234:root"],
    );
    service(
        "x",
        r#"StateDirectory = "a:link b:other:ro";"#,
        &[
            "main /var/lib/a 0755 root:root",
            "main /var/lib/b 0755 root:root",
        ],
    );
    service(
        "x",
        r#"ConfigurationDirectory = "a";"#,
        &["main /etc/a 0755 root:root"],
    );
    service(
        "x",
        r#"LogsDirectory = "a"; RuntimeDirectory = "a"; CacheDirectory = "a";"#,
        &[],
    );
}

#[test]
fn private_directories_are_kept_where_systemd_puts_them() {
    for dynamic in ["true", "\"yes\"", "\"true\"", "\"1\""] {
        service(
            "x",
            &format!(r#"StateDirectory = "a"; DynamicUser = {dynamic}; User = "app";"#),
            &["main /var/lib/private/a 0755 root:root"],
        );
    }
    service(
        "x",
        r#"StateDirectory = "a"; DynamicUser = "no";"#,
        &["main /var/lib/a 0755 root:root"],
    );
    // What others say of the link that systemd makes there is not kept.
    persisted(
        r#"{
          systemd.services.x.serviceConfig = { StateDirectory = "a"; DynamicUser = true; };
          systemd.tmpfiles.rules = [ "d /var/lib/a 0700 root root -" "d /var/lib/a/b" ];
        }"#,
        &["main /var/lib/private/a 0755 root:root"],
    );
}

#[test]
fn specifiers_follow_from_the_name_of_the_unit() {
    service(
        "x-y",
        r#"StateDirectory = "%p %N-n %j";"#,
        &[
            "main /var/lib/x-y 0755 root:root",
            "main /var/lib/x-y-n 0755 root:root",
            "main /var/lib/y 0755 root:root",
        ],
    );
    service(
        "x@one",
        r#"StateDirectory = "%p-%i";"#,
        &["main /var/lib/x-one 0755 root:root"],
    );
    service(
        "x@",
        r#"StateDirectory = "%p/%i/data";"#,
        &["main /var/lib/x 0755 root:root"],
    );
    // Instances that are declared take what the template says.
    persisted(
        r#"{ systemd.services = {
          "x@".serviceConfig.StateDirectory = "x-%i";
          "x@one" = { };
          "x@two" = { };
        }; }"#,
        &[
            "main /var/lib/x-one 0755 root:root",
            "main /var/lib/x-two 0755 root:root",
        ],
    );
}

#[test]
fn rules_that_create_a_directory_are_state() {
    for kind in ["d", "d!", "q", "Q", "v", "d+-"] {
        rule(
            &format!("{kind} /var/lib/a 0750 app apps - -"),
            &["main /var/lib/a 0750 app:apps"],
        );
    }
    rule("d /srv/a", &["main /srv/a 0755 root:root"]);
    rule("d /data/a/ 700 app - -", &["main /data/a 0700 app:root"]);
    rule(
        "d\t'/var/lib/a'  ~0750 \"app\" :apps -",
        &["main /var/lib/a 0750 app:apps"],
    );
    rule("d %S/a - - - -", &["main /var/lib/a 0755 root:root"]);
    rule(
        "d /var/lib/a 0750 - apps",
        &["main /var/lib/a 0750 root:apps"],
    );
    for other in [
        "D /var/lib/a",
        "e /var/lib/a",
        "f /var/lib/a/b",
        "L /var/lib/a - - - - /run/a",
        "d /var/lib/a 0755 root root 10d",
        "d /run/a",
        "d /tmp/a",
        "d /nix/var/a",
        "d /var/lib",
        "d /root",
        "d /var/lib/../a",
        "d /var/lib/%m",
        "d",
        "",
        "d 'a",
    ] {
        rule(other, &[]);
    }
}

#[test]
fn settings_of_tmpfiles_are_rules_too() {
    persisted(
        r#"{
          systemd.tmpfiles.settings.x = {
            "/var/lib/a".d = { mode = "0700"; };
            "/var/lib/b".D = { };
            "/var/lib/c".d.age = "1d";
            "/var/lib/e" = { d = { }; R = { }; };
          };
        }"#,
        &["main /var/lib/a 0700 root:root"],
    );
}

#[test]
fn homes_of_system_users_are_state() {
    persisted(
        r#"{
          users.users = {
            a = { isSystemUser = true; group = "a"; home = "/var/lib/a"; };
            b = { isSystemUser = true; group = "a"; home = "/srv/b"; createHome = true; homeMode = "750"; };
            c = { isSystemUser = true; group = "a"; home = "/srv/c"; };
            d = { isSystemUser = true; group = "a"; };
            e = { isSystemUser = true; group = "a"; home = "/var/lib/e"; enable = false; };
            f = { isNormalUser = true; uid = 1000; home = "/var/lib/f"; };
          };
          users.groups.a = { };
          systemd.tmpfiles.rules = [ "d /var/lib/f/notes" ];
        }"#,
        &["main /srv/b 0750 b:a", "main /var/lib/a 0700 a:a"],
    );
}

#[test]
fn directories_that_services_create_themselves_are_state() {
    service(
        "zerotierone",
        "",
        &["main /var/lib/zerotier-one 0700 root:root"],
    );
    service(
        "consul",
        r#"User = "app";"#,
        &["main /var/lib/consul 0700 app:root"],
    );
    let media = r#"PIDFile = "/srv/media/Plex Media Server/plexmediaserver.pid"; User = "app"; Group = "apps";"#;
    service("plex", media, &["main /srv/media 0755 app:apps"]);
    // Another service of this name.
    service("plex", r#"PIDFile = "/run/plex.pid";"#, &[]);
    persisted("{ systemd.services.cron.enable = false; }", &[]);
    persisted(
        r#"{ systemd.services.k3s = { }; stateless.excludedUnits = [ "k3s.service" ]; }"#,
        &[],
    );
}

#[test]
fn the_outer_of_two_directories_is_kept_as_systemd_says() {
    persisted(
        r#"{
          systemd.services.x.serviceConfig = { StateDirectory = "a a/b"; StateDirectoryMode = "0711"; };
          systemd.tmpfiles.rules = [ "d /var/lib/a 0700" "d /var/lib/a/c" "d /var/lib/ab" ];
          users.users.a = { isSystemUser = true; group = "a"; home = "/var/lib/a/home"; };
          users.groups.a = { };
        }"#,
        &[
            "main /var/lib/a 0711 root:root",
            "main /var/lib/ab 0755 root:root",
        ],
    );
}

#[test]
fn what_is_kept_or_refused_elsewhere_is_left_alone() {
    let unit = r#"systemd.services.x.serviceConfig.StateDirectory = "a/b";"#;
    let kept = "main /var/lib/a/b 0755 root:root";
    persisted(&format!("{{ {unit} }}"), &[kept]);
    for other in [
        r#"stateless.state = "off";"#,
        r#"stateless.state = "warn";"#,
        r#"stateless.excludedUnits = [ "x.service" ];"#,
        r"systemd.services.x.enable = false;",
        r#"stateless.stores.main.directories."/var/lib/a/b".enable = false;"#,
        r#"fileSystems."/var/lib" = { device = "/dev/sdb"; fsType = "ext4"; };"#,
        r#"fileSystems."/var/lib/a/b" = { device = "tmpfs"; fsType = "tmpfs"; };"#,
    ] {
        persisted(&format!("{{ {unit} {other} }}"), &[]);
    }
    // A file system in memory keeps nothing.
    persisted(
        &format!(r#"{{ {unit} fileSystems."/var" = {{ device = "tmpfs"; fsType = "tmpfs"; }}; }}"#),
        &[kept],
    );
    persisted(
        &format!(r#"{{ {unit} stateless.stores.main.directories."/var/lib/a".mode = "0700"; }}"#),
        &["main /var/lib/a 0700 root:root"],
    );
    // Somebody declared a part. It is still an entry of its own.
    persisted(
        &format!(r#"{{ {unit} stateless.stores.main.directories."/var/lib/a/b/c" = {{ }}; }}"#),
        &[kept, "main /var/lib/a/b/c 0755 root:root"],
    );
}

#[test]
fn directories_that_the_configuration_fills_are_no_state() {
    let etc = r#"environment.etc."a/b/file".text = "";"#;
    let unit = r#"systemd.services.x.serviceConfig.ConfigurationDirectory = "a c";"#;
    persisted(
        &format!("{{ {unit} {etc} }}"),
        &["main /etc/c 0755 root:root"],
    );
    let immutable = "system.etc.overlay = { enable = true; mutable = false; };";
    persisted(
        &format!("{{ {unit} {immutable} stateless.presets.system.enable = mkForce false; }}"),
        &[],
    );
}

#[test]
fn caches_go_to_a_store_for_caches() {
    let unit = r#"systemd.services.x.serviceConfig.CacheDirectory = "a";"#;
    persisted(&format!("{{ {unit} }}"), &[]);
    persisted(
        &format!(
            r#"{{ {unit} stateless.stores.cache = {{ path = "/persist/cache"; requireMount = "subpath"; tier = "cache"; }}; }}"#
        ),
        &["cache /var/cache/a 0755 root:root"],
    );
}

#[test]
fn a_root_on_disk_keeps_its_state_itself() {
    persisted(
        r#"{
          systemd.services.x.serviceConfig.StateDirectory = "a";
          stateless.root.enable = mkForce false;
          fileSystems."/" = { device = "/dev/sdc"; fsType = "ext4"; };
        }"#,
        &[],
    );
}
