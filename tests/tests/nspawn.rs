//! What the modules emit for containers, started by the real systemd-nspawn.

use std::sync::LazyLock;

use serde_json::Value;
use tests::emitted::function;
use tests::generated::Generated;
use tests::nix::{self, Nix};
use tests::nspawn::{Host, Nspawn};

mod blank;
mod guest;
mod journal;
mod nested;
mod persist;
mod roots;

/// The configurations, by the names of their files: one process for all tests.
static EMITTED: LazyLock<Option<Value>> = LazyLock::new(|| {
    let nix = Nix::with_lib()?;
    let generated = Generated::stateless();
    let configuration = |name: &str| {
        let path = tests::root().join(format!("tests/nspawn/{name}.nix"));
        format!("{name} = emitted [ {} ];", nix::path(&path))
    };
    let expr = format!(
        "let emitted = {}; in {{ {} }}",
        function(&generated),
        ["roots", "persist", "guest", "journal", "blank", "nested"]
            .map(configuration)
            .concat(),
    );
    let value = nix.eval(&expr);
    Some(value.unwrap_or_else(|error| panic!("{error}")))
});

/// The host of a configuration; `None` where it cannot be run.
fn host(name: &str) -> Option<Host> {
    let nspawn = Nspawn::find()?;
    let emitted = &EMITTED.as_ref()?[name];
    assert_eq!(emitted["failedAssertions"], serde_json::json!([]), "{name}");
    Some(Host::of(nspawn, emitted))
}
