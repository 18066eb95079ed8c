//! The files of the tests that boot.

use crate::emit::{driver_api, vm_test};
use crate::nix::{self, Comment, Expr};
use crate::vm::Suite;
use crate::{MARKER, Output, Problem};

/// The folder of the tests.
const FOLDER: &str = "tests";

/// Every output of the tests, sorted by path; or every problem.
pub fn vm_tests(suite: &Suite) -> Result<Vec<Output>, Vec<Problem>> {
    let mut files = Files {
        suite,
        outputs: Vec::new(),
        problems: Vec::new(),
    };
    for test in suite.tests {
        let expr = vm_test::test(test, suite.modules);
        files.nix(test.name, test.origin, expr);
    }
    let names: Vec<_> = suite.tests.iter().map(|test| test.name).collect();
    files.nix("default", "the list of tests", vm_test::index(&names));
    let header = files.header("the table of the driver's methods");
    files.push(
        format!("{FOLDER}/driver.pyi"),
        driver_api::stub(suite.api, &header),
    );
    files.push(
        "docs/driver.md".to_owned(),
        driver_api::page(suite.api, &header),
    );
    if files.problems.is_empty() {
        files.outputs.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files.outputs)
    } else {
        Err(files.problems)
    }
}

struct Files<'a> {
    suite: &'a Suite<'a>,
    outputs: Vec<Output>,
    problems: Vec<Problem>,
}

impl Files<'_> {
    fn nix(&mut self, name: &str, origin: &str, expr: Result<Expr, String>) {
        let path = format!("{FOLDER}/{name}.nix");
        let header = self.header(origin);
        let text = expr.and_then(|expr| {
            let comment = Comment::new(&header).map_err(|error| error.to_string())?;
            nix::format(&expr, &[comment]).map_err(|error| error.to_string())
        });
        match text {
            Ok(text) => self.push(path, text),
            Err(message) => self.problems.push(Problem {
                subject: path,
                places: vec![origin.to_owned()],
                message,
                help: "correct the test".to_owned(),
            }),
        }
    }

    fn push(&mut self, path: String, text: String) {
        let marker = format!("{MARKER} `{}`", self.suite.command);
        self.outputs.push(Output { path, text, marker });
    }

    fn header(&self, origin: &str) -> String {
        format!(
            "{MARKER} `{}` from {origin}; edit that instead.",
            self.suite.command
        )
    }
}
