//! How good the search is: a graded list of queries, asked in the browser.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Done, Visit};
use shared::ui;

/// Each line is a kind, a query and what should be found, with `|` between: the best first, others
/// after it.
const QUERIES: &str = include_str!("relevance.txt");
/// Below this the search has become worse: nDCG of the first ten, and the share of queries whose
/// first result is one that is wanted most.
const FLOOR: (f64, f64) = (0.955, 0.94);

/// One line of the list.
struct Graded<'a> {
    kind: &'a str,
    query: &'a str,
    wanted: Vec<&'a str>,
}

pub(super) fn measure(visit: &Visit) -> Done {
    visit.open("search.html?q=x")?;
    visit.ready()?;
    let mut kinds: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    let mut poor = Vec::new();
    for graded in parse() {
        let found = ask(visit, graded.query)?;
        let score = (
            gain(&found, &graded.wanted),
            f64::from(u8::from(
                found.first().map(String::as_str) == graded.wanted.first().copied(),
            )),
        );
        if score.1 < 1.0 {
            poor.push(format!(
                "  {}: {:.2}, first is {}",
                graded.query,
                score.0,
                found.first().map_or("nothing", String::as_str)
            ));
        }
        kinds.entry(graded.kind).or_default().push(score);
    }
    for (kind, scores) in &kinds {
        report(kind, scores);
    }
    let all: Vec<_> = kinds.into_values().flatten().collect();
    let (gain, first) = report("all", &all);
    ui::say(poor.join("\n"));
    if gain < FLOOR.0 || first < FLOOR.1 {
        return Err(format!("the search is below its floor of {FLOOR:?}"));
    }
    Ok(())
}

fn parse() -> Vec<Graded<'static>> {
    let lines = QUERIES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let graded = lines.filter_map(|line| {
        let (kind, rest) = line.split_once(": ")?;
        let (query, wanted) = rest.split_once(" => ")?;
        Some(Graded {
            kind,
            query,
            wanted: wanted.split(" | ").collect(),
        })
    });
    graded.collect()
}

fn ask(visit: &Visit, query: &str) -> Done<Vec<String>> {
    let script = format!(
        "return optionSearch.query({}, 10).map(hit => hit.name)",
        Value::from(query)
    );
    let found = visit.browser.run(&script)?;
    let names = found
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    Ok(names.map(str::to_owned).collect())
}

/// The logarithm by which a place counts less; the first has 1.
fn discount(at: usize) -> f64 {
    u32::try_from(at + 2).map_or(f64::INFINITY, |place| f64::from(place).log2())
}

/// nDCG of the first ten: the first wanted result counts three, the others one.
fn gain(found: &[String], wanted: &[&str]) -> f64 {
    let grade = |name: &str| match wanted.iter().position(|wanted| *wanted == name) {
        Some(0) => 3.0,
        Some(_) => 1.0,
        None => 0.0,
    };
    let counted = |(at, grade): (usize, f64)| grade / discount(at);
    let got: f64 = found
        .iter()
        .take(10)
        .map(|name| grade(name))
        .enumerate()
        .map(counted)
        .sum();
    let best: f64 = wanted
        .iter()
        .take(10)
        .map(|name| grade(name))
        .enumerate()
        .map(counted)
        .sum();
    got / best
}

fn report(kind: &str, scores: &[(f64, f64)]) -> (f64, f64) {
    let count = u32::try_from(scores.len().max(1)).map_or(1.0, f64::from);
    let gain = scores.iter().map(|score| score.0).sum::<f64>() / count;
    let first = scores.iter().map(|score| score.1).sum::<f64>() / count;
    ui::say(format_args!(
        "  {kind:<9} {:>3} queries  nDCG@10 {gain:.3}  success@1 {first:.3}",
        scores.len()
    ));
    (gain, first)
}

#[test]
fn queries_want_options_and_guides_that_exist() {
    let site = super::own::site().unwrap_or_else(|problems| panic!("{}", problems[0]));
    let graded = parse();
    assert!(graded.len() > 50);
    for one in graded {
        for name in one.wanted {
            let is_there = site.options.iter().any(|option| option.name == name)
                || site.guides.iter().any(|guide| guide.title == name);
            assert!(is_there, "{}: {name} does not exist", one.query);
        }
    }
}

#[test]
fn gain_falls_with_the_place() {
    let found =
        |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    assert!((gain(&found(&["a", "b"]), &["a", "b"]) - 1.0).abs() < 1e-9);
    let second = gain(&found(&["x", "a"]), &["a"]);
    assert!((second - 0.6309).abs() < 1e-3, "{second}");
    assert!(gain(&found(&["x"]), &["a"]) < 1e-9);
}
