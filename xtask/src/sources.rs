//! The format of the handwritten Nix files in `codegen/nix`.

use std::io::Write;
use std::path::Path;

use codegen::{NixSource, Problem, nix};

use crate::diff;
use shared::{project, ui};

/// Requires all files to be formatted, or formats them if `write` is set. Shows a diff of each file
/// that nixfmt changes. Files that nixfmt does not parse are left to the generator, whose messages
/// name the line.
pub(crate) fn format(root: &Path, write: bool) -> Result<(), Vec<Problem>> {
    let sources = project::sources(root)?;
    let mut problems = Vec::new();
    for source in &sources {
        let Some(formatted) = changed(source) else {
            continue;
        };
        if !write {
            ui::say(diff::unified(&source.shown, &source.text, &formatted));
            let message = "this file is not formatted; the diff is above".to_owned();
            let help = format!("run `{} --fmt`", project::COMMAND);
            problems.push(problem(source, message, help));
        } else if let Err(error) = replace(&root.join(&source.shown), &formatted) {
            let help = "make the file writable".to_owned();
            problems.push(problem(source, format!("cannot be written: {error}"), help));
        } else {
            let word = ui::styled(ui::NOTE, "formatted");
            ui::say(format_args!("{word} {}", source.shown));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn changed(source: &NixSource) -> Option<String> {
    let formatted = nix::formatted(&source.text).ok()?;
    (formatted != source.text).then_some(formatted)
}

/// Through a temporary file: an interrupt leaves either the old text or the new one.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    let permissions = std::fs::metadata(path)?.permissions();
    file.as_file().set_permissions(permissions)?;
    file.persist(path)?;
    Ok(())
}

fn problem(source: &NixSource, message: String, help: String) -> Problem {
    Problem {
        subject: source.shown.clone(),
        places: Vec::new(),
        message,
        help,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn unformatted_files_are_refused_until_they_are_formatted() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("codegen/nix/lib");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("good.nix"), "{ }\n").unwrap();
        fs::write(folder.join("bad.nix"), "{a=1;}").unwrap();
        let problems = format(root.path(), false).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].subject, "codegen/nix/lib/bad.nix");
        assert_eq!(problems[0].help, "run `cargo xtask gen --fmt`");
        format(root.path(), true).unwrap();
        let text = fs::read_to_string(folder.join("bad.nix")).unwrap();
        assert_eq!(text, "{ a = 1; }\n");
        format(root.path(), false).unwrap();
    }

    #[test]
    fn a_syntax_error_is_left_to_the_generator() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("codegen/nix/lib");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("bad.nix"), "{ a = 1 }").unwrap();
        format(root.path(), true).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join("bad.nix")).unwrap(),
            "{ a = 1 }"
        );
    }
}
