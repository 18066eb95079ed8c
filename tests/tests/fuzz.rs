//! Runs the targets of the fuzzers on their corpus and on mutations of it. They must not panic.

use std::fs;

/// Runs a target on each file of its corpus, on parts of it and on files with a few bytes changed.
fn check(name: &str, target: fn(&[u8])) {
    let folder = tests::root().join("fuzz/corpus").join(name);
    let mut rng = fastrand::Rng::with_seed(1);
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("there is a corpus") {
        let data = fs::read(entry.expect("a file").path()).expect("it is readable");
        files += 1;
        target(&data);
        for _ in 0..300 {
            let mut changed = data.clone();
            for _ in 0..rng.usize(1..4) {
                let at = rng.usize(0..=changed.len());
                let end = (at + rng.usize(0..3)).min(changed.len());
                let bytes = *rng.choice(PIECES).expect("there are some");
                changed.splice(at..end, bytes.bytes());
            }
            target(&changed);
        }
    }
    assert!(files > 2, "{name}");
}

const PIECES: &[&str] = &[
    "", "${", "}", "\"", "''", "'", "\\", "\n", "\r", "$", "{", "[", "]", "(", ")", ";", "=", ".",
    "/", "-", "1", "a", "é", "\0", "let ", "#",
];

#[test]
fn the_reader_does_not_panic() {
    check("lift", prove::fuzz::lift);
    prove::fuzz::lift("[".repeat(200_000).as_bytes());
    prove::fuzz::lift(&[0xff, 0xfe]);
}

#[test]
fn the_printer_of_strings_does_not_panic() {
    check("strings", prove::fuzz::strings);
}

#[test]
fn the_parsers_of_grammars_do_not_panic() {
    check("scalars", prove::fuzz::scalars);
    prove::fuzz::scalars("/a".repeat(50_000).as_bytes());
}
