//! The table in `docs/state.md`, between its markers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Write as _};

use crate::directories::Source;
use crate::judge::{Elsewhere, Judged, Keeping, Outcome, State};

const START: &str = "<!-- written by `cargo xtask state --write` -->";
const END: &str = "<!-- end of what is written -->";

/// The page with new tables between its markers.
pub(crate) fn replace(page: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}\n\n{tables}\n{END}{after}"))
}

/// Counts, then the services by name of which something is not kept or not known.
pub(crate) fn tables(services: &[Judged], release: &str) -> String {
    let enabled: Vec<_> = services.iter().filter_map(enabled).collect();
    let mut text = format!("NixOS {release}.\n\n");
    text.push_str(&rows(&["what", "services"], counts(services, &enabled)));
    text.push_str("\n### Not kept as NixOS describes it\n\n");
    text.push_str(&rows(
        &["service", "directory", "what differs"],
        enabled
            .iter()
            .flat_map(|(name, state)| not_right(name, state)),
    ));
    text.push_str("\n### Kept by a preset\n\n");
    text.push_str(&rows(&["preset", "services"], presets(&enabled)));
    text.push_str("\n### Described by nothing\n\n");
    text.push_str(
        "Paths in commands, scripts, environments and options of a service that are in no \
         directory above, and in no entry.\n\n",
    );
    text.push_str(&rows(
        &["service", "path", "named by"],
        enabled
            .iter()
            .flat_map(|(name, state)| unknown(name, state)),
    ));
    text
}

fn enabled(judged: &Judged) -> Option<(String, &State)> {
    match &judged.outcome {
        Outcome::Enabled(state) => Some((judged.service.shown(), state)),
        _ => None,
    }
}

fn counts(services: &[Judged], enabled: &[(String, &State)]) -> Vec<Vec<String>> {
    let of = |is: &dyn Fn(&Outcome) -> bool| {
        let outcomes = services.iter();
        outcomes.filter(|judged| is(&judged.outcome)).count()
    };
    let fails = of(&|outcome| matches!(outcome, Outcome::Fails(_)));
    let refused = of(&|outcome| matches!(outcome, Outcome::Refused(_)));
    let mut rows = vec![
        row("service modules with an option `enable`", services.len()),
        row("cannot be enabled alone: evaluation fails", fails),
        row("cannot be enabled alone: an assertion fails", refused),
        row("can be enabled alone", enabled.len()),
    ];
    rows.extend(counts_of_state(enabled));
    rows
}

fn counts_of_state(enabled: &[(String, &State)]) -> Vec<Vec<String>> {
    let number = |is: &dyn Fn(&State) -> bool| {
        let states = enabled.iter();
        states.filter(|(_, state)| is(state)).count()
    };
    let from = |source: Source| number(&|state| state.is_from(source));
    let described = number(&|state| !state.kept.is_empty());
    let right = number(&|state| !state.kept.is_empty() && state.is_right());
    let named = number(&|state| state.kept.is_empty() && !state.elsewhere.is_empty());
    let unknown = number(&|state| state.unknown().next().is_some());
    vec![
        row("of these, NixOS describes state of", described),
        row("… in `StateDirectory=`", from(Source::StateDirectory)),
        row("… in tmpfiles rules", from(Source::Tmpfiles)),
        row("… in homes of system users", from(Source::Home)),
        row(
            "all of it kept right: path, owner and mode",
            share(right, described),
        ),
        row("only commands and options name a path of state", named),
        row("… a path that no entry keeps", unknown),
        row(
            "a preset keeps something of",
            number(&|state| !state.presets.is_empty()),
        ),
        row("with `CacheDirectory=`", from(Source::CacheDirectory)),
        row("with `LogsDirectory=`", from(Source::LogsDirectory)),
    ]
}

fn row(what: &str, value: impl Display) -> Vec<String> {
    vec![what.to_owned(), value.to_string()]
}

/// `a of b (c %)`, rounded down.
fn share(part: usize, whole: usize) -> String {
    let percent = (part * 100).checked_div(whole).unwrap_or(100);
    format!("{part} of {whole} ({percent} %)")
}

fn not_right(name: &str, state: &State) -> Vec<Vec<String>> {
    let row = |(path, keeping): (&String, &Keeping)| {
        let difference = match keeping {
            Keeping::Right => return None,
            Keeping::Otherwise { entry, expected } => {
                format!("entry: {entry}; NixOS: {}", expected.join(", "))
            }
            Keeping::Lost => "in no entry".to_owned(),
        };
        Some(vec![code(name), code(path), difference])
    };
    state.kept.iter().filter_map(row).collect()
}

fn presets(enabled: &[(String, &State)]) -> Vec<Vec<String>> {
    let mut services: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, state) in enabled {
        for preset in &state.presets {
            services.entry(preset).or_default().insert(name);
        }
    }
    let row = |(preset, names): (&str, BTreeSet<&str>)| {
        let mut names: Vec<_> = names.into_iter().map(code).collect();
        let others = names.len().saturating_sub(4);
        names.truncate(4);
        if others > 0 {
            names.push(format!("{others} more"));
        }
        vec![code(preset), names.join(", ")]
    };
    services.into_iter().map(row).collect()
}

fn unknown(name: &str, state: &State) -> Vec<Vec<String>> {
    let row = |path: &Elsewhere| vec![code(name), code(&path.path), code(&path.named_by)];
    state.unknown().map(row).collect()
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn rows(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}
