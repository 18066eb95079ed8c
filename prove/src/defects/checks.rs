//! Defects of checks: one side has lost one.

use super::Defect;
use crate::patch::Patch;

const FILE: &str = "lib/checks-options.nix";

pub(super) const DEFECTS: &[Defect] = &[
    removed("the schema does not find duplicates", |lines| {
        lines.retain(|line| !line.starts_with("[duplicate]"));
    }),
    removed(
        "the schema does not find paths below the Nix store",
        |lines| {
            lines.retain(|line| !line.starts_with("[path-nix]"));
        },
    ),
    removed("the schema says it in other words", |lines| {
        for line in lines {
            *line = line.replace("Remove one of the two", "Remove both");
        }
    }),
    Defect {
        name: "the module does not find paths below the Nix store",
        shown_by: "stores",
        patch: Patch::Text {
            file: FILE,
            from: "path-nix = atAnyOf [ \"/nix\" ]",
            to: "path-nix = atAnyOf [ ]",
        },
    },
    Defect {
        name: "the module does not know that a path is made at each boot",
        shown_by: "stores",
        patch: Patch::Text {
            file: "lib/checks-known.nix",
            from: "\"/proc\"",
            to: "\"/procfs\"",
        },
    },
];

const fn removed(name: &'static str, change: fn(&mut Vec<String>)) -> Defect {
    Defect {
        name,
        shown_by: "stores",
        patch: Patch::Findings(change),
    }
}
