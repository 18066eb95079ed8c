//! Getting a QEMU that is new enough, on Debian: from the release itself, or from its backports.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use crate::process::run;
use crate::qemu;
use crate::ui;

const PACKAGE: &str = "qemu-system-x86";

/// What this adds to the machine. Removing it undoes that.
const SOURCES: &str = "/etc/apt/sources.list.d/stateless-backports.sources";

/// Installs QEMU. Where the release has only an old one, its backports are added first, from the
/// mirror that the machine has already.
pub fn install_emulator() {
    let offered = policy().and_then(|text| candidate(&text));
    if offered.is_some_and(|version| version >= qemu::OLDEST) {
        run(
            "apt-get",
            &["install", "-y", "--no-install-recommends"],
            &[PACKAGE],
        );
        return;
    }
    let Some((codename, mirror)) = release() else {
        ui::note(format_args!(
            "{} qemu: apt has no release of Debian in its sources",
            ui::styled(ui::NOTE, "to get")
        ));
        return;
    };
    match add(Path::new(SOURCES), &codename, &mirror) {
        Ok(()) => ui::note(format_args!("== {SOURCES} (remove it to undo)")),
        Err(error) => ui::note(format_args!(
            "{}: {SOURCES}: {error}",
            ui::styled(ui::BAD, "failed")
        )),
    }
    let target = format!("{codename}-backports");
    run("apt-get", &["update"], &[]);
    let args = ["install", "-y", "--no-install-recommends", "-t", &target];
    run("apt-get", &args, &[PACKAGE]);
}

fn policy() -> Option<String> {
    let output = Command::new("apt-cache").args(["policy", PACKAGE]).output();
    let text = output.ok()?.stdout;
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// The first number of the version that apt would install: `1:7.2+dfsg-7` is 7.
fn candidate(policy: &str) -> Option<u32> {
    let (_, rest) = policy.split_once("Candidate: ")?;
    let version = rest.lines().next()?;
    let version = version
        .split_once(':')
        .map_or(version, |(_, version)| version);
    version.split('.').next()?.parse().ok()
}

/// The release of this machine and the mirror that it comes from, as apt's own lists say; none where
/// it is not Debian.
pub fn release() -> Option<(String, String)> {
    let text = fs::read_to_string("/etc/os-release").ok()?;
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        line.map(|value| value.trim_matches('"').to_owned())
    };
    if value("ID=")? != "debian" {
        return None;
    }
    let codename = value("VERSION_CODENAME=")?;
    let output = Command::new("apt-get")
        .args([
            "indextargets",
            "--format",
            "$(CODENAME) $(COMPONENT) $(REPO_URI)",
        ])
        .arg("Created-By: Packages")
        .output()
        .ok()?;
    let mirror = mirror(&String::from_utf8_lossy(&output.stdout), &codename)?;
    Some((codename, mirror))
}

fn mirror(targets: &str, codename: &str) -> Option<String> {
    let wanted = format!("{codename} main ");
    let uri = targets
        .lines()
        .find_map(|line| line.strip_prefix(&wanted))?;
    Some(uri.trim_end_matches('/').to_owned())
}

fn add(path: &Path, codename: &str, mirror: &str) -> io::Result<()> {
    let text = format!(
        "# For QEMU {} or later; added by `cargo xtask test --setup`.\n\
         Types: deb\n\
         URIs: {mirror}\n\
         Suites: {codename}-backports\n\
         Components: main\n\
         Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n",
        qemu::OLDEST
    );
    fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_candidate_is_read_with_and_without_an_epoch() {
        let policy =
            |version: &str| format!("qemu:\n  Installed: (none)\n  Candidate: {version}\n");
        assert_eq!(candidate(&policy("1:7.2+dfsg-7+deb12u18")), Some(7));
        assert_eq!(candidate(&policy("10.0.2")), Some(10));
        assert_eq!(candidate(&policy("(none)")), None);
    }

    #[test]
    fn the_mirror_is_that_of_the_own_release() {
        let targets = "stable main http://other.example/\n\
                       bookworm-updates main http://mirror.example/debian/\n\
                       bookworm main http://mirror.example/debian/\n";
        let found = mirror(targets, "bookworm");
        assert_eq!(found.as_deref(), Some("http://mirror.example/debian"));
        assert_eq!(mirror(targets, "noble"), None);
    }

    #[test]
    fn the_sources_name_the_backports_of_the_release() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.sources");
        add(&path, "bookworm", "http://mirror.example/debian").unwrap();
        let text = fs::read_to_string(path).unwrap();
        assert!(
            text.contains("\nURIs: http://mirror.example/debian\n"),
            "{text}"
        );
        assert!(text.contains("\nSuites: bookworm-backports\n"), "{text}");
    }
}
