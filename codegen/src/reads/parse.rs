//! From text to a syntax tree without errors. What would overflow the stack of the parser, of the
//! tree's destructor or of the interpreter is refused first.

use rnix::ast::{Expr, Root};
use rnix::{ParseError, SyntaxKind, SyntaxNode, WalkEvent};

/// The deepest accepted chain of operators, arguments or list brackets. Code written by people
/// stays far below.
const LONGEST_CHAIN: usize = 800;

/// Levels of the syntax tree.
const DEEPEST: usize = 300;

/// Why a file cannot be read.
#[derive(Debug)]
pub(super) struct Refused {
    /// In bytes.
    pub(super) offset: usize,
    /// A sentence without a final period.
    pub(super) message: String,
    /// What to write instead.
    pub(super) help: &'static str,
}

/// The expression in `text`.
pub(super) fn parse(text: &str) -> Result<Expr, Refused> {
    refuse_long_chains(text)?;
    let parse = Root::parse(text);
    if let Some(error) = parse.errors().first() {
        return Err(Refused::syntax(error, text));
    }
    refuse_depth(&parse.syntax())?;
    let root = parse.tree();
    root.expr()
        .ok_or_else(|| Refused::syntax(&ParseError::UnexpectedEOF, text))
}

/// The parser bounds the depth of parentheses, but not of lists, operators and arguments.
fn refuse_long_chains(text: &str) -> Result<(), Refused> {
    let mut offset = 0;
    let mut chain = 0;
    let mut open = Vec::new();
    for (kind, token) in rnix::tokenize(text) {
        match kind {
            _ if kind.is_trivia() || is_inside_string(kind) => {}
            _ if opens(kind) => {
                open.push((kind, chain));
                chain += 1;
            }
            SyntaxKind::TOKEN_INTERPOL_END => chain = open.pop().map_or(0, |(_, before)| before),
            _ if closes(kind) => {
                let before = open.pop().map_or(0, |(_, before)| before);
                chain = before + usize::from(!in_list(&open));
            }
            SyntaxKind::TOKEN_SEMICOLON | SyntaxKind::TOKEN_COMMA => {
                chain = open.last().map_or(0, |(_, before)| before + 1);
            }
            _ if is_item(kind) && in_list(&open) => {}
            _ => chain += 1,
        }
        if chain > LONGEST_CHAIN {
            return Err(Refused::depth(offset));
        }
        offset += token.len();
    }
    Ok(())
}

fn in_list(open: &[(SyntaxKind, usize)]) -> bool {
    matches!(open.last(), Some((SyntaxKind::TOKEN_L_BRACK, _)))
}

fn opens(kind: SyntaxKind) -> bool {
    use SyntaxKind::{TOKEN_INTERPOL_START, TOKEN_L_BRACE, TOKEN_L_BRACK, TOKEN_L_PAREN};
    matches!(
        kind,
        TOKEN_L_BRACK | TOKEN_L_BRACE | TOKEN_L_PAREN | TOKEN_INTERPOL_START
    )
}

fn closes(kind: SyntaxKind) -> bool {
    use SyntaxKind::{TOKEN_R_BRACE, TOKEN_R_BRACK, TOKEN_R_PAREN};
    matches!(kind, TOKEN_R_BRACK | TOKEN_R_BRACE | TOKEN_R_PAREN)
}

fn is_inside_string(kind: SyntaxKind) -> bool {
    use SyntaxKind::{TOKEN_STRING_CONTENT, TOKEN_STRING_END};
    matches!(kind, TOKEN_STRING_CONTENT | TOKEN_STRING_END)
}

/// Whether the token adds an element to a list rather than a level to the tree.
fn is_item(kind: SyntaxKind) -> bool {
    use SyntaxKind::{TOKEN_DOT, TOKEN_IDENT, TOKEN_STRING_START};
    kind.is_literal() || matches!(kind, TOKEN_IDENT | TOKEN_DOT | TOKEN_STRING_START)
}

fn refuse_depth(root: &SyntaxNode) -> Result<(), Refused> {
    let mut depth = 0;
    for event in root.preorder() {
        match event {
            WalkEvent::Enter(node) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Refused::depth(node.text_range().start().into()));
                }
            }
            WalkEvent::Leave(_) => depth -= 1,
        }
    }
    Ok(())
}

impl Refused {
    fn syntax(error: &ParseError, text: &str) -> Self {
        let offset = offset(error).unwrap_or_else(|| text.trim_end().len());
        Self {
            offset,
            message: format!("this is not Nix: {}", describe(error)),
            help: "let `nix-instantiate --parse` accept the file",
        }
    }

    fn depth(offset: usize) -> Self {
        Self {
            offset,
            message: "this code nests too deeply to follow its reads".into(),
            help: "give parts of the expression names, in a `let`",
        }
    }
}

/// rnix' message without its byte offsets, because the location has the line.
fn describe(error: &ParseError) -> String {
    match error {
        ParseError::UnexpectedWanted(kind, ..) => format!("unexpected {}", token(*kind)),
        ParseError::UnexpectedDoubleBind(_) => "the pattern is bound twice".into(),
        ParseError::UnexpectedEOF | ParseError::UnexpectedEOFWanted(_) => {
            "the file ends too early".into()
        }
        ParseError::DuplicatedArgs(_, name) => format!("the argument `{name}` occurs twice"),
        ParseError::RecursionLimitExceeded => "it nests too deeply".into(),
        _ => "unexpected token".into(),
    }
}

/// `TOKEN_R_BRACE` as `r brace`.
fn token(kind: SyntaxKind) -> String {
    let name = format!("{kind:?}").to_lowercase();
    name.trim_start_matches("token_").replace('_', " ")
}

fn offset(error: &ParseError) -> Option<usize> {
    match error {
        ParseError::Unexpected(range)
        | ParseError::UnexpectedExtra(range)
        | ParseError::UnexpectedWanted(_, range, _)
        | ParseError::UnexpectedDoubleBind(range)
        | ParseError::DuplicatedArgs(range, _) => Some(range.start().into()),
        _ => None,
    }
}
