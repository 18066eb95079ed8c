//! Strings that fit a pattern, made from the pattern itself.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A string that matches `pattern`; `None` if there is none, or the pattern is invalid.
pub(crate) fn fitting(pattern: &str, rng: &mut Rng) -> Option<String> {
    let hir = parsed(pattern)?;
    let mut out = String::new();
    write(&hir, rng, &mut out);
    Some(out)
}

fn parsed(pattern: &str) -> Option<Arc<Hir>> {
    static KNOWN: LazyLock<Mutex<BTreeMap<String, Option<Arc<Hir>>>>> =
        LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(hir) = known.get(pattern) {
        return hir.clone();
    }
    let hir = regex_syntax::parse(pattern).ok().map(Arc::new);
    known.insert(pattern.to_owned(), hir.clone());
    hir
}

fn write(hir: &Hir, rng: &mut Rng, out: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => out.extend(member(class, rng)),
        HirKind::Repetition(repetition) => {
            // Mostly short; the most that a bounded one takes is a boundary.
            let min = repetition.min;
            let max = repetition.max.unwrap_or(min + 6).min(min + 40);
            let count = match rng.u8(0..8) {
                0 => min,
                1 if repetition.max.is_some() => max,
                _ => rng.u32(min..=max.min(min + 4)),
            };
            for _ in 0..count {
                write(&repetition.sub, rng, out);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, rng, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, rng, out)),
        HirKind::Alternation(parts) => {
            if let Some(part) = rng.choice(parts) {
                write(part, rng, out);
            }
        }
    }
}

/// A character of a class: often an end of one of its ranges, mostly ASCII. Never NUL.
fn member(class: &Class, rng: &mut Rng) -> Option<char> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let range = rng.choice(class.ranges())?;
    let (start, end) = (range.start(), range.end());
    let found = match rng.u8(0..10) {
        0 => start,
        1 => end,
        2 => rng.char(start..=end),
        // Of a wide range the part that people write.
        _ if start < 'a' && end > 'z' => rng.char('a'..='e'),
        _ => rng.char(start..=end.min(char::from_u32(u32::from(start) + 60).unwrap_or(end))),
    };
    Some(if found == '\0' { 'a' } else { found })
}
