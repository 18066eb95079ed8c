//! Actions of a visitor besides opening pages.

use serde_json::{Value, json};

use super::super::driver::{Browser, Done};

impl Browser {
    /// The value that a script hands to `done`.
    pub(super) fn run_async(&self, script: &str) -> Done<Value> {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        self.post("execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Presses and releases keys, as a person does: nothing has to be clicked before.
    pub(super) fn press(&self, keys: &str) -> Done {
        let mut actions = Vec::new();
        for key in keys.chars() {
            actions.push(json!({ "type": "keyDown", "value": key.to_string() }));
            actions.push(json!({ "type": "keyUp", "value": key.to_string() }));
        }
        self.post(
            "actions",
            &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }),
        )
        .map(drop)
    }

    /// Clicks the link or button that a selector names first.
    pub(super) fn click(&self, selector: &str) -> Done {
        let found = self.post(
            "element",
            &json!({ "using": "css selector", "value": selector }),
        )?;
        let id = found
            .as_object()
            .and_then(|found| found.values().next())
            .and_then(Value::as_str);
        let id = id.ok_or_else(|| format!("there is no {selector}"))?;
        self.post(&format!("element/{id}/click"), &json!({}))
            .map(drop)
    }

    /// The title of the page; also without JavaScript.
    pub(super) fn heading(&self) -> Done<String> {
        let found = self.post(
            "element",
            &json!({ "using": "css selector", "value": "h1" }),
        )?;
        let id = found
            .as_object()
            .and_then(|found| found.values().next())
            .and_then(Value::as_str);
        let path = format!(
            "/session/{}/element/{}/text",
            self.session,
            id.unwrap_or_default()
        );
        Ok(self
            .request("GET", &path, &Value::Null)?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// A command of the tools for developers.
    pub(super) fn tool(&self, command: &str, params: &Value) -> Done<Value> {
        self.post(
            "goog/cdp/execute",
            &json!({ "cmd": command, "params": params }),
        )
    }

    /// Where the browser is.
    pub(super) fn address(&self) -> Done<String> {
        let path = format!("/session/{}/url", self.session);
        Ok(self
            .request("GET", &path, &Value::Null)?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }
}
