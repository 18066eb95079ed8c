//! Properties of the whole way from a value to text and back, on hostile input.

mod arbitrary;
mod evaluate;

use proptest::prelude::*;
use serde_json::json;

use super::expr::Expr;
use super::*;

/// What the text of a tree must keep, printed and formatted.
fn round_trip(expr: &Expr) -> Result<(), TestCaseError> {
    let printed = print(expr);
    prop_assert_eq!(lift(&printed), Ok(expr.clone()), "{}", printed);
    let header = [Comment::new("Generated.").expect("no control characters")];
    let formatted = format(expr, &header);
    let text = formatted.map_err(|error| TestCaseError::fail(format!("{error}: {printed}")))?;
    prop_assert_eq!(lift(&text), Ok(expr.clone()), "{}", text);
    prop_assert!(same_structure(expr, &text));
    prop_assert!(nixfmt_rs::format(&text).is_ok_and(|again| again == text));
    prop_assert!(!text.contains(['\r', '\0']) && text.ends_with('\n'));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_comes_back(text in arbitrary::text()) {
        let expr = make::str(&text).expect("no NUL");
        let Ok(Expr::Str(lifted)) = lift(&print(&expr)) else { panic!("{text:?}") };
        prop_assert_eq!(lifted.as_str(), text.as_str());
        round_trip(&expr)?;
        // Indented, in a list and as a name, nixfmt has other rules.
        let name = make::key(&text).expect("no NUL");
        let list = make::list([make::null(), expr.clone(), expr]);
        round_trip(&make::attrs([make::set(name, list)]).expect("one name"))?;
    }

    #[test]
    fn values_come_back(json in arbitrary::json()) {
        round_trip(&value(&json).expect("a value that Nix has"))?;
    }

    #[test]
    fn trees_come_back(expr in arbitrary::expr()) {
        round_trip(&expr)?;
    }

    #[test]
    fn a_value_with_nul_is_refused(before in arbitrary::text(), after in arbitrary::text()) {
        let text = format!("{before}\0{after}");
        let [in_value, in_key] = [json!([{ "a": text }]), json!({ text: 1 })].map(|json| value(&json));
        prop_assert!(in_value.is_err() && in_key.is_err());
    }

    #[test]
    fn no_text_panics(source in arbitrary::source()) {
        if let Ok(expr) = lift(&source) {
            round_trip(&expr)?;
        }
    }
}
