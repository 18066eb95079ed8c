//! Defects of checks: one side lacks a check, reports another finding, or gives it another
//! severity.

use super::Defect;
use crate::patch::Patch;

pub(super) const DEFECTS: &[Defect] = &[
    in_rust("the schema does not find duplicates", |lines| {
        lines.retain(|line| !line.contains("[duplicate]"));
    }),
    in_rust(
        "the schema does not find paths below the Nix store",
        |lines| {
            lines.retain(|line| !line.contains("[path-nix]"));
        },
    ),
    in_rust("the schema says it in other words", |lines| {
        for line in lines {
            *line = line.replace("Remove one of the two", "Remove both");
        }
    }),
    in_rust("the schema counts a warning as an error", |lines| {
        for line in lines {
            *line = line.replace("warning: [nested]", "error: [nested]");
        }
    }),
    in_rust("the schema looks at no container", |lines| {
        lines.retain(|line| !line.contains("`containers."));
    }),
    in_module(
        "the module does not find paths below the Nix store",
        "stores/checks/options.nix",
        "path-nix = atAnyOf [ \"/nix\" ]",
        "path-nix = atAnyOf [ ]",
    ),
    in_module(
        "the module does not know that a path is made at each boot",
        "lib/checks/known.nix",
        "\"/proc\"",
        "\"/procfs\"",
    ),
    in_module(
        "the module swallows warnings",
        "lib/findings.nix",
        "warnings = of \"warn\";",
        "warnings = [ ];",
    ),
    in_module(
        "the module finds what is switched off",
        "lib/findings.nix",
        "warnings = of \"warn\";",
        "warnings = of \"warn\" ++ of \"off\";",
    ),
    in_module(
        "the module takes any entry around another for a link",
        "lib/checks/between.nix",
        "pair.outer.how == \"symlink\"",
        "pair.outer.how == \"bind\"",
    ),
    in_module(
        "the module takes the last of several at a path for the first",
        "lib/checks/context.nix",
        "byOption = sort (a: b: optionOf a < optionOf b);",
        "byOption = sort (a: b: optionOf b < optionOf a);",
    ),
    in_module(
        "the module does not compare owners with those of parents",
        "lib/checks/claims.nix",
        "      \"user\"\n",
        "",
    ),
    in_module(
        "the module does not know both spellings of a mode",
        "lib/checks/claims.nix",
        "stringLength mode == 3",
        "stringLength mode == 2",
    ),
    in_module(
        "the module lets any entry be synced",
        "stores/checks/options.nix",
        "entry.kind == \"directory\" && entry.own.how == \"synced\"",
        "false",
    ),
    in_module(
        "a path is escaped in another way",
        "lib/systemd.nix",
        "if match \"[a-zA-Z0-9:_./-]*\" text != null then\n      replaceStrings [ \"-\" \"/\" ] [ \"\\\\x2d\" \"-\" ] text",
        "if match \"[a-zA-Z0-9:_./-]*\" text != null then\n      text",
    ),
    in_module(
        "the module takes any base of user ids",
        "containers/checks/settings.nix",
        "remainder users.base != 0",
        "false",
    ),
    in_module(
        "the module takes the random id of a container whose journal the host keeps",
        "containers/checks/settings.nix",
        "(ours name).machineId == \"random\" && (ours name).journal == \"host\"",
        "(ours name).machineId == \"random\" && (ours name).journal != \"host\"",
    ),
    in_module(
        "the module takes a size for an overlay",
        "containers/checks/settings.nix",
        "(ours name).root.size != \"25%\"",
        "false",
    ),
    in_module(
        "the module leaves the root out of what takes memory",
        "containers/checks/ram.nix",
        "[ (if container.root.mode == \"overlay\" then \"25%\" else container.root.size) ]\n      ++",
        "[ ] ++",
    ),
    in_module(
        "the module lets containers take all RAM and more",
        "containers/checks/ram.nix",
        "total > 100",
        "total > 10000000",
    ),
    in_module(
        "the module takes a health check without a path",
        "containers/checks/values.nix",
        "!(hasPrefix \"/\" (head check.command))",
        "false",
    ),
    in_module(
        "the module takes a range of CPUs that ends before it begins",
        "containers/checks/values.nix",
        "fromJSON (head parts) > fromJSON (elemAt parts 1)",
        "false",
    ),
    in_module(
        "the module takes any capability",
        "containers/checks/values.nix",
        "!(isCapability ? ${capability})",
        "false",
    ),
    in_module(
        "the module takes a link with a source of its own",
        "containers/checks/links.nix",
        "entry.own.source != null && entry.source != root + entry.target",
        "false",
    ),
    in_module(
        "the module finds no blanks",
        "containers/checks/paths.nix",
        "flag-whitespace = blankEntries ++ blankSources ++ blankSettings;",
        "flag-whitespace = blankEntries ++ blankSources;",
    ),
];

const fn in_rust(name: &'static str, change: fn(&mut Vec<String>)) -> Defect {
    Defect {
        name,
        shown_by: "stores",
        patch: Patch::Findings(change),
    }
}

const fn in_module(
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> Defect {
    Defect {
        name,
        shown_by: "stores",
        patch: Patch::Text { file, from, to },
    }
}
