//! Compares the results of NixOS and of the stand-ins.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::leaves::{self, Leaves};

/// A leaf that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) path: String,
    pub(crate) nixos: Option<Value>,
    pub(crate) stand_ins: Option<Value>,
}

/// All differences.
pub(crate) fn differences(mut case: Value) -> Vec<Difference> {
    let nixos = leaves::of(case["nixos"].take());
    let stand_ins = leaves::of(case["standIns"].take());
    let shared = shared(&nixos);
    let paths: BTreeSet<&String> = nixos.keys().chain(stand_ins.keys()).collect();
    paths
        .into_iter()
        .filter(|path| nixos.get(*path) != stand_ins.get(*path))
        .filter(|path| !path.ends_with("/isShared"))
        // What NixOS says of its own services and in its own files is not for stand-ins to repeat.
        .filter(|path| stand_ins.contains_key(*path) || !is_setting_of(path, &shared))
        .map(|path| Difference {
            path: path.clone(),
            nixos: nixos.get(path).cloned(),
            stand_ins: stand_ins.get(path).cloned(),
        })
        .collect()
}

/// The services of which NixOS says something itself, as starts of paths.
fn shared(nixos: &Leaves) -> Vec<String> {
    let flags = nixos
        .iter()
        .filter(|(_, value)| **value == Value::Bool(true));
    flags
        .filter_map(|(path, _)| path.strip_suffix("isShared"))
        .map(|service| format!("{service}unit/text/"))
        .collect()
}

fn is_setting_of(path: &str, services: &[String]) -> bool {
    path.starts_with("containerFiles/") || services.iter().any(|service| path.starts_with(service))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn case(is_shared: bool, nixos: &str, stand_ins: &str) -> Vec<String> {
        let side = |text: &str| json!({ "services": { "a": { "isShared": is_shared, "unit": { "text": text } } } });
        let found = differences(json!({ "nixos": side(nixos), "standIns": side(stand_ins) }));
        found.into_iter().map(|found| found.path).collect()
    }

    #[test]
    fn only_for_services_of_its_own_nixos_may_say_more() {
        let (more, less) = ("[Unit]\nA=1\nB=2\n", "[Unit]\nA=1\n");
        assert_eq!(case(true, more, less), [""; 0]);
        assert_eq!(case(false, more, less), ["services/a/unit/text/Unit/B"]);
        assert_eq!(case(true, less, more), ["services/a/unit/text/Unit/B"]);
        let other = "[Unit]\nA=2\n";
        assert_eq!(case(true, other, less), ["services/a/unit/text/Unit/A"]);
    }
}
