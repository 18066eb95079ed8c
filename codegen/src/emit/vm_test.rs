//! A test in the form that NixOS' `runTest` accepts: plain data, so that other programs can read
//! it.

use std::fmt::Display;

use crate::nix::make::{attrs, int, key, list, rel_file, set, str};
use crate::nix::{Binding, Expr, Text, value};
use crate::vm::VmTest;

/// `{ name; meta; nodes; testScript; }`. `modules` is imported by each machine.
pub fn test(test: &VmTest, modules: &str) -> Result<Expr, String> {
    let nodes = test
        .machines
        .iter()
        .map(|(name, config)| machine(name, config, modules))
        .collect::<Result<Vec<_>, _>>()?;
    let timeout = set(
        text("timeout"),
        int(i64::from(test.timeout)).map_err(shown)?,
    );
    let bindings = [
        set(text("name"), str(test.name).map_err(shown)?),
        set(text("meta"), attrs([timeout]).map_err(shown)?),
        set(text("nodes"), attrs(nodes).map_err(shown)?),
        set(text("testScript"), str(&test.script).map_err(shown)?),
    ];
    attrs(bindings).map_err(shown)
}

/// The files of all tests by name.
pub fn index(names: &[&str]) -> Result<Expr, String> {
    let files = names.iter().map(|name| {
        let file = rel_file(&format!("./{name}.nix")).map_err(shown)?;
        Ok(set(key(name).map_err(shown)?, file))
    });
    let files = files.collect::<Result<Vec<_>, String>>()?;
    attrs(files).map_err(shown)
}

fn machine(name: &str, config: &serde_json::Value, modules: &str) -> Result<Binding, String> {
    let imports = set(text("imports"), list([rel_file(modules).map_err(shown)?]));
    let Expr::Attrs(settings) = value(config).map_err(shown)? else {
        return Err(format!("the configuration of `{name}` is not an object"));
    };
    let bindings = [imports].into_iter().chain(settings);
    let node = attrs(bindings).map_err(shown)?;
    Ok(set(key(name).map_err(shown)?, node))
}

fn text(literal: &'static str) -> Text {
    Text::from_static(literal)
}

fn shown<E: Display>(error: E) -> String {
    format!("{error}")
}
