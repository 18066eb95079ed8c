//! Messages from the results of the interpreter.

use std::collections::{BTreeMap, BTreeSet};

use super::core::{Name, Names, Site};
use super::eval::Facts;
use super::nearest;
use super::option_tree::{NodeId, OptionTree, attribute, join};
use super::parse::Refused;
use super::{Location, Opaque, Read, Report};
use crate::ir::{Module, Opt};
use crate::{NixSource, Problem};

/// The input of a report.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) modules: &'a [Module],
    pub(super) sources: &'a [NixSource],
    pub(super) tree: &'a OptionTree<'a>,
    pub(super) names: &'a Names,
    pub(super) facts: &'a Facts,
}

/// Makes the report.
pub(super) struct Reporter<'a> {
    found: Found<'a>,
    /// Where the lines of each source end, in bytes.
    line_ends: Vec<Vec<usize>>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(found: Found<'a>) -> Self {
        let ends = |source: &NixSource| source.text.match_indices('\n').map(|(at, _)| at).collect();
        Self {
            found,
            line_ends: found.sources.iter().map(ends).collect(),
        }
    }

    /// If a file cannot be read, unread options are not reported, because that file might read
    /// them.
    pub(super) fn report(&self, refused: Vec<(usize, Refused)>) -> Report {
        let complete = refused.is_empty();
        let mut problems: Vec<_> = refused.into_iter().map(|r| self.refused(r)).collect();
        problems.extend(self.absent());
        problems.extend(self.wrongly_unread());
        if complete {
            problems.extend(self.unread());
        }
        problems.sort();
        problems.dedup();
        Report {
            problems,
            reads: self.reads(),
            opaque: self.opaque(),
        }
    }

    fn reads(&self) -> Vec<Read> {
        let reads = self.found.facts.reads.iter().map(|&(option, site)| Read {
            option: self.found.tree.get(option).path.clone(),
            location: self.location(site),
        });
        reads.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn opaque(&self) -> Vec<Opaque> {
        let opaque = self
            .found
            .facts
            .opaque
            .iter()
            .map(|&(option, site)| Opaque {
                option: match self.found.tree.get(option).path.as_str() {
                    "" => "config".into(),
                    path => path.into(),
                },
                location: self.location(site),
            });
        opaque.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn refused(&self, (file, reason): (usize, Refused)) -> Problem {
        let place = self.location(Site {
            file,
            offset: reason.offset,
        });
        Problem {
            subject: place.file.clone(),
            places: vec![place.to_string()],
            message: reason.message,
            help: reason.help.into(),
        }
    }

    /// Reads of options that do not exist: one problem for each name, with all locations.
    fn absent(&self) -> Vec<Problem> {
        let doubtful = self.found.facts.doubtful.iter();
        let doubtful = doubtful.filter(|(_, _, site)| !self.found.facts.found.contains(site));
        let mut sites: BTreeMap<(NodeId, Name), BTreeSet<Location>> = BTreeMap::new();
        for &(place, name, site) in self.found.facts.absent.iter().chain(doubtful) {
            let at = self.location(site);
            sites.entry((place, name)).or_default().insert(at);
        }
        let problems = sites.iter().map(|(&(place, name), sites)| {
            let name = self.found.names.text(name);
            let nearest = self.found.tree.nearest(place, name);
            let origin = nearest.map_or(place, |(_, sibling)| sibling);
            let mut places: Vec<_> = sites.iter().map(ToString::to_string).collect();
            places.extend(self.found.tree.origin(origin, self.found.modules));
            Problem {
                subject: join(&self.found.tree.get(place).path, &attribute(name)),
                places,
                message: "this option does not exist, but is read".into(),
                help: self.meant(place, name),
            }
        });
        problems.collect()
    }

    fn meant(&self, place: NodeId, name: &str) -> String {
        let parent = &self.found.tree.get(place).path;
        match self.found.tree.nearest(place, name) {
            Some((sibling, _)) if nearest::is_near(name, sibling) => {
                let meant = join(parent, &attribute(sibling));
                format!("did you mean `{meant}`?")
            }
            Some((sibling, _)) => {
                let siblings = self.found.tree.get(place).children.keys();
                let siblings: Vec<_> = siblings.map(|name| format!("`{name}`")).collect();
                let siblings = siblings.join(", ");
                format!("the options at this path are {siblings}; the nearest is `{sibling}`")
            }
            None => format!("`{parent}` has no attributes: read the whole value"),
        }
    }

    /// Options that are marked as unread, but are read.
    fn wrongly_unread(&self) -> Vec<Problem> {
        let mut sites: BTreeMap<NodeId, BTreeSet<Location>> = BTreeMap::new();
        for &(option, site) in &self.found.facts.reads {
            let mut around = self.found.tree.ancestors(option);
            if let Some(marked) = around.find(|&place| self.is_marked(place)) {
                sites.entry(marked).or_default().insert(self.location(site));
            }
        }
        let problems = sites.into_iter().map(|(place, sites)| {
            let origin = self.found.tree.origin(place, self.found.modules);
            let sites = sites.iter().map(ToString::to_string);
            Problem {
                subject: self.found.tree.get(place).path.clone(),
                places: origin.into_iter().chain(sites).collect(),
                message: "this option is marked as unread, but is read".into(),
                help: "remove `#[nix(unread = …)]` from the field, or the read".into(),
            }
        });
        problems.collect()
    }

    /// Options that no file reads, and read-only options that no file defines.
    fn unread(&self) -> Vec<Problem> {
        let all = self.found.tree.all();
        let leaves = all.filter(|(_, place)| place.leaf);
        leaves.filter_map(|(id, _)| self.neglected(id)).collect()
    }

    fn neglected(&self, id: NodeId) -> Option<Problem> {
        let mut around: Vec<_> = self.found.tree.ancestors(id).collect();
        let read_only = |option: &&Opt| option.read_only;
        let is_read_only = |&place: &NodeId| self.options(place).any(|o| read_only(&o));
        if is_read_only(&id) {
            around.remove(0);
            let whole_is = around.iter().any(is_read_only);
            let defined = whole_is || self.found.facts.defined.contains(&id);
            return (!defined).then(|| self.undefined(id));
        }
        let read = |&place: &NodeId| {
            self.is_marked(place) || self.is_opaque(place) || is_read_only(&place)
        };
        let known = self.is_read(id) || around.iter().any(read);
        (!known).then(|| self.never_read(id))
    }

    fn undefined(&self, id: NodeId) -> Problem {
        let path = &self.found.tree.get(id).path;
        let help = format!(
            "define it there as `config.{path} = …`, or remove `#[nix(read_only)]` from the field"
        );
        self.neglect(
            id,
            "this option is read-only, but no behaviour file defines it",
            help,
        )
    }

    fn never_read(&self, id: NodeId) -> Problem {
        let mount = self.module(id).map_or(0, |(mount, _)| mount.len());
        let path = self
            .found
            .tree
            .get(id)
            .path
            .get(mount..)
            .unwrap_or_default();
        let path = path.trim_start_matches('.');
        let help =
            format!("read it there as `cfg.{path}`, or mark the field `#[nix(unread = \"why\")]`");
        self.neglect(id, "no behaviour file reads this option", help)
    }

    fn neglect(&self, id: NodeId, message: &str, help: String) -> Problem {
        let origin = self.found.tree.origin(id, self.found.modules);
        let behaviour = self.module(id).and_then(|(_, module)| {
            let path = format!("{}/config.nix", module.name);
            let source = self.found.sources.iter().find(|source| source.path == path);
            source.map(|source| source.shown.clone())
        });
        Problem {
            subject: self.found.tree.get(id).path.clone(),
            places: origin.into_iter().chain(behaviour).collect(),
            message: message.into(),
            help,
        }
    }

    /// The module that declares an option, and the path where it is mounted.
    fn module(&self, id: NodeId) -> Option<(&str, &Module)> {
        let mut around = self
            .found
            .tree
            .ancestors(id)
            .map(|id| self.found.tree.get(id));
        let mount = around.find(|place| place.module.is_some())?;
        Some((&mount.path, &self.found.modules[mount.module?]))
    }

    fn options(&self, id: NodeId) -> impl Iterator<Item = &Opt> {
        self.found.tree.get(id).options.iter().copied()
    }

    fn is_marked(&self, id: NodeId) -> bool {
        self.options(id).any(|option| option.unread.is_some())
    }

    fn is_read(&self, id: NodeId) -> bool {
        let first = Site { file: 0, offset: 0 };
        let mut reads = self.found.facts.reads.range((id, first)..);
        reads.next().is_some_and(|(read, _)| *read == id)
    }

    fn is_opaque(&self, id: NodeId) -> bool {
        self.found
            .facts
            .opaque
            .iter()
            .any(|(opaque, _)| *opaque == id)
    }

    fn location(&self, site: Site) -> Location {
        let ends = &self.line_ends[site.file];
        Location {
            file: self.found.sources[site.file].shown.clone(),
            line: ends.partition_point(|&end| end < site.offset) + 1,
        }
    }
}
