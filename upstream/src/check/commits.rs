//! Rows about the commits: whether they apply, their subjects, and removed lines.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use codegen::Problem;

use super::{Documented, Row, Subject, Verdict, counted, options, row, verdict};
use crate::patch::{self, Author, Commit};
use crate::place::whole;
use crate::series::{self, CHAPTER, FOLDER, TEST_FOLDER};
use crate::tree::{State, Tree, git};

const NO_GIT: &str = "the checkout is no git clone";

pub(super) fn rows(subject: &Subject, documented: &Documented) -> Vec<Row> {
    let commits = series::plan(subject.tree, State::Head, &subject.input);
    let mut rows = of_series(subject.tree, &commits, &[FOLDER, CHAPTER, TEST_FOLDER]);
    rows.push(row(
        "no option vanished without a rename or a message",
        vanished(subject, documented),
    ));
    rows
}

/// The rows about the commits that are missing, and those of the checkout that touch some paths.
pub(super) fn of_series(
    tree: &Tree,
    commits: &Result<Vec<Commit>, Vec<Problem>>,
    paths: &[&str],
) -> Vec<Row> {
    let applied = match commits {
        Ok(commits) => applies(tree, commits),
        Err(problems) => Verdict::Failed(problems.clone()),
    };
    let commits = commits.as_deref().unwrap_or_default();
    vec![
        row("the patches apply to the last commit", applied),
        row(
            "commits are called as nixpkgs asks",
            subjects(commits, &made(tree, paths)),
        ),
    ]
}

/// Applies the series as `git am` would, to a temporary index and object store, without changing
/// the checkout.
fn applies(tree: &Tree, commits: &[Commit]) -> Verdict {
    if !tree.git {
        return Verdict::Unchecked(NO_GIT.to_owned());
    }
    let fail = |message: String| {
        Verdict::Failed(vec![whole("git apply", message, "report this as a defect")])
    };
    let scratch = match Scratch::new(tree) {
        Ok(scratch) => scratch,
        Err(message) => return fail(message),
    };
    let author = Author {
        name: "Nobody".to_owned(),
        email: "nobody@example.org".to_owned(),
    };
    let mails = patch::series(commits, &author);
    for (name, mail) in &mails {
        if let Err(messages) =
            scratch.git(&["apply", "--cached", "--whitespace=error-all", "-"], mail)
        {
            return fail(format!("{name} does not apply: {}", messages.trim()));
        }
    }
    for (path, text) in series::texts(commits) {
        if scratch.git(&["show", &format!(":{path}")], "") != Ok(text) {
            return fail(format!("{path} is not what was meant, after the patches"));
        }
    }
    Verdict::Passed(match mails.len() {
        0 => "the last commit has everything".to_owned(),
        count => counted(count, "commit"),
    })
}

/// An index and a folder of objects that no checkout sees.
struct Scratch {
    root: PathBuf,
    objects: PathBuf,
    folder: tempfile::TempDir,
}

impl Scratch {
    fn new(tree: &Tree) -> Result<Self, String> {
        let objects = git(
            &tree.root,
            &[
                "rev-parse",
                "--path-format=absolute",
                "--git-path",
                "objects",
            ],
        )
        .ok_or("git does not say where its objects are")?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        std::fs::create_dir(folder.path().join("objects")).map_err(|error| error.to_string())?;
        let scratch = Self {
            root: tree.root.clone(),
            objects: Path::new(objects.trim()).to_owned(),
            folder,
        };
        scratch.git(&["read-tree", "HEAD"], "")?;
        Ok(scratch)
    }

    fn git(&self, arguments: &[&str], input: &str) -> Result<String, String> {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(&self.root)
            .args(arguments)
            .env("LC_ALL", "C")
            .env("GIT_INDEX_FILE", self.folder.path().join("index"))
            .env("GIT_OBJECT_DIRECTORY", self.folder.path().join("objects"))
            .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", &self.objects)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let mut stdin = child.stdin.take().ok_or("git takes no input")?;
        // git may stop reading at an error; what it says then counts.
        let _ = std::io::Write::write_all(&mut stdin, input.as_bytes());
        drop(stdin);
        let output = child
            .wait_with_output()
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }
}

/// The commits that would be made, and those that are.
fn subjects(commits: &[Commit], made: &[(String, String, String)]) -> Verdict {
    let mut problems = Vec::new();
    for commit in commits {
        problems.extend(message_problems(
            &commit.subject,
            &commit.subject,
            &commit.body,
        ));
    }
    for (name, subject, body) in made {
        problems.extend(message_problems(
            &format!("{name} {subject}"),
            subject,
            body,
        ));
    }
    verdict(problems, counted(commits.len() + made.len(), "commit"))
}

fn message_problems(shown: &str, subject: &str, body: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let help = "write `nixos/stateless: what is changed`, and why below";
    problems.extend(patch::subject_problem(subject).map(|message| whole(shown, message, help)));
    if body.trim().is_empty() {
        problems.push(whole(shown, "its body does not say why", help));
    }
    let long = body
        .lines()
        .find(|line| line.chars().count() > 72 && line.contains(' '));
    problems.extend(long.map(|line| {
        let message = format!("a line of its body is longer than 72 characters: {line}");
        whole(shown, message, "break the line")
    }));
    problems
}

/// Commits of the checkout that touch some paths: short name, subject and body.
fn made(tree: &Tree, paths: &[&str]) -> Vec<(String, String, String)> {
    if !tree.git || paths.is_empty() {
        return Vec::new();
    }
    let format = "--format=%h%x1f%s%x1f%b%x1e";
    let log = ["log", "--no-merges", format, "HEAD", "--"];
    let log = git(&tree.root, &[log.as_slice(), paths].concat());
    let log = log.unwrap_or_default();
    let commits = log.split('\u{1e}').filter_map(|commit| {
        let mut parts = commit.trim_start().splitn(3, '\u{1f}');
        let (name, subject) = (parts.next()?, parts.next()?);
        Some((
            name.to_owned(),
            subject.to_owned(),
            parts.next()?.to_owned(),
        ))
    });
    commits.collect()
}

/// Options of the last commit that are gone: those that are renamed or removed with a message are
/// still declared, and hidden.
fn vanished(subject: &Subject, documented: &Documented) -> Verdict {
    let Some(nix) = subject.nix else {
        return Verdict::Unchecked("Nix with <nixpkgs/lib> is not installed".to_owned());
    };
    if !subject.tree.git {
        return Verdict::Unchecked(NO_GIT.to_owned());
    }
    let listed = git(
        &subject.tree.root,
        &[
            "ls-tree",
            "-r",
            "--name-only",
            "HEAD",
            "--",
            FOLDER,
            CHAPTER,
        ],
    );
    let listed = listed.unwrap_or_default();
    let read = |path: &str| subject.tree.read(path, State::Head).ok().flatten();
    let files: Vec<(&str, String)> = listed
        .lines()
        .filter_map(|path| Some((path, read(path)?)))
        .collect();
    if files.is_empty() {
        return Verdict::Passed("the last commit has none of them".to_owned());
    }
    let files = files.iter().map(|(path, text)| (*path, text.as_str()));
    let Ok(before) = options::of(nix, files) else {
        return Verdict::Unchecked("the options of the last commit do not evaluate".to_owned());
    };
    let shown = || before.iter().filter(|option| option.is_shown());
    match documented.judge(|_| Vec::new()) {
        Verdict::Passed(_) => {}
        other => return other,
    }
    let gone = shown().filter(|option| !documented.has(&option.name));
    let problems = gone.map(|option| {
        whole(
            &option.name,
            "the last commit has this option, and configurations that set it would fail",
            "add `mkRenamedOptionModule` or `mkRemovedOptionModule` for it",
        )
    });
    verdict(problems.collect(), counted(shown().count(), "option"))
}
