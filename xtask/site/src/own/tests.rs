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
            .any(|read| read.name.starts_with("codegen/nix/root/config.nix:")),
        "{facts:?}"
    );
    assert_eq!(
        facts.configuration.as_deref(),
        Some("{\n  stateless.root.size = \"2G\";\n}")
    );
}

/// Code on pages fits the types of the options, even if no example contains it.
#[test]
fn what_is_shown_to_be_copied_evaluates() {
    let Some(nix) = prove::nix::Nix::with_lib() else {
        return;
    };
    let shown: Vec<String> = own()
        .facts
        .into_values()
        .filter_map(|facts| facts.configuration)
        .collect();
    assert!(shown.len() > 200, "{}", shown.len());
    let folder = project::root().join("generated-modules");
    let modules: Vec<String> = schema::domains()
        .iter()
        .map(|domain| prove::nix::path(&folder.join(domain.name).join("options.nix")))
        .collect();
    // Only what a text sets is looked at: defaults of presets read options of the host.
    let expression = format!(
        "let lib = import <nixpkgs/lib>;
             set = at: value: if builtins.isAttrs value && !(lib.isFunction value) then lib.concatLists (lib.mapAttrsToList (name: set (at ++ [ name ])) value) else [ at ];
             force = config: at: builtins.deepSeq (lib.attrByPath at null config) true;
             ok = text: let config = (lib.evalModules {{ modules = [ {} text ]; }}).config; in map (force config) (set [ ] text);
         in map ok [ {} ]",
        modules.join(" "),
        shown
            .iter()
            .map(|text| format!("({text})"))
            .collect::<Vec<_>>()
            .join("\n")
    );
    let value = nix
        .eval(&expression)
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(value.as_array().map(Vec::len), Some(shown.len()));
}

/// Blocks of guides have no finding on a host with a root on tmpfs and a store.
#[test]
fn what_guides_show_evaluates_without_findings() {
    let Some(nix) = prove::nix::Nix::with_lib() else {
        return;
    };
    let root = project::root();
    let path = |file: &str| prove::nix::path(&root.join(file));
    let mut cases = Vec::new();
    for entry in fs::read_dir(root.join("docs/guides")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let text = text.replace("/path/to/stateless", &root.to_string_lossy());
        let blocks = text.split("```nix\n").skip(1);
        cases.extend(blocks.filter_map(|block| Some(block.split_once("```")?.0.to_owned())));
    }
    assert!(cases.len() >= 2, "{}", cases.len());
    let cases: Vec<String> = cases.iter().map(|case| format!("({case})")).collect();
    let found = nix.eval(&format!(
        "let emitted = import {}; in map (text: let all = emitted {{ modules = [ {} {} {} {} {} text ]; }}; in all.failedAssertions ++ all.warnings) [ {} ]",
        path("tests/eval/emitted.nix"),
        path("generated-modules"),
        path("tests/nixos/accounts.nix"),
        path("tests/nixos/home-manager.nix"),
        "{ stateless.root.enable = true; stateless.stores.main.path = \"/persist\"; }",
        path("tests/examples/host.nix"),
        cases.join("\n")
    ));
    let found = found.unwrap_or_else(|error| panic!("{error}"));
    for (case, findings) in cases.iter().zip(found.as_array().into_iter().flatten()) {
        assert_eq!(findings, &serde_json::json!([]), "{case}");
    }
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
fn options_lead_to_the_guides_that_name_them() {
    let site = own();
    let guides = &site.facts["stateless.stores.<name>.users.<user>.directories"].guides;
    let page = Some("guide-keep-a-path.html".to_owned());
    assert!(guides.iter().any(|guide| guide.url == page), "{guides:?}");
    let check = &site.facts["stateless.checks.path-long"].guides;
    assert_eq!(check[0].name, "Fix a refused configuration");
    let none = &site.facts["containers.<name>.stateless.persist.files.<path>.seed.text"].guides;
    assert!(none.is_empty(), "no guide names it: {none:?}");
}

#[test]
fn the_guide_to_schemas_has_every_attribute_of_the_derive() {
    let site = own();
    let guide = site
        .guides
        .iter()
        .find(|guide| guide.slug == "guide-write-a-schema")
        .unwrap();
    for attribute in ["crate", "example", "unread", "read_only", "placeholder"] {
        let item = format!("- `#[nix({attribute}");
        assert!(guide.text.contains(&item), "{attribute}: {}", guide.text);
    }
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
        assert!(text.len() <= 30_000, "{path} has {} bytes", text.len());
    }
}

#[test]
fn what_people_say_names_options_that_exist() {
    let site = own();
    for name in site.aliases.keys() {
        assert!(site.facts.contains_key(name), "{name} does not exist");
    }
}
