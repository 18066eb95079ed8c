//! Results as XML in the form of `JUnit`, which continuous integration systems read.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use super::run::{Outcome, Subtest};

/// Writes all results so far.
pub(crate) fn write(path: &Path, outcomes: &[(String, Outcome)]) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, render(outcomes))
}

fn render(outcomes: &[(String, Outcome)]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (name, outcome) in outcomes {
        let cases = cases(outcome);
        let failures = cases.iter().filter(|case| case.failure.is_some()).count();
        let _ = writeln!(
            text,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" time=\"{:.3}\">",
            escape(name),
            cases.len(),
            outcome.seconds
        );
        for case in cases {
            test_case(&mut text, name, &case);
        }
        text += "  </testsuite>\n";
    }
    text + "</testsuites>\n"
}

/// A failure outside all subtests is reported as a separate case.
fn cases(outcome: &Outcome) -> Vec<Subtest> {
    let mut cases = outcome.subtests.clone();
    let is_known = cases.iter().any(|case| case.failure.is_some());
    if cases.is_empty() || outcome.failure.is_some() && !is_known {
        cases.push(Subtest {
            name: "the whole script".to_owned(),
            seconds: outcome.seconds,
            failure: outcome.failure.clone(),
        });
    }
    cases
}

fn test_case(text: &mut String, class: &str, case: &Subtest) {
    let (class, name) = (escape(class), escape(&case.name));
    let _ = write!(
        text,
        "    <testcase classname=\"{class}\" name=\"{name}\" time=\"{:.3}\"",
        case.seconds
    );
    let _ = match &case.failure {
        None => writeln!(text, "/>"),
        Some(failure) => {
            let message = escape(failure);
            writeln!(
                text,
                ">\n      <failure message=\"{message}\"/>\n    </testcase>"
            )
        }
    };
}

/// Text of an attribute. XML cannot express most control characters at all.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' => out += "&#10;",
            c if c.is_control() || "\u{fffe}\u{ffff}".contains(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(failure: Option<&str>, subtests: Vec<Subtest>) -> Outcome {
        Outcome {
            seconds: 1.0,
            failure: failure.map(str::to_owned),
            subtests,
            ..Outcome::default()
        }
    }

    #[test]
    fn failures_are_counted_and_escaped() {
        let broken = Subtest {
            name: "a <b>".to_owned(),
            seconds: 0.5,
            failure: Some("\"x\"\u{1b}".to_owned()),
        };
        let text = render(&[("t".to_owned(), outcome(Some("x"), vec![broken]))]);
        assert!(text.contains("tests=\"1\" failures=\"1\""), "{text}");
        assert!(text.contains("name=\"a &lt;b&gt;\""), "{text}");
        assert!(text.contains("message=\"&quot;x&quot;\u{fffd}\""), "{text}");
    }

    #[test]
    fn a_test_that_could_not_run_is_not_lost() {
        let refused = super::super::problem("t", "an assertion failed", "correct it");
        let text = render(&[("t".to_owned(), Outcome::not_run(&[refused]))]);
        assert!(text.contains("tests=\"1\" failures=\"1\""), "{text}");
        assert!(text.contains("an assertion failed"), "{text}");
    }

    #[test]
    fn a_failure_outside_of_subtests_is_not_lost() {
        let passed = Subtest {
            name: "a".to_owned(),
            seconds: 0.5,
            failure: None,
        };
        let text = render(&[("t".to_owned(), outcome(Some("late"), vec![passed]))]);
        assert!(text.contains("tests=\"2\" failures=\"1\""), "{text}");
    }
}
