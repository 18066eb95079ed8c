//! Each module can be imported alone: it imports those whose options it reads.

use tests::generated::Generated;
use tests::nix::{self, Nix};

/// A configuration for each module, with the options of that module alone.
const CONFIGURATIONS: [(&str, &str); 4] = [
    ("root", "{ stateless.root.enable = true; }"),
    (
        "stores",
        "{ stateless.stores.main = { path = \"/persist\"; directories = [ \"/var/lib/app\" ]; }; }",
    ),
    (
        "containers",
        "{ containers.web = { config = { }; stateless = { enable = true; persist.directories = [ \"/var/lib/app\" ]; }; }; }",
    ),
    ("presets", "{ stateless.presets.cups.enable = true; }"),
];

#[test]
fn each_module_brings_what_it_reads() {
    let Some(nix) = Nix::with_lib() else { return };
    let generated = Generated::stateless();
    let names: Vec<_> = schema::domains().iter().map(|domain| domain.name).collect();
    assert_eq!(names, CONFIGURATIONS.map(|(name, _)| name));
    for (name, configuration) in CONFIGURATIONS {
        let emitted = format!(
            "import {} {{ modules = [ {} ({configuration}) ]; }}",
            nix::path(&tests::root().join("tests/eval/emitted.nix")),
            nix::path(&generated.path(&format!("{name}/default.nix"))),
        );
        let found = nix.eval(&format!("let all = {emitted}; in builtins.deepSeq [ all.units all.warnings all.failedAssertions ] true"));
        assert!(found.is_ok(), "{name}: {}", found.unwrap_err());
    }
}
