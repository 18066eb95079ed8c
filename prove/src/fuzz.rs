//! What the fuzzers in `fuzz` call: each takes any bytes and must not panic.

use codegen::nix::{self, make};

/// Our reader of Nix: text that it reads prints, and reads again, as the same tree.
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

/// The parsers of all grammars: what one takes, it writes unchanged, in bounds and without NUL.
///
/// # Panics
///
/// Where it does not.
pub fn scalars(data: &[u8]) {
    use schema::entry::ParentPath;
    use schema::scalar::{
        AbsPath, InodeCount, Mode, MountOption, RelPath, Size, StoreName, UnitName, UserName,
    };
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    macro_rules! each {
        ($($grammar:ident),*) => {$(
            match text.parse::<$grammar>() {
                Ok(value) => {
                    assert_eq!(value.as_str(), text);
                    assert!(text.len() <= usize::from($grammar::DEF.max_len) && !text.contains('\0'));
                }
                // The message names the rule that is broken, by patterns of its own.
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        )*};
    }
    each!(
        AbsPath,
        InodeCount,
        Mode,
        MountOption,
        ParentPath,
        RelPath,
        Size,
        StoreName,
        UnitName,
        UserName
    );
}
