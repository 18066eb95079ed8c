//! What holds for every option of this project, found by a loop over the registry.

use std::collections::BTreeSet;

use codegen::ir::{Opt, Step, Type, show};
use codegen::lower;

fn options(check: impl Fn(&str, &Opt)) {
    for module in lower::lower(schema::domains()).expect("the domains are valid") {
        for (path, option) in module.options() {
            check(&show(&path), option);
        }
    }
}

/// Whether the values speak for themselves.
fn speaks(option: &Opt) -> bool {
    matches!(option.ty, Type::Bool | Type::Enum(_)) || option.read_only
}

#[test]
fn every_option_has_an_example_where_its_type_says_little() {
    options(|path, option| {
        // A variant is shown by the example of its union.
        let is_variant = path.ends_with(".seed.text") || path.ends_with(".seed.source");
        assert!(
            option.example.is_some() || speaks(option) || is_variant,
            "{path} has no example"
        );
    });
}

#[test]
fn every_description_starts_with_a_capital_and_is_of_full_sentences() {
    options(|path, option| {
        let first = option.description.chars().next();
        assert!(
            first.is_some_and(|first| first.is_uppercase() || first == '`'),
            "{path}"
        );
        assert!(
            option
                .description
                .trim_end()
                .ends_with(['.', ':', '`', ')']),
            "{path}"
        );
    });
}

#[test]
fn no_two_options_have_one_path() {
    let mut seen = BTreeSet::new();
    for module in lower::lower(schema::domains()).expect("the domains are valid") {
        for (path, _) in module.options() {
            assert!(seen.insert(path.clone()), "{}", show(&path));
            assert!(matches!(path[0], Step::Name(_)));
        }
    }
    assert!(seen.len() > 50, "the registry is read");
}
