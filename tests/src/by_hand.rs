//! Domains built from values instead of types: for declarations that the derive would refuse, and
//! text that is only known at run time.
//!
//! `nixos_options::meta` refers to structs by constants, which cannot contain run-time values. So
//! there are a few slots, each with its own functions. The contents of a slot belong to the thread
//! of the test.

use std::cell::RefCell;
use std::collections::BTreeMap;

use nixos_options::meta::{
    Captured, Domain, Functions, NixType, OptionDecl, Origin, Presence, StructDecl, StructRef,
};
use serde_json::Value;

/// Where everything here is declared.
pub const ORIGIN: Origin = Origin {
    file: "by_hand.rs",
    item: "Hand::made",
};

thread_local! {
    static SLOTS: RefCell<BTreeMap<usize, StructDecl>> = const { RefCell::new(BTreeMap::new()) };
}

/// Puts a struct into slot `N` of this thread.
pub fn set<const N: usize>(options: Vec<OptionDecl>) -> StructRef {
    set_decl::<N>(StructDecl {
        doc: "Options.",
        options,
        freeform: None,
        removed: Vec::new(),
        origin: ORIGIN,
    })
}

/// The same with all of a struct.
pub fn set_decl<const N: usize>(decl: StructDecl) -> StructRef {
    SLOTS.with_borrow_mut(|slots| slots.insert(N, decl));
    slot::<N>()
}

/// The struct in slot `N`; also before it is set, for one that contains itself.
pub const fn slot<const N: usize>() -> StructRef {
    StructRef::new(
        &const {
            Functions {
                rust: || ["hand::Zero", "hand::One", "hand::Two", "hand::Three"][N],
                decl: || SLOTS.with_borrow(|slots| slots[&N].clone()),
            }
        },
    )
}

/// A domain named `hand`, at `hand`.
pub fn domain(options: StructRef) -> Domain {
    Domain {
        name: "hand",
        mount: &["hand"],
        options,
        json_schema: |_| schemars::json_schema!({ "type": "object" }),
        read: |value| Ok(value.clone()),
        data: None,
        needs: &[],
    }
}

/// An option that is as it should be: a change of one field makes the case.
pub fn option(name: &'static str, ty: NixType, default: Value, example: Value) -> OptionDecl {
    OptionDecl {
        name,
        doc: "A made option.",
        ty,
        default: Presence::Default(Ok(default)),
        example: Some(Ok(example)),
        read_only: false,
        unread: None,
        renamed_from: &[],
        origin: ORIGIN,
    }
}

/// A string option that is as it should be.
pub fn string(name: &'static str) -> OptionDecl {
    option(name, NixType::Str, "a".into(), "b".into())
}

/// A group: a struct in a field.
pub fn group(name: &'static str, options: StructRef, default: Captured) -> OptionDecl {
    OptionDecl {
        example: None,
        default: Presence::Default(default),
        ..option(name, NixType::Struct(options), Value::Null, Value::Null)
    }
}

/// Text for a declaration, which holds only text that lives as long as the program.
pub fn text(text: &str) -> &'static str {
    String::leak(text.to_owned())
}
