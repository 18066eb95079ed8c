//! The notation of [`super::table`]: how a function passes its arguments on.
//!
//! `(a -> b)` a function; `[a]` a list; `{a}` an attribute set, `{n=a}` with its names;
//! `{name:_ value:a}` one with these attributes; `s@T` a `T` that is also `s` as a whole;
//! `*a` the elements of nested lists; `n.a` the attribute `n` of `a`; `<a>` a type that is the
//! submodule `a`; `^f` the content of the file `f`.

use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

/// The parameters and the result of a function.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) params: Vec<Type>,
    pub(super) result: Type,
}

/// How a parameter or result is made.
#[derive(Debug)]
pub(super) enum Type {
    Ignored,
    Escapes,
    Var(Var),
    List(Box<Type>),
    /// Names and values.
    Attrs(Box<Type>, Box<Type>),
    Record(Vec<(String, Type)>),
    Function(Box<Signature>),
    Whole(Var, Box<Type>),
    Flat(Box<Type>),
    Attribute(Var, Var),
    Submodule(Box<Type>),
    Import(Var),
}

/// A letter, by its place in the alphabet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Var(pub(super) usize);

type Input<'a> = Peekable<Chars<'a>>;

impl Var {
    /// How many letters there are.
    pub(super) const COUNT: usize = 26;

    fn new(letter: char) -> Self {
        Self(('a'..='z').position(|known| known == letter).unwrap_or(0))
    }
}

impl Signature {
    /// Reads the notation. The table is the only input, and a test prints all of it back: what is
    /// wrong need not be reported here.
    pub(super) fn parse(text: &str) -> Self {
        signature(&mut text.chars().peekable())
    }
}

fn signature(input: &mut Input) -> Signature {
    let mut params = Vec::new();
    loop {
        space(input);
        if input.peek().is_none_or(|&next| next == '-') {
            break;
        }
        params.push(ty(input));
    }
    input.next();
    eat(input, '>');
    space(input);
    let result = ty(input);
    Signature { params, result }
}

fn ty(input: &mut Input) -> Type {
    match input.next() {
        Some('!') => Type::Escapes,
        Some('[') => closed(input, ']', |input| Type::List(Box::new(ty(input)))),
        Some('<') => closed(input, '>', |input| Type::Submodule(Box::new(ty(input)))),
        Some('(') => closed(input, ')', |input| {
            Type::Function(Box::new(signature(input)))
        }),
        Some('{') => closed(input, '}', attrs),
        Some('*') => Type::Flat(Box::new(ty(input))),
        Some('^') => Type::Import(var(input)),
        Some(letter) if letter.is_ascii_lowercase() => letter_type(Var::new(letter), input),
        _ => Type::Ignored,
    }
}

fn closed(input: &mut Input, end: char, inside: impl FnOnce(&mut Input) -> Type) -> Type {
    let ty = inside(input);
    eat(input, end);
    ty
}

fn letter_type(letter: Var, input: &mut Input) -> Type {
    if eat(input, '@') {
        Type::Whole(letter, Box::new(ty(input)))
    } else if eat(input, '.') {
        Type::Attribute(letter, var(input))
    } else {
        Type::Var(letter)
    }
}

/// After the `{`.
fn attrs(input: &mut Input) -> Type {
    let ahead: String = input.clone().take_while(|&c| c != '}').collect();
    if ahead
        .split(' ')
        .next()
        .is_some_and(|first| first.contains(':'))
    {
        return Type::Record(fields(input));
    }
    let first = ty(input);
    if eat(input, '=') {
        Type::Attrs(Box::new(first), Box::new(ty(input)))
    } else {
        Type::Attrs(Box::new(Type::Ignored), Box::new(first))
    }
}

fn fields(input: &mut Input) -> Vec<(String, Type)> {
    let mut fields = Vec::new();
    while input.peek().is_some_and(|&next| next != '}') {
        let mut name = String::new();
        while let Some(letter) = input.next_if(|&next| next != ':') {
            name.push(letter);
        }
        input.next();
        fields.push((name, ty(input)));
        space(input);
    }
    fields
}

fn var(input: &mut Input) -> Var {
    Var::new(input.next().unwrap_or('a'))
}

fn space(input: &mut Input) {
    eat(input, ' ');
}

fn eat(input: &mut Input, wanted: char) -> bool {
    input.next_if(|&next| next == wanted).is_some()
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for param in &self.params {
            write!(f, "{param} ")?;
        }
        write!(f, "-> {}", self.result)
    }
}

impl fmt::Display for Var {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = ('a'..='z').nth(self.0).unwrap_or('_');
        write!(f, "{letter}")
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ignored => f.write_str("_"),
            Self::Escapes => f.write_str("!"),
            Self::Var(name) => write!(f, "{name}"),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::Attrs(names, values) if matches!(**names, Self::Ignored) => {
                write!(f, "{{{values}}}")
            }
            Self::Attrs(names, values) => write!(f, "{{{names}={values}}}"),
            Self::Record(fields) => {
                let fields: Vec<_> = fields.iter().map(|(n, ty)| format!("{n}:{ty}")).collect();
                write!(f, "{{{}}}", fields.join(" "))
            }
            Self::Function(signature) => write!(f, "({signature})"),
            Self::Whole(name, inner) => write!(f, "{name}@{inner}"),
            Self::Flat(inner) => write!(f, "*{inner}"),
            Self::Attribute(name, of) => write!(f, "{name}.{of}"),
            Self::Submodule(inner) => write!(f, "<{inner}>"),
            Self::Import(name) => write!(f, "^{name}"),
        }
    }
}
