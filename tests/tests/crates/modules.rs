//! Which file of a crate uses which, from the paths in its source.
//!
//! A path counts for the file that defines what it names, found through `use` and `pub use`. A module
//! may use those that are declared in it, and they may use it: together they are one unit. So only
//! an edge to a file outside of the own module counts, or to the parent. Calls of methods name no
//! file and are not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Meta, UseTree, Visibility};

/// A module: what it declares, and what its paths name.
struct Module {
    file: PathBuf,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    items: BTreeSet<String>,
    /// Names that a `use` brings in, with the path of each.
    uses: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    /// Paths in the code, relative to the module.
    paths: BTreeSet<Vec<String>>,
}

/// The modules of one target of a crate, the root first.
pub(super) struct Graph(Vec<Module>);

/// What a path names: a module, or an item that a module defines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Module(usize),
    Item(usize),
}

/// The root files of all targets below a folder: libraries, programs and integration tests.
pub(super) fn targets(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        for entry in entries {
            let path = entry.expect("the folder can be read").path();
            let is_hidden = path
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if path.is_dir() && !path.ends_with("target") && !is_hidden {
                folders.push(path);
            } else if path.ends_with("lib.rs") || path.ends_with("main.rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// For each file those that it uses, with a path that says so.
type Edges<'a> = BTreeMap<&'a Path, BTreeMap<&'a Path, String>>;

/// The files that a file uses, and those that these use.
fn reached<'a>(edges: &Edges<'a>, from: &'a Path) -> BTreeSet<&'a Path> {
    let mut found = BTreeSet::new();
    let mut todo = vec![from];
    while let Some(file) = todo.pop() {
        for to in edges.get(file).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(*to) {
                todo.push(to);
            }
        }
    }
    found
}

impl Graph {
    /// Reads a target from its root file.
    pub(super) fn of(root: &Path) -> Self {
        let mut graph = Self(Vec::new());
        let items = parse(root);
        let folder = root.parent().expect("a file is in a folder").to_owned();
        graph.add(root, &folder, None, &items);
        graph
    }

    /// Each use that is part of a circle: `a.rs uses b.rs (b::Item)`.
    pub(super) fn circles(&self) -> Vec<String> {
        let edges = self.edges();
        let is_mutual = |from: &Path, to: &Path| reached(&edges, to).contains(from);
        let uses = edges
            .iter()
            .flat_map(|(from, targets)| targets.iter().map(move |(to, path)| (from, to, path)));
        uses.filter(|(from, to, _)| is_mutual(from, to))
            .map(|(from, to, path)| format!("{} uses {} ({path})", from.display(), to.display()))
            .collect()
    }

    /// How many files use another one.
    pub(super) fn len(&self) -> usize {
        self.edges().values().map(BTreeMap::len).sum()
    }

    fn edges(&self) -> Edges<'_> {
        let mut edges = Edges::new();
        for (at, module) in self.0.iter().enumerate() {
            for path in &module.paths {
                if let Some(Named::Item(to)) = self.resolve(at, path, 0) {
                    let is_own = self.is_below(to, at);
                    let to = self.0[to].file.as_path();
                    if to != module.file && !is_own {
                        edges
                            .entry(&module.file)
                            .or_default()
                            .entry(to)
                            .or_insert_with(|| path.join("::"));
                    }
                }
            }
        }
        edges
    }

    /// Whether a module is declared in another one, or in one of those that are declared there.
    fn is_below(&self, module: usize, top: usize) -> bool {
        let parent = self.0[module].parent;
        parent.is_some_and(|parent| parent == top || self.is_below(parent, top))
    }

    /// The module or item that a path names, seen from a module. None where it is of another crate.
    fn resolve(&self, at: usize, path: &[String], depth: usize) -> Option<Named> {
        // A name that a `use` of itself brings in.
        if depth > 20 {
            return None;
        }
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => Named::Module(0),
            "self" => Named::Module(at),
            "super" => Named::Module(self.0[at].parent?),
            name => self.member(at, name, depth)?,
        };
        rest.iter().try_fold(start, |named, name| match named {
            Named::Module(module) if name == "super" => self.0[module].parent.map(Named::Module),
            Named::Module(module) if name == "self" => Some(Named::Module(module)),
            Named::Module(module) => self.member(module, name, depth),
            item @ Named::Item(_) => Some(item),
        })
    }

    fn member(&self, at: usize, name: &str, depth: usize) -> Option<Named> {
        let module = &self.0[at];
        if module.items.contains(name) {
            return Some(Named::Item(at));
        }
        if let Some(child) = module.children.get(name) {
            return Some(Named::Module(*child));
        }
        if let Some(path) = module.uses.get(name) {
            return self.resolve(at, path, depth + 1);
        }
        module
            .globs
            .iter()
            .find_map(|glob| match self.resolve(at, glob, depth + 1)? {
                Named::Module(from) if from != at => self.member(from, name, depth + 1),
                _ => None,
            })
    }

    /// Adds a module and those in it. `folder` is where the files of its children are.
    fn add(&mut self, file: &Path, folder: &Path, parent: Option<usize>, items: &[Item]) -> usize {
        let at = self.0.len();
        self.0.push(Module::new(file, parent));
        let mut paths = Paths(BTreeSet::new());
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            match item {
                Item::Use(item) => self.0[at].add_use(item),
                Item::Mod(item) => {
                    let child = self.add_child(item, file, folder, at);
                    self.0[at].children.insert(item.ident.to_string(), child);
                }
                item => {
                    paths.visit_item(item);
                    self.0[at].items.extend(name(item));
                }
            }
        }
        self.0[at].paths.extend(paths.0);
        at
    }

    fn add_child(&mut self, item: &ItemMod, file: &Path, folder: &Path, parent: usize) -> usize {
        let below = folder.join(item.ident.to_string());
        if let Some((_, items)) = &item.content {
            return self.add(file, &below, Some(parent), items);
        }
        let flat = folder.join(format!("{}.rs", item.ident));
        let given = path_attribute(&item.attrs)
            .map(|path| file.parent().expect("a file is in a folder").join(path));
        let file = given.unwrap_or(if flat.is_file() {
            flat
        } else {
            below.join("mod.rs")
        });
        let items = parse(&file);
        self.add(&file, &below, Some(parent), &items)
    }
}

impl Module {
    fn new(file: &Path, parent: Option<usize>) -> Self {
        Self {
            file: file.to_owned(),
            parent,
            children: BTreeMap::new(),
            items: BTreeSet::new(),
            uses: BTreeMap::new(),
            globs: Vec::new(),
            paths: BTreeSet::new(),
        }
    }

    fn add_use(&mut self, item: &ItemUse) {
        let is_passed_on = !matches!(item.vis, Visibility::Inherited);
        let mut found = Vec::new();
        flatten(&item.tree, &mut Vec::new(), &mut found);
        for (name, path) in found {
            if !is_passed_on {
                self.paths.insert(path.clone());
            }
            match name {
                Some(name) => {
                    self.uses.insert(name, path);
                }
                None => self.globs.push(path),
            }
        }
    }
}

/// The names of a `use` with their paths; without a name for `*`.
fn flatten(
    tree: &UseTree,
    before: &mut Vec<String>,
    found: &mut Vec<(Option<String>, Vec<String>)>,
) {
    let with = |last: String| before.iter().cloned().chain([last]).collect::<Vec<_>>();
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) if name.ident == "self" => {
            found.push((before.last().cloned(), before.clone()));
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            found.push((Some(name.clone()), with(name)));
        }
        UseTree::Rename(rename) => {
            found.push((
                Some(rename.rename.to_string()),
                with(rename.ident.to_string()),
            ));
        }
        UseTree::Glob(_) => found.push((None, before.clone())),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, before, found);
            }
        }
    }
}

/// Collects the paths of code, also those in the arguments of macros.
struct Paths(BTreeSet<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        self.0.insert(names.collect());
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let mut found = Vec::new();
        flatten(&item.tree, &mut Vec::new(), &mut found);
        self.0.extend(found.into_iter().map(|(_, path)| path));
    }

    fn visit_item_mod(&mut self, _: &'ast ItemMod) {}

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.visit_path(&item.path);
        self.add_tokens(item.tokens.clone());
    }
}

impl Paths {
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.0.insert(std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                other => {
                    self.0.insert(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.add_tokens(group.stream());
                    }
                }
            }
        }
        self.0.insert(path);
    }
}

fn parse(file: &Path) -> Vec<Item> {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let parsed = syn::parse_file(&text);
    parsed
        .unwrap_or_else(|e| panic!("{}: {e}", file.display()))
        .items
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    })
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
}

fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}
