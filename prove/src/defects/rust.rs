//! Defects of serde's side.

use serde_json::{Value, json};

use super::Defect;
use crate::patch::Patch;

pub(super) const DEFECTS: &[Defect] = &[
    rust(
        "unknown keys are taken",
        "relay",
        |_, _, verdict| match verdict {
            Err(error) if error.contains("unknown field") => Ok(json!({})),
            verdict => verdict,
        },
    ),
    rust(
        "fields are read by position",
        "every",
        |_, _, verdict| match verdict {
            Err(error) if error.contains("expected a set of options") => Ok(json!({})),
            verdict => verdict,
        },
    ),
    rust(
        "a variant without data is read from a set",
        "every",
        |_, _, verdict| match verdict {
            Err(error) if error.contains("expected a name, found a set") => Ok(json!({})),
            verdict => verdict,
        },
    ),
    rust("NUL is taken", "relay", |_, _, verdict| match verdict {
        Err(error) if error.contains("NUL") => Ok(json!({})),
        verdict => verdict,
    }),
    rust(
        "keys that Nix executes are taken",
        "relay",
        |_, _, verdict| match verdict {
            Err(error) if error.contains("interprets the key") => Ok(json!({})),
            verdict => verdict,
        },
    ),
    rust(
        "numbers keep the form they were written in",
        "every",
        |_, value, verdict| {
            let text = value.to_string();
            if text.contains(".0,") || text.contains(".0}") {
                return Err("a float".to_owned());
            }
            verdict
        },
    ),
    rust("another default", "root", |subject, _, verdict| {
        let mut verdict = verdict?;
        if subject == "root" && verdict["size"] == "25%" {
            verdict["size"] = json!("24%");
        }
        Ok(verdict)
    }),
    rust("a field is not written", "relay", |subject, _, verdict| {
        let mut verdict = verdict?;
        if let ("relay", Value::Object(set)) = (subject, &mut verdict) {
            set.remove("routes");
        }
        Ok(verdict)
    }),
    rust(
        "a length is not looked at",
        "every",
        |_, _, verdict| match verdict {
            Err(error) if error.contains("bytes are too long") => Ok(json!({})),
            verdict => verdict,
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
