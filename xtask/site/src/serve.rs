//! A server for viewing a site. It serves the files of one folder to this machine only.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::Duration;

use codegen::Problem;

use shared::ui;

/// Serves the folder until the process ends.
pub(crate) fn run(folder: &Path, port: u16) -> Result<(), Problem> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| Problem {
        subject: format!("127.0.0.1:{port}"),
        places: Vec::new(),
        message: format!("cannot listen on this port: {error}"),
        help: "choose another port with --port; 0 selects a free one".to_owned(),
    })?;
    if let Ok(address) = listener.local_addr() {
        ui::say(format_args!("http://{address}"));
    }
    listen(&listener, folder);
    Ok(())
}

/// Answers each connection in a separate thread.
pub(crate) fn listen(listener: &TcpListener, folder: &Path) {
    for stream in listener.incoming().flatten() {
        let folder = folder.to_owned();
        thread::spawn(move || {
            // A browser that goes away is no concern of ours.
            let _ = answer(stream, &folder);
        });
    }
}

/// The longest request that is read.
const LONGEST: u64 = 16 * 1024;

fn answer(mut stream: TcpStream, folder: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(LONGEST));
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let (status, kind, body) = respond(&line, folder);
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\nX-Content-Type-Options: nosniff\r\n\r\n",
        body.len()
    )?;
    if !line.starts_with("HEAD ") {
        stream.write_all(&body)?;
    }
    stream.flush()
}

fn respond(line: &str, folder: &Path) -> (&'static str, &'static str, Vec<u8>) {
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    if !matches!(method, "GET" | "HEAD") {
        return (
            "405 Method Not Allowed",
            "text/plain",
            b"GET only\n".to_vec(),
        );
    }
    let found = file(folder, target).and_then(|path| Some((kind(&path), fs::read(path).ok()?)));
    match found {
        Some((kind, body)) => ("200 OK", kind, body),
        None => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
    }
}

/// The file for an address; none outside the folder, and none that starts with a point.
fn file(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    // Names of our files need no escapes, so an address with one is not ours.
    let is_plain = Path::new(&path).components().all(|part| match part {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        _ => false,
    });
    let full = folder.join(&path);
    let is_inside = full
        .canonicalize()
        .ok()?
        .starts_with(folder.canonicalize().ok()?);
    (is_plain && is_inside && full.is_file()).then_some(full)
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_are_served() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("site");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("index.html"), "hello").unwrap();
        fs::write(folder.join(".hidden"), "x").unwrap();
        fs::write(root.path().join("secret"), "x").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.path().join("secret"), folder.join("link")).unwrap();
        let status = |target: &str| respond(&format!("GET {target} HTTP/1.1"), &folder).0;
        assert_eq!(status("/"), "200 OK");
        assert_eq!(status("/index.html?q=1"), "200 OK");
        for bad in [
            "/../secret",
            "/..",
            "//etc/passwd",
            "/%2e%2e/secret",
            "/.hidden",
            "/link",
            "/none",
            "secret",
            "",
        ] {
            assert_eq!(status(bad), "404 Not Found", "{bad}");
        }
        assert_eq!(
            respond("POST / HTTP/1.1", &folder).0,
            "405 Method Not Allowed"
        );
    }

    #[test]
    fn a_request_over_the_wire_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.js"), "1").unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let path = folder.path().to_owned();
        thread::spawn(move || listen(&listener, &path));
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .write_all(b"GET /a.js HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("\r\n\r\n1"),
            "{text}"
        );
    }
}
