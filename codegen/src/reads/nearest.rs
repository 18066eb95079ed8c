//! Which name was meant.

/// The least number of characters to insert, remove, replace or swap with a neighbour.
pub(super) fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before_last = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for i in 0..left.len() {
        let mut row = vec![i + 1];
        for j in 0..right.len() {
            let replaced = last[j] + usize::from(left[i] != right[j]);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j] {
                let swapped: &Vec<usize> = &before_last;
                best = best.min(swapped[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[right.len()]
}

/// Whether `name` can be a slip for `other`: half of it or more is right.
pub(super) fn is_near(name: &str, other: &str) -> bool {
    distance(name, other) * 2 <= name.chars().count().max(other.chars().count())
}

#[cfg(test)]
mod tests {
    use super::{distance, is_near};

    #[test]
    fn counts_edits() {
        assert_eq!(distance("", ""), 0);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("path", "path"), 0);
        assert_eq!(distance("pathh", "path"), 1);
        assert_eq!(distance("ptah", "path"), 1);
        assert_eq!(distance("größe", "grösse"), 2);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn tells_slips_from_other_words() {
        assert!(is_near("pathh", "path"));
        assert!(!is_near("colour", "path"));
    }
}
