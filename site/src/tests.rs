//! Tests of the whole site with extreme option names and texts.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn all(site: &Site) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    build(site, &mut |file| {
        let before = files.insert(file.path.clone(), file.text);
        assert!(before.is_none(), "{} is made twice", file.path);
        true
    });
    files
}

fn option(loc: &[&str]) -> Opt {
    let shown: Vec<_> = loc.iter().map(|part| tree::shown(part)).collect();
    Opt {
        name: shown.join("."),
        loc: loc.iter().map(|part| (*part).to_owned()).collect(),
        description: "A text.".to_owned(),
        ty: "boolean".to_owned(),
        ..Opt::default()
    }
}

fn site(options: Vec<Opt>) -> Site {
    Site {
        title: "T".to_owned(),
        options,
        ..Site::default()
    }
}

/// The addresses of all links on a page, without fragments.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split("href=\"").skip(1);
    after
        .filter_map(|rest| rest.split('"').next())
        .filter_map(|href| href.split('#').next())
}

/// The file that a link leads to.
fn target(page: &str, href: &str) -> String {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    match href.strip_prefix("../") {
        Some(rest) => rest.to_owned(),
        None if folder.is_empty() => href.to_owned(),
        None => format!("{folder}/{href}"),
    }
}

#[test]
fn the_first_page_opens_sets_while_there_is_room() {
    let few = all(&site(vec![
        option(&["a", "<name>", "b", "x"]),
        option(&["a", "<name>", "b", "y"]),
        option(&["c", "z"]),
    ]));
    for name in ["a._name_.b.x", "a._name_.b.y", "c.z"] {
        let link = format!("href=\"options/{name}.html\"");
        assert!(few["index.html"].contains(&link), "{name}");
    }
    let wide: Vec<String> = (0..40).map(|number| format!("x{number}")).collect();
    let many = all(&site(
        wide.iter()
            .map(|name| option(&["a", name, "enable"]))
            .collect(),
    ));
    assert!(many["index.html"].contains("href=\"options/a.html\""));
    assert!(!many["index.html"].contains("options/a.x1.enable.html"));
}

#[test]
fn every_option_is_found_by_links_alone() {
    let wide: Vec<String> = (0..900).map(|number| format!("service{number}")).collect();
    let mut options: Vec<Opt> = wide
        .iter()
        .map(|name| option(&["services", name, "enable"]))
        .collect();
    options.push(option(&["a", "<name>", "b c", "*", "d"]));
    options.sort_by(|a, b| a.name.cmp(&b.name));
    let files = all(&site(options));
    let (mut seen, mut open) = (BTreeSet::new(), vec!["index.html".to_owned()]);
    while let Some(page) = open.pop() {
        if !seen.insert(page.clone()) {
            continue;
        }
        let text = files
            .get(&page)
            .unwrap_or_else(|| panic!("a link leads to {page}"));
        if is_page(&page) {
            open.extend(
                links(text)
                    .filter(|href| !href.is_empty())
                    .map(|href| target(&page, href)),
            );
        }
    }
    let pages: BTreeSet<_> = files
        .keys()
        .filter(|path| path.starts_with("options/"))
        .cloned()
        .collect();
    assert!(pages.len() > 1800);
    assert_eq!(
        pages.difference(&seen).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

#[test]
fn no_page_of_an_option_is_large() {
    let names: Vec<String> = (0..3000)
        .map(|number| format!("option-with-a-name-{number}"))
        .collect();
    let options = names.iter().map(|name| option(&["x", name])).collect();
    for (path, text) in all(&site(options)) {
        let is_page = is_page(&path);
        assert!(
            !is_page || text.len() <= 30_000,
            "{path} has {} bytes",
            text.len()
        );
    }
}

#[test]
fn hostile_names_and_texts_are_text() {
    let evil = "</script><img src=x onerror=alert(1)>\"'&";
    let mut one = option(&["x", evil, "..", "/etc/passwd", "\u{0}\u{202e}\n"]);
    one.description = format!("{evil}\n\n<style>body{{}}</style>");
    one.ty = evil.to_owned();
    one.default = Some(Text::Code(evil.to_owned()));
    one.example = Some(Text::Words(evil.to_owned()));
    one.declarations = vec![Link {
        name: evil.to_owned(),
        url: None,
    }];
    for (path, text) in all(&site(vec![one])) {
        assert!(
            path.chars()
                .all(|c| c.is_ascii_alphanumeric() || "./_-~".contains(c)),
            "{path}"
        );
        assert!(!path.contains("../") && !path.contains("/."), "{path}");
        if is_page(&path) {
            for bad in ["<img", "<style", "</script><img", "\u{202e}", "\u{0}"] {
                assert!(!text.contains(bad), "{path} has {bad:?}");
            }
        }
    }
}

#[test]
fn nothing_is_asked_of_others() {
    for (path, text) in all(&site(vec![option(&["a"])])) {
        for place in [
            "src=\"http",
            "url(http",
            "@import",
            "fetch(",
            "XMLHttpRequest",
            "<link rel=\"stylesheet\" href=\"http",
        ] {
            assert!(!text.contains(place), "{path} has {place}");
        }
    }
}

#[test]
fn a_sink_that_has_enough_stops() {
    let mut count = 0;
    build(&site(vec![option(&["a"])]), &mut |_| {
        count += 1;
        count < 3
    });
    assert_eq!(count, 3);
}
