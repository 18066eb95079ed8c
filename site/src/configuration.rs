//! What to write into a configuration to set an option.

use crate::input::{Opt, Text};
use crate::tree::shown;

/// A configuration that sets the option to a value from its documentation; `None` if there is none.
pub fn configuration(option: &Opt) -> Option<String> {
    if option.read_only {
        return None;
    }
    definition(&option.loc, &value(option)?)
}

/// A configuration that defines a path; `*` is a list of one element. `None` for the elements of a
/// list themselves.
pub fn definition(path: &[String], value: &str) -> Option<String> {
    let (mut head, mut tail) = (String::from("{\n  "), String::from(";\n}"));
    let mut first = true;
    for part in path {
        if part == "*" {
            head.push_str(if first { "[ { " } else { " = [ { " });
            tail.insert_str(0, "; } ]");
            first = true;
            continue;
        }
        if !first {
            head.push('.');
        }
        head.push_str(&name(part));
        first = false;
    }
    if first {
        return None;
    }
    Some(format!("{head} = {}{tail}", indented(value)))
}

/// The example, otherwise another permitted value or the default.
fn value(option: &Opt) -> Option<String> {
    let code = |text: &Option<Text>| match text {
        Some(Text::Code(code)) => Some(code.clone()),
        _ => None,
    };
    if let Some(example) = code(&option.example) {
        return Some(example);
    }
    let default = code(&option.default)?;
    match (option.ty.as_str(), default.as_str()) {
        ("boolean", "true") => Some("false".to_owned()),
        // What depends on other options is what somebody wants to decide otherwise.
        ("boolean", _) => Some("true".to_owned()),
        (_, other) if other.contains("config.") => None,
        (ty, default) if ty.starts_with("one of \"") => Some(other_than(default, ty)),
        _ => Some(default),
    }
}

/// The value after the default in `one of "a", "b"`, or the one before it, because people set an
/// option to change its default.
fn other_than(default: &str, ty: &str) -> String {
    let values: Vec<&str> = ty.trim_start_matches("one of ").split(", ").collect();
    let at = values.iter().position(|value| *value == default);
    let next = at.and_then(|at| {
        values
            .get(at + 1)
            .or_else(|| values.get(at.checked_sub(1)?))
    });
    (*next.unwrap_or(&default)).to_owned()
}

/// A part of a path; a placeholder in quotes, so that the text is Nix and shows what to replace.
fn name(part: &str) -> String {
    if part.starts_with('<') && part.ends_with('>') {
        return format!("\"{part}\"");
    }
    shown(part).replace("${", "\\${")
}

/// Further lines one step in. Not where a line break is part of a text in quotes.
fn indented(value: &str) -> String {
    let in_quotes = value.lines().any(|line| line.matches('"').count() % 2 == 1);
    if in_quotes {
        value.to_owned()
    } else {
        value.replace('\n', "\n  ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(loc: &[&str], example: &str, expected: Option<&str>) {
        let option = Opt {
            loc: loc.iter().map(|part| (*part).to_owned()).collect(),
            example: Some(Text::Code(example.to_owned())),
            ..Opt::default()
        };
        assert_eq!(configuration(&option).as_deref(), expected);
    }

    #[test]
    fn a_configuration_is_nix() {
        check(&["a", "b"], "1", Some("{\n  a.b = 1;\n}"));
        check(
            &["a", "<name>", "x y"],
            "[\n  1\n]",
            Some("{\n  a.\"<name>\".\"x y\" = [\n    1\n  ];\n}"),
        );
        check(&["a", "*", "b"], "1", Some("{\n  a = [ { b = 1; } ];\n}"));
        check(&["a", "*"], "1", None);
        check(&["a", "${b}"], "1", Some("{\n  a.\"\\${b}\" = 1;\n}"));
    }

    #[test]
    fn a_switch_is_shown_switched() {
        let mut option = Opt {
            loc: vec!["a".to_owned()],
            ty: "boolean".to_owned(),
            ..Opt::default()
        };
        option.default = Some(Text::Code("false".to_owned()));
        assert_eq!(configuration(&option).as_deref(), Some("{\n  a = true;\n}"));
        option.ty = "one of \"error\", \"warn\"".to_owned();
        for (default, other) in [("\"error\"", "warn"), ("\"warn\"", "error"), ("\"x\"", "x")] {
            option.default = Some(Text::Code(default.to_owned()));
            let text = format!("{{\n  a = \"{other}\";\n}}");
            assert_eq!(configuration(&option), Some(text));
        }
        option.read_only = true;
        assert_eq!(configuration(&option), None);
    }
}
