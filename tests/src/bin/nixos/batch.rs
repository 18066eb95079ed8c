//! Many cases in few processes: a process shares the package set among its cases, and its memory
//! grows with their number.

use std::collections::VecDeque;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Instant;

use serde_json::Value;

use crate::nix::{Failure, Nix};

/// Cases in a process: about 3 GB.
const CHUNK: usize = 12;

/// The result of a case.
pub(crate) struct Outcome {
    /// The values on NixOS and on the stand-ins.
    pub(crate) value: Result<Value, Failure>,
    /// The missing package, if the package set is incomplete.
    pub(crate) lacking: Option<String>,
}

/// Evaluates all cases and passes on each result.
pub(crate) fn run(nix: &Nix, names: Vec<String>, jobs: usize, mut take: impl FnMut(&str, Outcome)) {
    let total = names.len();
    let start = Instant::now();
    let chunks: VecDeque<Vec<String>> = chunks(names).into();
    let queue = Mutex::new(chunks);
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..jobs.max(1) {
            let (sender, queue) = (sender.clone(), &queue);
            scope.spawn(move || {
                while let Some(chunk) = next(queue) {
                    let outcomes = evaluate(nix, &chunk);
                    if sender.send(outcomes).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut done = 0;
        for outcomes in receiver {
            done += outcomes.len();
            eprintln!("{done:>4} of {total}  {} s", start.elapsed().as_secs());
            for (name, outcome) in outcomes {
                take(&name, outcome);
            }
        }
    });
}

fn next(queue: &Mutex<VecDeque<Vec<String>>>) -> Option<Vec<String>> {
    queue.lock().ok()?.pop_front()
}

/// Expensive cases are neighbours in the list, so each chunk takes cases from the whole list.
fn chunks(names: Vec<String>) -> Vec<Vec<String>> {
    let count = names.len().div_ceil(CHUNK);
    let mut chunks = vec![Vec::new(); count];
    for (index, name) in names.into_iter().enumerate() {
        chunks[index % count].push(name);
    }
    chunks
}

/// The outcome of each case; where one fails all, halves are tried until it is found.
fn evaluate(nix: &Nix, names: &[String]) -> Vec<(String, Outcome)> {
    match (nix.run(names, true), names) {
        (Ok(Value::Object(values)), _) => values
            .into_iter()
            .map(|(name, value)| {
                let (value, lacking) = (Ok(value), None);
                (name, Outcome { value, lacking })
            })
            .collect(),
        (Ok(other), _) => names
            .iter()
            .map(|name| {
                let value = Err(Failure::Error(format!("no set: {other}")));
                let lacking = None;
                (name.clone(), Outcome { value, lacking })
            })
            .collect(),
        (Err(failure), [name]) => {
            eprintln!("           {name} cannot be evaluated");
            vec![(name.clone(), alone(nix, name, failure))]
        }
        (Err(_), _) => {
            let (left, right) = names.split_at(names.len() / 2);
            let mut outcomes = evaluate(nix, left);
            outcomes.extend(evaluate(nix, right));
            outcomes
        }
    }
}

/// A case that fails. Where it is for a package, everything but its packages can be compared.
fn alone(nix: &Nix, name: &String, failure: Failure) -> Outcome {
    let Failure::Lacking(what) = &failure else {
        let value = Err(failure);
        return Outcome {
            value,
            lacking: None,
        };
    };
    let lacking = Some(what.clone());
    let value = nix.run(std::slice::from_ref(name), false);
    let value = value.map(|mut values| values[name].take());
    Outcome { value, lacking }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_have_every_case_once_and_share_the_load() {
        let names: Vec<String> = (0..40).map(|number| format!("{number:02}")).collect();
        let chunks = chunks(names.clone());
        assert!(chunks.iter().all(|chunk| chunk.len() == 10));
        assert_eq!(chunks[0][..2], ["00", "04"]);
        let mut all = chunks.concat();
        all.sort();
        assert_eq!(all, names);
    }
}
