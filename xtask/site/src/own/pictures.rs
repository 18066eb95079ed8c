//! Pictures, from the examples and from the documentation of the types.

use codegen::ir::{Module, Visit, show};
use site::{Definition, Flow, Opt, Step, Text, definitions};

use super::Files;

/// The picture of that name.
pub(super) fn named(
    name: &str,
    files: &Files,
    modules: &[Module],
    options: &[Opt],
) -> Option<Flow> {
    let example = definitions(files.text("tests/examples/minimal.nix"));
    match name {
        "boot" => boot(&example, modules),
        "path" => path(&example),
        "container" => container(&example, options),
        _ => None,
    }
}

fn step(after: &str, title: impl Into<String>, lines: &[String], kept: bool) -> Step {
    Step {
        title: title.into(),
        lines: lines.to_vec(),
        kept,
        after: after.to_owned(),
    }
}

fn value<'a>(example: &'a [Definition], path: &[&str]) -> Option<&'a str> {
    let found = example.iter().find(|one| one.path == path);
    found.map(|one| one.value.trim_matches('"'))
}

/// The texts of a list.
fn texts(list: &str) -> Vec<String> {
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The phases of an entry, from their documentation.
fn boot(example: &[Definition], modules: &[Module]) -> Option<Flow> {
    let phase = "stateless.stores.<name>.directories.<path>.phase";
    let mut text = None;
    for module in modules {
        module.visit(&mut |path, visit| {
            if let Visit::Option(option) = visit
                && show(path) == phase
            {
                text = Some(option.description.clone());
            }
        });
    }
    let text = text?.replace("`local-fs.target`", "local-fs.target");
    let meaning = |name: &str| {
        let line = text.split(&format!("- `\"{name}\"`: ")).nth(1)?;
        Some(
            line.split("\n- ")
                .next()?
                .replace('\n', " ")
                .replace("  ", " ")
                .trim()
                .to_owned(),
        )
    };
    let size = value(example, &["stateless", "root", "size"])?;
    let store = value(example, &["stateless", "stores", "main", "path"])?;
    let early = texts(value(
        example,
        &["stateless", "stores", "main", "directories"],
    )?);
    let home = example
        .iter()
        .find(|one| one.path.len() == 7 && one.path[3] == "users")?;
    let home = format!("/home/{}/{}", home.path[4], home.path[6]);
    Some(Flow {
        title: "Boot with the first example".to_owned(),
        steps: vec![
            step(
                "",
                "The root is empty",
                &[format!(
                    "/ is a tmpfs of at most {size}, without files of the last boot."
                )],
                false,
            ),
            step(
                "the initrd mounts persistent file systems",
                format!("{store} and /nix"),
                &["File systems with neededForBoot = true.".to_owned()],
                true,
            ),
            step(
                "phase \"initrd\"",
                early.join(", "),
                &[meaning("initrd")?],
                true,
            ),
            step(
                "the configuration is activated",
                "/etc, users, /run",
                &["Created from the Nix store at each boot.".to_owned()],
                false,
            ),
            step("phase \"stage2\"", home, &[meaning("stage2")?], true),
            step(
                "local-fs.target",
                "Services start",
                &[
                    "They find their state. Files that they write elsewhere are gone at the next boot."
                        .to_owned(),
                ],
                false,
            ),
        ],
    })
}

fn path(example: &[Definition]) -> Option<Flow> {
    let store = value(example, &["stateless", "stores", "main", "path"])?;
    let directory = texts(value(
        example,
        &["stateless", "stores", "main", "directories"],
    )?)
    .into_iter()
    .next()?;
    Some(Flow {
        title: "Where a persisted path is stored".to_owned(),
        steps: vec![
            step(
                "",
                format!("A program writes to {directory}"),
                &["It does not notice the store.".to_owned()],
                false,
            ),
            step(
                "bind mount",
                format!("{store}{directory}"),
                &["The path of the store and the full path. The data survives here.".to_owned()],
                true,
            ),
            step(
                "the file system of the store",
                store,
                &["A disk or a subvolume. Back up this one.".to_owned()],
                true,
            ),
        ],
    })
}

fn container(example: &[Definition], options: &[Opt]) -> Option<Flow> {
    let kept = example.iter().find(|one| {
        one.path.len() == 6 && one.path[0] == "containers" && one.path[3] == "persist"
    })?;
    let (name, kept) = (&kept.path[1], &kept.path[5]);
    let size = value(example, &["containers", name, "stateless", "root", "size"])?;
    let root = options
        .iter()
        .find(|option| option.name == "containers.<name>.stateless.persist.root")?;
    let Some(Text::Code(root) | Text::Words(root)) = &root.default else {
        return None;
    };
    let host = format!("{}{kept}", placed(root, name)?);
    Some(Flow {
        title: "From start to restart of a container".to_owned(),
        steps: vec![
            step(
                "",
                format!("{host} on the host"),
                &["Created before the first start, with owner and mode.".to_owned()],
                true,
            ),
            step(
                "the container starts",
                "The root is empty",
                &[format!(
                    "In RAM, at most {size}. The system comes from the Nix store of the host."
                )],
                false,
            ),
            step(
                "bind mount",
                format!("{kept} in the container"),
                &["Every write goes directly to the host.".to_owned()],
                true,
            ),
            step(
                "the container stops, or is killed",
                "The root is gone",
                &["All undeclared files are gone with it.".to_owned()],
                false,
            ),
            step(
                "it starts again",
                format!("{host} is still there"),
                &[format!("{kept} has the same contents as before.")],
                true,
            ),
        ],
    })
}

/// The default of a path that has the name of its container in it.
fn placed(root: &str, name: &str) -> Option<String> {
    let path = &root[root.find('/')?..];
    let end = path.find(['"', '`'])?;
    Some(
        path[..end]
            .replace("${name}", name)
            .replace("<name>", name)
            .replace("‹name›", name),
    )
}
