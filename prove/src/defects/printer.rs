//! Defects of the printer: an escape, a parenthesis or a dot is missing.

use super::Defect;
use crate::patch::Patch;

pub(super) const DEFECTS: &[Defect] = &[
    printed("`${` is not escaped", |text| text.replace("\\${", "${")),
    printed("`\"` is not escaped", |text| text.replace("\\\"", "\"")),
    printed("a backslash is not escaped", |text| {
        text.replace("\\\\", "\\")
    }),
    printed("a line break is not escaped", |text| {
        text.replace("\\n", "n")
    }),
    printed("a carriage return is not escaped", |text| {
        text.replace("\\r", "\r")
    }),
    printed("a tab is lost", |text| text.replace("\\t", "")),
    printed("`${` is not escaped in lines", |text| {
        text.replace("''${", "${")
    }),
    printed("`''` is not escaped in lines", |text| {
        text.replace("'''", "''")
    }),
    printed("`'` before `${` is not escaped in lines", |text| {
        text.replace("''\\'''${", "''''${")
    }),
    printed("a negative number has no parentheses", |text| {
        text.replace("(-", "(0 -")
    }),
    printed("a float has no dot", |text| text.replace(".0 ", " ")),
    printed("letters beyond ASCII are lost", |text| {
        text.replace(|c: char| !c.is_ascii(), "?")
    }),
    printed("keys are not quoted", |text| text.replace("\"a.b\"", "a.b")),
];

const fn printed(name: &'static str, change: fn(&str) -> String) -> Defect {
    Defect {
        name,
        shown_by: "root",
        patch: Patch::Printed(change),
    }
}
