//! One option: its default, its example and its description, each checked.

use nixos_options::meta::{Captured, NixType, OptionDecl, Origin, Presence};
use serde_json::Value;

use super::scope::Scope;
use super::value::{self, prune};
use super::{Lowering, doc};
use crate::ir::{Default, Opt, Type};
use crate::nix;

impl Lowering<'_> {
    pub(super) fn option(&mut self, scope: &Scope, decl: &OptionDecl, ty: &NixType) -> Opt {
        self.check_doc(scope, decl.origin, decl.doc);
        let lowered = self.ty(scope, decl.origin, ty);
        let default = self.default(scope, decl, &lowered);
        let example = decl
            .example
            .as_ref()
            .and_then(|example| self.value(scope, decl.origin, "example", example, &lowered));
        self.check_example(scope, decl, &lowered, &default, example.as_ref());
        Opt {
            name: decl.name.to_owned(),
            description: doc::with_variants(decl.doc, ty),
            example: example.map(|example| prune(&lowered, example)),
            ty: lowered,
            default,
            read_only: decl.read_only,
            unread: decl.unread.map(str::to_owned),
            origin: decl.origin,
        }
    }

    fn default(&mut self, scope: &Scope, decl: &OptionDecl, ty: &Type) -> Default {
        match &decl.default {
            // A default beside the one definition would be a second one.
            _ if decl.read_only => Default::Required,
            Presence::Required => Default::Required,
            Presence::Default(captured) => {
                let value = self.value(scope, decl.origin, "default", captured, ty);
                Default::Value(prune(ty, value.unwrap_or(Value::Null)))
            }
            Presence::FromName(template) => self.default_from_name(scope, decl, ty, template),
            Presence::FromConfig(text) => {
                if !crate::nix::is_expression(text) {
                    self.report(
                        scope.problem(
                            decl.origin,
                            format!("its default {text:?} is not a Nix expression"),
                        ),
                        "correct `default_from_config`",
                    );
                }
                Default::FromConfig((*text).to_owned())
            }
        }
    }

    fn default_from_name(
        &mut self,
        scope: &Scope,
        decl: &OptionDecl,
        ty: &Type,
        template: &str,
    ) -> Default {
        let parts: Vec<String> = template.split("{name}").map(str::to_owned).collect();
        let sample = Value::String(parts.join("sample"));
        if let Err(why) = value::accepts(ty, &sample) {
            self.report(
                scope.problem(decl.origin, format!("its default {sample} is wrong: {why}")),
                "correct `default_from_name`",
            );
        }
        Default::FromName(parts)
    }

    /// A captured value, checked against the type.
    fn value(
        &mut self,
        scope: &Scope,
        origin: Origin,
        what: &str,
        captured: &Captured,
        ty: &Type,
    ) -> Option<Value> {
        let checked = match captured {
            // Some types take anything, and not all of it is something in Nix.
            Ok(value) => value::accepts(ty, value)
                .and_then(|()| nix::value(value).map_err(|error| error.to_string()))
                .map(|_| value.clone()),
            Err(error) => Err(error.clone()),
        };
        match checked {
            Ok(value) => Some(value),
            Err(why) => {
                self.report(
                    scope.problem(origin, format!("its {what} is wrong: {why}")),
                    "write a value of the field's type that Nix can hold",
                );
                None
            }
        }
    }

    /// An example that is the default shows nothing.
    fn check_example(
        &mut self,
        scope: &Scope,
        decl: &OptionDecl,
        ty: &Type,
        default: &Default,
        example: Option<&Value>,
    ) {
        if let (Some(example), Default::Value(default)) = (example, default) {
            if *default == prune(ty, example.clone()) {
                self.report(
                    scope.problem(decl.origin, "its example equals its default"),
                    "show another value",
                );
            }
        }
    }

    pub(super) fn check_doc(&mut self, scope: &Scope, origin: Origin, text: &str) {
        for (why, help) in doc::problems(text) {
            self.report(scope.problem(origin, why), help);
        }
    }
}
