//! `site`: the documentation as static files, of this project or of any options.json.

#[cfg(test)]
mod browser;
pub mod driver;
pub mod folder;
pub mod own;
mod serve;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use codegen::Problem;
use indicatif::{ProgressBar, ProgressStyle};
use site::{InputError, Site};

use shared::command::Failure;
use shared::{project, ui};

/// The arguments of `site`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Use the options of this options.json, as nixosOptionsDoc writes it, instead of our own
    #[arg(long, value_name = "FILE")]
    options: Option<PathBuf>,
    /// Write here [default: target/site]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the site
    #[arg(long, requires = "options")]
    title: Option<String>,
    /// Then serve it to this machine alone, until Ctrl-C
    #[arg(long)]
    serve: bool,
    /// The port to serve on; 0 is any that is free
    #[arg(long, default_value_t = 8080, requires = "serve")]
    port: u16,
}

/// For `--help`.
pub const EXAMPLES: &str = "\
Examples:
  cargo xtask site                  into target/site; open target/site/index.html
  cargo xtask site --serve          and at http://127.0.0.1:8080
  cargo xtask site --options options.json --out /tmp/site --title 'My options'

A folder that something else has written to is not touched.";

/// Makes the site, writes what differs, and serves it if asked to.
pub fn run(args: &Args) -> Result<(), Failure> {
    let start = Instant::now();
    let site = match &args.options {
        Some(file) => foreign(file, args.title.as_deref())?,
        None => own::site()?,
    };
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| project::root().join("target/site"));
    let bar = progress(site::estimate(&site));
    let written = folder::write(&site, &out, &|| bar.inc(1));
    bar.finish_and_clear();
    let written = written?;
    ui::say(format_args!(
        "{} of {} in {}, {} written, in {}",
        ui::counted(site.options.len(), "option"),
        ui::counted(written.files, "file"),
        out.display(),
        written.changed,
        ui::duration(start.elapsed())
    ));
    if args.serve {
        Ok(serve::run(&out, args.port)?)
    } else {
        Ok(())
    }
}

/// The site of another project's options.
pub(crate) fn foreign(file: &Path, title: Option<&str>) -> Result<Site, Failure> {
    let shown = file.display().to_string();
    let bytes = fs::read(file).map_err(|error| {
        Failure::usage(Problem {
            subject: shown.clone(),
            places: Vec::new(),
            message: format!("cannot be read: {error}"),
            help: "name an options.json, as nixosOptionsDoc writes it".to_owned(),
        })
    })?;
    let options = site::read_bytes(&bytes).map_err(|errors| refused(&shown, &errors))?;
    let title = title.unwrap_or("Options").to_owned();
    Ok(Site {
        title,
        options,
        ..Site::default()
    })
}

/// The number of problems that are shown.
const SHOWN: usize = 20;

fn refused(file: &str, errors: &[InputError]) -> Vec<Problem> {
    let problem = |error: &InputError| Problem {
        subject: error.option.clone().unwrap_or_else(|| file.to_owned()),
        places: vec![file.to_owned()],
        message: error.message.clone(),
        help: error.help.to_owned(),
    };
    let mut problems: Vec<Problem> = errors.iter().take(SHOWN).map(problem).collect();
    if errors.len() > SHOWN {
        problems.push(Problem {
            subject: file.to_owned(),
            places: Vec::new(),
            message: format!("{} more such problems are not shown", errors.len() - SHOWN),
            help: "correct those above first".to_owned(),
        });
    }
    problems
}

/// Drawn on a terminal only.
fn progress(total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} pages, {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_input_names_file_and_option() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("options.json");
        fs::write(&file, r#"{"a.b": {"loc": ["a", "b"], "type": "boolean""#).unwrap();
        let refused = foreign(&file, None).unwrap_err();
        assert_eq!(refused.problems()[0].subject, "a.b");
        assert!(refused.problems()[0].places[0].ends_with("options.json"));
        assert!(matches!(refused, Failure::Findings(_)));
        let missing = foreign(&folder.path().join("none.json"), None).unwrap_err();
        assert!(missing.problems()[0].subject.ends_with("none.json"));
        assert!(matches!(missing, Failure::Usage(_)));
    }

    #[test]
    fn a_thousand_errors_are_summed_up() {
        let error = InputError {
            option: Some("a".to_owned()),
            message: "m".to_owned(),
            help: "h",
        };
        let problems = refused("f", &vec![error; 1000]);
        assert_eq!(problems.len(), SHOWN + 1);
        assert!(problems[SHOWN].message.contains("980 more"));
    }
}
