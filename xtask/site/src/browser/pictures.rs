//! Pictures of the main pages, in light and dark, wide and narrow.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::{Done, PAGES, Visit};
use shared::project;

/// For people to look at, in target/site-pictures.
pub(super) fn take(visit: &Visit) -> Done {
    let folder = project::root().join("target/site-pictures");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    for theme in ["light", "dark"] {
        visit.media("prefers-color-scheme", theme)?;
        for (name, page) in [
            ("start", PAGES[0]),
            ("search", PAGES[2]),
            ("guide", PAGES[3]),
            ("option", PAGES[4]),
        ] {
            for width in [1200, 360] {
                visit.width(width)?;
                visit.open(page)?;
                visit.ready()?;
                picture(visit, folder.join(format!("{name}-{theme}-{width}.png")))?;
            }
        }
    }
    Ok(())
}

fn picture(visit: &Visit, path: PathBuf) -> Done {
    let taken = visit
        .browser
        .tool("Page.captureScreenshot", &json!({ "format": "png" }))?;
    let bytes = decoded(taken["data"].as_str().ok_or("no picture")?);
    if !bytes.starts_with(b"\x89PNG") {
        return Err("the picture is none".to_owned());
    }
    fs::write(path, bytes).map_err(|error| error.to_string())
}

/// Base64, as the browser sends pictures.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'a'..=b'z' => Some(u32::from(byte - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits: Vec<u32> = text.bytes().filter_map(digit).collect();
    let mut bytes = Vec::with_capacity(digits.len());
    for group in digits.chunks(4) {
        let bits = group
            .iter()
            .enumerate()
            .fold(0, |bits, (at, digit)| bits | digit << (18 - 6 * at));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}
