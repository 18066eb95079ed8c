//! The tests that boot, in the form of nixpkgs, and what can be read off such a file.

use codegen::nix::make::{attrs, key, list, set, str};
use codegen::nix::{self, Binding, Expr, MakeError};
use codegen::{MARKER, Output, Problem};
use rnix::ast::{self, HasEntry};
use rnix::{Root, SyntaxNode};
use rowan::ast::AstNode;

use crate::place::problem;

/// A test of the pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The attribute in the list of tests: `stateless-root`.
    pub name: String,
    /// The file, without `.nix`: `root`.
    pub file: String,
    /// The whole text.
    pub text: String,
}

/// The tests among the generated files: `tests/*.nix`.
pub fn tests(outputs: &[Output], handles: &[String]) -> Result<Vec<Test>, Problem> {
    let generated = outputs.iter().filter_map(|output| {
        let name = output.path.strip_prefix("tests/")?.strip_suffix(".nix")?;
        // Files in folders, and those that only list others, are no tests.
        let is_test = !name.contains('/') && name != "default" && is_test(&output.text);
        is_test.then_some((name, output.text.as_str()))
    });
    let tests = generated.map(|(file, text)| {
        let text: String = text
            .split_inclusive('\n')
            .skip_while(|line| line.starts_with('#') && line.contains(MARKER))
            .collect();
        let name = format!("stateless-{}", file.trim_start_matches("stateless-"));
        let text = in_form(file, &name, &text, handles)?;
        Ok(Test {
            name,
            file: file.to_owned(),
            text,
        })
    });
    tests.collect()
}

fn is_test(text: &str) -> bool {
    let root = Root::parse(text).tree();
    find(root.syntax(), "testScript").is_some()
}

/// The text as nixpkgs has tests. A set is one of ours, made for a folder beside the modules: in
/// nixpkgs every machine has them already, and a test names who looks after it.
fn in_form(file: &str, name: &str, text: &str, handles: &[String]) -> Result<String, Problem> {
    let wrong = |error: String| {
        problem(
            &format!("tests/{file}.nix"),
            1,
            &format!("it cannot be read: {error}"),
            "run `cargo xtask gen`",
        )
    };
    match nix::lift(text).map_err(|error| wrong(error.to_string())) {
        Ok(Expr::Attrs(bindings)) if !has_maintainers(text) => {
            let expr = reshaped(bindings, name).map_err(|error| wrong(error.to_string()))?;
            let text = nix::format(&expr, &[]).map_err(|error| wrong(error.to_string()))?;
            with_maintainers(file, &text, handles)
        }
        Ok(_) | Err(_) => with_maintainers(file, text, handles),
    }
}

fn has_maintainers(text: &str) -> bool {
    maintainers_value(Root::parse(text).tree().syntax()).is_some()
}

fn reshaped(bindings: Vec<Binding>, name: &str) -> Result<Expr, MakeError> {
    let mut out = Vec::new();
    for binding in bindings {
        let Binding::Set(path, value) = binding else {
            out.push(binding);
            continue;
        };
        let word = path.first().map_or("", |key| key.as_str()).to_owned();
        let value = match (word.as_str(), value) {
            ("name", _) => str(name)?,
            ("meta", Expr::Attrs(mut fields)) => {
                fields.push(set(key("maintainers")?, list([])));
                attrs(fields)?
            }
            ("nodes", Expr::Attrs(machines)) => {
                let machines = machines.into_iter().map(without_imports);
                attrs(machines.collect::<Result<Vec<_>, _>>()?)?
            }
            (_, value) => value,
        };
        out.push(Binding::Set(path, value));
    }
    attrs(out)
}

/// A machine without the imports of our modules.
fn without_imports(machine: Binding) -> Result<Binding, MakeError> {
    let Binding::Set(path, Expr::Attrs(fields)) = machine else {
        return Ok(machine);
    };
    let is_imports = |field: &Binding| matches!(field, Binding::Set(path, _) if path.first().is_some_and(|key| key.as_str() == "imports"));
    let fields = fields.into_iter().filter(|field| !is_imports(field));
    Ok(Binding::Set(path, attrs(fields.collect::<Vec<_>>())?))
}

/// The text with these maintainers in `meta.maintainers`.
pub(crate) fn with_maintainers(
    file: &str,
    text: &str,
    handles: &[String],
) -> Result<String, Problem> {
    if handles.is_empty() {
        return Ok(text.to_owned());
    }
    let root = Root::parse(text).tree();
    let value = maintainers_value(root.syntax()).ok_or_else(|| {
        problem(
            &format!("tests/{file}.nix"),
            1,
            "it has no list `meta.maintainers`",
            "write `meta.maintainers = [ ];` in the test",
        )
    })?;
    let names = handles
        .iter()
        .map(|handle| format!("lib.maintainers.{handle}"));
    let names: Vec<String> = names.collect();
    let range = value.text_range();
    let mut out = text.to_owned();
    out.replace_range(
        usize::from(range.start())..usize::from(range.end()),
        &format!("[ {} ]", names.join(" ")),
    );
    let with_lib = with_lib(&out);
    nixfmt_rs::format(&with_lib).map_err(|error| {
        problem(
            &format!("tests/{file}.nix"),
            1,
            &format!("it cannot be laid out: {error}"),
            "correct the test",
        )
    })
}

/// The text as a function that is given `lib`.
fn with_lib(text: &str) -> String {
    let root = Root::parse(text).tree();
    let Some(ast::Expr::Lambda(lambda)) = root.expr() else {
        return format!("{{ lib, ... }}:\n{text}");
    };
    let Some(ast::Param::Pattern(pattern)) = lambda.param() else {
        return text.to_owned();
    };
    let has = pattern.pat_entries().any(|entry| {
        entry
            .ident()
            .is_some_and(|ident| ident.syntax().text() == "lib")
    });
    if has {
        return text.to_owned();
    }
    let mut out = text.to_owned();
    let at = usize::from(pattern.syntax().text_range().start());
    if let Some(brace) = out[at..].find('{') {
        out.insert_str(at + brace + 1, " lib, ");
    }
    out
}

/// The handles that a module or test names: `alice` for `lib.maintainers.alice`.
pub fn maintainers(text: &str) -> Vec<String> {
    let root = Root::parse(text).tree();
    let Some(value) = maintainers_value(root.syntax()) else {
        return Vec::new();
    };
    let items = value
        .children()
        .filter(|node| ast::Expr::can_cast(node.kind()));
    let list = if let Some(with) = ast::With::cast(value.clone()) {
        let body = with.body().map(|body| body.syntax().clone());
        body.map_or_else(Vec::new, |body| body.children().collect())
    } else {
        items.collect()
    };
    let names = list.iter().map(|node| node.text().to_string());
    names
        .filter_map(|name| Some(name.rsplit('.').next()?.trim().to_owned()))
        .collect()
}

/// The value of `meta.maintainers` or of `maintainers` in `meta`.
pub fn maintainers_value(root: &SyntaxNode) -> Option<SyntaxNode> {
    if let Some(value) = find(root, "meta.maintainers") {
        return Some(value);
    }
    let meta = find(root, "meta")?;
    find(&meta, "maintainers")
}

/// The value of the first binding with that path, written as `a.b = …`.
pub fn find(root: &SyntaxNode, path: &str) -> Option<SyntaxNode> {
    let bindings = root.descendants().filter_map(ast::AttrpathValue::cast);
    let mut found = bindings.filter(|binding| {
        binding
            .attrpath()
            .is_some_and(|found| found.syntax().text() == path)
    });
    Some(found.next()?.value()?.syntax().clone())
}

/// The machines of a test: the names in `nodes`.
pub fn nodes(text: &str) -> Vec<String> {
    let root = Root::parse(text).tree();
    let mut names = Vec::new();
    for binding in root
        .syntax()
        .descendants()
        .filter_map(ast::AttrpathValue::cast)
    {
        let Some(path) = binding.attrpath() else {
            continue;
        };
        let parts: Vec<String> = path
            .attrs()
            .map(|attr| attr.syntax().text().to_string())
            .collect();
        match parts
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice()
        {
            ["nodes", name, ..] => names.push((*name).to_owned()),
            ["nodes"] => {
                let value = binding.value().map(|value| value.syntax().clone());
                let set = value.and_then(ast::AttrSet::cast);
                let inner = set.iter().flat_map(HasEntry::attrpath_values);
                names.extend(inner.filter_map(|inner| {
                    let attr = inner.attrpath()?.attrs().next()?;
                    Some(attr.syntax().text().to_string())
                }));
            }
            _ => {}
        }
    }
    names.sort();
    names.dedup();
    names
}

/// The name that stands for what a script interpolates.
pub const INTERPOLATED: &str = "interpolated";

/// The script of a test, its interpolations replaced by [`INTERPOLATED`]; `None` when it has none that is
/// written as a string.
pub fn script(text: &str) -> Option<String> {
    let root = Root::parse(text).tree();
    let value = find(root.syntax(), "testScript")?;
    let string = value.descendants().find_map(ast::Str::cast)?;
    let parts = string.normalized_parts().into_iter();
    let parts = parts.map(|part| match part {
        ast::InterpolPart::Literal(text) => text,
        ast::InterpolPart::Interpolation(_) => INTERPOLATED.to_owned(),
    });
    Some(parts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_gets_its_maintainers() {
        assert_eq!(tests(&[], &[]), Ok(Vec::new()));
        let output = |path: &str, text: &str| Output {
            path: path.to_owned(),
            text: text.to_owned(),
            marker: String::new(),
        };
        let text = "# Generated by `x`.\n{ pkgs, ... }:\n{\n  meta.maintainers = [ ];\n  nodes.a = { };\n  testScript = \"\";\n}\n";
        let outputs = [
            output("tests/boot.nix", text),
            output("tests/default.nix", "{ }"),
            output("tests/lib.nix", "{ }"),
        ];
        let tests = tests(&outputs, &["bob".to_owned()]).unwrap();
        assert_eq!(tests.len(), 1);
        assert_eq!(tests[0].name, "stateless-boot");
        assert_eq!(maintainers(&tests[0].text), ["bob"]);
        assert!(
            tests[0].text.starts_with("{ lib, pkgs, ... }:"),
            "{}",
            tests[0].text
        );
    }

    #[test]
    fn our_sets_lose_what_is_about_their_folder() {
        let text = "# Generated by `x`.\n{\n  name = \"host\";\n  meta = {\n    timeout = 9;\n  };\n  nodes = {\n    machine = {\n      imports = [ ../default.nix ];\n      stateless.root.enable = true;\n    };\n  };\n  testScript = \"\";\n}\n";
        let outputs = [Output {
            path: "tests/host.nix".to_owned(),
            text: text.to_owned(),
            marker: String::new(),
        }];
        let text = &tests(&outputs, &["bob".to_owned()]).unwrap()[0].text;
        assert!(!text.contains("imports"), "{text}");
        assert!(text.contains("name = \"stateless-host\";"), "{text}");
        assert!(text.contains("timeout = 9;"), "{text}");
        assert_eq!(maintainers(text), ["bob"]);
    }

    #[test]
    fn maintainers_are_read_in_every_form() {
        for text in [
            "{ meta.maintainers = [ lib.maintainers.a lib.maintainers.b ]; }",
            "{ meta = { maintainers = with lib.maintainers; [ a b ]; }; }",
        ] {
            assert_eq!(maintainers(text), ["a", "b"], "{text}");
        }
    }

    #[test]
    fn machines_and_scripts_are_read() {
        let text = "{ nodes = { a = { }; b.x = 1; }; nodes.c = 1; testScript = ''\n  a.start(\"${x}\")\n''; }";
        assert_eq!(nodes(text), ["a", "b", "c"]);
        assert_eq!(script(text).unwrap(), "a.start(\"interpolated\")\n");
    }
}
