//! Facts about the options of a project that are not in options.json.

use crate::input::Link;

/// More about one option.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// A configuration that sets it. Without one, the page shows what follows from the example.
    pub configuration: Option<String>,
    /// Where that configuration is from: a file that the tests evaluate.
    pub evaluated: Option<Link>,
    /// Guides that explain its purpose.
    pub guides: Vec<Link>,
    /// Where it is declared.
    pub field: Vec<Link>,
    /// Where it is read.
    pub reads: Vec<Link>,
    /// The checks that look at it.
    pub checks: Vec<Link>,
    /// Whole configurations that set it.
    pub examples: Vec<Link>,
    /// Tests of its behaviour.
    pub tests: Vec<Link>,
}

impl Facts {
    /// The lists of links with their titles.
    pub(crate) fn lists(&self) -> [(&'static str, &[Link]); 6] {
        [
            ("Guides", &self.guides),
            ("Checks of this option", &self.checks),
            ("Complete configurations", &self.examples),
            ("Declared in Rust", &self.field),
            ("Read in Nix", &self.reads),
            ("Tests", &self.tests),
        ]
    }
}
