//! Absolute paths in scripts, unit files and source code.

use std::collections::BTreeSet;

/// File systems of the kernel, the Nix store, what is empty after each boot, and the root of the machine
/// as the initrd calls it.
const ELSEWHERE: [&str; 7] = ["dev", "nix", "proc", "run", "sys", "sysroot", "tmp"];

/// Directories that source code may name relative to a prefix.
const TOP: [&str; 10] = [
    "bin", "boot", "etc", "home", "lib", "lib64", "root", "srv", "usr", "var",
];

/// The paths in a script or unit, without those that cannot be persisted. Comments do not count.
pub(super) fn paths(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| !is_comment(line));
    lines.flat_map(paths_in_line).collect()
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["#", "//", ";"].iter().any(|start| line.starts_with(start))
        || ["Description=", "Documentation=", "X-Restart-Triggers="]
            .iter()
            .any(|start| line.starts_with(start))
}

fn paths_in_line(line: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut before = None;
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        if next == '/' && !before.is_some_and(continues) {
            let end = rest.find(|c| !is_of_path(c)).unwrap_or(rest.len());
            let (path, after) = rest.split_at(end);
            paths.extend(path_of(path, is_whole(after)));
            before = path.chars().next_back();
            rest = after;
        } else {
            before = Some(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    paths
}

/// Whether a slash after this is inside of a path.
fn continues(before: char) -> bool {
    before.is_alphanumeric() || ['_', '.', '}', ')', '/', '-', '*', '~'].contains(&before)
}

fn is_of_path(c: char) -> bool {
    c.is_ascii_alphanumeric() || ['/', '.', '_', '-', '+', '@', '\\'].contains(&c)
}

/// A path in the form of entries; `None` if it is useless. Cuts off the part from the first
/// variable.
fn path_of(path: &str, is_whole: bool) -> Option<String> {
    let path = if is_whole {
        path
    } else {
        &path[..path.rfind('/')?]
    };
    let path = path.trim_end_matches(['/', '.']);
    let top = path.strip_prefix('/')?.split('/').next()?;
    let is_name = |part: &str| part.chars().any(|c| c.is_ascii_alphanumeric());
    let is_path = path[1..].split('/').all(is_name);
    (is_path && !ELSEWHERE.contains(&top)).then(|| path.to_owned())
}

/// What a unit of the initrd reads and writes below the root of the machine.
pub(super) fn below_sysroot(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| !is_comment(line));
    let rests = lines.flat_map(|line| line.split("/sysroot").skip(1));
    rests.filter_map(first).collect()
}

/// The path that a text begins with.
fn first(text: &str) -> Option<String> {
    let end = text.find(|c| !is_of_path(c)).unwrap_or(text.len());
    let (path, after) = text.split_at(end);
    path_of(path, is_whole(after))
}

/// Whether the next character does not belong to the last name of a path.
fn is_whole(after: &str) -> bool {
    !after.starts_with(['$', '{', '*', '%', '?', '['])
}

/// The paths in source code of Rust: string literals, also relative to a prefix. Tests do not count.
pub(super) fn literals(code: &str) -> BTreeSet<String> {
    let code = code
        .split_once("#[cfg(test)]")
        .map_or(code, |(code, _)| code);
    let lines = code.lines().filter(|line| !is_comment(line));
    let literals = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    literals
        .map(|literal| literal.strip_prefix("{prefix}").unwrap_or(literal))
        .filter_map(|literal| {
            let relative = literal.strip_prefix('/').unwrap_or(literal);
            let is_path = literal.starts_with('/')
                || relative.contains('/') && TOP.contains(&relative.split('/').next()?);
            (is_path && relative.chars().all(is_of_path))
                .then(|| path_of(&format!("/{relative}"), true))?
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(Vec::from_iter(paths(text)), expected, "{text}");
    }

    #[test]
    fn paths_are_found_wherever_they_stand() {
        check("mkdir -p /var/lib/a /etc/b", &["/etc/b", "/var/lib/a"]);
        check("ConditionPathExists=!/etc/a", &["/etc/a"]);
        check("ExecStart=-/nix/store/x/bin/p --to=/srv/a", &["/srv/a"]);
        check(
            "my $file = \"/var/lib/nixos/uid-map\";",
            &["/var/lib/nixos/uid-map"],
        );
        check("test -f '/etc/a' && cat </etc/b", &["/etc/a", "/etc/b"]);
        check("install -d /root/", &["/root"]);
        check("Options=upperdir=/.rw/upper,ro", &["/.rw/upper"]);
    }

    #[test]
    fn what_cannot_be_persisted_is_left_out() {
        check("cat /proc/mounts /run/a /dev/b /nix/store/c", &[]);
        check("# see /etc/a", &[]);
        check("Description=Make /etc/a", &[]);
        check("$dir/etc/a ${dir}/b $(pwd)/c a/b ../d", &[]);
        check("cd /", &[]);
    }

    #[test]
    fn what_a_variable_completes_is_cut_off() {
        check("rm /etc/a/$name /etc/b/{c,d}", &["/etc/a", "/etc/b"]);
        check("cat /$name", &[]);
    }

    #[test]
    fn units_of_the_initrd_count_below_the_root() {
        let text = "mkdir /sysroot/etc/a /etc/b\nRequiresMountsFor=/sysroot /sysroot/nix/store";
        assert_eq!(Vec::from_iter(below_sysroot(text)), ["/etc/a"]);
    }

    #[test]
    fn source_code_names_paths_as_literals() {
        let code = "const A: &str = \"/etc/a\";\n// \"/etc/b\"\nroot.join(\"usr/bin\");\n\
             format!(\"{prefix}/var/c\"); log(\"no path/of any kind\");\n#[cfg(test)]\n\"/etc/d\"";
        assert_eq!(
            Vec::from_iter(literals(code)),
            ["/etc/a", "/usr/bin", "/var/c"]
        );
    }
}
