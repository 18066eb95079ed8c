//! Texts at the end of a length, and texts that end too early for C.

use fastrand::Rng;
use nixos_options::meta::ScalarDef;

use crate::make;

/// A string of the language around the longest length, in bytes or in characters.
pub(crate) fn long(def: &'static ScalarDef, rng: &mut Rng) -> String {
    let max = usize::from(def.max_len);
    let target = max + rng.usize(0..3) - 1;
    let by_chars = rng.u8(0..4) == 0;
    let mut text = String::new();
    // Which filler a grammar takes, and where, is tried.
    for _ in 0..8 {
        let unit = *rng
            .choice(&["a", "1", "a/", "/a", "é", "A", "7"])
            .unwrap_or(&"a");
        let start = make::scalar(def, rng);
        // In the middle, so that an end that the grammar wants stays: `.service`.
        let at = match rng.u8(0..3) {
            0 => start.len(),
            1 => start.chars().next().map_or(0, char::len_utf8),
            _ => start.rfind('.').unwrap_or(start.len()),
        };
        text = stretched(&start, at, unit, target, by_chars);
        if def.check(&stretched(&start, at, unit, max, false)).is_ok() {
            break;
        }
    }
    text
}

/// The text with a filler inside, so that it has this length.
fn stretched(text: &str, at: usize, unit: &str, target: usize, by_chars: bool) -> String {
    let mut length = if by_chars {
        text.chars().count()
    } else {
        text.len()
    };
    let mut filler = String::new();
    for c in unit.chars().cycle() {
        let step = if by_chars { 1 } else { c.len_utf8() };
        if length + step > target {
            break;
        }
        filler.push(c);
        length += step;
    }
    let (start, end) = text.split_at(at);
    format!("{start}{filler}{end}")
}

/// The text with NUL somewhere in it.
pub(crate) fn with_nul(text: &str, rng: &mut Rng) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    chars.insert(rng.usize(0..=chars.len()), '\0');
    chars.into_iter().collect()
}
