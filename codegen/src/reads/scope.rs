//! Variables.

use super::core::{Expr, Name, Site};
use super::eval::{Access, Eval};
use super::table;
use super::value::{EnvId, Frame, Shape, ValueId, Values};

impl Eval<'_> {
    /// A variable of the frame so many levels up.
    pub(super) fn local(&mut self, up: usize, slot: usize, mut env: EnvId) -> ValueId {
        for _ in 0..up {
            env = self.values.get_env(env).parent;
        }
        let program = self.program;
        match &self.values.get_env(env).frame {
            Frame::Top => Values::UNKNOWN,
            Frame::Let(id) => match program.expr(*id) {
                Expr::Let { slots, .. } => self.cell(slots[slot], env),
                _ => Values::UNKNOWN,
            },
            Frame::Call(lambda, slots) => {
                let lambda = program.lambda(*lambda);
                let formal = lambda.and_then(|lambda| lambda.formals.get(slot));
                let default = formal.and_then(|formal| formal.default);
                let default = default.map_or(Values::EMPTY, |default| self.cell(default, env));
                self.values.union(slots[slot], default)
            }
        }
    }

    /// A variable that no scope binds: of Nix itself, or of a `with`.
    pub(super) fn free(&mut self, name: Name, withs: &[usize], env: EnvId, site: Site) -> ValueId {
        let text = self.program.names.text(name);
        match text {
            "builtins" => return self.values.one(Shape::Lib),
            "null" | "true" | "false" => return Values::EMPTY,
            _ => {}
        }
        if let Some(function) = self.table.global(text) {
            return self.values.one(Shape::Builtin(function, Vec::new()));
        }
        for &up in withs {
            let namespace = self.local(up, 0, env);
            if self.may_have(namespace, name) {
                return self.select(namespace, name, site, Access::Optional).0;
            }
        }
        Values::UNKNOWN
    }

    /// Whether a `with` of this value may provide `name`.
    fn may_have(&self, namespace: ValueId, name: Name) -> bool {
        let text = self.program.names.text(name);
        self.values
            .shapes(namespace)
            .iter()
            .any(|shape| match shape {
                Shape::Lib => self.table.get(text).is_some() || table::is_set(text),
                Shape::Args(_) => matches!(text, "config" | "lib"),
                Shape::Node(node) => self.tree.attribute(*node, text).is_some(),
                Shape::Record(record) => {
                    record.rest.is_some() || record.named.iter().any(|(n, _)| *n == name)
                }
                _ => false,
            })
    }
}
