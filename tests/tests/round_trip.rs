//! Every Nix output, read again by everything that reads Nix.

use std::path::Path;

use codegen::{emit, lower, nix};
use nixos_options::meta::Domain;
use pretty_assertions::assert_eq;
use tests::generated::Generated;
use tests::nix::Nix;

fn all() -> [(Generated, &'static [Domain]); 3] {
    [
        (Generated::stateless(), schema::domains()),
        (Generated::home_manager(), schema::home_domains()),
        (Generated::daemon(), tests::daemon::domains()),
    ]
}

fn nix_outputs() -> Vec<(String, String)> {
    let outputs = all()
        .into_iter()
        .flat_map(|(generated, _)| generated.outputs);
    let nix = outputs.filter(|output| Path::new(&output.path).extension() == Some("nix".as_ref()));
    nix.map(|output| (output.path, output.text)).collect()
}

#[test]
fn rnix_parses_without_errors() {
    for (path, text) in nix_outputs() {
        assert_eq!(rnix::Root::parse(&text).errors(), &[], "{path}");
    }
}

#[test]
fn nixfmt_has_nothing_to_change() {
    for (path, text) in nix_outputs() {
        assert_eq!(nixfmt_rs::format(&text).as_ref(), Ok(&text), "{path}");
    }
}

#[test]
fn nix_parses() {
    let Some(nix) = Nix::find() else { return };
    for (path, text) in nix_outputs() {
        assert_eq!(nix.parse(&text), Ok(()), "{path}");
    }
}

#[test]
fn lifting_gives_the_tree_that_was_printed() {
    for (generated, domains) in all() {
        for module in lower::lower(domains).expect("the domains are valid") {
            let tree = emit::options::options(&module).expect("the module is valid");
            let text = generated.text(&format!("{}/options.nix", module.name));
            assert_eq!(nix::lift(text).as_ref(), Ok(&tree), "{}", module.name);
        }
    }
}
