//! Output for people: lines, problems, durations and tables. Only this file prints.
//!
//! Text always has colours; `anstream` removes them if the output is not a terminal or `NO_COLOR`
//! is set. A closed pipe (`… | head`) is not an error.

use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::process;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use codegen::Problem;

/// Something went well.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Something failed.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Something is worth a look.
pub const NOTE: Style = AnsiColor::Yellow.on_default();
/// A place in a file.
pub const PLACE: Style = AnsiColor::Cyan.on_default();
/// A title.
pub const TITLE: Style = Style::new().bold();
/// No colour.
pub const PLAIN: Style = Style::new();

/// Writes one line to stdout. A closed pipe is not an error, but other failures to write are.
pub fn say(line: impl Display) {
    if cfg!(test) {
        // The only way that the test harness can hold back.
        println!("{line}");
        return;
    }
    match writeln!(anstream::stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            note(format_args!("{}: stdout: {error}", styled(BAD, "error")));
            process::exit(1);
        }
        _ => {}
    }
}

/// Writes one line to stderr: what is not the result of a command.
pub fn note(line: impl Display) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Draws every problem to stderr, then their number.
pub fn problems(problems: &[Problem]) {
    if problems.is_empty() {
        return;
    }
    let error = styled(BAD, "error");
    let drawn: Vec<_> = problems
        .iter()
        .map(|problem| format!("{error}: {problem}"))
        .collect();
    note(drawn.join("\n\n"));
    if problems.len() > 1 {
        note(format_args!(
            "\n{error}: {}",
            counted(problems.len(), "problem")
        ));
    }
}

/// The text between the codes of a style.
pub fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A duration with a unit that suits it: `2.7 µs`, `31 ms`, `4.2 s`, `3 min 7 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let (value, unit) = match time.as_micros() {
        0..1_000 => (seconds * 1e6, "µs"),
        1_000..1_000_000 => (seconds * 1e3, "ms"),
        1_000_000..60_000_000 => (seconds, "s"),
        _ => return format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60),
    };
    let digits = usize::from(value < 10.0);
    format!("{value:.digits$} {unit}")
}

/// One row of a table; the style is that of its first cell.
pub struct Row {
    /// Of the first cell.
    pub style: Style,
    /// Texts without colours.
    pub cells: Vec<String>,
}

impl Row {
    /// A row of text.
    pub fn new(style: Style, cells: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            style,
            cells: cells.into_iter().map(Into::into).collect(),
        }
    }
}

/// The lines of a table, columns two spaces apart; those in `right` are aligned to the right.
pub fn table(rows: &[Row], right: &[usize]) -> Vec<String> {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(|column| width(rows, column)).collect();
    rows.iter().map(|row| line(row, &widths, right)).collect()
}

fn width(rows: &[Row], column: usize) -> usize {
    let cells = rows.iter().filter_map(|row| row.cells.get(column));
    cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
}

fn line(row: &Row, widths: &[usize], right: &[usize]) -> String {
    let cells = row
        .cells
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(column, (cell, &width))| {
            let padded = if right.contains(&column) {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            };
            if column == 0 {
                styled(row.style, padded)
            } else {
                padded
            }
        });
    cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit_that_suits_them() {
        let shown = [900, 90_000, 31_000_000, 4_210_000_000, 187_000_000_000];
        let shown = shown.map(|nanos| duration(Duration::from_nanos(nanos)));
        assert_eq!(shown, ["0.9 µs", "90 µs", "31 ms", "4.2 s", "3 min 7 s"]);
    }

    #[test]
    fn a_table_aligns_its_columns() {
        let rows = [
            Row::new(PLAIN, ["options", "time", "note"]),
            Row::new(PLAIN, ["100", "4 ms", ""]),
        ];
        assert_eq!(table(&rows, &[1]), ["options  time  note", "100      4 ms"]);
    }
}
