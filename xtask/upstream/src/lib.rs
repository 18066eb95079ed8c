//! `upstream`: the modules in a nixpkgs checkout, and as patches.

mod check;

use std::path::{Path, PathBuf};
use std::{env, fs};

use ::upstream::maintainer::Maintainer;
use ::upstream::patch::{self, Author};
use ::upstream::registry::Series;
use ::upstream::series::{self, Input};
use ::upstream::tree::{State, Tree};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use codegen::Problem;

use shared::command::Failure;
use shared::{project, ui};

/// The arguments of `upstream`.
#[derive(clap::Args)]
pub struct Args {
    /// The root of a nixpkgs checkout
    #[arg(value_name = "NIXPKGS_DIR")]
    tree: PathBuf,
    /// Write the commits as patches, too, against the last commit of the checkout
    #[arg(long, value_name = "DIR")]
    patch: Option<PathBuf>,
    /// Write nothing; print a table of what passes, fails, and cannot be checked here
    #[arg(long, conflicts_with = "patch")]
    check: bool,
    /// Which pull request
    #[arg(long, value_name = "NAME", default_value = "stateless", value_parser = series_parser())]
    series: Series,
    /// Who is responsible: handle=…, and for a new entry name=…,github=…,githubId=…,email=…
    #[arg(long, value_name = "FIELDS", value_parser = Maintainer::parse)]
    maintainer: Option<Maintainer>,
    /// Where this project is published, for the comment in the entry file
    #[arg(long, value_name = "URL")]
    source: Option<String>,
}

/// The names and purposes of all series, for `--help`.
fn series_parser() -> impl clap::builder::TypedValueParser<Value = Series> {
    let names = Series::all().into_iter();
    let names = names.map(|series| PossibleValue::new(series.name()).help(series.about()));
    PossibleValuesParser::new(names).try_map(|name| Series::named(&name).ok_or("no such series"))
}

/// For `--help`.
pub const EXAMPLES: &str = "\
Examples:
  cargo xtask upstream ~/nixpkgs --check
      what is missing or stale, and all that a reviewer would check; changes nothing
  cargo xtask upstream ~/nixpkgs --maintainer handle=alice,name=Alice,github=alice,githubId=1
      write the modules, the chapter, the tests and the lines in the lists
  cargo xtask upstream ~/nixpkgs --patch /tmp/series
      the same, and the commits for `git am /tmp/series/*.patch` in a clean clone
  cargo xtask upstream ~/nixpkgs --series containers-ephemeral-size --patch /tmp/series
      a change of the containers module that nixpkgs has, as a pull request of its own

Lists are edited in place, one line each; a file with changes that are not committed is never
overwritten. Nothing is committed, pushed or opened: that takes a person who answers for it.";

/// Writes, or checks.
pub fn run(args: &Args) -> Result<(), Failure> {
    let tree = Tree::open(&args.tree).map_err(Failure::usage)?;
    let outputs = project::outputs()?;
    let input = Input {
        outputs: &outputs,
        maintainer: args.maintainer.as_ref(),
        source: args.source.as_deref(),
    };
    if args.check {
        return Ok(check::run(args.series, &tree, input)?);
    }
    Ok(write(args, &tree, &input)?)
}

fn write(args: &Args, tree: &Tree, input: &Input) -> Result<(), Vec<Problem>> {
    let commits = args.series.plan(tree, State::Work, input)?;
    let texts = series::texts(&commits);
    let obstacles = tree.obstacles(&texts);
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    // The patches come first: they may be refused, and then nothing is written.
    let patches = match &args.patch {
        Some(folder) => Some((folder, patches(args, tree, input)?)),
        None => None,
    };
    tree.write(&texts).map_err(|problem| vec![problem])?;
    for path in texts.keys() {
        ui::say(format_args!("{} {path}", ui::styled(ui::GOOD, "written")));
    }
    ui::say(if texts.is_empty() {
        "everything is up to date".to_owned()
    } else {
        ui::counted(texts.len(), "file") + " written"
    });
    if let Some((folder, files)) = patches {
        write_patches(folder, &files)?;
    }
    if args.maintainer.is_none() {
        ui::note("note: nixpkgs requires a maintainer: --maintainer handle=…");
    }
    Ok(())
}

/// The files of a series against the last commit.
fn patches(args: &Args, tree: &Tree, input: &Input) -> Result<Vec<(String, String)>, Vec<Problem>> {
    let commits = args.series.plan(tree, State::Head, input)?;
    let mut files = patch::series(&commits, &author(args, tree));
    if !commits.is_empty() {
        files.push(("pull-request.md".to_owned(), args.series.description()));
    }
    Ok(files)
}

fn write_patches(folder: &Path, files: &[(String, String)]) -> Result<(), Vec<Problem>> {
    let shown = folder.display().to_string();
    let fail = |error: std::io::Error| {
        vec![Problem {
            subject: shown.clone(),
            places: Vec::new(),
            message: format!("cannot be written: {error}"),
            help: "name a writable folder".to_owned(),
        }]
    };
    fs::create_dir_all(folder).map_err(fail)?;
    stale(folder, files).map_err(fail)?;
    for (name, text) in files {
        fs::write(folder.join(name), text).map_err(fail)?;
        ui::say(format_args!(
            "{} {shown}/{name}",
            ui::styled(ui::GOOD, "written")
        ));
    }
    if files.is_empty() {
        ui::say("no patches, because the last commit contains all changes");
    } else {
        ui::say(format_args!(
            "in a clean clone: git am {shown}/*.patch; fill in {shown}/pull-request.md"
        ));
    }
    Ok(())
}

/// Removes patches of an earlier run that this one does not write, because `git am *.patch` would
/// apply them.
fn stale(folder: &Path, files: &[(String, String)]) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let numbered = name.len() > 5 && name.as_bytes()[..4].iter().all(u8::is_ascii_digit);
        let is_patch = path.extension().is_some_and(|end| end == "patch");
        let ours = numbered && is_patch && !files.iter().any(|(new, _)| new == name);
        let from_here = |text: String| text.trim_end().ends_with("-- \nstateless");
        if ours && fs::read_to_string(&path).is_ok_and(from_here) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// The maintainer, otherwise the author in git's configuration.
fn author(args: &Args, tree: &Tree) -> Author {
    let named = args.maintainer.as_ref().and_then(Maintainer::author);
    let asked = |key: &str| tree.git_config(key);
    let from_git = || {
        Some(Author {
            name: asked("user.name")?,
            email: asked("user.email")?,
        })
    };
    named.or_else(from_git).unwrap_or_else(|| Author {
        name: env::var("USER").unwrap_or_else(|_| "Your Name".to_owned()),
        email: "you@example.org".to_owned(),
    })
}

#[cfg(test)]
mod tests;
