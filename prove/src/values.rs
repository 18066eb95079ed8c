//! Values through the Nix tree, the printer, nixfmt, rnix and Nix: type for type what they were.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use codegen::nix as tree;
use codegen::nix::Expr;
use fastrand::Rng;
use nixos_options::read::EXECUTED_KEYS;
use serde_json::{Value, json};

use crate::nix::{self, Nix};
use crate::patch::Patch;
use crate::shrink::{self, Disagreement};
use crate::{green, hostile};

/// How many values one Nix process reads.
pub(crate) const BATCH: u64 = 2_000;

/// Tries `count` values; the first that does not come out as it went in, shrunk.
pub(crate) fn batch(
    patches: &[Patch],
    nix: Nix,
    seed: u64,
    count: u64,
    shrink: bool,
) -> Option<Disagreement> {
    let mut rng = Rng::with_seed(seed);
    let values: Vec<Value> = (0..count).map(|_| any(&mut rng)).collect();
    let wrong = |values: &[Value]| -> Vec<bool> {
        let problems = problems(patches, nix, values);
        problems.iter().map(Option::is_some).collect()
    };
    let index = wrong(&values).into_iter().position(|wrong| wrong)?;
    let value = if shrink {
        shrink::smallest(&values[index], 200, &wrong)
    } else {
        values[index].clone()
    };
    let problem = problems(patches, nix, std::slice::from_ref(&value));
    Some(Disagreement {
        subject: "values",
        option: "any value".to_owned(),
        by_side: vec![(
            "Nix tree",
            problem.into_iter().next().flatten().unwrap_or_default(),
        )],
        value,
    })
}

fn any(rng: &mut Rng) -> Value {
    match rng.u8(0..40) {
        0 => hostile::deep(rng),
        1..=12 => Value::String(hostile::text(rng)),
        // Mostly such that `''…''` fits, or nearly.
        13..=18 => {
            let lines = (0..rng.usize(2..5)).map(|_| hostile::text(rng).replace('\0', ""));
            Value::String(format!("x{}\n", lines.collect::<Vec<_>>().join("\n")))
        }
        19..=22 => json!({ hostile::key(rng): hostile::number(rng) }),
        _ => hostile::value(rng, 3),
    }
}

/// Whether Nix can represent the value as data. [`tree::value`] must make the same decision.
fn is_data(value: &Value, depth: usize) -> bool {
    match value {
        Value::Null | Value::Bool(_) => true,
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => number != i64::MIN,
            (None, Some(float)) => !number.is_u64() && !float.is_subnormal(),
            (None, None) => false,
        },
        Value::String(text) => !text.contains('\0'),
        _ if depth >= 100 => false,
        Value::Array(items) => items.iter().all(|item| is_data(item, depth + 1)),
        Value::Object(entries) => entries.iter().all(|(key, item)| {
            key != EXECUTED_KEYS[1] && !key.contains('\0') && is_data(item, depth + 1)
        }),
    }
}

/// What is wrong with each value.
fn problems(patches: &[Patch], nix: Nix, values: &[Value]) -> Vec<Option<String>> {
    let mut problems = vec![None; values.len()];
    let mut kept = Vec::new();
    for (index, value) in values.iter().enumerate() {
        match (tree::value(value), is_data(value, 0)) {
            (Ok(expr), true) => match written(patches, &expr) {
                Ok((raw, formatted)) => kept.push(Kept {
                    index,
                    value,
                    raw,
                    formatted,
                }),
                Err(problem) => problems[index] = Some(problem),
            },
            (Err(_), false) => {}
            (Ok(_), false) => problems[index] = Some("it has no form in Nix, but gets one".into()),
            (Err(error), true) => problems[index] = Some(format!("it is refused: {error}")),
        }
    }
    let is_patched = patches
        .iter()
        .any(|patch| matches!(patch, Patch::Printed(_)));
    evaluate(nix, &kept, is_patched, &mut problems);
    problems
}

struct Kept<'a> {
    index: usize,
    value: &'a Value,
    raw: String,
    formatted: String,
}

/// As it is printed, and formatted, both read back: by our reader and as rnix' own tree.
fn written(patches: &[Patch], expr: &Expr) -> Result<(String, String), String> {
    let mut raw = tree::print(expr);
    let mut is_patched = false;
    for patch in patches {
        if let Patch::Printed(change) = patch {
            raw = change(&raw);
            is_patched = true;
        }
    }
    if is_patched {
        // What the printer would write with a defect is all that there is: it is not stopped before Nix.
        return Ok((raw.clone(), raw));
    }
    let formatted = tree::format(expr, &[]).map_err(|error| error.to_string())?;
    for text in [&raw, &formatted] {
        if !tree::same_structure(expr, text) {
            return Err(format!("our reader reads another tree: {text}"));
        }
        if !green::is_same(expr, text) {
            return Err(format!("rnix reads another tree: {text}"));
        }
    }
    Ok((raw, formatted))
}

/// If Nix crashes, halves the values until one is left. With a defect, the first crash is enough,
/// because nearly all values may be broken.
fn evaluate(nix: Nix, kept: &[Kept<'_>], is_patched: bool, problems: &mut [Option<String>]) {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    if kept.is_empty() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let file = |name: &str| folder.path().join(format!("{number}-{name}"));
    let list = |texts: &mut dyn Iterator<Item = &String>| {
        let texts = texts.map(|text| format!("(\n{text}\n)"));
        format!("[\n{}\n]", texts.collect::<Vec<_>>().join("\n"))
    };
    let expected: Vec<&Value> = kept.iter().map(|kept| kept.value).collect();
    let write = |name: &str, text: String| {
        fs::write(file(name), text).expect("a temporary folder is writable");
        nix::path(&file(name))
    };
    let evaluated = nix.eval(&format!(
        "import {} {{ expected = {}; raw = {}; formatted = {}; }}",
        nix::path(&crate::root().join("prove/src/values.nix")),
        write("expected.json", json!(expected).to_string()),
        write("raw.nix", list(&mut kept.iter().map(|kept| &kept.raw))),
        write(
            "formatted.nix",
            list(&mut kept.iter().map(|kept| &kept.formatted))
        ),
    ));
    match evaluated {
        Ok(wrong) => {
            for index in wrong
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_u64)
            {
                let kept = &kept[usize::try_from(index).expect("an index")];
                problems[kept.index] = Some(format!("Nix reads another value in: {}", kept.raw));
            }
        }
        Err(error) if kept.len() == 1 || is_patched => {
            problems[kept[0].index] = Some(format!("Nix refuses {}: {error}", kept[0].raw));
        }
        Err(_) => {
            let (left, right) = kept.split_at(kept.len() / 2);
            evaluate(nix, left, is_patched, problems);
            evaluate(nix, right, is_patched, problems);
        }
    }
}
