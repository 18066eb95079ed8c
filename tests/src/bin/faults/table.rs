//! The table of faults and mechanisms.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::judge::Mechanism;

/// A fault and what noticed it.
pub(crate) struct Row {
    pub(crate) fault: String,
    pub(crate) noticed: BTreeSet<Mechanism>,
}

impl Row {
    pub(crate) fn line(&self) -> String {
        let titles: Vec<_> = self.noticed.iter().map(|one| one.title()).collect();
        if titles.is_empty() {
            format!("{}: **nothing**", self.fault)
        } else {
            format!("{}: {}", self.fault, titles.join(", "))
        }
    }
}

/// What noticed each fault, and for each mechanism how many it noticed, and how many alone.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut text = "| fault | noticed by |\n|---|---|\n".to_owned();
    for row in rows {
        let line = row.line().replacen(": ", " | ", 1);
        writeln!(text, "| {line} |").expect("a string");
    }
    text.push_str("\n| mechanism | notices | alone |\n|---|--:|--:|\n");
    for mechanism in Mechanism::ALL {
        let noticed = rows.iter().filter(|row| row.noticed.contains(&mechanism));
        let alone = noticed.clone().filter(|row| row.noticed.len() == 1).count();
        let (title, count) = (mechanism.title(), noticed.count());
        writeln!(text, "| {title} | {count} | {alone} |").expect("a string");
    }
    text
}
