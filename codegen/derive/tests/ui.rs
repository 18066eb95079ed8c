//! What the derive refuses, and how it says so: each `ui/*.rs` is compiled, and the messages are
//! compared with the `.stderr` beside it. `ui/pass/*.rs` must compile.
//!
//! The messages are those of the current stable compiler. After a change, run with
//! `TRYBUILD=overwrite` and read the difference.

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*.rs");
    cases.pass("tests/ui/pass/*.rs");
}
