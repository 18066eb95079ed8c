//! The list of output files.

mod vm;

use std::borrow::Cow;
use std::collections::BTreeSet;

use nixos_options::meta::Domain;
use serde_json::{Map, Value};

use crate::emit::{former, json_schema};
use crate::emit::{markdown, module, options, options_json};
use crate::ir::{Module, Step};
use crate::nix::{self, Comment, Expr};
use crate::{MARKER, NixSource, Output, Problem, Project, lower, reads};

pub use vm::vm_tests;

/// The option types that `lib.types` does not have, beside every set of modules.
pub const TYPES: &str = include_str!("../nix/lib/types.nix");

/// Former names of options inside submodules, beside modules that have such.
const FORMER: &str = include_str!("../nix/lib/former.nix");

/// The files that the generator makes for a domain.
const GENERATED: [&str; 4] = ["data.nix", "default.nix", "former.nix", "options.nix"];

const TYPES_PATH: &str = "lib/types.nix";
const FORMER_PATH: &str = "lib/former.nix";

/// All outputs, sorted by path; or all problems.
pub fn generate(project: &Project) -> Result<Vec<Output>, Vec<Problem>> {
    let modules = lower::lower(project.domains)?;
    let misplaced: Vec<Problem> = project
        .sources
        .iter()
        .filter_map(|source| misplaced(source, &modules))
        .collect();
    if !misplaced.is_empty() {
        return Err(misplaced);
    }
    let report = reads::check(&modules, project.sources);
    // Without any behaviour there is nobody to read an option: a daemon reads its own file.
    if !project.sources.is_empty() && !report.problems.is_empty() {
        return Err(report.problems);
    }
    Files::of(project, &modules)
}

/// `options.json` and `schema.json`, from which a site is made. Without Nix files to format, this
/// is many times faster than [`generate`].
pub fn documents(project: &Project, modules: &[Module]) -> Result<Vec<Output>, Vec<Problem>> {
    let mut files = Files::new(project);
    files.options_json(modules);
    files.json_schema(project.domains, modules);
    files.done()
}

/// The outputs so far.
struct Files<'a> {
    project: &'a Project<'a>,
    outputs: Vec<Output>,
    problems: Vec<Problem>,
}

impl<'a> Files<'a> {
    fn of(project: &'a Project<'a>, modules: &[Module]) -> Result<Vec<Output>, Vec<Problem>> {
        let mut files = Self::new(project);
        for module in modules {
            let needed = needed(&module.name, project.domains);
            let needed = modules
                .iter()
                .filter(|other| needed.contains(other.name.as_str()));
            files.module(module, &needed.collect::<Vec<_>>());
        }
        files.top(modules);
        files.libraries(modules);
        files.options_json(modules);
        files.json_schema(project.domains, modules);
        files.done()
    }

    fn new(project: &'a Project<'a>) -> Self {
        Self {
            project,
            outputs: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn done(mut self) -> Result<Vec<Output>, Vec<Problem>> {
        if self.problems.is_empty() {
            self.outputs.sort_by(|a, b| a.path.cmp(&b.path));
            Ok(self.outputs)
        } else {
            Err(self.problems)
        }
    }

    fn module(&mut self, module: &Module, needed: &[&Module]) {
        let name = &module.name;
        let origin = module.origin.file;
        let declared = self.declared(name);
        let path = format!("{name}/options.nix");
        match options::options(module) {
            Ok(expr) => self.nix(&path, origin, &expr),
            Err(error) => self.problem(name, origin, error.to_string()),
        }
        self.former(module);
        let mut imports = imports_of(module, ".");
        if self.has_behaviour(name) {
            imports.push("./config.nix".to_owned());
            // Each folder can be imported by itself. The files of others and not their folders: two
            // domains may need each other, and modules that import each other are never collected.
            for other in needed {
                let folder = format!("../{}", other.name);
                imports.extend(imports_of(other, &folder));
                if self.has_behaviour(&other.name) {
                    imports.push(format!("{folder}/config.nix"));
                }
            }
        }
        self.data(module);
        self.imports(&format!("{name}/default.nix"), origin, &imports);
        let header = self.header(origin);
        self.push(
            format!("docs/{name}.md"),
            markdown::page(module, &header, &declared),
        );
    }

    fn has_behaviour(&self, name: &str) -> bool {
        let path = format!("{name}/config.nix");
        let mut sources = self.project.sources.iter();
        sources.any(|source| source.path == path)
    }

    /// The former option names that NixOS can report.
    fn former(&mut self, module: &Module) {
        if !former::has_file(module) {
            return;
        }
        let (path, origin) = (format!("{}/former.nix", module.name), module.origin.file);
        match former::file(module) {
            Ok(expr) => self.nix(&path, origin, &expr),
            Err(error) => self.problem(&module.name, origin, error.to_string()),
        }
    }

    /// The data that the behaviour file reads besides the options.
    fn data(&mut self, module: &Module) {
        let domain = self
            .project
            .domains
            .iter()
            .find(|domain| domain.name == module.name);
        let Some(data) = domain.and_then(|domain| domain.data) else {
            return;
        };
        let path = format!("{}/data.nix", module.name);
        match nix::value(&data()) {
            Ok(expr) => self.nix(&path, module.origin.file, &expr),
            Err(error) => self.problem(&path, module.origin.file, error.to_string()),
        }
    }

    /// The module that imports all.
    fn top(&mut self, modules: &[Module]) {
        let folders: Vec<String> = modules
            .iter()
            .map(|module| format!("./{}", module.name))
            .collect();
        self.imports("default.nix", "the registry of domains", &folders);
    }

    fn imports(&mut self, path: &str, origin: &str, files: &[String]) {
        match module::imports(files) {
            Ok(expr) => self.nix(path, origin, &expr),
            Err(error) => self.problem(path, origin, error.to_string()),
        }
    }

    fn libraries(&mut self, modules: &[Module]) {
        let own = [(TYPES_PATH, TYPES), (FORMER_PATH, FORMER)];
        for (path, text) in own {
            if path == FORMER_PATH && !modules.iter().any(has_former_within) {
                continue;
            }
            let source = NixSource {
                path: path.to_owned(),
                shown: format!("codegen/nix/{path}"),
                text: text.to_owned(),
            };
            self.copy(path, &source);
        }
        for source in self.project.sources {
            match own.iter().find(|(path, _)| *path == source.path) {
                None => self.copy(&source.path, source),
                Some((_, text)) if source.text == *text => {}
                Some(_) => self.problems.push(Problem {
                    subject: source.shown.clone(),
                    places: Vec::new(),
                    message: "the generator was built with another version of this file".to_owned(),
                    help: "restore the file, or build the generator again".to_owned(),
                }),
            }
        }
    }

    fn options_json(&mut self, modules: &[Module]) {
        let mut all = Map::new();
        for module in modules {
            all.extend(options_json::entries(module, &self.declared(&module.name)));
        }
        let marker = modules
            .first()
            .map_or_else(String::new, |module| self.declared(&module.name));
        self.outputs.push(Output {
            path: "options.json".to_owned(),
            text: json(&Value::Object(all)),
            marker,
        });
    }

    fn json_schema(&mut self, domains: &[Domain], modules: &[Module]) {
        let grammars = modules.iter().flat_map(|module| &module.scalars);
        let grammars: Vec<_> = grammars.copied().collect();
        match json_schema::schema(
            domains,
            &grammars,
            &self.header("the Rust types of the options"),
        ) {
            Ok(schema) => self.push("schema.json".to_owned(), json(&schema)),
            Err(problem) => self.problems.push(problem),
        }
    }

    /// A generated Nix file.
    fn nix(&mut self, path: &str, origin: &str, expr: &Expr) {
        let comment = Comment::new(&self.header(origin)).map_err(|error| error.to_string());
        let text = comment
            .and_then(|comment| nix::format(expr, &[comment]).map_err(|error| error.to_string()));
        match text {
            Ok(text) => self.push(path.to_owned(), text),
            Err(error) => self.problem(path, origin, error),
        }
    }

    /// A hand-written file below a header. It must be formatted already: it is copied, not changed.
    fn copy(&mut self, path: &str, source: &NixSource) {
        match nix::formatted(&source.text) {
            Ok(formatted) if formatted == source.text => {}
            Ok(_) => self.problems.push(Problem {
                subject: source.shown.clone(),
                places: Vec::new(),
                message: "this file is not formatted".to_owned(),
                help: format!("run `nixfmt {}`", source.shown),
            }),
            Err(error) => self.problem(&source.shown, &source.shown, error.to_string()),
        }
        self.push(
            path.to_owned(),
            format!("# {}\n{}", self.header(&source.shown), source.text),
        );
    }

    fn push(&mut self, path: String, text: String) {
        let marker = format!("{MARKER} `{}`", self.project.command);
        self.outputs.push(Output { path, text, marker });
    }

    fn header(&self, origin: &str) -> String {
        format!(
            "{MARKER} `{}` from {}; edit that instead.",
            self.project.command,
            one_line(origin)
        )
    }

    fn declared(&self, module: &str) -> String {
        format!("{}/{module}/options.nix", self.project.folder)
    }

    fn problem(&mut self, subject: &str, place: &str, message: String) {
        self.problems.push(Problem {
            subject: subject.to_owned(),
            places: vec![place.to_owned()],
            message,
            help: "correct the file named above".to_owned(),
        });
    }
}

/// A hand-written file belongs beside the generated ones of its domain, or into `lib`.
fn misplaced(source: &NixSource, modules: &[Module]) -> Option<Problem> {
    let (folder, file) = source.path.split_once('/').unwrap_or(("", &source.path));
    let is_domain = modules.iter().any(|module| module.name == folder);
    let (message, help) = if is_domain && GENERATED.contains(&file) {
        let message = "the generator makes a file of this name".to_owned();
        (message, "give the file another name".to_owned())
    } else if is_domain || folder == "lib" {
        return None;
    } else {
        let names: Vec<&str> = modules.iter().map(|module| module.name.as_str()).collect();
        let help = format!("move it to `lib`, `{}`", names.join("` or `"));
        ("no domain has this folder".to_owned(), help)
    };
    Some(Problem {
        subject: source.shown.clone(),
        places: Vec::new(),
        message,
        help,
    })
}

/// The other domains that a domain needs, and those that they need.
fn needed(name: &str, domains: &[Domain]) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut queue = vec![name];
    while let Some(next) = queue.pop() {
        let domain = domains.iter().find(|domain| domain.name == next);
        for other in domain.map_or(&[][..], |domain| domain.needs) {
            if *other != name && found.insert(*other) {
                queue.push(other);
            }
        }
    }
    found
}

/// The files of a domain that declare something.
fn imports_of(module: &Module, folder: &str) -> Vec<String> {
    let mut files = vec![format!("{folder}/options.nix")];
    if former::has_file(module) {
        files.push(format!("{folder}/former.nix"));
    }
    files
}

/// Whether a submodule has former names.
fn has_former_within(module: &Module) -> bool {
    let all = module.former();
    all.iter()
        .any(|(path, _)| path.iter().any(|step| !matches!(step, Step::Name(_))))
}

fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        Cow::Owned(text.replace(char::is_control, " "))
    } else {
        Cow::Borrowed(text)
    }
}

fn json(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("JSON data is JSON");
    // The one control character that serde_json leaves as it is.
    let mut text = text.replace('\u{7f}', r"\u007f");
    text.push('\n');
    text
}
