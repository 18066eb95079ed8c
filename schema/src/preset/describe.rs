//! What the documentation says of a preset: all of it from the record.

use std::fmt::Write;

use super::{Kind, Owner, Place, Preset, PresetPath, Switch, all};

impl Preset {
    /// The names of the presets that need this one.
    pub fn required_by(&self) -> impl Iterator<Item = &'static str> + use<> {
        let name = self.name;
        all()
            .filter(move |other| other.requires.contains(&name))
            .map(|other| other.name)
    }

    /// The reason of each entry in the manifest. The checks read the name from it, so that a message
    /// about an entry that nobody wrote says where it comes from.
    pub(super) fn reason_of_entries(&self) -> String {
        format!("{} (preset `{}`)", self.title(), self.name)
    }

    /// What is kept, as a title.
    pub(super) fn title(&self) -> String {
        let mut chars = self.keeps.chars();
        let first = chars.next().map(|first| first.to_uppercase().to_string());
        format!("{}{}", first.unwrap_or_default(), chars.as_str())
    }

    /// The default as Nix text; `None` where it is off.
    pub(super) fn default_text(&self) -> Option<String> {
        let config = |option: &&str| format!("config.{option}");
        let mut parts: Vec<String> = match self.switch {
            Switch::Stores => vec!["config.stateless.stores != { }".to_owned()],
            Switch::Options(options) | Switch::Unless(options, _) => {
                options.iter().map(config).collect()
            }
            Switch::NotEmpty(option) => vec![format!("config.{option} != {{ }}")],
            Switch::Never => Vec::new(),
        };
        if let Switch::Unless(_, unless) = self.switch {
            parts = vec![format!("{} && !config.{unless}", parts.join(" || "))];
        }
        parts.extend(
            self.required_by()
                .map(|name| format!("config.stateless.presets.{name}.enable")),
        );
        (!parts.is_empty()).then(|| parts.join(" || "))
    }

    /// The description of the option.
    pub(super) fn description(&self) -> String {
        let mut text = format!("Whether to persist {}.\n\n{}\n", self.keeps, self.reason);
        if !self.requires.is_empty() {
            let links: Vec<String> = self
                .requires
                .iter()
                .map(|name| format!("{{option}}`stateless.presets.{name}.enable`"))
                .collect();
            write!(text, "\nThis also turns on {}.\n", links.join(" and ")).expect("a string");
        }
        text.push_str("\nPersisted paths:\n");
        for path in self.paths {
            write!(text, "\n- {}", path.description()).expect("a string takes everything");
        }
        text
    }
}

impl PresetPath {
    fn description(&self) -> String {
        let kind = match self.kind {
            Kind::Directory => "a directory",
            Kind::File => "a file",
        };
        let mut text = format!(
            "{}: {kind}, owner {}, mode `{}`.",
            where_it_is(self.place),
            self.shown_owners(),
            self.mode
        );
        if !self.why.is_empty() {
            write!(text, " {}", self.why).expect("a string takes everything");
        }
        text
    }

    fn shown_owners(&self) -> String {
        let shown = |owner| match owner {
            Owner::Name(name) => format!("`{name}`"),
            Owner::Setting { option, .. } => format!("{{option}}`{option}`"),
        };
        if self.user == self.group {
            shown(self.user)
        } else {
            format!("{} and group {}", shown(self.user), shown(self.group))
        }
    }
}

fn where_it_is(place: Place) -> String {
    match place {
        Place::Fixed(path) => format!("{{file}}`{path}`"),
        Place::Setting { option, directory } => {
            format!(
                "{{file}}`{directory}`, or {{option}}`{option}` if that is a different directory"
            )
        }
        Place::Holds { option, directory } => {
            format!("{{file}}`{directory}`, if {{option}}`{option}` is inside it")
        }
        Place::Each(option) => format!("{{option}}`{option}`"),
        Place::Stored {
            option,
            suffix,
            directory,
            ..
        } => {
            let suffix = if suffix.is_empty() {
                String::new()
            } else {
                format!(" with the suffix `{suffix}`")
            };
            format!("each path of {{option}}`{option}`{suffix} in {{file}}`{directory}`")
        }
    }
}
