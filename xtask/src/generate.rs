//! `gen`: generates the modules, and writes or compares them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use codegen::Problem;

use crate::write::{Change, Folder, Kind, Plan};
use crate::{diff, sources};
use shared::project::{self, COMMAND, FOLDER, MARKER};
use shared::ui;

/// The arguments of `gen`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write nothing; show the differences, and fail if there are any
    #[arg(long)]
    check: bool,
    /// Format the handwritten Nix files in codegen/nix first
    #[arg(long, conflicts_with = "check")]
    fmt: bool,
    /// The folder to write, instead of generated-modules
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  cargo xtask gen                     write what differs
  cargo xtask gen --check             compare, and show a diff
  cargo xtask gen --fmt               format codegen/nix first
  cargo xtask gen --dir /tmp/modules  write somewhere else

Files that `cargo xtask gen` did not write are never overwritten or deleted.";

/// Updates the folder, or shows the differences.
pub(crate) fn run(args: &Args) -> Result<(), Vec<Problem>> {
    let start = Instant::now();
    sources::format(project::root(), args.fmt)?;
    let outputs = project::outputs()?;
    let folder = folder(args.dir.as_deref());
    let plan = Plan::new(&folder, &outputs)?;
    if args.check {
        check(&plan)?;
    } else {
        plan.apply().map_err(|problem| vec![problem])?;
    }
    report(&plan);
    ui::say(format_args!(
        "{} ({})",
        summary(&plan),
        ui::duration(start.elapsed())
    ));
    Ok(())
}

fn folder(dir: Option<&Path>) -> Folder<'static> {
    let (path, shown) = match dir {
        // Through `components`, because a final slash would follow a symbolic link.
        Some(dir) => (dir.components().collect(), dir.display().to_string()),
        None => (project::root().join(FOLDER), FOLDER.to_owned()),
    };
    let shown = shown.trim_end_matches('/').to_owned();
    Folder {
        path,
        shown,
        marker: MARKER,
        command: COMMAND,
    }
}

fn report(plan: &Plan) {
    for change in &plan.changes {
        let (style, word) = match change.kind {
            Kind::Create { .. } => (ui::GOOD, "created"),
            Kind::Replace { .. } => (ui::NOTE, "changed"),
            Kind::Remove => (ui::BAD, "removed"),
        };
        ui::say(format_args!(
            "{} {}",
            ui::styled(style, word),
            plan.shown(&change.path)
        ));
    }
}

fn check(plan: &Plan) -> Result<(), Vec<Problem>> {
    if plan.changes.is_empty() {
        return Ok(());
    }
    for change in &plan.changes {
        ui::say(difference(plan, change));
    }
    let count = ui::counted(plan.changes.len(), "file");
    Err(vec![Problem {
        subject: plan.shown("").trim_end_matches('/').to_owned(),
        places: Vec::new(),
        message: format!("{count} out of date"),
        help: format!("run `{COMMAND}` and commit the result"),
    }])
}

fn difference(plan: &Plan, change: &Change) -> String {
    let shown = plan.shown(&change.path);
    match &change.kind {
        Kind::Create { .. } => format!("{} {shown}", ui::styled(ui::BAD, "missing")),
        Kind::Remove => format!(
            "{} {shown}: it is no longer generated",
            ui::styled(ui::BAD, "orphan")
        ),
        Kind::Replace { old, new, .. } => diff::unified(&shown, old, new),
    }
}

/// `12 files up to date`, or `12 files: 1 created, 11 up to date`.
fn summary(plan: &Plan) -> String {
    let count = |is: fn(&Kind) -> bool| {
        plan.changes
            .iter()
            .filter(|change| is(&change.kind))
            .count()
    };
    let created = count(|kind| matches!(kind, Kind::Create { .. }));
    let changed = count(|kind| matches!(kind, Kind::Replace { .. }));
    let files = ui::counted(created + changed + plan.unchanged, "file");
    if plan.changes.is_empty() {
        return format!("{files} up to date");
    }
    let counts = [
        (created, "created"),
        (changed, "changed"),
        (count(|kind| matches!(kind, Kind::Remove)), "removed"),
        (plan.unchanged, "up to date"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    format!("{files}: {}", counts.join(", "))
}

#[cfg(test)]
mod tests {
    use codegen::Output;

    use super::*;

    fn output(path: &str, text: &str) -> Output {
        Output {
            path: path.to_owned(),
            text: text.to_owned(),
            marker: MARKER.to_owned(),
        }
    }

    #[test]
    fn the_summary_counts_what_was_done() {
        let dir = tempfile::tempdir().unwrap();
        let folder = folder(Some(dir.path()));
        let text = format!("# {MARKER}\n");
        let outputs = [output("a.nix", &text), output("b.nix", &text)];
        let plan = Plan::new(&folder, &outputs).unwrap();
        assert_eq!(summary(&plan), "2 files: 2 created");
        plan.apply().unwrap();
        assert_eq!(
            summary(&Plan::new(&folder, &outputs).unwrap()),
            "2 files up to date"
        );
        let plan = Plan::new(&folder, &outputs[..1]).unwrap();
        assert_eq!(summary(&plan), "1 file: 1 removed, 1 up to date");
    }

    #[test]
    fn the_check_names_the_command_to_run() {
        let dir = tempfile::tempdir().unwrap();
        let folder = folder(Some(dir.path()));
        let outputs = [output("a.nix", &format!("# {MARKER}\n"))];
        let plan = Plan::new(&folder, &outputs).unwrap();
        let problem = check(&plan).unwrap_err().remove(0);
        assert_eq!(problem.help, "run `cargo xtask gen` and commit the result");
        assert!(!dir.path().join("a.nix").exists());
    }

    #[test]
    fn a_final_slash_is_not_part_of_the_name() {
        assert_eq!(folder(Some(Path::new("x/y/"))).path.as_os_str(), "x/y");
        assert_eq!(folder(Some(Path::new("x/y/"))).shown, "x/y");
    }
}
