//! Values that systemd-nspawn ignores or refuses, and health checks that cannot pass.

use crate::check::item::{container_option, part};
use crate::check::size::Amount;
use crate::check::{Finding, Id, known};
use crate::container::{Container, HealthCheck, Sandbox};
use crate::scalar::Interval;

/// Adds what is wrong with single values.
pub(super) fn check(name: &str, container: &Container, findings: &mut Vec<Finding>) {
    if let Some(check) = &container.health_check {
        findings.extend(health(name, check));
    }
    sandbox(name, &container.sandbox, findings);
}

fn health(name: &str, check: &HealthCheck) -> Option<Finding> {
    let found = |option, problem: String, fix: &str| {
        Some(Finding {
            id: Id::HealthCheck,
            option: container_option(name, option),
            problem,
            fix: fix.to_owned(),
        })
    };
    let command = "healthCheck.command";
    let Some(program) = check.command.first() else {
        return found(
            command,
            "the command is empty".to_owned(),
            "Write a program of the container and its arguments",
        );
    };
    if !program.starts_with('/') {
        return found(
            command,
            format!("`{program}` is not an absolute path"),
            "Write an absolute path in the container, such as `/run/current-system/sw/bin/curl`",
        );
    }
    // As the units have it: half of an equal share of the interval.
    let tries = u64::from(check.retries.get()) + 1;
    let each = milliseconds(&check.interval) / (2 * tries);
    if each < 1000 {
        return found(
            "healthCheck.interval",
            format!("each try would have only {each} ms, but needs at least one second"),
            "Write a longer interval, or fewer `retries`",
        );
    }
    None
}

fn milliseconds(interval: &Interval) -> u64 {
    let text = interval.as_str();
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
    let number: u64 = digits.parse().expect("an interval begins with digits");
    number
        * match unit {
            "h" => 3_600_000,
            "min" => 60_000,
            _ => 1000,
        }
}

fn sandbox(name: &str, sandbox: &Sandbox, findings: &mut Vec<Finding>) {
    let mut found = |option: &str, problem: String, fix: String| {
        findings.push(Finding {
            id: Id::SandboxValue,
            option: container_option(name, &format!("sandbox.{option}")),
            problem,
            fix,
        });
    };
    for capability in &sandbox.drop_capabilities {
        let capability = capability.as_str();
        if known::CAPABILITIES.binary_search(&capability).is_err() {
            found(
                "dropCapabilities",
                format!("Linux has no capability `{capability}`"),
                "Write a capability from capabilities(7)".to_owned(),
            );
        }
    }
    for range in &sandbox.cpu_affinity {
        let Some((first, last)) = range.as_str().split_once('-') else {
            continue;
        };
        let number = |text: &str| text.parse::<u32>().expect("a range has numbers");
        if number(first) > number(last) {
            found(
                "cpuAffinity",
                format!("`{range}` ends before it begins"),
                format!("Write `{last}-{first}`"),
            );
        }
    }
    for (limit, value) in &sandbox.rlimits {
        if let Some((problem, fix)) = rlimit(limit.as_str(), value.as_str()) {
            let option = format!("rlimits.{}", part(limit.as_str()));
            found(&option, problem, fix.to_owned());
        }
    }
}

/// Limits that systemd refuses only in a log, and then ignores (`rlimit_parse`).
fn rlimit(name: &str, value: &str) -> Option<(String, &'static str)> {
    let parts: Vec<&str> = value.split(':').collect();
    if name == "NICE" && parts.iter().any(|part| !is_nice(part)) {
        return Some((
            format!("`{value}` is not a valid `NICE` limit"),
            "Write a number from 1 to 40, which stands for a nice value from 19 to -20",
        ));
    }
    let has_unit = |part: &&str| part.ends_with(['K', 'M', 'G', 'T']);
    if known::BYTE_LIMITS.binary_search(&name).is_err() && parts.iter().any(has_unit) {
        return Some((
            format!("`{value}` has a unit, but this limit does not count bytes"),
            "Write a number without a unit",
        ));
    }
    let amounts: Vec<f64> = parts.iter().map(|part| amount(part)).collect();
    if amounts
        .iter()
        .any(|amount| amount.is_finite() && *amount >= TOO_LARGE)
    {
        return Some((
            format!("`{value}` does not fit into 64 bits"),
            "Write `infinity`",
        ));
    }
    (amounts.len() > 1 && amounts[0] > amounts[1]).then(|| {
        (
            format!("`{value}` has a soft limit above the hard one"),
            "Write the lower limit first",
        )
    })
}

/// 2 to the power of 64.
const TOO_LARGE: f64 = 18_446_744_073_709_551_616.0;

fn is_nice(part: &str) -> bool {
    part.parse()
        .is_ok_and(|number: u64| (1..=40).contains(&number))
}

/// The limit as a number.
fn amount(part: &str) -> f64 {
    if part == "infinity" {
        f64::INFINITY
    } else {
        Amount::of(part).bytes()
    }
}
