//! The targets of the fuzzers in `fuzz`: each accepts any bytes and must not panic.

use codegen::nix::{self, make};
#[cfg(test)]
use nixos_options::meta::ScalarDef;
use schema::entry::ParentPath;
use schema::scalar::{
    AbsPath, Capability, ContainerMachineId, CpuQuota, CpuRange, CredentialId, InodeCount,
    Interval, Mode, MountOption, RelPath, ResourceLimit, ResourceLimitName, Size, StoreName,
    SystemCall, UnitName, UserName, ZoneName,
};

/// The Nix reader: the tree of a text prints as text with the same tree.
///
/// # Panics
///
/// Where it does not.
pub fn lift(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(expr) = nix::lift(text) {
        let printed = nix::print(&expr);
        assert!(nix::same_structure(&expr, &printed), "{printed}");
    }
}

/// The printer of strings: any text without NUL comes back out of the text that is printed.
///
/// # Panics
///
/// Where it does not.
pub fn strings(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(expr) = make::str(text) else {
        assert!(text.contains('\0'), "{text:?} is refused");
        return;
    };
    let printed = nix::print(&expr);
    assert!(nix::same_structure(&expr, &printed), "{printed}");
    assert!(crate::green::is_same(&expr, &printed), "{printed}");
}

macro_rules! grammars {
    ($($grammar:ident),* $(,)?) => {
        /// The parsers of all grammars: an accepted string is unchanged, within its length limit
        /// and without NUL.
        ///
        /// # Panics
        ///
        /// Where it does not.
        pub fn scalars(data: &[u8]) {
            let Ok(text) = std::str::from_utf8(data) else {
                return;
            };
            $(match text.parse::<$grammar>() {
                Ok(value) => {
                    assert_eq!(value.as_str(), text);
                    assert!(text.len() <= usize::from($grammar::DEF.max_len) && !text.contains('\0'));
                }
                // The message names the rule that is broken, by patterns of its own.
                Err(error) => assert!(!error.to_string().is_empty()),
            })*
        }

        #[cfg(test)]
        /// The grammars that [`scalars`] knows.
        const GRAMMARS: &[&ScalarDef] = &[$(&$grammar::DEF),*];
    };
}

grammars! {
    AbsPath,
    Capability,
    ContainerMachineId,
    CpuQuota,
    CpuRange,
    CredentialId,
    InodeCount,
    Interval,
    Mode,
    MountOption,
    ParentPath,
    RelPath,
    ResourceLimit,
    ResourceLimitName,
    Size,
    StoreName,
    SystemCall,
    UnitName,
    UserName,
    ZoneName,
}

#[cfg(test)]
mod tests {
    use codegen::ir::Type;

    use super::GRAMMARS;
    use crate::options::places;

    #[test]
    fn every_grammar_of_an_option_is_fuzzed() {
        let domains = [schema::domains(), schema::home_domains()];
        let modules = domains.map(|domains| codegen::lower::lower(domains).expect("it lowers"));
        let mut used = Vec::new();
        for place in modules.iter().flatten().flat_map(places) {
            let mut ty = &place.ty;
            while let Type::NullOr(inner) | Type::Required(inner) | Type::List(inner) = ty {
                ty = inner;
            }
            used.extend(match ty {
                Type::Scalar(def) => Some(def.name),
                Type::Map(map) | Type::ListOrMap(map) => map.key.map(|def| def.name),
                _ => None,
            });
        }
        assert!(used.len() > 50);
        let fuzzed: Vec<&str> = GRAMMARS.iter().map(|def| def.name).collect();
        used.retain(|name| !fuzzed.contains(name));
        assert_eq!(used, [""; 0]);
    }
}
