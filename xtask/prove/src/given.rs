//! `prove --values`: values from a file.

use std::fs;
use std::path::Path;

use ::prove::World;
use ::prove::given::{Judged, judge, parse};
use ::prove::nix::Nix;
use serde_json::json;

use super::{of_disagreement, problem};
use shared::command::Failure;
use shared::ui;

/// Judges all values of a file, and prints the verdict on each.
pub(super) fn run(world: &World, nix: Nix, file: &Path, as_json: bool) -> Result<(), Failure> {
    let wrong = |message: &str| {
        let shown = file.display().to_string();
        let help = "write a list of values for each domain: { \"root\": [ { \"size\": \"2G\" } ] }";
        vec![problem(&shown, message, help)]
    };
    let text =
        fs::read_to_string(file).map_err(|error| Failure::Usage(wrong(&error.to_string())))?;
    let domains = parse(&text).map_err(|error| wrong(&error))?;
    if domains.iter().all(|(_, values)| values.is_empty()) {
        return Err(wrong("the file contains no values").into());
    }
    let mut disagreements = Vec::new();
    let mut judged_values = Vec::new();
    for (domain, values) in &domains {
        let judged = judge(world, nix, domain, values).map_err(|error| wrong(&error))?;
        for (index, judged) in judged.into_iter().enumerate() {
            let (verdict, why) = match judged {
                Judged::Accepted => ("accepted", None),
                Judged::Rejected(why) => ("rejected", Some(why)),
                Judged::Disagreed(found) => {
                    disagreements.push(of_disagreement(&found));
                    ("disagreed", None)
                }
            };
            if as_json {
                let entry =
                    json!({ "domain": domain, "index": index, "verdict": verdict, "why": why });
                judged_values.push(entry);
            } else {
                let why = why.map_or_else(String::new, |why| format!(": {why}"));
                ui::say(format_args!("{domain} {index}: {verdict}{why}"));
            }
        }
    }
    if as_json {
        ui::say(format_args!("{:#}", json!(judged_values)));
    }
    if disagreements.is_empty() {
        Ok(())
    } else {
        Err(disagreements.into())
    }
}
