//! Evaluates how the series change the output of the containers module.

use std::collections::BTreeMap;
use std::fs;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tests::nix::Nix;
use tests::root;
use upstream::registry::Series;
use upstream::series::{self, Input};
use upstream::tree::{CONTAINERS, State, Tree};

/// Containers that set nothing new.
const PLAIN: &str = r#"{
  web = { ephemeral = true; bindMounts."/a" = { hostPath = "/b"; }; bindMounts."/c".isReadOnly = false; };
  db.extraFlags = [ "--one" "--two" ];
}"#;

/// The module of the fixture as it is, and as each series makes it.
struct Modules {
    nix: Nix,
    folder: tempfile::TempDir,
}

impl Modules {
    fn new() -> Option<Self> {
        let nix = Nix::with_lib()?;
        let folder = tempfile::tempdir().unwrap();
        let fixture = root().join("upstream/tests/fixture");
        let tree = Tree::open(&fixture).unwrap();
        let input = Input {
            outputs: &[],
            maintainer: None,
            source: None,
        };
        fs::copy(fixture.join(CONTAINERS), folder.path().join("plain.nix")).unwrap();
        for series in Series::all().into_iter().skip(1) {
            let commits = series.plan(&tree, State::Work, &input).unwrap();
            let texts: BTreeMap<String, String> = series::texts(&commits);
            let name = series.name().trim_start_matches("containers-");
            let path = folder.path().join(format!("{name}.nix"));
            fs::write(path, &texts[CONTAINERS]).unwrap();
        }
        Some(Self { nix, folder })
    }

    fn eval(&self, module: &str, containers: &str) -> Result<Value, String> {
        let stand_ins = root().join("tests/upstream/stand-ins.nix");
        let module = self.folder.path().join(format!("{module}.nix"));
        self.nix.eval(&format!(
            "import {} {{ module = {}; containers = {containers}; }}",
            stand_ins.display(),
            module.display()
        ))
    }

    /// What is emitted, and the messages of the assertions that fail.
    fn emitted(&self, module: &str, containers: &str) -> (Value, Vec<String>) {
        let mut value = self.eval(module, containers).unwrap();
        let assertions = value["assertions"].take();
        let assertions = assertions.as_array().unwrap().iter();
        let failed = assertions.filter(|found| found["assertion"] == json!(false));
        let failed = failed.map(|found| found["message"].as_str().unwrap().to_owned());
        let failed = failed.collect();
        (value, failed)
    }
}

/// The lines of the start script of a container that have a word.
fn script(value: &Value, container: &str, word: &str) -> Vec<String> {
    let script = &value["services"][format!("container@{container}")]["script"];
    let lines = script.as_str().unwrap().lines().map(str::trim);
    lines
        .filter(|line| line.contains(word))
        .map(str::to_owned)
        .collect()
}

/// The flags in the file of a container.
fn flags(value: &Value, container: &str) -> String {
    let text = value["etc"][format!("nixos-containers/{container}.conf")]
        .as_str()
        .unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("EXTRA_NSPAWN_FLAGS="));
    line.unwrap_or("none").to_owned()
}

#[test]
fn nothing_changes_for_those_who_set_nothing() {
    let Some(modules) = Modules::new() else {
        return;
    };
    let plain = modules.emitted("plain", PLAIN);
    assert_eq!(plain.1, Vec::<String>::new());
    for series in [
        "ephemeral-size",
        "bind-idmap",
        "link-journal",
        "network-namespace",
    ] {
        assert_eq!(modules.emitted(series, PLAIN), plain, "{series}");
    }
}

#[test]
fn a_size_is_a_mount() {
    let Some(modules) = Modules::new() else {
        return;
    };
    let containers =
        r#"{ web = { ephemeral = true; ephemeralSize = "25%"; }; db.ephemeral = true; }"#;
    let (value, failed) = modules.emitted("ephemeral-size", containers);
    assert_eq!(failed, Vec::<String>::new());
    let mount = json!([{
        "description": "Root of container 'web'",
        "what": "tmpfs",
        "where": "/run/nixos-containers/web",
        "type": "tmpfs",
        "options": "mode=0755,size=25%%",
        "partOf": ["container@web.service"],
        "unitConfig": { "StopWhenUnneeded": true, "X-StopOnRemoval": false },
    }]);
    assert_eq!(value["mounts"], mount);
    let needs = |name: &str| value["services"][name]["unitConfig"]["RequiresMountsFor"].clone();
    assert_eq!(needs("container@web"), json!(["/run/nixos-containers/%i"]));
    assert_eq!(needs("container@db"), json!([]));

    let (value, failed) = modules.emitted("ephemeral-size", r#"{ web.ephemeralSize = "1G"; }"#);
    assert_eq!(value["mounts"], json!([]));
    assert_eq!(
        failed,
        ["containers.web.ephemeralSize requires containers.web.ephemeral to be set."]
    );
    for size in ["512M", "1", "100%", "3t", "7K"] {
        let containers = format!("{{ a = {{ ephemeral = true; ephemeralSize = {size:?}; }}; }}");
        assert!(
            modules.eval("ephemeral-size", &containers).is_ok(),
            "{size}"
        );
    }
    // A tmpfs of size 0 has no limit.
    for size in ["0", "", "1GB", "M", "1,mode=1777", "-1", "1 G", "1\n"] {
        let containers = format!("{{ a = {{ ephemeral = true; ephemeralSize = {size:?}; }}; }}");
        let error = modules.eval("ephemeral-size", &containers).unwrap_err();
        assert!(error.contains("is not of type"), "{size}: {error}");
    }
}

#[test]
fn flags_are_words_of_the_script() {
    let Some(modules) = Modules::new() else {
        return;
    };
    let containers = r#"{ a = { extraFlags = [ "--setenv=A=b c" "--it's=$HOME" ]; bindMounts."/two words" = { }; }; }"#;
    let (before, _) = modules.emitted("plain", containers);
    assert_eq!(
        flags(&before, "a"),
        r#"" --bind-ro=/two words --setenv=A=b c --it's=$HOME""#
    );
    let (after, _) = modules.emitted("extra-flags", containers);
    assert_eq!(flags(&after, "a"), "none");
    assert_eq!(
        script(&after, "a", "configuredFlags"),
        [
            r"configuredFlags=('--bind-ro=/two words' '--setenv=A=b c' '--it'\''s=$HOME')",
            r#""${configuredFlags[@]}" \"#
        ]
    );
    // Those that are not declared have the variable, and it is split as before.
    assert_eq!(
        script(&after, "", "configuredFlags=")[0],
        "configuredFlags=()"
    );
    assert_eq!(
        script(&after, "", "EXTRA_NSPAWN"),
        [r"${EXTRA_NSPAWN_FLAGS-} \"]
    );
}

#[test]
fn a_mapping_is_the_third_field() {
    let Some(modules) = Modules::new() else {
        return;
    };
    let containers = r#"{ a.bindMounts = {
      "/a".idmap = "idmap";
      "/b" = { hostPath = "/c"; idmap = "rootidmap"; isReadOnly = false; };
      "/d" = { };
    }; }"#;
    let (value, _) = modules.emitted("bind-idmap", containers);
    assert_eq!(
        flags(&value, "a"),
        r#"" --bind-ro=/a:/a:idmap --bind=/c:/b:rootidmap --bind-ro=/d""#
    );
    let wrong = r#"{ a.bindMounts."/a".idmap = "idmap,rbind"; }"#;
    assert!(modules.eval("bind-idmap", wrong).is_err());
}

#[test]
fn the_journal_is_linked_as_asked() {
    let Some(modules) = Modules::new() else {
        return;
    };
    let containers = r#"{
      a.linkJournal = "host"; b = { }; c.ephemeral = true; d.linkJournal = null;
      e = { ephemeral = true; linkJournal = "no"; };
    }"#;
    let (value, failed) = modules.emitted("link-journal", containers);
    assert_eq!(failed, Vec::<String>::new());
    let shown = |name: &str| script(&value, name, "link-journal").join("");
    assert_eq!(
        ["", "a", "b", "c", "d", "e"].map(shown),
        [
            r"--link-journal=try-guest \",
            r"--link-journal=host \",
            r"--link-journal=try-guest \",
            "",
            "",
            r"--link-journal=no \"
        ]
    );
    let wrong = r#"{ a = { ephemeral = true; linkJournal = "try-guest"; }; }"#;
    let (_, failed) = modules.emitted("link-journal", wrong);
    assert_eq!(
        failed,
        [
            r#"containers.a.linkJournal must be null, "no" or "auto" if containers.a.ephemeral is set."#
        ]
    );
}

#[test]
fn the_assertion_is_one() {
    let Some(modules) = Modules::new() else {
        return;
    };
    let wrong = r#"{ a = { networkNamespace = "/run/netns/a"; privateNetwork = true; }; }"#;
    let before = modules.eval("plain", wrong).unwrap();
    assert!(before["assertions"][0].is_string(), "{before}");
    let (_, failed) = modules.emitted("network-namespace", wrong);
    assert_eq!(failed.len(), 1);
    assert!(
        failed[0].contains("containers.a.networkNamespace"),
        "{failed:?}"
    );
    let right = r#"{ a.networkNamespace = "/run/netns/a"; b.privateNetwork = true; }"#;
    assert_eq!(
        modules.emitted("network-namespace", right).1,
        Vec::<String>::new()
    );
}
