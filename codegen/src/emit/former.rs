//! `former.nix`: names that options had, for NixOS to tell users about; and the same in submodules, whose
//! warnings and assertions NixOS does not see.

use crate::ir::{Fate, Former, Module};
use crate::nix::make::{apply, attrs, inherit_from, lambda_set, let_in, list, path, set, str, var};
use crate::nix::{Expr, Ident, MakeError, Text};

type Made = Result<Expr, MakeError>;

/// The functions of lib, for options of the configuration itself.
const OF_LIB: Functions = Functions {
    renamed: "mkRenamedOptionModule",
    removed: "mkRemovedOptionModule",
};

/// Our own, of `lib/former.nix`, for options inside submodules.
pub(super) const WITHIN: Functions = Functions {
    renamed: "renamedWithin",
    removed: "removedWithin",
};

/// What makes the modules that declare former names.
pub(super) struct Functions {
    pub(super) renamed: &'static str,
    pub(super) removed: &'static str,
}

/// Whether the former names of a domain are in a file of their own. Those below a `<name>` are among
/// the options: no submodule can be reached from elsewhere.
pub fn has_file(module: &Module) -> bool {
    module.set() == 0 && !module.former.is_empty()
}

/// The file as a tree. Not part of `options.nix`, which needs lib only: this needs the options
/// `assertions` and `warnings`.
pub fn file(module: &Module) -> Made {
    let modules = modules(&module.former, &OF_LIB)?;
    let imports = attrs([set(Text::from_static("imports"), modules)])?;
    let names = OF_LIB.used(&module.former);
    let from_lib = inherit_from(path("lib"), names.into_iter().map(Ident::from_static));
    lambda_set(
        &[Ident::from_static("lib")],
        true,
        let_in([from_lib], imports)?,
    )
}

/// The modules for `imports`.
pub(super) fn modules(former: &[Former], by: &Functions) -> Made {
    let modules = former.iter().map(|former| {
        let from = names(&former.path)?;
        Ok(match &former.fate {
            Fate::Renamed(to) => apply(var(by.renamed), [from, names(to)?]),
            Fate::Removed(help) => apply(var(by.removed), [from, str(help)?]),
        })
    });
    Ok(list(modules.collect::<Result<Vec<_>, MakeError>>()?))
}

fn names(path: &[String]) -> Made {
    let names = path.iter().map(|name| str(name));
    Ok(list(names.collect::<Result<Vec<_>, _>>()?))
}

impl Functions {
    /// Those that are called, sorted.
    pub(super) fn used(&self, former: &[Former]) -> Vec<&'static str> {
        let is_renamed = |former: &Former| matches!(former.fate, Fate::Renamed(_));
        let removed = former.iter().any(|former| !is_renamed(former));
        let renamed = former.iter().any(is_renamed);
        let used = [(removed, self.removed), (renamed, self.renamed)];
        used.into_iter()
            .filter_map(|(is, name)| is.then_some(name))
            .collect()
    }
}
