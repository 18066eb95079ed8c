//! `api`: compares the options with those of another revision. Fails if a working configuration
//! would fail or change its meaning.

mod changelog;
mod compare;
mod grammar;
mod surface;
mod types;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use codegen::Problem;
use serde_json::{Value, json};

use self::compare::{Change, What, changes};
use self::surface::{FOLDERS, Now, Surface, unreadable};
use shared::project::{self, FOLDER};
use shared::ui;

/// The arguments of `api`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A git revision, or a folder with an options.json, or such a file
    #[arg(long, value_name = "REV")]
    against: String,
    /// Write the changes to the section of CHANGELOG.md for the next release
    #[arg(long)]
    write: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// For `--help`.
pub const EXAMPLES: &str = "\
Examples:
  cargo xtask api --against v0.1.0                what changed since that release
  cargo xtask api --against HEAD~3 --json         the same as data, for programs
  cargo xtask api --against v0.1.0 --write        and write it to CHANGELOG.md
  cargo xtask api --against old/options.json      with a schema.json beside it, if there is one

A change that breaks configurations is an error; options that are new or take more are listed.
Exit status: 0 compatible, 1 incompatible, 2 wrong usage, or nothing to compare with.";

/// The file that `--write` writes, in the root of the repository.
const CHANGELOG: &str = "CHANGELOG.md";

/// Compares, reports and writes.
pub fn run(args: &Args) -> ExitCode {
    match compared(args) {
        Ok(changes) if changes.iter().any(|change| change.what.is_breaking()) => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(problems) => {
            ui::problems(&problems);
            ExitCode::from(2)
        }
    }
}

fn compared(args: &Args) -> Result<Vec<Change>, Vec<Problem>> {
    let old = read(&args.against).map_err(|problem| vec![problem])?;
    let changes = changes(&old, &Now::read()?);
    if args.json {
        ui::say(format_args!("{:#}", data(&args.against, &changes)));
    } else {
        report(&args.against, &changes);
    }
    if args.write {
        write(&project::root().join(CHANGELOG), &changes).map_err(|problem| vec![problem])?;
        ui::note(format_args!(
            "{} {CHANGELOG}",
            ui::styled(ui::GOOD, "written")
        ));
    }
    Ok(changes)
}

/// Writes the changes into a changelog. An unreadable file is not changed.
fn write(path: &Path, changes: &[Change]) -> Result<(), Problem> {
    let fail = |what: &str, error: std::io::Error| Problem {
        subject: CHANGELOG.to_owned(),
        places: Vec::new(),
        message: format!("cannot be {what}: {error}"),
        help: "it must be a text file in the root of the repository".to_owned(),
    };
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        text => text.map_err(|error| fail("read", error))?,
    };
    let text = changelog::updated(&text, changes);
    fs::write(path, text).map_err(|error| fail("written", error))
}

/// The surface of a revision, or of a file or folder.
fn read(against: &str) -> Result<Surface, Problem> {
    let path = Path::new(against);
    if path.is_file() || path.is_dir() {
        return of_path(path);
    }
    of_revision(project::root(), against)
}

fn of_path(path: &Path) -> Result<Surface, Problem> {
    let folder: PathBuf = if path.is_dir() {
        path.to_owned()
    } else {
        path.parent().map(Path::to_owned).unwrap_or_default()
    };
    let only = path.is_file().then(|| path.to_owned());
    collect(&path.display().to_string(), |name| {
        let file = match (&only, name) {
            (Some(file), "options.json") => file.clone(),
            (Some(_), name) if name.contains('/') => return None,
            _ => folder.join(name),
        };
        fs::read_to_string(file).ok()
    })
}

fn of_revision(root: &Path, revision: &str) -> Result<Surface, Problem> {
    let git = |arguments: &[&str]| -> Option<String> {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(root)
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then_some(text)
    };
    let commit = format!("{revision}^{{commit}}");
    let Some(commit) = git(&[
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ]) else {
        return Err(Problem {
            subject: revision.to_owned(),
            places: Vec::new(),
            message: "is neither a git revision nor a file or folder".to_owned(),
            help: "name a commit, tag or branch, an options.json, or its folder".to_owned(),
        });
    };
    collect(revision, |name| {
        git(&["show", &format!("{}:{FOLDER}/{name}", commit.trim())])
    })
}

/// The surface of the generated files that `text` gives.
fn collect(subject: &str, text: impl Fn(&str) -> Option<String>) -> Result<Surface, Problem> {
    let mut surface = Surface::default();
    for folder in FOLDERS {
        if let Some(options) = text(&format!("{folder}options.json")) {
            let schema = text(&format!("{folder}schema.json"));
            surface
                .add(folder, &options, schema.as_deref())
                .map_err(|message| unreadable(subject, message))?;
        }
    }
    if surface.options.is_empty() {
        return Err(unreadable(
            subject,
            "it contains no options.json with options".to_owned(),
        ));
    }
    Ok(surface)
}

fn report(against: &str, changes: &[Change]) {
    for change in changes.iter().filter(|change| !change.what.is_breaking()) {
        ui::say(format_args!(
            "{} {}",
            ui::styled(ui::GOOD, change.what.word()),
            change.what.shown(&change.option),
        ));
    }
    let problems: Vec<Problem> = changes
        .iter()
        .filter(|change| change.what.is_breaking())
        .map(Change::problem)
        .collect();
    if !problems.is_empty() {
        ui::problems(&problems);
    }
    let compatible = if problems.is_empty() { "" } else { "not " };
    let changes = ui::counted(changes.len(), "change");
    ui::say(format_args!(
        "{compatible}compatible with {against}: {changes}"
    ));
}

fn data(against: &str, changes: &[Change]) -> Value {
    let shown = changes.iter().map(|change| {
        let is_breaking = change.what.is_breaking();
        let problem = is_breaking.then(|| change.problem());
        json!({
            "option": change.option,
            "change": change.what.word(),
            "breaking": is_breaking,
            "declaration": change.declared,
            "places": change.places(),
            "now": change.what.successor(),
            "message": change.what.message(),
            "fix": problem.as_ref().map(|problem| &problem.help),
        })
    });
    json!({
        "against": against,
        "compatible": !changes.iter().any(|change| change.what.is_breaking()),
        "changes": shown.collect::<Vec<_>>(),
    })
}

impl Change {
    fn places(&self) -> Vec<String> {
        let origin = self.origin.iter();
        origin
            .map(|origin| format!("{}, {}", origin.file, origin.item))
            .collect()
    }

    /// A breaking change as a problem: what breaks, and what to write.
    fn problem(&self) -> Problem {
        let (message, help) = self.what.explained();
        Problem {
            subject: self.option.clone(),
            places: self.places(),
            message,
            help,
        }
    }
}

impl What {
    /// The option that it is now, where the schema says so.
    fn successor(&self) -> Option<&str> {
        match self {
            Self::Renamed { to } => Some(to),
            _ => None,
        }
    }

    /// The information for users; `None` for changes that need no action.
    fn message(&self) -> Option<String> {
        match self {
            Self::Removed { help } => Some(help.clone()),
            Self::Renamed { to } => Some(format!(
                "it was renamed to `{to}`; the old name still works, with a warning"
            )),
            other => other.is_breaking().then(|| other.explained().0),
        }
    }

    /// A change that breaks nothing, behind its word.
    fn shown(&self, option: &str) -> String {
        match self {
            Self::Renamed { to } => format!("{option}, now {to}"),
            Self::Removed { help } => format!("{option}: {help}"),
            _ => option.to_owned(),
        }
    }

    /// The change in a word.
    fn word(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Widened => "widened",
            Self::Documented => "documented",
            Self::Renamed { .. } => "renamed",
            Self::Removed { .. } => "removed",
            Self::Vanished { .. } => "vanished",
            Self::Narrowed(_) => "narrowed",
            Self::Default { .. } => "default",
            Self::Required => "required",
            Self::ReadOnly => "read-only",
        }
    }

    /// What breaks, and what to write instead.
    fn explained(&self) -> (String, String) {
        match self {
            Self::Vanished { perhaps, path } => (
                "it was removed, so configurations that set it fail".to_owned(),
                way_on(perhaps.as_deref(), path.as_deref()),
            ),
            Self::Narrowed(reasons) => (
                reasons.join("; "),
                "accept the old values too, or add the narrower type as another option".to_owned(),
            ),
            Self::Default { from, to } => (
                format!("its default changed from {from} to {to}, which changes systems that do not set it"),
                "restore the default, or add a new option for the new behaviour that is off by default".to_owned(),
            ),
            Self::Required => (
                "it became mandatory, so configurations without it fail".to_owned(),
                "give it a default, in `Default` or by `#[serde(default)]`".to_owned(),
            ),
            Self::ReadOnly => (
                "it became read-only, so configurations that set it fail".to_owned(),
                "remove `#[nix(read_only)]`, or add another option for the result".to_owned(),
            ),
            harmless => (harmless.word().to_owned(), String::new()),
        }
    }
}

/// The fix for an option that no longer exists.
fn way_on(perhaps: Option<&str>, path: Option<&str>) -> String {
    let Some(path) = path else {
        return "restore it".to_owned();
    };
    let field = perhaps.map_or_else(
        || "on the field that replaces it".to_owned(),
        |new| format!("on the field of `{new}` if that replaces it"),
    );
    format!(
        "restore it, or write `#[nix(renamed_from = \"{path}\")]` {field}, or \
         `#[nix(removed(path = \"{path}\", help = \"Why, and what to use instead.\"))]` on the struct that contained it"
    )
}

#[cfg(test)]
mod tests;
