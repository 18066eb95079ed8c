use super::*;

const GOOD: &str = r#"{"a.b": {"loc": ["a", "b"], "type": "boolean", "description": "D.",
  "default": {"_type": "literalExpression", "text": "true"}, "example": {"_type": "literalMD", "text": "*x*"},
  "declarations": ["x.nix", {"name": "<n/x.nix>", "url": "javascript:alert(1)"}], "readOnly": true}}"#;

#[track_caller]
fn refused(text: &str, words: &[&str]) {
    let errors = read(text).unwrap_err();
    let shown: Vec<_> = errors.iter().map(ToString::to_string).collect();
    for word in words {
        assert!(
            shown.iter().any(|line| line.contains(word)),
            "{word} is not in {shown:?}"
        );
    }
}

#[test]
fn fields_arrive() {
    let options = read(GOOD).unwrap();
    assert_eq!(options[0].loc, ["a", "b"]);
    assert_eq!(options[0].default, Some(Text::Code("true".to_owned())));
    assert_eq!(options[0].example, Some(Text::Words("*x*".to_owned())));
    assert!(options[0].read_only);
    assert_eq!(options[0].declarations[1].url, None, "no script is a link");
}

#[test]
fn a_cut_file_names_the_option_at_which_it_ends() {
    refused(&GOOD[..GOOD.len() - 30], &["a.b: ", "cut off"]);
    refused("", &["the JSON is wrong here"]);
    refused("[]", &["the JSON is wrong here"]);
    refused("{}", &["has no options"]);
}

#[test]
fn missing_fields_and_unknown_types_name_the_option() {
    refused(
        r#"{"x.y": {}}"#,
        &[
            "x.y: its field `loc`",
            "x.y: its field `type`",
            "x.y: its field `description`",
        ],
    );
    refused(
        &GOOD.replace("literalMD", "literalDocBook"),
        &["a.b: its field `example` has the unknown `_type` \"literalDocBook\""],
    );
    refused(
        &GOOD.replace(r#""D.""#, "7"),
        &["a.b: its field `description` is not a text"],
    );
    refused(
        &GOOD.replace(r#""text": "true""#, r#""no": 1"#),
        &["a.b: its field `default` has no `text`"],
    );
    refused(r#"{"x": 1}"#, &["x: it is no object"]);
    refused(&format!("{},{}", GOOD.trim_end_matches('}'), "}"), &["a.b"]);
}

#[test]
fn an_option_that_is_there_twice_is_refused() {
    let body = GOOD.trim_start_matches('{').trim_end_matches('}');
    refused(
        &format!("{{{body}}},{body}}}}}"),
        &["a.b: it is there twice"],
    );
}

#[test]
fn an_option_needs_a_name_and_a_place_of_its_own() {
    refused(
        &GOOD.replace(r#"["a", "b"]"#, r#"[""]"#).replace("a.b", ""),
        &["\"\": its field `loc` has no name in it"],
    );
    let body = GOOD.trim_start_matches('{').trim_end_matches('}');
    let other = body.replace("\"a.b\"", "\"c\"");
    refused(
        &format!("{{{body}}},{other}}}}}"),
        &["c: its field `loc` is that of `a.b` too"],
    );
    // An empty part is a name like others: `a.""`.
    assert!(read(&GOOD.replace(r#"["a", "b"]"#, r#"["a", ""]"#)).is_ok());
}

#[test]
fn bytes_that_are_no_text_name_the_option() {
    assert_eq!(read_bytes(GOOD.as_bytes()), read(GOOD));
    let mut bytes = GOOD.as_bytes().to_vec();
    let at = GOOD.find("D.").unwrap();
    bytes[at] = 0xff;
    let error = read_bytes(&bytes).unwrap_err().remove(0);
    assert_eq!(error.option.as_deref(), Some("a.b"));
    assert!(
        error
            .message
            .contains("is not UTF-8 here or in the next entry, in line 1"),
        "{error}"
    );
}
