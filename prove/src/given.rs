//! Values from a file.

use serde_json::{Map, Value};

use crate::judge::{Case, Kind};
use crate::nix::Nix;
use crate::shrink::{self, Disagreement};
use crate::subject::World;

/// The verdict on one value.
#[derive(Clone, Debug)]
pub enum Judged {
    /// All three accept it with the same meaning.
    Accepted,
    /// All refuse it; Rust says why.
    Rejected(String),
    /// They do not agree.
    Disagreed(Disagreement),
}

/// The values of a file, each with its domain: `{ "root": [ { "size": "2G" } ] }`.
///
/// # Errors
///
/// What is wrong with the text.
pub fn parse(text: &str) -> Result<Vec<(String, Vec<Value>)>, String> {
    let domains: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    let lists = domains.into_iter().map(|(domain, values)| match values {
        Value::Array(values) => Ok((domain, values)),
        _ => Err(format!("`{domain}` is not a list of values")),
    });
    lists.collect()
}

/// Judges values of one domain, in their order.
///
/// # Errors
///
/// When there is no such domain.
pub fn judge(
    world: &World,
    nix: Nix,
    domain: &str,
    values: &[Value],
) -> Result<Vec<Judged>, String> {
    let mut labels = world.subjects.iter().map(|subject| subject.label);
    let Some(subject) = labels.clone().position(|label| label == domain) else {
        let first = labels.next().unwrap_or_default().to_owned();
        let known = labels.fold(first, |all, label| format!("{all}, {label}"));
        return Err(format!(
            "there is no domain `{domain}`; the domains are {known}"
        ));
    };
    let case = |value: &Value| Case {
        subject,
        value: value.clone(),
        kind: Kind::Anything,
    };
    let cases: Vec<Case> = values.iter().map(case).collect();
    let verdicts = world.judge(nix, &cases);
    let judged = cases.iter().zip(verdicts).map(|(case, verdicts)| {
        if !verdicts.agree() {
            return Judged::Disagreed(shrink::values(world, nix, case, false));
        }
        match verdicts.rust {
            Ok(_) => Judged::Accepted,
            Err(error) => Judged::Rejected(error),
        }
    });
    Ok(judged.collect())
}
