//! Reads any options.json, as nixosOptionsDoc writes it. Errors name the option.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// One option, as options.json has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opt {
    /// The full path as shown: `programs."a.b".enable`.
    pub name: String,
    /// The parts of the path; placeholders as `<name>` and `*`.
    pub loc: Vec<String>,
    /// Nixpkgs Markdown.
    pub description: String,
    /// The type in the words of the module system.
    pub ty: String,
    /// The value if the option is not set.
    pub default: Option<Text>,
    /// A value worth showing.
    pub example: Option<Text>,
    /// Whether only the module sets it.
    pub read_only: bool,
    /// The files that declare it.
    pub declarations: Vec<Link>,
    /// Packages worth knowing, in Markdown.
    pub related: Option<String>,
}

/// A value in documentation.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// An expression of Nix.
    Code(String),
    /// Words, in Markdown.
    Words(String),
}

/// A name that may lead somewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// What is shown.
    pub name: String,
    /// Where it leads; only `https` and `http`, or relative to the root of the site.
    pub url: Option<String>,
}

/// What is wrong with an options.json.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputError {
    /// The option, where one is known.
    pub option: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The fix.
    pub help: &'static str,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(option) = &self.option {
            write!(f, "{option}: ")?;
        }
        write!(f, "{}; {}", self.message, self.help)
    }
}

const AS_WRITTEN: &str =
    "write the file again with nixosOptionsDoc, whose fields are needed as they are";

/// All options of an options.json, sorted by name; or everything that is wrong with it.
pub fn read(text: &str) -> Result<Vec<Opt>, Vec<InputError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let done = json.deserialize_map(&mut reader).and_then(|()| json.end());
    if let Err(error) = done {
        let option = reader.last.take();
        reader.errors.push(InputError {
            message: format!("the JSON is wrong here or in the next entry: {error}"),
            option,
            help: "get the whole file; it may be cut off",
        });
    }
    if reader.errors.is_empty() && reader.options.is_empty() {
        reader.errors.push(InputError {
            option: None,
            message: "it has no options".to_owned(),
            help: AS_WRITTEN,
        });
    }
    if reader.errors.is_empty() {
        Ok(reader.options.into_values().collect())
    } else {
        Err(reader.errors)
    }
}

/// The same of the bytes of a file, which may be no text.
pub fn read_bytes(bytes: &[u8]) -> Result<Vec<Opt>, Vec<InputError>> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return read(text),
        Err(error) => error,
    };
    let before = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
    let mut reader = Reader::default();
    // It ends too early, in the option that has the byte.
    let _ = serde_json::Deserializer::from_str(before).deserialize_map(&mut reader);
    Err(vec![InputError {
        option: reader.last,
        message: format!(
            "the text is not UTF-8 here or in the next entry, in line {}",
            before.matches('\n').count() + 1
        ),
        help: "get the file again; JSON is always UTF-8",
    }])
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    options: BTreeMap<String, Opt>,
    /// Which option is at each path: two at one would have one page.
    places: HashMap<Vec<String>, String>,
    errors: Vec<InputError>,
    /// The option that is being read, for errors of the syntax.
    last: Option<String>,
}

impl<'de> Visitor<'de> for &mut Reader {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with one entry for each option")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            self.last = Some(name.clone());
            let value: Value = map.next_value()?;
            let mut fields = Fields {
                name: &name,
                errors: Vec::new(),
            };
            let option = fields.option(&value);
            if self.options.contains_key(&name) {
                fields.wrong("it is there twice");
            } else if let Some(other) = self.places.get(&option.loc) {
                fields.wrong(format!("its field `loc` is that of `{other}` too"));
            }
            self.errors.append(&mut fields.errors);
            if !option.loc.is_empty() {
                self.places.insert(option.loc.clone(), name.clone());
            }
            self.options.insert(name, option);
        }
        self.last = None;
        Ok(())
    }
}

/// Reads the fields of one option, and notes what is wrong.
struct Fields<'a> {
    name: &'a str,
    errors: Vec<InputError>,
}

impl Fields<'_> {
    fn wrong(&mut self, message: impl Into<String>) {
        // A name of nothing, or of blanks, could not be seen.
        let option = if self.name.trim().is_empty() {
            format!("{:?}", self.name)
        } else {
            self.name.to_owned()
        };
        self.errors.push(InputError {
            option: Some(option),
            message: message.into(),
            help: AS_WRITTEN,
        });
    }

    fn option(&mut self, value: &Value) -> Opt {
        if !value.is_object() {
            self.wrong("it is no object");
            return Opt::default();
        }
        Opt {
            name: self.name.to_owned(),
            loc: self.loc(value),
            description: self.description(value),
            ty: self.ty(value),
            default: self.text(value, "default"),
            example: self.text(value, "example"),
            read_only: self.read_only(value),
            declarations: self.declarations(value),
            related: self.markdown(value, "relatedPackages"),
        }
    }

    fn loc(&mut self, value: &Value) -> Vec<String> {
        let parts = value.get("loc").and_then(Value::as_array);
        let parts: Option<Vec<String>> = parts.and_then(|parts| {
            let texts = parts.iter().map(|part| part.as_str().map(str::to_owned));
            texts.collect()
        });
        match parts {
            Some(parts) if parts.iter().any(|part| !part.is_empty()) => parts,
            Some(parts) if !parts.is_empty() => {
                self.wrong("its field `loc` has no name in it");
                Vec::new()
            }
            _ => {
                self.wrong("its field `loc` is not a list of names");
                Vec::new()
            }
        }
    }

    fn ty(&mut self, value: &Value) -> String {
        if let Some(text) = value.get("type").and_then(Value::as_str) {
            return text.to_owned();
        }
        self.wrong("its field `type` is not a text");
        String::new()
    }

    fn description(&mut self, value: &Value) -> String {
        if value.get("description").is_some_and(Value::is_null) {
            return "This option has no description.".to_owned();
        }
        if let Some(text) = self.markdown(value, "description") {
            return text;
        }
        if value.get("description").is_none() {
            self.wrong("its field `description` is missing");
        }
        String::new()
    }

    /// A text, or one that says that it is Markdown.
    fn markdown(&mut self, value: &Value, field: &str) -> Option<String> {
        match value.get(field) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => {
                let kind = other.get("_type").and_then(Value::as_str);
                let text = other.get("text").and_then(Value::as_str);
                match (kind, text) {
                    (Some("mdDoc" | "literalMD"), Some(text)) => Some(text.to_owned()),
                    (Some(kind), _) => {
                        self.wrong(format!(
                            "its field `{field}` has the unknown `_type` `{kind}`"
                        ));
                        None
                    }
                    _ => {
                        self.wrong(format!("its field `{field}` is not a text"));
                        None
                    }
                }
            }
        }
    }

    /// A default or an example. Old tools wrote plain values, which are shown as they are.
    fn text(&mut self, value: &Value, field: &str) -> Option<Text> {
        let value = value.get(field)?;
        let Some(kind) = value.get("_type") else {
            return Some(Text::Code(value.to_string()));
        };
        let text = value.get("text").and_then(Value::as_str);
        match (kind.as_str(), text) {
            (Some("literalExpression" | "literalExample"), Some(text)) => {
                Some(Text::Code(text.trim_end().to_owned()))
            }
            (Some("literalMD"), Some(text)) => Some(Text::Words(text.to_owned())),
            (Some("literalExpression" | "literalExample" | "literalMD"), None) => {
                self.wrong(format!("its field `{field}` has no `text`"));
                None
            }
            _ => {
                self.wrong(format!(
                    "its field `{field}` has the unknown `_type` {kind}"
                ));
                None
            }
        }
    }

    fn read_only(&mut self, value: &Value) -> bool {
        match value.get("readOnly") {
            None => false,
            Some(Value::Bool(is)) => *is,
            Some(_) => {
                self.wrong("its field `readOnly` is neither true nor false");
                false
            }
        }
    }

    fn declarations(&mut self, value: &Value) -> Vec<Link> {
        let Some(list) = value.get("declarations") else {
            return Vec::new();
        };
        let links = list.as_array().map(|list| list.iter().map(declaration));
        links
            .and_then(Iterator::collect::<Option<Vec<Link>>>)
            .unwrap_or_else(|| {
                self.wrong("its field `declarations` is not a list of files");
                Vec::new()
            })
    }
}

fn declaration(value: &Value) -> Option<Link> {
    let field = |name: &str| value.get(name).and_then(Value::as_str);
    let name = value.as_str().or_else(|| field("name"))?;
    let url = field("url").filter(|url| is_web(url)).map(str::to_owned);
    Some(Link {
        name: name.to_owned(),
        url,
    })
}

/// Whether an address is one that a browser opens and does not run.
pub(crate) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
#[path = "input/tests.rs"]
mod tests;
