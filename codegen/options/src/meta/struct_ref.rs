//! [`StructRef`]: where the options of a struct come from.

use std::fmt;
use std::marker::PhantomData;

use super::{OptionStruct, StructDecl};

/// A struct, read when needed: a struct that contains itself is found by name, not by a stack
/// overflow.
#[derive(Clone, Copy)]
pub struct StructRef(&'static dyn StructSource);

/// Something that has options like a struct: a Rust type, a variant, or a record of a table.
pub trait StructSource: Sync {
    /// The identity: the full Rust path, from `std::any::type_name`. For a struct variant the enum's
    /// path, `::` and the variant; for a record the path of the table, `::` and the record's name.
    fn rust(&'static self) -> &'static str;
    /// The options.
    fn decl(&'static self) -> StructDecl;
}

/// A source that consists of two functions.
pub struct Functions {
    /// The identity.
    pub rust: fn() -> &'static str,
    /// The options.
    pub decl: fn() -> StructDecl,
}

/// A Rust type.
struct Typed<T>(PhantomData<fn() -> T>);

impl StructRef {
    /// The options of `T`.
    pub const fn of<T: OptionStruct + 'static>() -> Self {
        Self(&const { Typed::<T>(PhantomData) })
    }

    /// The options of `source`.
    pub const fn new(source: &'static dyn StructSource) -> Self {
        Self(source)
    }

    /// The identity.
    pub fn rust(self) -> &'static str {
        self.0.rust()
    }

    /// The options.
    pub fn decl(self) -> StructDecl {
        self.0.decl()
    }
}

impl fmt::Debug for StructRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StructRef").field(&self.rust()).finish()
    }
}

impl StructSource for Functions {
    fn rust(&'static self) -> &'static str {
        (self.rust)()
    }
    fn decl(&'static self) -> StructDecl {
        (self.decl)()
    }
}

impl<T: OptionStruct> StructSource for Typed<T> {
    fn rust(&'static self) -> &'static str {
        std::any::type_name::<T>()
    }
    fn decl(&'static self) -> StructDecl {
        T::struct_decl()
    }
}
