//! A small language that all of Nix is lowered to before it is interpreted: variables are resolved,
//! and `rec`, `inherit`, nested attribute paths and operators are gone.

use std::collections::HashMap;
use std::rc::Rc;

/// An interned attribute name or string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(usize);

/// An expression of a [`Program`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ExprId(usize);

/// A place in the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Site {
    /// The index of the source.
    pub(super) file: usize,
    /// In bytes.
    pub(super) offset: usize,
}

/// All sources, lowered.
#[derive(Debug, Default)]
pub(super) struct Program {
    exprs: Vec<(Expr, Site)>,
    /// The expression of each source; `None` where it does not parse.
    pub(super) roots: Vec<Option<ExprId>>,
    pub(super) names: Names,
}

/// An expression.
#[derive(Debug)]
pub(super) enum Expr {
    /// A value without options: a number, the result of an operator. The parts are interpreted.
    Plain(Vec<ExprId>),
    /// A value that may be anything, as a string with interpolation. The parts are interpreted.
    Unknown(Vec<ExprId>),
    /// A string without interpolation.
    Text(Name),
    /// A path to another source.
    File(usize),
    /// A variable of the frame so many levels up.
    Local {
        /// 0: the innermost.
        up: usize,
        slot: usize,
    },
    /// A variable that no scope binds, and the frames of the enclosing `with`, innermost first.
    Free {
        name: Name,
        withs: Vec<usize>,
    },
    /// `base.a.b or default`.
    Select {
        base: ExprId,
        path: Vec<Attr>,
        default: Option<ExprId>,
    },
    /// `base ? a.b`.
    Has {
        base: ExprId,
        path: Vec<Attr>,
    },
    Apply {
        function: ExprId,
        args: Vec<ExprId>,
    },
    Lambda(Lambda),
    /// A frame of variables that see each other. A `with` is one too, with the namespace as its
    /// only slot.
    Let {
        slots: Vec<ExprId>,
        body: ExprId,
    },
    /// `{ fixed = …; ${key} = …; }`; a name that occurs twice is merged.
    Set {
        fixed: Vec<(Name, ExprId)>,
        dynamic: Vec<(ExprId, ExprId)>,
    },
    List(Vec<ExprId>),
    /// What may be any of these: `//`, `++`.
    Join(Vec<ExprId>),
    If {
        condition: ExprId,
        then: ExprId,
        otherwise: ExprId,
    },
    And(ExprId, ExprId),
    /// `==` and `!=`: look into both sides.
    Equal(ExprId, ExprId),
    /// `assert condition; body`.
    Then(ExprId, ExprId),
}

/// One step of an attribute path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attr {
    pub(super) key: Key,
    pub(super) site: Site,
}

/// The name in an attribute path.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    Fixed(Name),
    Dynamic(ExprId),
}

/// A function. Its frame has one slot per formal, then one for the whole argument.
#[derive(Debug)]
pub(super) struct Lambda {
    pub(super) formals: Vec<Formal>,
    pub(super) body: ExprId,
}

/// `name ? default` in a pattern.
#[derive(Debug)]
pub(super) struct Formal {
    pub(super) name: Name,
    pub(super) default: Option<ExprId>,
    pub(super) site: Site,
}

/// Interned texts.
#[derive(Debug, Default)]
pub(super) struct Names {
    texts: Vec<Rc<str>>,
    ids: HashMap<Rc<str>, Name>,
}

impl Program {
    pub(super) fn add(&mut self, expr: Expr, site: Site) -> ExprId {
        self.exprs.push((expr, site));
        ExprId(self.exprs.len() - 1)
    }

    pub(super) fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0].0
    }

    pub(super) fn site(&self, id: ExprId) -> Site {
        self.exprs[id.0].1
    }

    /// The function that `id` is.
    pub(super) fn lambda(&self, id: ExprId) -> Option<&Lambda> {
        match self.expr(id) {
            Expr::Lambda(lambda) => Some(lambda),
            _ => None,
        }
    }
}

impl Names {
    pub(super) fn intern(&mut self, text: &str) -> Name {
        if let Some(&name) = self.ids.get(text) {
            return name;
        }
        let text: Rc<str> = text.into();
        let name = Name(self.texts.len());
        self.texts.push(Rc::clone(&text));
        self.ids.insert(text, name);
        name
    }

    /// The name for a text that occurs somewhere.
    pub(super) fn get(&self, text: &str) -> Option<Name> {
        self.ids.get(text).copied()
    }

    pub(super) fn text(&self, name: Name) -> &str {
        &self.texts[name.0]
    }
}
