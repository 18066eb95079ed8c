//! A run: cases by number, judged in batches by as many workers as there are cores.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Value, json};

use crate::judge::{Case, Kind};
use crate::make::{self, mixed};
use crate::mutate::Names;
use crate::nix::Nix;
use crate::shrink::{self, Disagreement};
use crate::subject::World;
use crate::tally::Tally;
use crate::{annotations, checks, from_schema, hostile, hosts, mutate, values};

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// How many configurations.
    pub cases: u64,
    /// How many values through the Nix tree, the printer, nixfmt, rnix and Nix.
    pub values: u64,
    /// The seed: equal seeds make equal cases.
    pub seed: u64,
    /// After how many disagreements to stop.
    pub most: usize,
    /// The only domain to make cases for.
    pub only: Option<&'static str>,
    /// Whether to look for the smallest value that shows a disagreement.
    pub shrink: bool,
}

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was tried.
    pub tally: Tally,
    /// Values that went through the Nix tree.
    pub values: u64,
    /// Values on which the sides do not agree, shrunk.
    pub disagreements: Vec<Disagreement>,
    /// How long it took.
    pub time: Duration,
}

/// Few enough that a dying process is soon found, many enough that starting one costs little.
const BATCH: u64 = 400;
/// Of which the checks are compared on a whole host.
const HOSTS: u64 = 10;

/// Judges all cases. Calls `progress` on the calling thread with the number of finished cases.
pub fn run(world: &World, nix: Nix, config: Config, progress: &mut dyn FnMut(u64)) -> Outcome {
    let start = Instant::now();
    let known = annotations::wrong_defaults(world);
    let known = known.into_iter().map(|found| (0, found)).collect();
    let state = State {
        next: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        done: Mutex::new((Tally::of(world), 0, known)),
    };
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        for _ in 0..workers {
            let (sender, state) = (sender.clone(), &state);
            scope.spawn(move || worker(world, nix, config, state, &sender));
        }
        drop(sender);
        let mut done = 0;
        for count in receiver {
            done += count;
            progress(done);
        }
    });
    let done = state
        .done
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let (tally, values, mut disagreements) = done;
    disagreements.sort_by_key(|(number, _)| *number);
    disagreements.truncate(config.most);
    Outcome {
        tally,
        values,
        disagreements: disagreements.into_iter().map(|(_, found)| found).collect(),
        time: start.elapsed(),
    }
}

struct State {
    next: AtomicU64,
    stop: AtomicBool,
    done: Mutex<Done>,
}

/// Counts, values, and disagreements with the number of their batch.
type Done = (Tally, u64, Vec<(u64, Disagreement)>);

fn worker(world: &World, nix: Nix, config: Config, state: &State, sender: &Sender<u64>) {
    let batches = config.cases.div_ceil(BATCH);
    let value_batches = config.values.div_ceil(values::BATCH);
    loop {
        let number = state.next.fetch_add(1, Ordering::Relaxed);
        if number >= batches + value_batches || state.stop.load(Ordering::Relaxed) {
            return;
        }
        let mut tally = Tally::default();
        let (mut count, mut tried, mut found) = (0, 0, Vec::new());
        if number < batches {
            let first = number * BATCH;
            let last = (first + BATCH).min(config.cases);
            found = batch(world, nix, config, first..last, &mut tally);
            count = last - first;
        } else {
            let batch = number - batches;
            tried = values::BATCH.min(config.values - batch * values::BATCH);
            let seed = mixed(config.seed ^ 0x5eed, batch);
            found.extend(values::batch(
                &world.patches,
                nix,
                seed,
                tried,
                config.shrink,
            ));
        }
        let mut done = state.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.0.merge(tally);
        done.1 += tried;
        done.2
            .extend(found.into_iter().map(|found| (number, found)));
        if done.2.len() >= config.most {
            state.stop.store(true, Ordering::Relaxed);
        }
        drop(done);
        // Whoever asked may be gone; the work counts all the same.
        let _ = sender.send(count);
    }
}

fn batch(
    world: &World,
    nix: Nix,
    config: Config,
    numbers: std::ops::Range<u64>,
    tally: &mut Tally,
) -> Vec<Disagreement> {
    let cases: Vec<Case> = numbers
        .clone()
        .map(|number| case(world, config, number))
        .collect();
    let verdicts = world.judge(nix, &cases);
    let mut found = Vec::new();
    for (case, verdicts) in cases.iter().zip(&verdicts) {
        if verdicts.agree() {
            tally.add(world, case, verdicts);
        } else if found.is_empty() {
            // One of each batch: others are likely to have the same cause.
            found.push(shrink::values(world, nix, case, config.shrink));
        }
    }
    let hosts = HOSTS.min(numbers.end - numbers.start);
    let hosts = (0..hosts).map(|host| hosts::make(world, config.seed, numbers.start + host));
    let hosts: Vec<Value> = hosts.filter(checks::is_accepted).collect();
    found.extend(checks::compare(world, nix, &hosts, tally, config.shrink));
    found
}

/// Case `number` of a seed.
pub(crate) fn case(world: &World, config: Config, number: u64) -> Case {
    let mut rng = Rng::with_seed(mixed(config.seed, number));
    // Every option in turn, so that none is forgotten.
    let subjects = world.subjects.iter().enumerate();
    let subjects =
        subjects.filter(|(_, subject)| config.only.is_none_or(|only| only == subject.label));
    let places: Vec<(usize, usize)> = subjects
        .flat_map(|(index, subject)| (0..subject.places.len()).map(move |place| (index, place)))
        .collect();
    let turn = usize::try_from(number).unwrap_or(0);
    let (subject, place) = places[turn % places.len()];
    let (value, kind) = of_place(world, subject, place, turn / places.len() + place, &mut rng);
    Case {
        subject,
        value,
        kind,
    }
}

/// A case about one option, the `turn`th: each kind of case has its turn.
fn of_place(
    world: &World,
    index: usize,
    place: usize,
    turn: usize,
    rng: &mut Rng,
) -> (Value, Kind) {
    let subject = &world.subjects[index];
    let root = &world.projects[subject.project].schema;
    match turn % 16 {
        3 | 11 => {
            let schema = subject.schema(root).unwrap_or(&Value::Null);
            (from_schema::value(root, schema, rng, 6), Kind::FromSchema)
        }
        7 => {
            let any = if rng.bool() {
                hostile::value(rng, 3)
            } else {
                let key = rng.choice(&subject.keys).cloned().unwrap_or_default();
                json!({ key: hostile::value(rng, 3) })
            };
            (any, Kind::Anything)
        }
        kind => {
            let found = &subject.places[place];
            let (mut value, pointer) = make::domain(&subject.module, &found.segs, rng);
            if kind % 4 == 1 {
                return (value, Kind::Fits(place));
            }
            let mut pointer = pointer;
            // Sometimes a set around the option is what changes.
            if rng.u8(0..10) == 0 {
                pointer.pop();
            }
            // Variants of the same domain are what a slip of the pen would write.
            let is_near = rng.bool() && !subject.variants.is_empty();
            let names = Names {
                keys: &subject.keys,
                variants: if is_near {
                    &subject.variants
                } else {
                    &world.variants
                },
            };
            let rule = mutate::rule(&found.ty, turn);
            mutate::mutate(&mut value, &pointer, &found.ty, rule, names, rng);
            (value, Kind::Mutated(place, rule))
        }
    }
}
