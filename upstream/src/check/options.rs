//! Rows about options, as Nix sees them in the manual.

use codegen::Problem;
use serde_json::Value;

use super::{Row, Subject, Verdict, counted, row, verdict};
use crate::place::whole;
use crate::series::FOLDER;

/// The expression that reads the options of a module.
const EXPRESSION: &str = include_str!("../../nix/documentation.nix");

/// What nixpkgs declares itself, and we only extend.
const EXTENDED: [&str; 3] = ["containers", "fileSystems", "fileSystems.<name>.options"];

/// An option as the manual shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opt {
    /// `stateless.stores.<name>.path`.
    pub name: String,
    /// Markdown; empty if there is none.
    pub description: String,
    /// In words; `unspecified` where it has none.
    ty: String,
    default: Option<String>,
    example: Option<String>,
    visible: bool,
    read_only: bool,
}

impl Opt {
    /// Whether the manual shows it.
    pub(super) fn is_shown(&self) -> bool {
        self.visible
    }
}

/// All options, or why they cannot be read.
pub struct Documented(Result<Vec<Opt>, Verdict>);

impl Documented {
    pub(super) fn read(subject: &Subject) -> Self {
        let Some(nix) = subject.nix else {
            return Self(Err(Verdict::Unchecked(
                "Nix with <nixpkgs/lib> is not installed".to_owned(),
            )));
        };
        let files = subject.own.iter();
        let files = files.map(|(path, text)| (path.as_str(), text.as_str()));
        Self(of(nix, files).map_err(|problem| Verdict::Failed(vec![problem])))
    }

    /// An option without its own documentation.
    pub(super) fn none() -> Self {
        Self(Ok(Vec::new()))
    }

    /// The options that the manual shows; none where they cannot be read.
    pub fn options(&self) -> impl Iterator<Item = &Opt> {
        let all = self.0.as_deref().unwrap_or_default();
        all.iter().filter(|option| option.visible)
    }

    /// Whether there is such an option, shown or not.
    pub(super) fn has(&self, name: &str) -> bool {
        let all = self.0.as_deref().unwrap_or_default();
        all.iter().any(|option| option.name == name)
    }

    /// The verdict of what looks at each option.
    pub(super) fn judge(&self, judge: impl Fn(&Opt) -> Vec<Problem>) -> Verdict {
        match &self.0 {
            Ok(_) => {
                let problems = self.options().flat_map(judge).collect();
                verdict(problems, counted(self.options().count(), "option"))
            }
            Err(Verdict::Failed(_)) => {
                Verdict::Unchecked("the documentation does not evaluate, see there".to_owned())
            }
            Err(other) => other.clone(),
        }
    }
}

/// The options of the module among some files.
pub(super) fn of<'f>(
    nix: &dyn super::Nix,
    files: impl IntoIterator<Item = (&'f str, &'f str)>,
) -> Result<Vec<Opt>, Problem> {
    let fail = |message: String| {
        let help =
            "no default, type or description may look at `config` or `pkgs`; give a `defaultText`";
        whole(FOLDER, message, help)
    };
    let folder = super::on_disk(files).map_err(|error| fail(error.to_string()))?;
    let module = folder.path().join(FOLDER).display().to_string();
    let expression = format!(
        "({EXPRESSION}) {{ lib = import <nixpkgs/lib>; module = /. + {}; }}",
        Value::from(module.as_str())
    );
    let found = nix.eval(&expression).map_err(|messages| {
        let messages = messages.replace(&format!("{}/", folder.path().display()), "");
        fail(format!("it does not evaluate: {}", messages.trim()))
    })?;
    let options = found.as_array().into_iter().flatten();
    Ok(options.map(option).collect())
}

fn option(value: &Value) -> Opt {
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    Opt {
        name: text("name").unwrap_or_default(),
        description: text("description").unwrap_or_default(),
        ty: text("type").unwrap_or_default(),
        default: text("default"),
        example: text("example"),
        visible: value["visible"] != false,
        read_only: value["readOnly"] == true,
    }
}

pub(super) fn rows(documented: &Documented) -> Vec<Row> {
    let evaluates = match &documented.0 {
        Ok(options) => Verdict::Passed(counted(options.len(), "option")),
        Err(verdict) => verdict.clone(),
    };
    vec![
        row("documentation evaluates without pkgs and config", evaluates),
        row(
            "options have a type and a description",
            documented.judge(described),
        ),
        row(
            "options have a default, or say that they are required",
            documented.judge(|option| absent_default(documented, option)),
        ),
        row(
            "options have an example, but for yes or no and named values",
            documented.judge(|option| absent_example(documented, option)),
        ),
        row(
            "documentation has no store paths",
            documented.judge(store_paths),
        ),
    ]
}

fn is_extended(option: &Opt) -> bool {
    EXTENDED.contains(&option.name.as_str())
}

fn described(option: &Opt) -> Vec<Problem> {
    let mut problems = Vec::new();
    if is_extended(option) {
        return problems;
    }
    let description = option.description.trim_end();
    if option.ty.is_empty() || option.ty == "unspecified" || option.ty == "unspecified value" {
        problems.push(whole(
            &option.name,
            "it has no type",
            "give it one of lib.types",
        ));
    }
    if description.is_empty() {
        problems.push(whole(
            &option.name,
            "it has no description",
            "say what it is for",
        ));
    } else if !description.ends_with(['.', '`', ':']) || description.ends_with("..") {
        problems.push(whole(
            &option.name,
            "its description does not end in a period",
            "write whole sentences",
        ));
    }
    problems
}

/// A variant of a union: exactly one variant is set, and the enclosing option has the example.
fn is_variant(documented: &Documented, option: &Opt) -> bool {
    let around = option.name.rsplit_once('.').map(|(around, _)| around);
    documented.options().any(|other| {
        Some(other.name.as_str()) == around
            && other.ty.contains("attribute-tagged union")
            && other.example.is_some()
    })
}

fn absent_default(documented: &Documented, option: &Opt) -> Vec<Problem> {
    let says_so = option.description.contains("Required.");
    let excused = option.read_only || is_extended(option) || says_so;
    if option.default.is_some() || excused || is_variant(documented, option) {
        return Vec::new();
    }
    vec![whole(
        &option.name,
        "it has no default, and does not say that it must be set",
        "give it a default, or write \"Required.\" in its description",
    )]
}

fn absent_example(documented: &Documented, option: &Opt) -> Vec<Problem> {
    let speaks_for_itself = option.ty.contains("boolean") || option.ty.contains("one of");
    let excused = option.read_only || is_extended(option) || speaks_for_itself;
    if option.example.is_some() || excused || is_variant(documented, option) {
        return Vec::new();
    }
    vec![whole(
        &option.name,
        "it has no example",
        "show a value that is not the default",
    )]
}

fn store_paths(option: &Opt) -> Vec<Problem> {
    let texts = [
        Some(&option.description),
        option.default.as_ref(),
        option.example.as_ref(),
    ];
    let found = texts.into_iter().flatten().find_map(|text| {
        let (_, rest) = text.split_once("/nix/store/")?;
        let hash = rest.split('-').next()?;
        let is_hash = hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_alphanumeric());
        is_hash.then(|| format!("/nix/store/{hash}-…"))
    });
    found
        .map(|path| {
            whole(
                &option.name,
                format!(
                    "its documentation has the store path `{path}`, which differs on every machine"
                ),
                "give it a `defaultText`, or `literalExpression` for the example",
            )
        })
        .into_iter()
        .collect()
}
