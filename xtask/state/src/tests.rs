//! Facts as `tests/real/state.nix` writes them, and what is judged of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::directories::{self, mode};
use crate::facts::{Facts, Measured, Service};
use crate::judge::{Keeping, Outcome, State, judge};
use crate::page;

fn facts(value: Value) -> Facts {
    serde_json::from_value(value).expect("these are facts")
}

fn measured(name: &str, facts: Result<Facts, String>) -> Measured {
    let service = Service {
        name: vec!["services".to_owned(), name.to_owned()],
        file: format!("nixos/modules/services/{name}.nix"),
    };
    Measured { service, facts }
}

/// What is judged of an enabled service, on a machine with nothing else.
fn state(value: Value) -> State {
    let judged = judge(measured("app", Ok(facts(value))), &Facts::default());
    match judged.outcome {
        Outcome::Enabled(state) => state,
        other => panic!("not enabled: {other:?}"),
    }
}

/// The directories of facts, as `PATH MODE USER:GROUP`.
#[track_caller]
fn directories(value: Value, expected: &[&str]) {
    let facts = facts(value);
    let found: Vec<String> = directories::of(&facts, &facts.users)
        .into_iter()
        .map(|directory| {
            let mode = directory.mode.unwrap_or_else(|| "-".to_owned());
            let (user, group) = directory.owner.unwrap_or_default();
            format!("{} {mode} {user}:{group}", directory.path)
        })
        .collect();
    assert_eq!(found, expected);
}

fn entry(path: &str, mode: &str, owner: &str) -> Value {
    json!({ "path": path, "mode": mode, "user": owner, "group": owner, "reason": "" })
}

#[test]
fn directories_of_units_have_the_owner_of_the_unit() {
    let settings =
        json!({ "StateDirectory": "a b/c:link", "StateDirectoryMode": 700, "User": "app" });
    directories(
        json!({
            "units": { "x": { "directories": settings } },
            "users": { "app": { "name": "app", "group": "apps" } },
        }),
        &["/var/lib/a 0700 app:apps", "/var/lib/b/c 0700 app:apps"],
    );
    let settings =
        json!({ "StateDirectory": ["%p"], "CacheDirectory": "%i", "DynamicUser": "yes" });
    directories(
        json!({ "units": { "x@one": { "directories": settings } } }),
        &["/var/cache/private/one 0755 :", "/var/lib/private/x 0755 :"],
    );
}

#[test]
fn only_rules_that_create_and_keep_a_directory_count() {
    directories(
        json!({ "rules": [
            "d /var/lib/a 0750 app apps - -",
            "d '/var/lib/b' - - -",
            "D /var/lib/emptied 0750 app apps",
            "d /var/lib/aged 0750 app apps 10d",
            "d /run/a 0750 app apps",
            "f /var/lib/file 0640 root root",
            "d /var/lib 0755 root root",
        ]}),
        &["/var/lib/a 0750 app:apps", "/var/lib/b 0755 root:root"],
    );
    let rule = json!({
        "type": "d", "path": "/srv/a/", "mode": ":0700", "user": ":app", "group": "-", "age": "-",
    });
    directories(json!({ "settings": [rule] }), &["/srv/a 0700 app:root"]);
    directories(
        json!({
            "rules": ["d /etc/declared", "d /etc/state", "d /etc/link/part"],
            "etc": ["declared/file", "link"],
        }),
        &["/etc/state 0755 root:root"],
    );
}

#[test]
fn homes_of_system_users_count() {
    let user = |home: &str, creates: bool, normal: bool| {
        json!({
            "name": "app", "group": "apps", "home": home, "homeMode": "700",
            "createHome": creates, "isNormalUser": normal,
        })
    };
    let home = |user: Value| json!({ "users": { "app": user } });
    directories(
        home(user("/var/lib/app", true, false)),
        &["/var/lib/app 0700 app:apps"],
    );
    directories(
        home(user("/var/lib/app", false, false)),
        &["/var/lib/app - app:apps"],
    );
    directories(home(user("/var/empty", false, false)), &[]);
    directories(home(user("/var/lib/app", true, true)), &[]);
}

#[test]
fn modes_are_four_octal_digits() {
    let of = |text| mode(text).unwrap_or_default();
    assert_eq!(
        ["700", "~0755", "02750", "0", "-", "", "rwx"].map(of),
        ["0700", "0755", "2750", "0000", "", "", ""]
    );
}

#[test]
fn a_directory_is_kept_right_with_its_owner_and_mode() {
    let unit = json!({ "x": { "directories": { "StateDirectory": "app", "User": "app" } } });
    let keeping = |entries: Value| {
        let state = state(json!({ "units": unit, "entries": entries }));
        state.kept["/var/lib/app"].clone()
    };
    assert_eq!(
        keeping(json!([entry("/var/lib/app", "0755", "app")])),
        Keeping::Right
    );
    assert!(matches!(
        keeping(json!([entry("/var/lib/app", "0700", "app")])),
        Keeping::Otherwise { .. }
    ));
    assert!(matches!(
        keeping(json!([entry("/var/lib/app", "0755", "root")])),
        Keeping::Otherwise { .. }
    ));
    // In a larger entry.
    assert_eq!(
        keeping(json!([entry("/var/lib", "0700", "root")])),
        Keeping::Right
    );
    for other in ["/var/lib/app/part", "/var/lib/application"] {
        let entries = json!([entry(other, "0755", "app")]);
        assert_eq!(keeping(entries), Keeping::Lost, "{other}");
    }
}

#[test]
fn a_dynamic_user_needs_the_private_directory() {
    let unit = json!({ "x": { "directories": { "StateDirectory": "app", "DynamicUser": true } } });
    let state = |path: &str| {
        let entries = json!([entry(path, "0755", "root")]);
        state(json!({ "units": unit, "entries": entries }))
    };
    assert!(state("/var/lib/private/app").is_right());
    // What is here, systemd moves.
    assert!(!state("/var/lib/app").is_right());
}

#[test]
fn paths_that_nothing_describes_are_unknown_unless_an_entry_has_them() {
    let named = [
        "/var/lib/described/file",
        "/var/lib/hidden/file",
        "/var/lib/hidden",
        "/var/lib/instances/%i/data",
        "/var/lib/kept/file",
        "/run/app",
    ];
    let state = state(json!({
        "units": { "x": {
            "directories": { "StateDirectory": "described", "DynamicUser": true },
            "named": named,
        } },
        "options": [{ "option": ["services", "app", "dataDir"], "value": "/srv/app" }],
        "entries": [entry("/var/lib/kept", "0755", "root")],
    }));
    let unknown: Vec<_> = state
        .unknown()
        .map(|path| (path.path.as_str(), path.named_by.as_str()))
        .collect();
    assert_eq!(
        unknown,
        [
            ("/srv/app", "services.app.dataDir"),
            ("/var/lib/hidden", "x.service"),
            ("/var/lib/instances", "x.service"),
        ]
    );
    assert_eq!(state.elsewhere.len(), 4, "{:?}", state.elsewhere);
}

#[test]
fn what_the_machine_has_anyway_counts_for_no_service() {
    let base = facts(json!({
        "units": { "base": { "directories": { "StateDirectory": "base" } } },
        "entries": [entry("/var/lib/base", "0755", "root")],
    }));
    let named = json!({ "units": { "x": { "named": ["/var/lib/base/file"] } } });
    let judged = judge(measured("app", Ok(facts(named))), &base);
    let Outcome::Enabled(state) = judged.outcome else {
        panic!("{judged:?}")
    };
    assert!(
        state.kept.is_empty() && state.elsewhere.is_empty(),
        "{state:?}"
    );
}

#[test]
fn the_page_counts_and_names() {
    let unit = json!({ "x": { "directories": { "StateDirectory": "app" } } });
    let preset = json!({
        "path": "/var/lib/app", "mode": "0755", "user": "root", "group": "root",
        "reason": "The state (preset `app`)",
    });
    let services = [
        measured("broken", Err("no value".to_owned())),
        measured("refused", Ok(facts(json!({ "refused": ["set more"] })))),
        measured("plain", Ok(Facts::default())),
        measured("lost", Ok(facts(json!({ "units": unit })))),
        measured(
            "kept",
            Ok(facts(json!({ "units": unit, "entries": [preset] }))),
        ),
    ];
    let services = services.map(|measured| judge(measured, &Facts::default()));
    let tables = page::tables(&services, "26.11");
    let lines: BTreeMap<&str, &str> = tables
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .collect();
    let count = |what: &str| lines[what].trim_end_matches(" |");
    assert_eq!(count("service modules with an option `enable`"), "5");
    assert_eq!(count("cannot be enabled alone: evaluation fails"), "1");
    assert_eq!(count("cannot be enabled alone: an assertion fails"), "1");
    assert_eq!(count("can be enabled alone"), "3");
    assert_eq!(
        count("all of it kept right: path, owner and mode"),
        "1 of 2 (50 %)"
    );
    assert_eq!(count("`lost`"), "`/var/lib/app` | in no entry");
    assert_eq!(count("`app`"), "`kept`");

    let page = "a\n<!-- written by `cargo xtask state --write` -->\nold\n<!-- end of what is written -->\nb\n";
    let new = page::replace(page, "new").expect("it has markers");
    assert!(new.starts_with("a\n") && new.ends_with("\nb\n") && new.contains("\nnew\n"));
    assert!(!new.contains("old"));
    assert_eq!(page::replace("no markers", "new"), None);
}
