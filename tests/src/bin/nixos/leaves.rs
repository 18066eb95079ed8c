//! The leaves of a value with their paths, for the comparison.
//!
//! Texts whose order or comments may differ between NixOS and the stand-ins are parsed first: units
//! of services, fstab, and the files of containers.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Path and value of each leaf.
pub(crate) type Leaves = BTreeMap<String, Value>;

/// The leaves of the result of `tests/real/emitted.nix`.
pub(crate) fn of(mut emitted: Value) -> Leaves {
    if let Some(services) = emitted["services"].as_object_mut() {
        for service in services.values_mut() {
            let text = service["unit"]["text"].as_str().unwrap_or_default();
            service["unit"]["text"] = unit(text);
            // On NixOS it is the name of a file; the values are beside it.
            if let Some(section) = service["unit"]["text"]["Unit"].as_object_mut() {
                section.remove("X-Restart-Triggers");
            }
        }
    }
    if let Some(files) = emitted["containerFiles"].as_object_mut() {
        for file in files.values_mut() {
            *file = variables(file.as_str().unwrap_or_default());
        }
    }
    emitted["fstab"] = fstab(emitted["fstab"].as_str().unwrap_or_default());
    for list in ["failedAssertions", "warnings"] {
        let messages = emitted[list].take();
        emitted[list] = messages
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|message| Some((message.as_str()?.to_owned(), json!(true))))
            .collect();
    }
    let mut leaves = Leaves::new();
    collect(String::new(), emitted, &mut leaves);
    leaves
}

fn collect(path: String, value: Value, leaves: &mut Leaves) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, value) in fields {
                let name = name.replace('/', "|");
                let path = if path.is_empty() {
                    name
                } else {
                    format!("{path}/{name}")
                };
                collect(path, value, leaves);
            }
        }
        Value::Object(_) => {}
        value => {
            leaves.insert(path, value);
        }
    }
}

/// A unit file: sections, and the values of each key in their order.
fn unit(text: &str) -> Value {
    let mut sections = Map::new();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            name.clone_into(&mut section);
        } else if let Some((key, value)) = line.split_once('=') {
            let values = &mut sections.entry(section.clone()).or_insert_with(|| json!({}))[key];
            match values.as_array_mut() {
                Some(values) => values.push(json!(value)),
                None => *values = json!([value]),
            }
        }
    }
    Value::Object(sections)
}

/// Lines `NAME=VALUE`.
fn variables(text: &str) -> Value {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect()
}

/// The file systems of an fstab by mount point, without the numbers of dump and fsck.
fn fstab(text: &str) -> Value {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let fields = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    let mounts = fields.filter_map(|fields| match fields[..] {
        [_, _, "swap", ..] => None,
        [device, place, kind, options, ..] => {
            let value = json!({ "device": device, "type": kind, "options": options });
            Some((place.to_owned(), value))
        }
        _ => None,
    });
    mounts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_order_is_compared_without() {
        let emitted = |text: &str, fstab: &str| {
            of(json!({
                "services": { "a": { "unit": { "text": text } } },
                "fstab": fstab,
                "warnings": ["b", "a"],
            }))
        };
        let one = emitted(
            "[Unit]\nAfter=a\nX-Restart-Triggers=1\n\n[Service]\nX=1\nX=2\n",
            "# comment\n/dev/a /a ext4 defaults,ro 0 2\n/swap none swap x 0 0\n",
        );
        let two = emitted(
            "[Unit]\nX-Restart-Triggers=2\nAfter=a\n[Service]\nX=1\nX=2\n",
            "/dev/a /a ext4 defaults,ro 0 0\n",
        );
        assert_eq!(one, two);
        assert_eq!(one["services/a/unit/text/Service/X"], json!(["1", "2"]));
        assert_eq!(one["fstab/|a/options"], json!("defaults,ro"));
        assert_eq!(one["warnings/a"], json!(true));
        // The order of one key counts, and that of options.
        let turned = emitted(
            "[Unit]\nAfter=a\n[Service]\nX=2\nX=1\n",
            "/dev/a /a ext4 ro,defaults 0 0\n",
        );
        assert_ne!(
            turned["services/a/unit/text/Service/X"],
            two["services/a/unit/text/Service/X"]
        );
        assert_ne!(turned["fstab/|a/options"], two["fstab/|a/options"]);
    }
}
