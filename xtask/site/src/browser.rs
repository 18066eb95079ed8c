//! Visits in a real browser. Skipped without a browser, unless `--require` demands it.

mod acts;
mod pictures;
mod relevance;

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};
use site::Site;

use super::driver::{Browser, Done};
use super::{folder, own, serve};
use shared::{tools, ui};

/// What is looked at.
pub(super) struct Visit {
    browser: Browser,
    /// The site, served.
    web: String,
    /// The same, opened from the disk.
    disk: String,
}

/// Something that a visitor does; says what goes wrong.
type Act = fn(&Visit) -> Done;

/// The visits by name.
const VISITS: &[(&str, Act)] = &[
    ("search with the keyboard alone", keyboard),
    ("search on a page opened from the disk", from_disk),
    ("addresses of searches", addresses),
    ("links deep into the site", deep_links),
    ("copy buttons", copying),
    ("dark, light and what is kept", themes),
    ("the width of a phone", phone),
    ("no JavaScript", without_script),
    ("nothing moves, and nobody else is asked", stays),
    ("relevance", relevance::measure),
    ("accessibility", accessibility),
    ("pictures", pictures::take),
];

#[test]
fn visitors_in_a_browser() {
    if !is_there("chromium") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let site = own::site().unwrap_or_else(|problems| panic!("{}", problems[0]));
    let visit = Visit::start(&site, folder.path()).unwrap();
    let mut failed = Vec::new();
    for (name, check) in VISITS {
        let start = Instant::now();
        let done = check(&visit);
        ui::say(format_args!(
            "{name}: {} in {}",
            if done.is_ok() { "good" } else { "FAILED" },
            ui::duration(start.elapsed())
        ));
        failed.extend(done.err().map(|error| format!("{name}: {error}")));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Whether a tool is there. Says so if not, and fails if it is required.
fn is_there(id: &str) -> bool {
    let Some(tool) = tools::lacking(id) else {
        return true;
    };
    let required = std::env::var("STATELESS_REQUIRE").unwrap_or_default();
    assert!(
        !required.split(',').any(|name| name == id),
        "{id} is required, but was not found; to install it: {}",
        tool.how
    );
    ui::say(format_args!(
        "skipped: {id} not found; to get it: {}",
        tool.how
    ));
    false
}

impl Visit {
    pub(super) fn start(site: &Site, folder: &Path) -> Done<Self> {
        let out = folder.join("site");
        folder::write(site, &out, &|| ()).map_err(|problem| problem.to_string())?;
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
        let port = listener
            .local_addr()
            .map_err(|error| error.to_string())?
            .port();
        let disk = format!("file://{}", out.display());
        thread::spawn(move || serve::listen(&listener, &out));
        Ok(Self {
            browser: Browser::start()?,
            web: format!("http://127.0.0.1:{port}"),
            disk,
        })
    }

    /// Opens a page of the served site.
    fn open(&self, page: &str) -> Done {
        self.browser.open(&format!("{}/{page}", self.web))
    }

    fn ready(&self) -> Done {
        self.browser
            .wait("document.documentElement.dataset.search === 'ready'")
    }

    fn expect(&self, expression: &str) -> Done {
        match self.browser.run(&format!("return !!({expression})"))? {
            Value::Bool(true) => Ok(()),
            _ => Err(format!(
                "this is not true at {}: {expression}",
                self.browser.address()?
            )),
        }
    }

    fn media(&self, name: &str, value: &str) -> Done {
        let params = json!({ "features": [{ "name": name, "value": value }] });
        self.browser
            .tool("Emulation.setEmulatedMedia", &params)
            .map(drop)
    }

    fn width(&self, width: u32) -> Done {
        let params =
            json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.browser
            .tool("Emulation.setDeviceMetricsOverride", &params)
            .map(drop)
    }
}

const DOWN: &str = "\u{e015}";
const UP: &str = "\u{e013}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const FIELD: &str = "document.getElementById('q')";
const HITS: &str = "document.querySelectorAll('#hits [role=option]')";

fn keyboard(visit: &Visit) -> Done {
    visit.open("index.html")?;
    search_for_size(visit)
}

fn from_disk(visit: &Visit) -> Done {
    visit.browser.open(&format!("{}/index.html", visit.disk))?;
    search_for_size(visit)
}

fn search_for_size(visit: &Visit) -> Done {
    let browser = &visit.browser;
    visit.ready()?;
    browser.press("/")?;
    visit.expect(&format!(
        "document.activeElement === {FIELD} && {FIELD}.value === ''"
    ))?;
    browser.press("root siz")?;
    browser.wait(&format!(
        "{HITS}.length > 1 && {FIELD}.getAttribute('aria-expanded') === 'true'"
    ))?;
    browser.press(DOWN)?;
    visit.expect(&format!("{FIELD}.getAttribute('aria-activedescendant') === 'hit-1' && {HITS}[1].getAttribute('aria-selected') === 'true'"))?;
    browser.press(UP)?;
    browser.press(ESCAPE)?;
    visit.expect(&format!(
        "document.getElementById('hits').hidden && {FIELD}.value !== ''"
    ))?;
    browser.press(DOWN)?;
    browser.press(UP)?;
    visit.expect("document.querySelector('#hits mark').textContent.toLowerCase() === 'root'")?;
    browser.press(ENTER)?;
    browser.wait("location.pathname.endsWith('/options/stateless.root.size.html')")
}

fn addresses(visit: &Visit) -> Done {
    visit.open("search.html?q=certificates")?;
    visit.ready()?;
    visit.expect("document.querySelectorAll('#results a').length > 2")?;
    visit.browser.press("x")?;
    visit.open("index.html")?;
    visit.ready()?;
    visit.browser.press("/machine id")?;
    visit
        .browser
        .wait("new URLSearchParams(location.search).get('q') === 'machine id'")?;
    let address = visit.browser.address()?;
    visit.open("help.html")?;
    visit.browser.open(&address)?;
    visit.browser.wait(&format!("{HITS}.length > 1"))?;
    visit.expect(&format!(
        "{HITS}[0].textContent.includes('stateless.machineId')"
    ))
}

fn deep_links(visit: &Visit) -> Done {
    visit.open("index.html#opt-stateless.stores._name_.path")?;
    visit
        .browser
        .wait("location.pathname.endsWith('/options/stateless.stores._name_.path.html')")?;
    visit.open("options/stateless.root.html#opt-stateless.root.size")?;
    visit.expect("document.querySelector(':target').textContent.includes('size')")?;
    visit.open("help.html#types")?;
    visit.expect("document.querySelector(':target').getBoundingClientRect().top >= document.querySelector('.top').offsetHeight - 1")
}

fn copying(visit: &Visit) -> Done {
    visit.open("options/stateless.root.size.html")?;
    visit
        .browser
        .run("navigator.clipboard.writeText = async text => { window.copied = text; }")?;
    visit.browser.click(".code .copy")?;
    visit
        .browser
        .wait("window.copied === '{\\n  stateless.root.size = \"2G\";\\n}'")?;
    visit
        .browser
        .wait("document.querySelector('.code .copy').textContent === 'Copied'")?;
    visit.browser.click(".name .copy")?;
    visit
        .browser
        .wait("window.copied === 'stateless.root.size'")
}

fn themes(visit: &Visit) -> Done {
    const DARK: &str =
        "getComputedStyle(document.documentElement).backgroundColor === 'rgb(20, 24, 30)'";
    visit.media("prefers-color-scheme", "dark")?;
    visit.open("index.html")?;
    visit.expect(DARK)?;
    visit.browser.click(".theme")?;
    visit.expect(&format!("!({DARK})"))?;
    visit.open("help.html")?;
    visit.expect(&format!(
        "!({DARK}) && document.documentElement.dataset.theme === 'light'"
    ))?;
    visit.media("prefers-color-scheme", "light")?;
    visit.browser.click(".theme")?;
    visit.expect(DARK)?;
    visit.browser.click(".theme")?;
    visit.expect(&format!("!({DARK})"))
}

const PAGES: &[&str] = &[
    "index.html",
    "help.html",
    "types.html",
    "search.html?q=root",
    "guide-write-a-schema.html",
    "guide-container-forgets.html",
    "options/stateless.root.size.html",
    "options/stateless.stores._name_.users._user_.directories._path_.parents._path_.mode.html",
    "options/containers._name_.stateless.html",
    "source/schema.src.root.rs.html",
];

fn phone(visit: &Visit) -> Done {
    visit.width(360)?;
    for page in PAGES {
        visit.open(page)?;
        visit.expect("document.scrollingElement.scrollWidth <= 360 && document.querySelector('h1').getBoundingClientRect().top < 400")?;
    }
    visit.width(1200)
}

fn without_script(visit: &Visit) -> Done {
    let script = |off: bool| {
        visit
            .browser
            .tool(
                "Emulation.setScriptExecutionDisabled",
                &json!({ "value": off }),
            )
            .map(drop)
    };
    script(true)?;
    let walked = walk(visit);
    script(false)?;
    walked
}

/// Follows links from the first page, and from a search, to the same option.
fn walk(visit: &Visit) -> Done {
    for start in ["index.html", "search.html?q=size"] {
        visit.browser.open(&format!("{}/{start}", visit.disk))?;
        for link in [
            "main a[href$='options/stateless.root.html']",
            "main a[href='stateless.root.size.html']",
        ] {
            visit.browser.click(link)?;
        }
        let heading = visit.browser.heading()?;
        if heading != "stateless.root.size" {
            return Err(format!("from {start} the links lead to {heading}"));
        }
    }
    Ok(())
}

fn stays(visit: &Visit) -> Done {
    for page in PAGES {
        visit.open(page)?;
        visit.ready()?;
        let moved = visit.browser.run_async(
            "const moves = []; new PerformanceObserver(list => { for (const e of list.getEntries()) moves.push(e.value + ' ' + e.startTime + ' ' + e.sources.map(s => (s.node?.outerHTML || s.node?.textContent || '?').slice(0, 120) + JSON.stringify([s.previousRect, s.currentRect]))); }).observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(moves), 60);",
        )?;
        if moved.as_array().is_none_or(|moves| !moves.is_empty()) {
            return Err(format!("{page} moves by {moved}"));
        }
        visit.expect("performance.getEntriesByType('resource').every(entry => entry.name.startsWith(location.origin))")?;
    }
    Ok(())
}

fn accessibility(visit: &Visit) -> Done {
    if !is_there("axe-core") {
        return Ok(());
    }
    let axe = fs::read_to_string(tools::axe()).map_err(|error| error.to_string())?;
    for theme in ["light", "dark"] {
        visit
            .browser
            .run(&format!("localStorage.setItem('theme', '{theme}')"))?;
        for page in PAGES {
            visit.open(page)?;
            visit.ready()?;
            visit.browser.run(&axe)?;
            look(visit, &format!("{page} in {theme}"))?;
        }
        visit.open("index.html")?;
        visit.ready()?;
        visit.browser.press("/root")?;
        visit.browser.wait(&format!("{HITS}.length > 1"))?;
        visit.browser.run(&axe)?;
        look(visit, &format!("the results in {theme}"))?;
    }
    visit
        .browser
        .run("localStorage.removeItem('theme')")
        .map(drop)
}

fn look(visit: &Visit, what: &str) -> Done {
    let found = visit.browser.run_async("axe.run({ resultTypes: ['violations'] }).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(' ; '))), e => done([String(e)]));")?;
    let found: Vec<&str> = found
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if found.is_empty() {
        Ok(())
    } else {
        Err(format!("{what}: {}", found.join("\n")))
    }
}
