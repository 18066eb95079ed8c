//! Decides on automata whether one grammar accepts all strings of another, and gives a
//! counterexample if it does not.

use std::collections::{BTreeSet, VecDeque};

use regex_automata::Anchored;
use regex_automata::dfa::dense::{Builder, Config, DFA};
use regex_automata::dfa::{Automaton, StartKind};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;

/// The size limit of an automaton, in bytes. Ours have a few thousand.
const LIMIT: usize = 1 << 24;

/// The result of a comparison.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Inclusion {
    /// All strings of the old grammar are still accepted.
    Whole,
    /// The shortest string that is no longer accepted.
    Refused(String),
    /// A grammar is not a regular expression that can be compared.
    Unknown,
}

/// Whether one of `new` accepts each string that `old` accepts. All patterns are anchored.
pub(super) fn inclusion(old: &str, new: &[String]) -> Inclusion {
    if new.iter().any(|new| new == old) {
        return Inclusion::Whole;
    }
    let alternatives: Vec<String> = new.iter().map(|new| format!("(?:{new})")).collect();
    match (automaton(old), automaton(&alternatives.join("|"))) {
        (Some(old), Some(new)) => walk(&old, &new).unwrap_or(Inclusion::Unknown),
        _ => Inclusion::Unknown,
    }
}

fn automaton(pattern: &str) -> Option<DFA<Vec<u32>>> {
    let config = Config::new()
        .start_kind(StartKind::Anchored)
        .match_kind(regex_automata::MatchKind::All)
        .dfa_size_limit(Some(LIMIT))
        .determinize_size_limit(Some(LIMIT));
    Builder::new().configure(config).build(pattern).ok()
}

/// One pair of states, and the pair and byte that led to it.
struct Reached {
    states: (StateID, StateID),
    from: Option<(usize, u8)>,
}

/// All pairs of states that some text leads to, shortest texts first.
fn walk(old: &DFA<Vec<u32>>, new: &DFA<Vec<u32>>) -> Option<Inclusion> {
    let begin = |dfa: &DFA<Vec<u32>>| -> Option<StateID> {
        let start = start::Config::new().anchored(Anchored::Yes);
        dfa.start_state(&start).ok()
    };
    let first = (begin(old)?, begin(new)?);
    let mut reached = vec![Reached {
        states: first,
        from: None,
    }];
    let (mut seen, mut queue) = (BTreeSet::from([first]), VecDeque::from([0]));
    while let Some(index) = queue.pop_front() {
        let (in_old, in_new) = reached[index].states;
        if ends(old, in_old) && !ends(new, in_new) {
            return Some(Inclusion::Refused(text(&reached, index)));
        }
        for byte in bytes() {
            let states = (old.next_state(in_old, byte), new.next_state(in_new, byte));
            if !old.is_dead_state(states.0) && seen.insert(states) {
                queue.push_back(reached.len());
                reached.push(Reached {
                    states,
                    from: Some((index, byte)),
                });
            }
        }
    }
    Some(Inclusion::Whole)
}

fn ends(dfa: &DFA<Vec<u32>>, state: StateID) -> bool {
    dfa.is_match_state(dfa.next_eoi_state(state))
}

/// Readable ones first: the first text that is found is shown.
fn bytes() -> impl Iterator<Item = u8> {
    let readable = || (b'a'..=b'z').chain(b'0'..=b'9').chain(b' '..=b'~');
    readable().chain(0..=u8::MAX)
}

fn text(reached: &[Reached], mut index: usize) -> String {
    let mut bytes = Vec::new();
    while let Some((before, byte)) = reached[index].from {
        bytes.push(byte);
        index = before;
    }
    bytes.reverse();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &[&str], expected: &Inclusion) {
        let new: Vec<String> = new.iter().map(|new| format!("^(?:{new})$")).collect();
        assert_eq!(&inclusion(&format!("^(?:{old})$"), &new), expected, "{old}");
    }

    #[test]
    fn a_grammar_takes_its_own_texts_and_those_of_its_parts() {
        check("[a-z]+", &["[a-z]+"], &Inclusion::Whole);
        check("[a-c]+", &["[a-z]*"], &Inclusion::Whole);
        check("(ab)*", &["a.*b", ""], &Inclusion::Whole);
        check("a|b|c", &["a|c", "b"], &Inclusion::Whole);
        check("[^/]{1,64}", &["[^/]{0,65}"], &Inclusion::Whole);
        check("größe", &["gr.ße"], &Inclusion::Whole);
    }

    #[test]
    fn what_is_refused_is_shown_by_the_shortest_text() {
        let refused = |text: &str| Inclusion::Refused(text.to_owned());
        check("[a-z]*", &["[a-z]+"], &refused(""));
        check("[a-z]+", &["[a-y]+"], &refused("z"));
        check("a{1,4}", &["a{1,3}"], &refused("aaaa"));
        check("[^/]+", &["[^/ ]+"], &refused(" "));
        check("ä|ö", &["ä"], &refused("ö"));
    }

    #[test]
    fn what_cannot_be_compared_is_not_taken_for_the_same() {
        check("(?=a)b", &["b"], &Inclusion::Unknown);
        check("a", &["("], &Inclusion::Unknown);
        check(r"(?:\w{50}){50}", &[r"\w*"], &Inclusion::Unknown);
    }
}
