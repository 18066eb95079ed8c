//! Who is responsible: an entry of the list of maintainers, and the author of the commits.

use codegen::Problem;
use codegen::nix::make::{attrs, int, key, set, str};
use codegen::nix::{self, Expr};

use crate::patch::Author;
use crate::place::whole;

/// A maintainer, from `handle=alice,github=alice,githubId=1,name=Alice,email=alice@example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maintainer {
    /// The attribute in the list.
    pub handle: String,
    /// The full name; needed for a new entry.
    pub name: Option<String>,
    /// The address; needed for a new entry without `github`.
    pub email: Option<String>,
    /// The account.
    pub github: Option<String>,
    /// Its number.
    pub github_id: Option<i64>,
    /// The address on Matrix.
    pub matrix: Option<String>,
}

impl Maintainer {
    /// Parses the argument. Fields are separated by commas. Maintainers in the list need only
    /// `handle`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut found = Self {
            handle: String::new(),
            name: None,
            email: None,
            github: None,
            github_id: None,
            matrix: None,
        };
        for field in text.split(',') {
            let (name, value) = field
                .split_once('=')
                .map(|(name, value)| (name.trim(), value.trim()))
                .filter(|(_, value)| !value.is_empty() && !value.contains(char::is_control))
                .ok_or_else(|| format!("`{field}` is not of the form field=value"))?;
            match name {
                "handle" => value.clone_into(&mut found.handle),
                "name" => found.name = Some(value.to_owned()),
                "email" => found.email = Some(value.to_owned()),
                "github" => found.github = Some(value.to_owned()),
                "matrix" => found.matrix = Some(value.to_owned()),
                "githubId" => {
                    let number = value
                        .parse()
                        .map_err(|_| format!("`{value}` is no number"))?;
                    found.github_id = Some(number);
                }
                other => {
                    return Err(format!(
                        "unknown field `{other}`: write handle, name, email, github, githubId or matrix"
                    ));
                }
            }
        }
        if nix::make::ident(&found.handle).is_err() {
            return Err("give a handle that is a Nix name: `handle=alice`".to_owned());
        }
        Ok(found)
    }

    /// The entry in the list: `alice = { … };`.
    pub fn entry(&self) -> Result<String, Problem> {
        let missing: Vec<&str> = [
            ("name", self.name.is_none()),
            ("github", self.github.is_none()),
            ("githubId", self.github_id.is_none()),
        ]
        .into_iter()
        .filter_map(|(field, missing)| missing.then_some(field))
        .collect();
        if !missing.is_empty() {
            return Err(whole(
                &self.handle,
                format!(
                    "it is not in the list of maintainers, and {} missing for a new entry",
                    listed(&missing)
                ),
                "write --maintainer handle=…,name=…,github=…,githubId=…,email=…",
            ));
        }
        let wrong = |error: String| whole(&self.handle, error, "write plain text");
        let expr = self.expr().map_err(wrong)?;
        let text = nix::format(&expr, &[]).map_err(|error| wrong(error.to_string()))?;
        let body = text
            .trim_end()
            .trim_start_matches('{')
            .trim_end_matches('}');
        // One level less: the list indents it again.
        let lines = body.trim_matches('\n').split('\n');
        let lines: Vec<&str> = lines
            .map(|line| line.strip_prefix("  ").unwrap_or(line))
            .collect();
        Ok(lines.join("\n"))
    }

    fn expr(&self) -> Result<Expr, String> {
        let texts = [
            ("name", &self.name),
            ("email", &self.email),
            ("matrix", &self.matrix),
            ("github", &self.github),
        ];
        let mut fields = Vec::new();
        for (name, value) in texts {
            if let Some(value) = value {
                let value = str(value).map_err(|error| error.to_string())?;
                fields.push(set(key(name).map_err(|error| error.to_string())?, value));
            }
        }
        if let Some(number) = self.github_id {
            let number = int(number).map_err(|error| error.to_string())?;
            fields.push(set(
                key("githubId").map_err(|error| error.to_string())?,
                number,
            ));
        }
        let entry = attrs(fields).map_err(|error| error.to_string())?;
        let handle = key(&self.handle).map_err(|error| error.to_string())?;
        attrs([set(handle, entry)]).map_err(|error| error.to_string())
    }

    /// The author of the commits, if there is an address.
    pub fn author(&self) -> Option<Author> {
        Some(Author {
            name: self.name.clone().unwrap_or_else(|| self.handle.clone()),
            email: self.email.clone()?,
        })
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [one] => format!("{one} is"),
        _ => format!("{} are", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn an_entry_is_what_the_list_has() {
        let text = "handle=alice,name=Alice ${B},github=alice,githubId=12,email=a@example.org";
        let entry = Maintainer::parse(text).unwrap().entry().unwrap();
        expect![[r#"
            alice = {
              name = "Alice \${B}";
              email = "a@example.org";
              github = "alice";
              githubId = 12;
            };"#]]
        .assert_eq(&entry);
    }

    #[test]
    fn what_is_missing_is_named() {
        let problem = Maintainer::parse("handle=alice,name=A")
            .unwrap()
            .entry()
            .unwrap_err();
        expect!["alice: it is not in the list of maintainers, and github, githubId are missing for a new entry\n  help: write --maintainer handle=…,name=…,github=…,githubId=…,email=…"].assert_eq(&problem.to_string());
    }

    #[test]
    fn wrong_fields_are_refused() {
        for wrong in [
            "alice",
            "handle=",
            "handle=a b",
            "handle=a,githubId=x",
            "handle=a,phone=1",
            "name=x",
        ] {
            assert!(Maintainer::parse(wrong).is_err(), "{wrong}");
        }
    }
}
