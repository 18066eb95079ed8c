//! Evaluates services, many by one process.

use std::io::{BufRead, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::thread;

use prove::nix::{path, string};
use serde::de::DeserializeOwned;
use shared::project;

use crate::facts::{Facts, Measured, Service};

/// How many services one process evaluates: its memory grows with each.
const SERVICES: usize = 40;

/// A Nix with a nixpkgs that it can evaluate.
pub(crate) struct Nix {
    pub(crate) program: PathBuf,
    pub(crate) nixpkgs: PathBuf,
}

impl Nix {
    /// All services of NixOS.
    pub(crate) fn services(&self) -> Result<Vec<Service>, String> {
        self.value("services")
    }

    /// The machine without services.
    pub(crate) fn base(&self) -> Result<Facts, String> {
        self.value("base")
    }

    /// Evaluates services one by one with as many processes as `jobs`. `done` is called after each.
    pub(crate) fn measure(
        &self,
        services: &[Service],
        jobs: usize,
        done: impl Fn() + Sync,
    ) -> Result<Vec<Measured>, String> {
        let chunks = Mutex::new(services.chunks(SERVICES));
        let found = Mutex::new(Vec::new());
        let next = || chunks.lock().ok().and_then(|mut chunks| chunks.next());
        let work = || -> Result<(), String> {
            while let Some(chunk) = next() {
                self.measure_chunk(chunk, &mut |measured| {
                    done();
                    if let Ok(mut found) = found.lock() {
                        found.push(measured);
                    }
                })?;
            }
            Ok(())
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| {
                let finished = worker.join();
                finished.unwrap_or_else(|_| Err("a thread panicked".to_owned()))
            })
        })?;
        let mut found = found.into_inner().map_err(|error| error.to_string())?;
        found.sort_by(|a: &Measured, b| a.service.name.cmp(&b.service.name));
        Ok(found)
    }

    /// An error ends the process, so the services after it need another one.
    fn measure_chunk(
        &self,
        mut services: &[Service],
        take: &mut impl FnMut(Measured),
    ) -> Result<(), String> {
        while !services.is_empty() {
            let names = services.iter().map(|service| {
                let words: Vec<_> = service.name.iter().map(|name| string(name)).collect();
                format!("[ {} ]", words.join(" "))
            });
            let names: Vec<_> = names.collect();
            let mut child = self.start(&format!("measure [ {} ]", names.join(" ")))?;
            let mut run = Run::default();
            for line in BufReader::new(child.stderr.take().ok_or("no stderr")?).lines() {
                let line = line.map_err(|error| error.to_string())?;
                if let Some(facts) = run.read(&line)? {
                    let service = services[run.done - 1].clone();
                    take(Measured {
                        service,
                        facts: Ok(facts),
                    });
                }
            }
            let status = child.wait().map_err(|error| error.to_string())?;
            if status.success() {
                return Ok(());
            }
            let reason = self.reason(&run.said);
            if !run.is_started || run.done == services.len() {
                return Err(reason);
            }
            let service = services[run.done].clone();
            take(Measured {
                service,
                facts: Err(reason),
            });
            services = &services[run.done + 1..];
        }
        Ok(())
    }

    fn value<T: DeserializeOwned>(&self, attribute: &str) -> Result<T, String> {
        let child = self.start(attribute)?;
        let output = child
            .wait_with_output()
            .map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err(self.reason(&String::from_utf8_lossy(&output.stderr)));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
    }

    fn start(&self, expression: &str) -> Result<Child, String> {
        let text = format!(
            "let state = import {} {{ nixpkgs = {}; }}; in state.{expression}",
            path(&project::root().join("tests/real/state.nix")),
            path(&self.nixpkgs)
        );
        let failed = |error: std::io::Error| format!("{}: {error}", self.program.display());
        let mut child = prove::nix::for_nixos(&self.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut stdin = child.stdin.take().ok_or("no stdin")?;
        stdin.write_all(text.as_bytes()).map_err(failed)?;
        Ok(child)
    }

    /// What Nix says, without its trace and without where the checkout is.
    fn reason(&self, said: &str) -> String {
        let nixpkgs = format!("{}/", self.nixpkgs.display());
        prove::nix::reason(said).trim().replace(&nixpkgs, "")
    }
}

/// What one process says.
#[derive(Default)]
struct Run {
    /// How many services it has evaluated.
    done: usize,
    /// Whether it has come as far as the next one.
    is_started: bool,
    /// Everything else.
    said: String,
}

impl Run {
    fn read(&mut self, line: &str) -> Result<Option<Facts>, String> {
        if line.starts_with("trace: service ") {
            self.is_started = true;
        } else if let Some(facts) = line.strip_prefix("trace: facts ") {
            self.done += 1;
            self.is_started = false;
            let facts = serde_json::from_str(facts);
            return facts.map(Some).map_err(|error| error.to_string());
        } else {
            self.said.push_str(line);
            self.said.push('\n');
        }
        Ok(None)
    }
}
