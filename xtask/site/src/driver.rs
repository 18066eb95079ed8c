//! A small client of chromedriver: the protocol of `WebDriver` is JSON over HTTP to this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The answer of the browser, or its error.
pub type Done<T = ()> = Result<T, String>;

/// A browser; it ends with this value.
pub struct Browser {
    driver: Child,
    port: u16,
    pub(super) session: String,
}

impl Browser {
    /// Starts one without a window.
    pub fn start() -> Done<Self> {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("chromedriver: {error}"))?;
        let output = driver.stdout.take().ok_or("chromedriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split("successfully on port ")
                    .nth(1)?
                    .trim_end_matches('.')
                    .parse()
                    .ok()
            })
            .ok_or("chromedriver names no port")?;
        // Nobody reads the rest, and a full pipe would stop it.
        thread::spawn(move || lines.for_each(drop));
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
        };
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--window-size=1200,900",
        ];
        let capabilities = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": { "args": args } } } });
        let made = browser.request("POST", "/session", &capabilities)?;
        made["sessionId"]
            .as_str()
            .ok_or("no session")?
            .clone_into(&mut browser.session);
        Ok(browser)
    }

    /// Opens an address, and waits until it is loaded.
    pub fn open(&self, url: &str) -> Done {
        self.post("url", &json!({ "url": url })).map(drop)
    }

    /// The value that a script returns.
    pub fn run(&self, script: &str) -> Done<Value> {
        self.post("execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Waits until an expression is true.
    pub fn wait(&self, expression: &str) -> Done {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            if self.run(&format!("return !!({expression})"))? == true {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(25));
        }
        Err(format!("this does not become true: {expression}"))
    }

    pub(super) fn post(&self, command: &str, body: &Value) -> Done<Value> {
        self.request(
            "POST",
            &format!("/session/{}/{command}", self.session),
            body,
        )
    }

    pub(super) fn request(&self, method: &str, path: &str, body: &Value) -> Done<Value> {
        let text = self
            .http(method, path, body)
            .map_err(|error| format!("chromedriver: {error}"))?;
        let (_, body) = text
            .split_once("\r\n\r\n")
            .ok_or("chromedriver: no answer")?;
        let answer: Value =
            serde_json::from_str(body).map_err(|error| format!("chromedriver: {error}: {body}"))?;
        let value = answer["value"].clone();
        match value.get("error") {
            Some(error) if !error.is_null() && value.get("stacktrace").is_some() => {
                Err(format!("{error}: {}", value["message"]))
            }
            _ => Ok(value),
        }
    }

    fn http(&self, method: &str, path: &str, body: &Value) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        // The connection may stay open: what counts is the length in the head.
        let mut reader = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
            head.push_str(&line);
            if line == "\r\n" || line.is_empty() {
                break;
            }
        }
        let mut bytes = vec![0; length];
        reader.read_exact(&mut bytes)?;
        Ok(head + &String::from_utf8_lossy(&bytes))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.request(
            "DELETE",
            &format!("/session/{}", self.session),
            &Value::Null,
        );
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
