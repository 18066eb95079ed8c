//! The API of test scripts: a stub for type checkers, and a page for people.

use std::fmt::Write as _;

use crate::vm::{Api, Method};

const IMPORTS: &str = "\
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from unittest import TestCase

# From 26.11 on the driver of NixOS takes `timedelta`, and warns about numbers of seconds.
Duration = timedelta | float
";

/// A `.pyi` file.
pub fn stub(api: &Api, header: &str) -> String {
    let mut text = format!("# {header}\n\n{IMPORTS}\n\nclass Machine:\n    name: str\n");
    for method in api.machine {
        function(&mut text, method, "    ");
    }
    text += "\n\nclass Log:\n";
    for method in api.log {
        function(&mut text, method, "    ");
    }
    text.push('\n');
    for method in api.functions {
        function(&mut text, method, "");
    }
    text.push('\n');
    for (name, kind) in api.variables {
        let _ = writeln!(text, "{name}: {kind}");
    }
    text
}

fn function(text: &mut String, method: &Method, indent: &str) {
    let Method {
        name,
        signature,
        doc,
    } = method;
    let _ = write!(
        text,
        "\n{indent}def {name}{signature}:\n{indent}    \"\"\"{doc}\"\"\"\n"
    );
}

/// A page of Markdown.
pub fn page(api: &Api, header: &str) -> String {
    let mut text = format!(
        "<!-- {header} -->\n\n# Test scripts\n\nA script is Python, and the same under the driver of \
         NixOS and under `cargo xtask vm run`. It has a variable for each machine, by its name, and \
         `machine` where there is only one. A duration is a `timedelta` or a number of seconds.\n"
    );
    section(&mut text, "Functions", api.functions, "");
    let _ = write!(text, "\n## Variables\n\n");
    for (name, kind) in api.variables {
        let _ = writeln!(text, "* `{name}: {kind}`");
    }
    section(&mut text, "Methods of a machine", api.machine, "machine.");
    section(&mut text, "Methods of the log", api.log, "log.");
    text
}

fn section(text: &mut String, title: &str, methods: &[Method], owner: &str) {
    let _ = write!(text, "\n## {title}\n");
    for method in methods {
        let signature = method
            .signature
            .replace("(self, ", "(")
            .replace("(self)", "()");
        let _ = write!(
            text,
            "\n`{owner}{}{signature}`\n: {}\n",
            method.name, method.doc
        );
    }
}
