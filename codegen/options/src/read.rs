//! Reading a configuration as the generated module reads it.
//!
//! serde accepts some forms that the JSON Schema and the module refuse: the fields of a struct by
//! position, and a variant without data as `{ "variant": null }`. Neither an attribute nor a
//! wrapper of the `Deserializer` can change that, because serde buffers values for `flatten`, `tag`
//! and `untagged` and reads the buffer itself. So the value is first compared with the declared
//! type. That comparison refuses these forms only, and serde does the rest.
//!
//! Data that Nix cannot represent is refused everywhere: NUL, which ends Nix strings, and the keys
//! in [`EXECUTED_KEYS`], which the module system interprets.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

use crate::meta::{DataVariant, HasNixType, NixType, StructDecl, StructRef, UnitVariant};

/// Keys that the module system reads itself wherever a set stands: `{ _type = "if"; … }`.
pub const EXECUTED_KEYS: [&str; 2] = ["_module", "_type"];

/// The most that a configuration may nest: as much as `serde_json` reads from text.
pub const MAX_NESTING: usize = 127;

/// Why a value is not a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where: attribute names and indices from the top. Empty where serde does not say.
    pub path: Vec<String>,
    /// What is wrong there, and what to write instead.
    pub problem: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "at `{}`: ", self.path.join("."))?;
        }
        f.write_str(&self.problem)
    }
}

impl std::error::Error for Refused {}

/// Reads a configuration. Accepts the values that the module accepts, with the same defaults.
pub fn from_value<T: DeserializeOwned + HasNixType>(value: &Value) -> Result<T, Refused> {
    let value = canonical(value)?;
    forms(&T::nix_type(), &value, &mut Vec::new())?;
    serde_json::from_value(value).map_err(|error| Refused {
        path: Vec::new(),
        problem: error.to_string(),
    })
}

/// Reads a configuration and writes it again, with all defaults.
pub fn complete<T: DeserializeOwned + Serialize + HasNixType>(
    value: &Value,
) -> Result<Value, Refused> {
    let read: T = from_value(value)?;
    serde_json::to_value(read).map_err(|error| Refused {
        path: Vec::new(),
        problem: error.to_string(),
    })
}

/// The value with each number in one form, for JSON does not tell `80.0` from `80`: whole numbers that
/// Nix has as integers are integers, all others floats. Refused is what Nix cannot hold.
pub fn canonical(value: &Value) -> Result<Value, Refused> {
    canonical_at(value, &mut Vec::new())
}

fn canonical_at(value: &Value, path: &mut Vec<String>) -> Result<Value, Refused> {
    if path.len() > MAX_NESTING {
        return refuse(
            path,
            format!("it nests deeper than {MAX_NESTING}; flatten it"),
        );
    }
    match value {
        Value::Null | Value::Bool(_) => Ok(value.clone()),
        Value::Number(number) => Ok(Value::Number(one_form(number))),
        Value::String(text) => holdable(text, path).map(|()| value.clone()),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| below(path, &index.to_string(), |path| canonical_at(item, path)))
            .collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, item)| {
                holdable(key, path)?;
                if EXECUTED_KEYS.contains(&key.as_str()) {
                    let problem =
                        format!("the module system interprets the key `{key}`; rename it");
                    return refuse(path, problem);
                }
                let item = below(path, key, |path| canonical_at(item, path))?;
                Ok((key.clone(), item))
            })
            .collect(),
    }
}

fn one_form(number: &Number) -> Number {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if number.is_i64() {
        return number.clone();
    }
    match number.as_f64() {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole and within range"
        )]
        Some(float) if float.fract() == 0.0 && (-LIMIT..LIMIT).contains(&float) => {
            (float as i64).into()
        }
        Some(float) => Number::from_f64(float).unwrap_or_else(|| number.clone()),
        None => number.clone(),
    }
}

fn holdable(text: &str, path: &[String]) -> Result<(), Refused> {
    if text.contains('\0') {
        refuse(
            path,
            format!("{text:?} contains NUL, which Nix cannot hold; remove it"),
        )
    } else {
        Ok(())
    }
}

/// Refuses the forms that serde accepts and Nix refuses. Ignores forms that serde refuses itself.
fn forms(ty: &NixType, value: &Value, path: &mut Vec<String>) -> Result<(), Refused> {
    match (ty, value) {
        (NixType::NullOr(_), Value::Null) => Ok(()),
        (NixType::NullOr(inner) | NixType::Required(inner), _) => forms(inner, value, path),
        (NixType::List(inner), Value::Array(items)) => {
            items.iter().enumerate().try_for_each(|(index, item)| {
                below(path, &index.to_string(), |p| forms(inner, item, p))
            })
        }
        (NixType::Map(map) | NixType::ListOrMap(map), Value::Object(entries)) => entries
            .iter()
            .try_for_each(|(key, item)| below(path, key, |path| forms(&map.value, item, path))),
        (NixType::Struct(options), _) => fields(*options, value, path),
        (NixType::Enum(units), Value::Object(given)) => {
            let only = given.keys().next().map_or("", String::as_str);
            refuse(
                path,
                format!(
                    "expected a name, found a set; write {}",
                    one_of(units, only)
                ),
            )
        }
        (NixType::Union { units, tagged }, Value::Object(given)) => {
            union(units, tagged, given, path)
        }
        (NixType::Tagged { tag, variants }, Value::Object(given)) => {
            let name = given.get(*tag).and_then(Value::as_str);
            let variant = variants.iter().find(|variant| Some(variant.name) == name);
            variant.map_or(Ok(()), |variant| fields(variant.options, value, path))
        }
        (NixType::Tagged { tag, .. }, _) => refuse(
            path,
            format!("expected a set with `{tag}` and the options of that variant"),
        ),
        (NixType::Either(types), _) => {
            let Some(ty) = types.iter().find(|ty| is_kind_of(ty, value)) else {
                return refuse(
                    path,
                    "no alternative accepts a value of this kind".to_owned(),
                );
            };
            forms(ty, value, path)
        }
        _ => Ok(()),
    }
}

fn one_of(units: &[UnitVariant], given: &str) -> String {
    match units.iter().find(|unit| unit.name == given) {
        Some(unit) => format!("`\"{}\"`", unit.name),
        None => "one of the names as a string".to_owned(),
    }
}

fn union(
    units: &[UnitVariant],
    tagged: &[DataVariant],
    given: &serde_json::Map<String, Value>,
    path: &mut Vec<String>,
) -> Result<(), Refused> {
    given.iter().try_for_each(|(name, value)| {
        if units.iter().any(|unit| unit.name == name) {
            return refuse(
                path,
                format!("`{name}` contains no data; write `\"{name}\"`"),
            );
        }
        let variant = tagged.iter().find(|variant| variant.name == name);
        variant.map_or(Ok(()), |variant| {
            below(path, name, |path| forms(&variant.ty, value, path))
        })
    })
}

fn fields(options: StructRef, value: &Value, path: &mut Vec<String>) -> Result<(), Refused> {
    let Value::Object(given) = value else {
        return refuse(
            path,
            "expected a set of options with their names".to_owned(),
        );
    };
    let decl = declared(options);
    given.iter().try_for_each(|(name, value)| {
        let option = decl.options.iter().find(|option| option.name == name);
        let ty = option.map(|option| &option.ty).or(decl.freeform.as_ref());
        ty.map_or(Ok(()), |ty| {
            below(path, name, |path| forms(ty, value, path))
        })
    })
}

/// The options of a struct, cached: capturing defaults and examples takes longer than reading.
fn declared(options: StructRef) -> Arc<StructDecl> {
    static KNOWN: LazyLock<Mutex<BTreeMap<&'static str, Arc<StructDecl>>>> =
        LazyLock::new(Mutex::default);
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let rust = options.rust();
    if let Some(decl) = known().get(rust) {
        return Arc::clone(decl);
    }
    // Not under the lock: reading a declaration may read others.
    let decl = Arc::new(options.decl());
    known().insert(rust, Arc::clone(&decl));
    decl
}

/// Whether a value has the kind that a type accepts. This selects the variant of an untagged enum.
fn is_kind_of(ty: &NixType, value: &Value) -> bool {
    match ty {
        NixType::Anything => true,
        NixType::Bool => value.is_boolean(),
        NixType::Int(_) | NixType::Between { .. } | NixType::Port | NixType::Number => {
            value.is_number()
        }
        NixType::Str | NixType::Scalar(_) | NixType::Enum(_) => value.is_string(),
        NixType::NullOr(inner) => value.is_null() || is_kind_of(inner, value),
        NixType::Required(inner) => is_kind_of(inner, value),
        NixType::List(_) => value.is_array(),
        NixType::Map(_) | NixType::Struct(_) | NixType::Tagged { .. } => value.is_object(),
        NixType::ListOrMap(_) => value.is_array() || value.is_object(),
        NixType::Either(types) => types.iter().any(|ty| is_kind_of(ty, value)),
        NixType::Union { units, tagged } => {
            value.is_object() && !tagged.is_empty() || value.is_string() && !units.is_empty()
        }
    }
}

fn below<T>(path: &mut Vec<String>, step: &str, f: impl FnOnce(&mut Vec<String>) -> T) -> T {
    path.push(step.to_owned());
    let result = f(path);
    path.pop();
    result
}

fn refuse<T>(path: &[String], problem: String) -> Result<T, Refused> {
    Err(Refused {
        path: path.to_vec(),
        problem,
    })
}
