//! The description of a type in words, as nixpkgs writes it (`lib/types.nix`,
//! `optionDescriptionPhrase`): it is the `type` of options.json.

use nixos_options::meta::IntKind;

use super::{Map, Type};

/// A phrase and how it fits into a larger one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The words.
    pub text: String,
    class: Class,
}

/// nixpkgs' `descriptionClass`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Noun,
    Conjunction,
    Composite,
    /// None: in parentheses wherever it stands.
    Other,
}

use Class::{Composite, Conjunction, Noun, Other};

impl Type {
    /// The description of the type.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Bool => noun("boolean"),
            Self::Str => noun("string"),
            Self::Anything => noun("anything"),
            Self::Int(kind) => noun(int(*kind)),
            Self::Between(min, max) => {
                noun(format!("integer between {min} and {max} (both inclusive)"))
            }
            Self::Port => noun(int(IntKind::U16)),
            Self::Number => conjunction("signed integer or floating point number".to_owned()),
            Self::Scalar(def) => noun(def.noun),
            Self::Enum(names) => one_of(names),
            Self::NullOr(inner) => conjunction(format!(
                "null or {}",
                inner.phrase().inside(&[Noun, Conjunction])
            )),
            Self::List(inner) => composite(format!(
                "list of {}",
                inner.phrase().inside(&[Noun, Composite])
            )),
            Self::Required(inner) => inner.phrase(),
            Self::Map(map) => composite(set_of(map)),
            Self::ListOrMap(map) => conjunction(format!("{} or list of {}", set_of(map), key(map))),
            Self::Submodule(submodule) => self::submodule(submodule.freeform.as_ref()),
            Self::Either(types) => either(types),
            Self::AttrTag(variants) => {
                let mut names: Vec<_> = variants
                    .iter()
                    .map(|variant| variant.name.as_str())
                    .collect();
                names.sort_unstable();
                noun(format!(
                    "attribute-tagged union with choices: {}",
                    names.join(", ")
                ))
            }
            Self::Tagged { tag, variants } => {
                let mut names: Vec<String> =
                    variants.iter().map(|(name, _)| name.clone()).collect();
                names.sort_unstable();
                composite(format!(
                    "submodule with `{}` {}",
                    tag.name,
                    one_of(&names).text
                ))
            }
        }
    }
}

impl Phrase {
    /// The words, in parentheses unless the class fits.
    fn inside(self, fitting: &[Class]) -> String {
        if fitting.contains(&self.class) {
            self.text
        } else {
            format!("({})", self.text)
        }
    }
}

fn noun(text: impl Into<String>) -> Phrase {
    Phrase {
        text: text.into(),
        class: Noun,
    }
}

const fn conjunction(text: String) -> Phrase {
    Phrase {
        text,
        class: Conjunction,
    }
}

const fn composite(text: String) -> Phrase {
    Phrase {
        text,
        class: Composite,
    }
}

fn int(kind: IntKind) -> String {
    let (bits, sign, min, max) = match kind {
        IntKind::U8 => (8, "unsigned", 0, i64::from(u8::MAX)),
        IntKind::U16 => (16, "unsigned", 0, i64::from(u16::MAX)),
        IntKind::U32 => (32, "unsigned", 0, i64::from(u32::MAX)),
        IntKind::I8 => (8, "signed", i64::from(i8::MIN), i64::from(i8::MAX)),
        IntKind::I16 => (16, "signed", i64::from(i16::MIN), i64::from(i16::MAX)),
        IntKind::I32 => (32, "signed", i64::from(i32::MIN), i64::from(i32::MAX)),
        IntKind::I64 => return "signed integer".to_owned(),
    };
    format!("{bits} bit {sign} integer; between {min} and {max} (both inclusive)")
}

fn one_of(names: &[String]) -> Phrase {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    match quoted.as_slice() {
        [] => noun("impossible (empty enum)"),
        [name] => noun(format!("value {name} (singular enum)")),
        _ => conjunction(format!("one of {}", quoted.join(", "))),
    }
}

fn set_of(map: &Map) -> String {
    format!(
        "attribute set of {}",
        map.value.phrase().inside(&[Noun, Composite])
    )
}

fn key(map: &Map) -> String {
    map.key
        .map_or(Type::Str, Type::Scalar)
        .phrase()
        .inside(&[Noun, Composite])
}

fn submodule(freeform: Option<&Type>) -> Phrase {
    let text = freeform.map_or_else(
        || "submodule".to_owned(),
        |inner| {
            let inner = inner.phrase().inside(&[Noun, Composite]);
            format!("open submodule of attribute set of {inner}")
        },
    );
    Phrase { text, class: Other }
}

/// `oneOf`, which nests `either` to the left.
fn either(types: &[Type]) -> Phrase {
    let phrases = types.iter().map(Type::phrase);
    phrases
        .reduce(|left, right| {
            let left = left.inside(&[Noun, Conjunction]);
            conjunction(format!(
                "{left} or {}",
                right.inside(&[Noun, Conjunction, Composite])
            ))
        })
        .unwrap_or_else(|| noun("impossible (empty enum)"))
}
