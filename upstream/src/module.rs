//! The generated modules in the form of nixpkgs: without the generator's marks, with the grammars of
//! all domains in one file, and one entry file that names the maintainers and the source.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use codegen::emit::control;
use codegen::nix::make::{apply, attrs, inherit, inherit_from, lambda_set, let_in, rel_file, set};
use codegen::nix::make::{list, select, var};
use codegen::nix::{self, Binding, Comment, Expr, Ident, MakeError, Text};
use codegen::{MARKER, Output, Problem};

use crate::imports;
use crate::place::whole;

/// The modules as files of a directory of nixpkgs.
#[derive(Clone, Debug)]
pub struct Form {
    /// Texts by path below the directory, without the entry file.
    pub files: BTreeMap<String, String>,
    /// The domains in the order in which they can be added. Those of one stage need each other.
    pub stages: Vec<Vec<String>>,
}

/// The contents of the entry file besides its imports.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meta<'a> {
    /// The handles of the maintainers.
    pub maintainers: &'a [String],
    /// The chapter, relative to the entry file.
    pub doc: Option<&'a str>,
    /// Where the project is, if it is known.
    pub source: Option<&'a str>,
}

/// The form of what the generator wrote.
pub fn form(outputs: &[Output]) -> Result<Form, Vec<Problem>> {
    let texts: BTreeMap<&str, &str> = outputs
        .iter()
        .map(|output| (output.path.as_str(), output.text.as_str()))
        .collect();
    let domains = domains(&texts);
    if domains.is_empty() {
        let message = "there is no domain with an options.nix among the generated modules";
        return Err(vec![whole(
            "generated-modules",
            message,
            "run `cargo xtask gen`",
        )]);
    }
    let mut files = BTreeMap::new();
    for (path, text) in &texts {
        let folder = path.split_once('/').map_or("", |(folder, _)| folder);
        let wanted = folder == "lib" || domains.iter().any(|domain| domain == folder);
        // The entry file imports what the `default.nix` of a domain does.
        let is_entry = *path == format!("{folder}/default.nix");
        let is_nix = Path::new(path).extension().is_some_and(|end| end == "nix");
        if wanted && !is_entry && is_nix {
            files.insert((*path).to_owned(), without_marker(text));
        }
    }
    share_grammars(&mut files, &domains).map_err(|problem| vec![problem])?;
    let stages = stages(&domains, &texts);
    let needed = needed(&files, &domains);
    files.retain(|path, _| needed.contains(path));
    Ok(Form { files, stages })
}

impl Form {
    /// The files of some domains, with the library files that they need, by path.
    pub fn of(&self, domains: &[String]) -> BTreeMap<&str, &str> {
        let needed = needed(&self.files, domains);
        let files = self.files.iter();
        files
            .filter(|(path, _)| needed.contains(*path))
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect()
    }

    /// The entry file that imports some domains.
    pub fn entry(&self, domains: &[String], meta: Meta) -> Result<String, Problem> {
        let wrong = |error: String| whole("default.nix", error, "report this as a defect");
        let expr = self
            .entry_expr(domains, meta)
            .map_err(|error| wrong(error.to_string()))?;
        let about = "From the Stateless project, which writes the options and tests all of this.";
        let source = meta.source.map_or_else(
            || "Send changes there as well.".to_owned(),
            |source| format!("Send changes there as well: {source}"),
        );
        let comments = [about, &source].map(Comment::new);
        let comments: Result<Vec<Comment>, MakeError> = comments.into_iter().collect();
        let comments = comments.map_err(|error| wrong(error.to_string()))?;
        nix::format(&expr, &comments).map_err(|error| wrong(error.to_string()))
    }

    fn entry_expr(&self, domains: &[String], meta: Meta) -> Result<Expr, MakeError> {
        let mut imports = Vec::new();
        for domain in domains {
            for name in ["options", "former", "config"] {
                let path = format!("{domain}/{name}.nix");
                if self.files.contains_key(&path) {
                    imports.push(rel_file(&format!("./{path}"))?);
                }
            }
        }
        let mut fields = Vec::new();
        if let Some(doc) = meta.doc {
            fields.push(set(Text::from(Ident::from_static("doc")), rel_file(doc)?));
        }
        if !meta.maintainers.is_empty() {
            let mut handles = Vec::new();
            for handle in meta.maintainers {
                let path = [nix::make::key("maintainers")?, nix::make::key(handle)?];
                handles.push(select(var("lib"), path));
            }
            fields.push(set(
                Text::from(Ident::from_static("maintainers")),
                list(handles),
            ));
        }
        let mut bindings = vec![
            set(Text::from(Ident::from_static("imports")), list(imports)),
            // Without this attribute, and without being a function, the documentation is not cached.
            set(Text::from(Ident::from_static("options")), attrs([])?),
        ];
        if !fields.is_empty() {
            bindings.push(set(Text::from(Ident::from_static("meta")), attrs(fields)?));
        }
        let names: &[Ident] = if meta.maintainers.is_empty() {
            &[]
        } else {
            &[Ident::from_static("lib")]
        };
        lambda_set(names, true, attrs(bindings)?)
    }
}

/// Folders with options, in the order in which the top module imports them.
fn domains(texts: &BTreeMap<&str, &str>) -> Vec<String> {
    let top = texts.get("default.nix").copied().unwrap_or_default();
    let domains = imports::of(top).into_iter().filter_map(|import| {
        let name = import.trim_start_matches("./").to_owned();
        let options = format!("{name}/options.nix");
        texts.contains_key(options.as_str()).then_some(name)
    });
    domains.collect()
}

fn without_marker(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    lines
        .skip_while(|line| line.starts_with('#') && line.contains(MARKER))
        .collect()
}

/// Domains that need each other make one stage; a stage comes after those that it needs.
fn stages(domains: &[String], texts: &BTreeMap<&str, &str>) -> Vec<Vec<String>> {
    let direct: BTreeMap<&str, BTreeSet<String>> = domains
        .iter()
        .map(|domain| {
            let path = format!("{domain}/default.nix");
            let text = texts.get(path.as_str()).copied().unwrap_or_default();
            let needs = imports::of(text).into_iter().filter_map(|import| {
                let (folder, _) = import.strip_prefix("../")?.split_once('/')?;
                Some(folder.to_owned())
            });
            (domain.as_str(), needs.collect())
        })
        .collect();
    let reach = |from: &str| {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(next) = todo.pop() {
            for need in direct.get(next.as_str()).into_iter().flatten() {
                if seen.insert(need.clone()) {
                    todo.push(need.clone());
                }
            }
        }
        seen
    };
    let mut stages: Vec<(usize, Vec<String>)> = Vec::new();
    for domain in domains {
        let needs = reach(domain);
        let mutual = |other: &String| needs.contains(other) && reach(other).contains(domain);
        match stages
            .iter_mut()
            .find(|(_, stage)| stage.first().is_some_and(&mutual))
        {
            Some((_, stage)) => stage.push(domain.clone()),
            None => stages.push((needs.len(), vec![domain.clone()])),
        }
    }
    // A stage reaches all that its needs reach, and more.
    stages.sort_by_key(|(needs, _)| *needs);
    stages.into_iter().map(|(_, stage)| stage).collect()
}

/// The files of domains and everything that they import, over and over.
fn needed(files: &BTreeMap<String, String>, domains: &[String]) -> BTreeSet<String> {
    let is_of = |path: &String| {
        domains.iter().any(|domain| {
            path.strip_prefix(domain.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        })
    };
    let mut todo: Vec<String> = files.keys().filter(|path| is_of(path)).cloned().collect();
    let mut needed: BTreeSet<String> = todo.iter().cloned().collect();
    while let Some(path) = todo.pop() {
        for import in imports::of(&files[&path]) {
            let target = imports::resolve(&path, &import);
            let default = format!("{target}/default.nix");
            for target in [target, default] {
                if files.contains_key(&target) && needed.insert(target.clone()) {
                    todo.push(target);
                }
            }
        }
    }
    needed
}

/// Each domain's options start with the grammars they use. Here one file contains them all, so that
/// no grammar is duplicated.
fn share_grammars(files: &mut BTreeMap<String, String>, domains: &[String]) -> Result<(), Problem> {
    let mut grammars: BTreeMap<Ident, Expr> = BTreeMap::new();
    for domain in domains {
        let path = format!("{domain}/options.nix");
        let Some(text) = files.get(&path) else {
            continue;
        };
        let wrong = |error: String| whole(&path, error, "run `cargo xtask gen`");
        let expr = nix::lift(text).map_err(|error| wrong(error.to_string()))?;
        let rest = take_grammars(expr, &mut grammars).map_err(|error| wrong(error.to_string()))?;
        let text = nix::format(&rest, &[]).map_err(|error| wrong(error.to_string()))?;
        files.insert(path, text);
    }
    if !grammars.is_empty() {
        let wrong = |error: String| whole("lib/scalars.nix", error, "report this as a defect");
        let text = grammar_file(grammars).map_err(wrong)?;
        files.insert("lib/scalars.nix".to_owned(), text);
    }
    Ok(())
}

/// The same module with its grammars inherited from the shared file.
fn take_grammars(expr: Expr, into: &mut BTreeMap<Ident, Expr>) -> Result<Expr, MakeError> {
    let Expr::Lambda(param, body) = expr else {
        return Ok(expr);
    };
    let Expr::Let(bindings, body) = *body else {
        return Ok(Expr::Lambda(param, body));
    };
    let (mut names, mut rest) = (Vec::new(), Vec::new());
    for binding in bindings {
        match grammar(&binding) {
            Some(name) if into.get(&name).is_none_or(|known| is_set(&binding, known)) => {
                if let Binding::Set(_, value) = binding {
                    into.insert(name.clone(), value);
                }
                names.push(name);
            }
            _ => rest.push(binding),
        }
    }
    names.retain(|name| name.as_str() != control::NAME);
    if names.is_empty() {
        return Ok(Expr::Lambda(param, Box::new(let_in(rest, *body)?)));
    }
    let uses = |name: &str| {
        let own = rest.iter().any(|binding| match binding {
            Binding::Set(_, value) => mentions(value, name),
            Binding::Inherit(..) => false,
        });
        own || mentions(&body, name)
    };
    let matching = uses("matching");
    let mut bindings: Vec<Binding> = rest
        .into_iter()
        .filter_map(|binding| without(binding, if matching { "" } else { "matching" }))
        .collect();
    let after = bindings
        .iter()
        .rposition(|binding| matches!(binding, Binding::Inherit(..)))
        .map_or(0, |at| at + 1);
    bindings.insert(after, inherit_from(library("../lib/scalars.nix")?, names));
    Ok(Expr::Lambda(param, Box::new(let_in(bindings, *body)?)))
}

/// The value of a grammar, or of a part that grammars share.
fn grammar(binding: &Binding) -> Option<Ident> {
    let Binding::Set(path, Expr::Apply(function, _)) = binding else {
        return None;
    };
    let [name] = path.as_slice() else {
        return None;
    };
    let is_grammar =
        matches!(function.as_ref(), Expr::Var(function) if function.as_str() == "matching");
    (is_grammar || name.as_str() == control::NAME)
        .then(|| nix::make::ident(name.as_str()).ok())
        .flatten()
}

fn is_set(binding: &Binding, known: &Expr) -> bool {
    matches!(binding, Binding::Set(_, value) if value == known)
}

/// The binding without one of the names it inherits; `None` when it has no other.
fn without(binding: Binding, name: &str) -> Option<Binding> {
    match binding {
        Binding::Inherit(source, names) => {
            let names: Vec<Ident> = names.into_iter().filter(|n| n.as_str() != name).collect();
            (!names.is_empty()).then_some(Binding::Inherit(source, names))
        }
        other @ Binding::Set(..) => Some(other),
    }
}

/// Whether a variable of that name occurs. Nothing that the generator writes rebinds one.
fn mentions(expr: &Expr, name: &str) -> bool {
    format!("{expr:?}").contains(&format!("Var(Ident({name:?}))"))
}

fn library(path: &str) -> Result<Expr, MakeError> {
    let lib = attrs([inherit([Ident::from_static("lib")])])?;
    Ok(apply(var("import"), [rel_file(path)?, lib]))
}

fn grammar_file(grammars: BTreeMap<Ident, Expr>) -> Result<String, String> {
    let make = || -> Result<Expr, MakeError> {
        let own = inherit_from(library("./types.nix")?, [Ident::from_static("matching")]);
        let (parts, grammars): (Vec<_>, Vec<_>) = grammars
            .into_iter()
            .partition(|(name, _)| name.as_str() == control::NAME);
        let binding = |(name, value): (Ident, Expr)| set(name, value);
        let grammars = grammars.into_iter().map(binding);
        let shared = [own].into_iter().chain(parts.into_iter().map(binding));
        lambda_set(
            &[Ident::from_static("lib")],
            false,
            let_in(shared, attrs(grammars)?)?,
        )
    };
    let expr = make().map_err(|error| error.to_string())?;
    let comment =
        Comment::new("The grammars of options that are strings: one for all that use it.");
    let comment = comment.map_err(|error| error.to_string())?;
    nix::format(&expr, &[comment]).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
