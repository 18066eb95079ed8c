//! What a switch compares: a mount restarts when the text of its unit changes, under the services that
//! use it. So the text follows from the entry alone.

use pretty_assertions::assert_eq;
use serde_json::Value;
use tests::generated::Generated;
use tests::nix::{self, Nix};

/// The mounts of `tests/switch/mounts.nix`.
fn found() -> Option<Value> {
    let nix = Nix::with_lib()?;
    let generated = Generated::stateless();
    let expression = format!(
        "let lib = import <nixpkgs/lib>; in import {} {{
           inherit lib;
           evaluate = modules: (import {} {{ modules = [ {} ] ++ modules; }}).units;
         }}",
        nix::path(&tests::root().join("tests/switch/mounts.nix")),
        nix::path(&tests::root().join("tests/eval/emitted.nix")),
        nix::path(&generated.path("default.nix")),
    );
    let found = nix.eval(&expression);
    Some(found.unwrap_or_else(|error| panic!("{error}")))
}

#[test]
fn the_unit_of_a_mount_follows_from_its_entry_alone() {
    let Some(found) = found() else { return };
    let mounts = found["alone"].as_object().expect("mounts by name");
    assert!(mounts.contains_key("srv-db.mount"), "{mounts:?}");
    let others = found["beside"].as_object().expect("others by name");
    assert!(!others.is_empty());
    for (name, beside) in others {
        assert_eq!(*beside, found["alone"], "{name}");
    }
}

/// Whatever gives away the directory around a mount, the mount requires a look at the way to it.
#[test]
fn a_mount_in_a_directory_that_others_gave_away_has_a_gate() {
    let Some(found) = found() else { return };
    let gated = |other: &str| -> Vec<String> {
        let gates = found["gates"][other].as_object().expect("units by name");
        let mut mounts: Vec<String> = gates
            .values()
            .map(|gate| {
                let mount = gate["requiredBy"][0].as_str().expect("a mount");
                let text = gate["text"].as_str().expect("a text");
                assert!(text.contains(&format!("\nBefore={mount}\n")), "{text}");
                assert!(text.contains(" ! -L \"/persist/"), "{text}");
                mount.to_owned()
            })
            .collect();
        mounts.sort();
        mounts
    };
    let below_srv = ["srv-db.mount", "srv-state.mount"];
    assert_eq!(gated("a-home-around"), below_srv);
    for other in [
        "the-owner-of-what-is-around",
        "what-is-around-for-everybody",
    ] {
        assert_eq!(
            gated(other),
            ["srv-db.mount", "srv-state.mount", "srv-uploads-in.mount"]
        );
    }
    let below_home = [
        "home-alice-.config-app-state.json.mount",
        "home-alice-.ssh.mount",
        "home-shared-music.mount",
    ];
    assert_eq!(gated("the-owner-of-all-homes"), below_home);
    assert_eq!(gated("a-neighbour"), [""; 0]);
}
