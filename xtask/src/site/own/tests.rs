use super::*;

fn own() -> Site {
    site().unwrap_or_else(|problems| panic!("{}", problems[0]))
}

#[test]
fn every_option_has_its_field_and_a_read_or_a_reason() {
    let site = own();
    let mut without = Vec::new();
    for option in &site.options {
        let facts = &site.facts[&option.name];
        assert_eq!(facts.field.len(), 1, "{}", option.name);
        if facts.configuration.is_none()
            && site::configuration(option).is_none()
            && !option.read_only
        {
            without.push(&option.name);
        }
    }
    // What has neither default nor example is a set whose parts are shown.
    assert!(without.len() < 12, "{without:?}");
    let facts = &site.facts["stateless.root.size"];
    assert!(
        facts.field[0]
            .name
            .contains("Root::size, schema/src/root.rs"),
        "{facts:?}"
    );
    assert!(
        facts
            .reads
            .iter()
            .any(|read| read.name.starts_with("codegen/nix/root.nix:")),
        "{facts:?}"
    );
    assert_eq!(
        facts.configuration.as_deref(),
        Some("{\n  stateless.root.size = \"2G\";\n}")
    );
}

#[test]
fn checks_are_at_the_options_that_they_look_at() {
    let site = own();
    let of = |name: &str| -> Vec<String> {
        site.facts[name]
            .checks
            .iter()
            .map(|link| link.name.clone())
            .collect()
    };
    assert!(of("stateless.stores.<name>.path").contains(&"store-on-tmpfs".to_owned()));
    assert!(of("stateless.root.buildDir").contains(&"path-api-fs".to_owned()));
}

#[test]
fn links_lead_to_lines_that_say_it() {
    let site = own();
    for (name, facts) in &site.facts {
        let Some(url) = &facts.field[0].url else {
            panic!("{name} has no link")
        };
        let line: usize = url.rsplit("#L").next().unwrap().parse().unwrap();
        let source = site
            .sources
            .iter()
            .find(|source| site::Source::url(&source.path, line) == *url);
        let source = source.unwrap_or_else(|| panic!("{url} leads nowhere"));
        assert!(source.text.lines().count() >= line, "{url}");
    }
}

#[test]
fn every_link_of_the_site_leads_somewhere() {
    let mut files = BTreeMap::new();
    site::build(&own(), &mut |file| {
        files.insert(file.path, file.text);
        true
    });
    for (path, text) in files.iter().filter(|(path, _)| site::is_page(path)) {
        let folder = path
            .rsplit_once('/')
            .map_or(String::new(), |(folder, _)| format!("{folder}/"));
        for link in text
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            if target.contains("://") || target.is_empty() {
                continue;
            }
            let target = target
                .strip_prefix("../")
                .map_or_else(|| format!("{folder}{target}"), str::to_owned);
            let Some(there) = files.get(&target) else {
                panic!("{path} links to {link}, which is not there")
            };
            let has = anchor.is_empty()
                || there.contains(&format!("id=\"{anchor}\""))
                || there.contains(&format!("id={anchor}>"));
            assert!(has, "{path} links to {link}, whose anchor is not there");
        }
        assert!(
            text.len() <= 30_000,
            "{path} has {} bytes",
            text.len()
        );
    }
}

#[test]
fn what_people_say_names_options_that_exist() {
    let site = own();
    for name in site.aliases.keys() {
        assert!(site.facts.contains_key(name), "{name} does not exist");
    }
}
