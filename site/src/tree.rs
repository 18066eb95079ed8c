//! The options as a tree of pages: one for each option, and one for each set of options.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::input::Opt;

/// All pages of the reference; the first is the root.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    /// By shown name.
    by_name: HashMap<String, usize>,
    /// Files whose name cannot be derived from the option, for the search.
    pub(crate) renamed: BTreeMap<String, String>,
}

/// A page of the reference.
#[derive(Debug)]
pub(crate) struct Node {
    /// The last part of the path, as shown.
    pub(crate) step: String,
    /// The whole path, as shown.
    pub(crate) name: String,
    /// The name of its file, without `.html`.
    pub(crate) slug: String,
    pub(crate) parent: usize,
    pub(crate) children: Vec<usize>,
    /// Its place among the options, if it is one.
    pub(crate) option: Option<usize>,
    /// How many options it has, and is.
    pub(crate) count: usize,
}

/// The longest file name that every file system supports.
const LONGEST: usize = 180;

impl Tree {
    pub(crate) fn new(options: &[Opt]) -> Self {
        let mut tree = Self {
            nodes: vec![Node::new(String::new(), String::new(), 0)],
            by_name: HashMap::new(),
            renamed: BTreeMap::new(),
        };
        let mut children = HashMap::new();
        for (index, option) in options.iter().enumerate() {
            tree.insert(index, option, &mut children);
        }
        tree.order();
        tree.count();
        tree.name_files();
        tree.by_name = tree
            .nodes
            .iter()
            .enumerate()
            .map(|(index, node)| (node.name.clone(), index))
            .collect();
        tree
    }

    fn insert(
        &mut self,
        index: usize,
        option: &Opt,
        children: &mut HashMap<(usize, String), usize>,
    ) {
        let mut at = 0;
        for (depth, part) in option.loc.iter().enumerate() {
            let key = (at, part.clone());
            at = if let Some(&next) = children.get(&key) {
                next
            } else {
                let is_last = depth + 1 == option.loc.len();
                let step = shown(part);
                let name = match (is_last, self.nodes[at].name.as_str()) {
                    // The file says how its own names are shown.
                    (true, _) => option.name.clone(),
                    (false, "") => step.clone(),
                    (false, parent) => format!("{parent}.{step}"),
                };
                let next = self.nodes.len();
                self.nodes.push(Node::new(step, name, at));
                self.nodes[at].children.push(next);
                children.insert(key, next);
                next
            };
        }
        self.nodes[at].option = Some(index);
    }

    /// `enable*`, then `package*`, then the rest, as the manual of NixOS has it.
    fn order(&mut self) {
        for index in 0..self.nodes.len() {
            let mut children = std::mem::take(&mut self.nodes[index].children);
            children.sort_by_cached_key(|&child| {
                let step = &self.nodes[child].step;
                let rank = [step.starts_with("enable"), step.starts_with("package")];
                (rank.iter().position(|is| *is).unwrap_or(2), step.clone())
            });
            self.nodes[index].children = children;
        }
    }

    fn count(&mut self) {
        // Children come after their parents.
        for index in (0..self.nodes.len()).rev() {
            self.nodes[index].count += usize::from(self.nodes[index].option.is_some());
            let (count, parent) = (self.nodes[index].count, self.nodes[index].parent);
            if index > 0 {
                self.nodes[parent].count += count;
            }
        }
    }

    fn name_files(&mut self) {
        let mut used = HashSet::new();
        for node in &mut self.nodes[1..] {
            let usual = slug(&node.name);
            let mut slug = usual.clone();
            if slug.len() > LONGEST {
                slug.truncate(LONGEST);
            }
            let start = slug.clone();
            let mut number = 1;
            // Some file systems take letters of both cases for the same.
            while !used.insert(slug.to_ascii_lowercase()) {
                number += 1;
                slug = format!("{start}~~{number}");
            }
            if slug != usual {
                self.renamed.insert(node.name.clone(), slug.clone());
            }
            node.slug = slug;
        }
    }

    /// The page of that name.
    pub(crate) fn find(&self, name: &str) -> Option<&Node> {
        self.by_name.get(name).map(|&index| &self.nodes[index])
    }

    /// The pages above, outermost first, without the root.
    pub(crate) fn above(&self, index: usize) -> Vec<usize> {
        let mut above = Vec::new();
        let mut at = self.nodes[index].parent;
        while at != 0 {
            above.push(at);
            at = self.nodes[at].parent;
        }
        above.reverse();
        above
    }
}

impl Node {
    fn new(step: String, name: String, parent: usize) -> Self {
        Self {
            step,
            name,
            slug: String::new(),
            parent,
            children: Vec::new(),
            option: None,
            count: 0,
        }
    }
}

/// The file name of an option, which is valid unescaped in any file system and URL. The search
/// derives it by the same rule.
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => out.push(c),
            '<' | '>' | '*' => out.push('_'),
            c => push!(out, "~{:x}", u32::from(c)),
        }
    }
    if out.starts_with('.') {
        out.insert(0, '~');
    }
    out
}

/// A part of a path as the module system shows it.
pub(crate) fn shown(part: &str) -> String {
    let is_placeholder = part == "*" || (part.starts_with('<') && part.ends_with('>'));
    if is_placeholder || is_identifier(part) {
        return part.to_owned();
    }
    let mut out = String::from("\"");
    for c in part.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn is_identifier(part: &str) -> bool {
    let mut chars = part.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(names: &[&[&str]]) -> Vec<Opt> {
        let option = |loc: &&[&str]| Opt {
            name: loc
                .iter()
                .map(|part| shown(part))
                .collect::<Vec<_>>()
                .join("."),
            loc: loc.iter().map(|part| (*part).to_owned()).collect(),
            ..Opt::default()
        };
        names.iter().map(option).collect()
    }

    #[test]
    fn sets_and_options_share_one_tree() {
        let tree = Tree::new(&options(&[
            &["a", "b"],
            &["a", "b", "<name>", "c"],
            &["a", "enableX"],
        ]));
        let names: Vec<_> = tree
            .nodes
            .iter()
            .map(|node| (node.name.as_str(), node.count))
            .collect();
        assert_eq!(
            names,
            [
                ("", 3),
                ("a", 3),
                ("a.b", 2),
                ("a.b.<name>", 1),
                ("a.b.<name>.c", 1),
                ("a.enableX", 1)
            ]
        );
        assert_eq!(tree.nodes[1].children, [5, 2], "what enables comes first");
        assert_eq!(tree.find("a.b").unwrap().option, Some(0));
    }

    #[test]
    fn files_have_names_that_any_system_takes() {
        let long = "x".repeat(400);
        let tree = Tree::new(&options(&[
            &["A"],
            &["a"],
            &["<name>"],
            &["*"],
            &["../x/é"],
            &[".."],
            &[&long],
        ]));
        let slugs: Vec<_> = tree.nodes[1..]
            .iter()
            .map(|node| node.slug.as_str())
            .collect();
        assert_eq!(
            slugs[..5],
            ["A", "a~~2", "_name_", "_", "~22..~2fx~2f~e9~22"]
        );
        assert!(
            slugs[5].starts_with('~')
                && slugs
                    .iter()
                    .all(|slug| slug.len() <= LONGEST + 8 && !slug.contains('/'))
        );
        assert_eq!(tree.renamed.len(), 2);
    }
}
