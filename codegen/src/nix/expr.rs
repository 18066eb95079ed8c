//! The Nix syntax tree. A string cannot become code: text enters as [`Text`], names as [`Ident`] or
//! [`Text`], and their constructors check both.
//!
//! [`super::make`] makes trees that print with their meaning. Only it, the printer and the reader
//! should name the variants of [`Expr`]. A tree built by hand can still be wrong (two bindings of
//! one name); [`super::format()`] then refuses it.

/// How deeply an expression may nest, counting brackets, operators and arguments.
pub const MAX_DEPTH: usize = 200;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A variable; also `true`, `false`, `null` and `builtins`, which are variables in Nix.
    Var(Ident),
    /// An integer. `i64::MIN` has no literal and is refused by
    /// [`super::make::int`].
    Int(Int),
    /// A finite number with a dot.
    Float(Float),
    /// A string without interpolation.
    Str(Text),
    /// A string with interpolation: `"${x}/y"`. Holds at least one [`Part::Expr`], no empty text and
    /// no two texts in a row.
    Template(Vec<Part>),
    /// A path literal relative to the file: `./options.nix`.
    Path(RelFile),
    /// `[ … ]`.
    List(Vec<Expr>),
    /// `{ … }`.
    Attrs(Vec<Binding>),
    /// `target.a.b`. The target is not itself a selection.
    Select(Box<Expr>, Vec<Key>),
    /// `function argument`.
    Apply(Box<Expr>, Box<Expr>),
    /// `parameter: body`.
    Lambda(Param, Box<Expr>),
    /// `let … in body`.
    Let(Vec<Binding>, Box<Expr>),
    /// `left // right`, `left ++ right`.
    Binary(Box<Expr>, Op, Box<Expr>),
}

/// A piece of a [`Expr::Template`].
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Literal text.
    Text(Text),
    /// `${expression}`.
    Expr(Expr),
}

/// What stands in `{ … }` or after `let`.
#[derive(Clone, Debug, PartialEq)]
pub enum Binding {
    /// `a.b = value;`.
    Set(Vec<Key>, Expr),
    /// `inherit a b;` or `inherit (source) a b;`.
    Inherit(Option<Expr>, Vec<Ident>),
}

/// The parameter of a function.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// `x:`.
    Name(Ident),
    /// `{ a, b, ... }:`; the flag is the ellipsis.
    Set(Vec<Ident>, bool),
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `//`.
    Update,
    /// `++`.
    Concat,
}

/// An attribute name; printed bare where legal, otherwise quoted.
pub type Key = Text;

/// A Nix identifier, except keywords.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(pub(super) String);

/// Text that Nix can hold: no NUL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(pub(super) String);

/// An integer with a literal: not `i64::MIN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int(pub(super) i64);

/// A finite number; `-0.0` is `0.0`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Float(pub(super) f64);

/// A relative file: `./options.nix`, `../lib/types.nix`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelFile(pub(super) String);

impl Ident {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Text {
    /// The text itself, without quotes or escapes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Int {
    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl Float {
    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl RelFile {
    /// The path as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Ident> for Text {
    fn from(name: Ident) -> Self {
        Self(name.0)
    }
}

impl From<Ident> for Expr {
    fn from(name: Ident) -> Self {
        Self::Var(name)
    }
}

impl From<Text> for Expr {
    fn from(text: Text) -> Self {
        Self::Str(text)
    }
}
