//! What no escape can bring through the shell that starts nspawn.

use super::EMITTED;

#[test]
fn a_blank_in_a_path_is_refused() {
    let Some(emitted) = EMITTED.as_ref() else {
        return;
    };
    let failed = emitted["blank"]["failedAssertions"].as_array();
    let failed = failed.expect("a list of messages");
    let messages: Vec<_> = failed.iter().filter_map(|text| text.as_str()).collect();
    assert!(
        messages
            .iter()
            .any(|message| message.contains("[flag-whitespace]")
                && message.contains("/srv/two words")),
        "{messages:#?}"
    );
}
