//! Defects of serde's side.

use serde_json::{Value, json};

use super::Defect;
use crate::patch::Patch;

pub(super) const DEFECTS: &[Defect] = &[
    rust("unknown keys are taken", "relay", |_, _, said| match said {
        Err(error) if error.contains("unknown field") => Ok(json!({})),
        said => said,
    }),
    rust(
        "fields are read by position",
        "every",
        |_, _, said| match said {
            Err(error) if error.contains("a set of options is expected") => Ok(json!({})),
            said => said,
        },
    ),
    rust(
        "a variant without data is read from a set",
        "every",
        |_, _, said| match said {
            Err(error) if error.contains("a set instead of a name") => Ok(json!({})),
            said => said,
        },
    ),
    rust("NUL is taken", "relay", |_, _, said| match said {
        Err(error) if error.contains("NUL") => Ok(json!({})),
        said => said,
    }),
    rust(
        "keys that Nix executes are taken",
        "relay",
        |_, _, said| match said {
            Err(error) if error.contains("executes the key") => Ok(json!({})),
            said => said,
        },
    ),
    rust(
        "numbers keep the form they were written in",
        "every",
        |_, value, said| {
            let text = value.to_string();
            if text.contains(".0,") || text.contains(".0}") {
                return Err("a float".to_owned());
            }
            said
        },
    ),
    rust("another default", "root", |subject, _, said| {
        let mut said = said?;
        if subject == "root" && said["size"] == "25%" {
            said["size"] = json!("24%");
        }
        Ok(said)
    }),
    rust("a field is not written", "relay", |subject, _, said| {
        let mut said = said?;
        if let ("relay", Value::Object(set)) = (subject, &mut said) {
            set.remove("routes");
        }
        Ok(said)
    }),
    rust(
        "a length is not looked at",
        "every",
        |_, _, said| match said {
            Err(error) if error.contains("bytes are too long") => Ok(json!({})),
            said => said,
        },
    ),
];

const fn rust(name: &'static str, shown_by: &'static str, change: crate::patch::Rust) -> Defect {
    Defect {
        name,
        shown_by,
        patch: Patch::Rust(change),
    }
}
