//! The cost of the documentation site: our own, and synthetic ones as large as those of other
//! projects.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use codegen::Problem;
use serde_json::{Value, json};
use site::Site;

use super::{child, failed, median, peak_kib, profile};
use shared::tools;
use shared::ui::{self, Row};
use xtask_site::driver::Browser;
use xtask_site::{folder, own};

/// Our own is 0.
const SIZES: [usize; 3] = [0, 3_000, 21_000];

/// What one site costs.
pub(super) struct Size {
    values: BTreeMap<&'static str, Value>,
}

impl Size {
    pub(super) fn json(&self) -> Value {
        json!(self.values)
    }
}

/// Measures each size in a separate process, and prints the results.
pub(super) fn run(as_json: bool) -> Result<(), Vec<Problem>> {
    let mut rows = Vec::new();
    for size in SIZES {
        let result =
            child(None, &["--measure-site", &size.to_string()]).map_err(|problem| vec![problem])?;
        let value: Value = serde_json::from_slice(&result)
            .map_err(|error| vec![failed("the site", &error.to_string())])?;
        rows.push(value);
    }
    if as_json {
        let all = json!({ "profile": profile(), "site": rows });
        ui::say(format_args!("{all:#}"));
        return Ok(());
    }
    ui::say(ui::styled(
        ui::TITLE,
        format_args!("site ({} profile)", profile()),
    ));
    let heads = [
        "options",
        "read",
        "pages",
        "write",
        "cpu",
        "files",
        "kB",
        "largest",
        "index",
        "brotli",
        "peak MB",
        "first query",
        "query",
        "Markdown",
        "markdown-it-py",
    ];
    let mut table = vec![Row::new(ui::NOTE, heads)];
    table.extend(rows.iter().map(|row| {
        Row::new(
            ui::PLAIN,
            heads.map(|head| row[head].as_str().unwrap_or("–").to_owned()),
        )
    }));
    let right: Vec<usize> = (0..heads.len()).collect();
    ui::table(&table, &right).into_iter().for_each(ui::say);
    ui::say(
        "`pages` makes all files in memory; `cpu` is what reading and writing took of one core, whoever else uses it; `index` is what a search loads, in bytes; times of queries are of the browser; `Markdown` and `markdown-it-py` render the descriptions alone.",
    );
    Ok(())
}

/// One size, in this process.
pub(super) fn measure(options: usize) -> Result<Size, Vec<Problem>> {
    let problem = |error: &dyn std::fmt::Display| vec![failed("the site", &error.to_string())];
    let dir = tempfile::tempdir().map_err(|error| problem(&error))?;
    let text = if options == 0 {
        String::new()
    } else {
        synthetic(options)
    };
    let (start, busy) = (Instant::now(), cpu());
    let site = if options == 0 {
        own::site()?
    } else {
        let options = site::read(&text).map_err(|errors| problem(&errors[0]))?;
        Site {
            title: "Synthetic".to_owned(),
            options,
            ..Site::default()
        }
    };
    let (read, reading) = (start.elapsed(), spent(busy));
    let pages = median(3, || {
        site::build(&site, &mut |_| true);
        Ok::<(), Vec<Problem>>(())
    })?;
    let out = dir.path().join("site");
    let (start, busy) = (Instant::now(), cpu());
    let written = folder::write(&site, &out, &|| ()).map_err(|error| problem(&error))?;
    let write = start.elapsed();
    let spent = reading.zip(spent(busy)).map(|(read, write)| read + write);
    let markdown = median(3, || {
        site.rendered();
        Ok::<(), Vec<Problem>>(())
    })?;
    let peak = peak_kib();
    let index = index(&out);
    let mut values = BTreeMap::new();
    let mut set = |name, value: String| values.insert(name, Value::from(value));
    set("options", site.options.len().to_string());
    set("read", ui::duration(read));
    set("pages", ui::duration(pages));
    set("write", ui::duration(write));
    if let Some(spent) = spent {
        set("cpu", ui::duration(spent));
    }
    set("Markdown", ui::duration(markdown));
    set("files", written.files.to_string());
    set("kB", (written.bytes / 1000).to_string());
    set("largest", written.largest.to_string());
    set("index", index.len().to_string());
    if let Some(bytes) = brotli(&index) {
        set("brotli", bytes.to_string());
    }
    if let Some(kib) = peak {
        set("peak MB", (kib / 1024).to_string());
    }
    if let Some((first, usual)) = queries(&out) {
        set("first query", ui::duration(first));
        set("query", ui::duration(usual));
    }
    if let Some(time) = markdown_it(&site, dir.path()) {
        set("markdown-it-py", ui::duration(time));
    }
    Ok(Size { values })
}

/// What this process took of all cores so far, where the system tells; in steps of 10 ms.
fn cpu() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // After the name, which may have anything in it: user and system are the 12th and 13th.
    let (_, rest) = stat.rsplit_once(") ")?;
    let ticks = rest.split(' ').skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * 10))
}

fn spent(before: Option<Duration>) -> Option<Duration> {
    cpu()?.checked_sub(before?)
}

fn index(out: &Path) -> Vec<u8> {
    ["index-names.js", "index-text.js"]
        .into_iter()
        .flat_map(|name| fs::read(out.join(name)).unwrap_or_default())
        .collect()
}

/// The size after compression, where the program is there.
fn brotli(bytes: &[u8]) -> Option<usize> {
    let mut command = Command::new("brotli");
    let mut child = command
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take()?;
    let bytes = bytes.to_vec();
    let feeder = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().ok()?;
    feeder.join().ok()?.ok()?;
    output.status.success().then_some(output.stdout.len())
}

/// The first query after loading and the median of others, in the browser.
fn queries(out: &Path) -> Option<(Duration, Duration)> {
    if tools::lacking("chromium").is_some() {
        return None;
    }
    let browser = Browser::start().ok()?;
    browser
        .open(&format!("file://{}/help.html", out.display()))
        .ok()?;
    browser
        .wait("document.documentElement.dataset.search === 'ready'")
        .ok()?;
    let script = "const times = []; for (let i = 0; i < 5; i++) for (const q of ['root size', 'services.enable', 'some words that describe', 'programs.gti.enble', 'user', 'na']) { const t = performance.now(); optionSearch.query(q); times.push(performance.now() - t); } const first = times[0]; times.sort((a, b) => a - b); return [first, times[15]]";
    let times = browser.run(script).ok()?;
    let time = |index: usize| {
        times[index]
            .as_f64()
            .map(|millis| Duration::from_secs_f64(millis / 1000.0))
    };
    Some((time(0)?, time(1)?))
}

const PYTHON: &str = "
import json, sys, time
from markdown_it import MarkdownIt
texts = json.load(open(sys.argv[1]))
md = MarkdownIt('commonmark', {'typographer': False, 'html': False, 'maxNesting': 1000})
start = time.perf_counter()
for text in texts: md.render(text)
print(time.perf_counter() - start)
";

/// The time of the NixOS manual's renderer for the same descriptions, if Python has it.
fn markdown_it(site: &Site, dir: &Path) -> Option<Duration> {
    let texts: Vec<&str> = site
        .options
        .iter()
        .map(|option| option.description.as_str())
        .collect();
    let file = dir.join("texts.json");
    fs::write(&file, json!(texts).to_string()).ok()?;
    let output = Command::new("python3")
        .args(["-c", PYTHON])
        .arg(&file)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let seconds: f64 = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs_f64(seconds))
}

/// An options.json of that many options: services with settings, texts of several lengths.
pub(crate) fn synthetic(options: usize) -> String {
    const WORDS: [&str; 24] = [
        "server",
        "address",
        "timeout",
        "user",
        "group",
        "directory",
        "log",
        "level",
        "package",
        "extra",
        "port",
        "host",
        "key",
        "file",
        "state",
        "secret",
        "token",
        "cache",
        "limit",
        "size",
        "path",
        "mode",
        "queue",
        "worker",
    ];
    let word = |seed: usize| WORDS[seed * 7919 % 24];
    let mut all = BTreeMap::new();
    for number in 0..options {
        let service = format!("{}{}", word(number / 12), number / 12);
        let leaf = if number % 12 == 0 {
            "enable".to_owned()
        } else {
            format!("{}{}", word(number), word(number + 5).to_uppercase())
        };
        let mut loc = vec!["services".to_owned(), service.clone()];
        if number % 5 == 1 {
            loc.extend(["settings".to_owned(), "<name>".to_owned()]);
        }
        loc.push(leaf);
        let long: Vec<&str> = (0..number % 40).map(|at| word(number * 31 + at)).collect();
        let long = long.join(" ");
        let ty = [
            "boolean",
            "null or string",
            "list of string",
            "attribute set of (submodule)",
        ][number % 4];
        let option = json!({
            "loc": loc,
            "type": ty,
            "description": format!("The {} of {service}, see {{option}}`services.{service}.enable`. {long}.\n\n- one `item`\n- *two*\n", word(number)),
            "default": { "_type": "literalExpression", "text": "{\n  a = [ 1 2 ];\n}" },
            "example": { "_type": "literalExpression", "text": "true" },
            "declarations": [format!("nixos/modules/{service}.nix")],
            "readOnly": false,
        });
        all.insert(loc.join("."), option);
    }
    json!(all).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_of_21_000_options_is_made_and_no_page_is_large() {
        let options = site::read(&synthetic(21_000)).unwrap();
        assert!(options.len() > 20_500, "{}", options.len());
        let site = Site {
            options,
            ..Site::default()
        };
        let (mut files, mut largest) = (0, 0);
        site::build(&site, &mut |file| {
            files += 1;
            if file.is_page() {
                largest = largest.max(file.text.len());
            }
            true
        });
        assert!(
            files > 22_000 && largest <= 30_000,
            "{files} files, the largest page has {largest} bytes"
        );
    }
}
