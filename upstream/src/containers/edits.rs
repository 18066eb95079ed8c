//! The edits of each series: names of options and bindings in the module, and the inserted code.

use codegen::Problem;
use rnix::ast;
use rnix::{NodeOrToken, SyntaxKind, SyntaxNode};
use rowan::ast::AstNode;

use super::edit::{Module, end, start};
use super::piece::{Piece, indented, piece};

/// A function from a file and its text to the new text; `None` if nothing is missing.
pub(super) type Edit = fn(&str, &str) -> Result<Option<String>, Problem>;

const EPHEMERAL_SIZE: &str = include_str!("../../nix/containers/ephemeral-size.nix");
const EXTRA_FLAGS: &str = include_str!("../../nix/containers/extra-flags.nix");
const BIND_IDMAP: &str = include_str!("../../nix/containers/bind-idmap.nix");
const LINK_JOURNAL: &str = include_str!("../../nix/containers/link-journal.nix");

/// The option whose neighbours the options of containers are.
const OPTION: [&str; 2] = ["containers", "ephemeral"];
const SERVICES: &str = "systemd.services";

/// A tmpfs with a size where an ephemeral root is copied to.
pub(super) fn ephemeral_size(file: &str, text: &str) -> Result<Option<String>, Problem> {
    let mut module = Module::open(file, text)?;
    let piece = |name| piece(EPHEMERAL_SIZE, name);
    module.add_below(&OPTION, &piece("ephemeralSize"))?;
    module.add_operand(
        &[SERVICES, "unitConfig.RequiresMountsFor"],
        &piece("requires").value,
    )?;
    module.extend_beside(&[SERVICES], "warnings", &piece("assertions"))?;
    module.add_below(&[SERVICES], &piece("systemd.mounts"))?;
    module.finish()
}

/// The flags in the script, quoted, instead of in a variable that the shell splits.
pub(super) fn extra_flags(file: &str, text: &str) -> Result<Option<String>, Problem> {
    let mut module = Module::open(file, text)?;
    let piece = |name| piece(EXTRA_FLAGS, name);
    module.add_last(&["dummyConfig"], &piece("bindMounts"))?;
    module.add_last(&["dummyConfig"], &piece("extraFlags"))?;
    without_blanks(&mut module)?;
    as_list(&mut module)?;
    let exports = "export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1";
    let script = ["startScript"];
    let is_new = module.add_lines(&script, exports, &piece("words").lines())?;
    let split = "''${EXTRA_NSPAWN_FLAGS-} \\";
    module.add_lines(&script, split, &piece("use").lines())?;
    without_variable(&mut module, is_new)?;
    module.finish()
}

/// The flags of bind mounts begin with the blank that kept them apart.
fn without_blanks(module: &mut Module) -> Result<(), Problem> {
    let value = module.value(&["mkBindFlag", "flagPrefix"])?;
    let strings: Vec<SyntaxNode> = strings_in(&value)
        .filter(|string| string.text().to_string().contains("--bind"))
        .collect();
    if strings.len() != 2 {
        return Err(module.wrong(start(&value), "`flagPrefix` is not one of two flags"));
    }
    // From the last, because the places behind an edit move.
    for string in strings.iter().rev() {
        let at = start(string) + 1;
        if string.text().to_string().starts_with("\" ") {
            module.splice(at..at + 1, "");
        }
    }
    Ok(())
}

fn strings_in(node: &SyntaxNode) -> impl Iterator<Item = SyntaxNode> {
    let strings = node.descendants().filter_map(ast::Str::cast);
    strings.map(|string| string.syntax().clone())
}

fn as_list(module: &mut Module) -> Result<(), Problem> {
    let value = module.value(&["mkBindFlags"])?;
    let mut words = value.descendants().filter_map(ast::Ident::cast);
    let joins = words.find(|word| {
        let word = word.syntax().text();
        word == "concatMapStrings" || word == "map"
    });
    let Some(joins) = joins else {
        return Err(module.wrong(start(&value), "`mkBindFlags` does not join flags"));
    };
    module.splice(start(joins.syntax())..end(joins.syntax()), "map");
    Ok(())
}

/// Takes the variable out of the file of the container. It is still read, for containers that NixOS
/// does not declare.
fn without_variable(module: &mut Module, must_be_there: bool) -> Result<(), Problem> {
    const VARIABLE: &str = "EXTRA_NSPAWN_FLAGS=\"";
    let value = module.value(&["environment.etc"])?;
    let found = value
        .descendants_with_tokens()
        .filter_map(NodeOrToken::into_token)
        .find(|token| {
            token.kind() == SyntaxKind::TOKEN_STRING_CONTENT && token.text().contains(VARIABLE)
        });
    let Some(before) = found else {
        return if must_be_there {
            Err(module.wrong(start(&value), "there is no `EXTRA_NSPAWN_FLAGS` in it"))
        } else {
            Ok(())
        };
    };
    let from = usize::from(before.text_range().end()) - VARIABLE.len();
    let flags = before.next_sibling_or_token();
    let after = match &flags {
        Some(flags) => flags.next_sibling_or_token(),
        None => None,
    };
    let flags = flags.map(|flags| flags.to_string()).unwrap_or_default();
    let after = after.and_then(NodeOrToken::into_token);
    let (Some(after), true) = (
        after.filter(|after| after.text().starts_with("\"\n")),
        before.text().ends_with(VARIABLE)
            && flags.contains("mkBindFlags cfg.bindMounts")
            && flags.contains("cfg.extraFlags"),
    ) else {
        return Err(module.wrong(from, "`EXTRA_NSPAWN_FLAGS` does not have the flags alone"));
    };
    let line = before.text()[..before.text().len() - VARIABLE.len()].rfind('\n');
    let line = usize::from(before.text_range().start()) + line.map_or(0, |at| at + 1);
    module.splice(line..usize::from(after.text_range().start()) + 2, "");
    Ok(())
}

/// How owners are mapped, as the third field of the flag of a bind mount.
pub(super) fn bind_idmap(file: &str, text: &str) -> Result<Option<String>, Problem> {
    let mut module = Module::open(file, text)?;
    let piece = |name| piece(BIND_IDMAP, name);
    module.add_below(&["bindMountOpts", "isReadOnly"], &piece("idmap"))?;
    module.add_below(&["mkBindFlag", "mountstr"], &piece("idmapstr"))?;
    let value = module.value(&["mkBindFlag"])?;
    let sum = value.descendants().find_map(|node| {
        let found = ast::LetIn::cast(node)?.body()?;
        let sum =
            matches!(&found, ast::Expr::BinOp(sum) if sum.operator() == Some(ast::BinOpKind::Add));
        sum.then(|| found.syntax().clone())
    });
    let Some(sum) = sum else {
        return Err(module.wrong(start(&value), "`mkBindFlag` is no sum of strings"));
    };
    let text_of_sum = sum.text().to_string();
    if !text_of_sum.contains("mountstr") {
        return Err(module.wrong(start(&sum), "it does not end in `mountstr`"));
    }
    if !text_of_sum.ends_with("idmapstr") {
        module.splice(end(&sum)..end(&sum), " + idmapstr");
    }
    module.finish()
}

/// The flag of the journal from an option.
pub(super) fn link_journal(file: &str, text: &str) -> Result<Option<String>, Problem> {
    let mut module = Module::open(file, text)?;
    let piece = |name| piece(LINK_JOURNAL, name);
    module.add_below(&OPTION, &piece("linkJournal"))?;
    let default = piece("default.linkJournal");
    let default = Piece {
        name: "linkJournal".to_owned(),
        text: default.text.replacen("default.", "", 1),
        ..default
    };
    module.add_last(&["dummyConfig"], &default)?;
    let value = module.value(&["startScript"])?;
    let mut flags = value
        .descendants()
        .filter(|node| node.kind() == SyntaxKind::NODE_INTERPOL)
        .filter(|node| node.text().to_string().contains("--link-journal="))
        .filter_map(|node| node.children().next());
    let (Some(flag), None) = (flags.next(), flags.next()) else {
        let message = "`startScript` does not have `--link-journal=` in one expression";
        return Err(module.wrong(start(&value), message));
    };
    module.splice(start(&flag)..end(&flag), &piece("flag").value);
    module.extend_beside(&[SERVICES], "warnings", &piece("assertions"))?;
    module.finish()
}

/// An assertion in the form of the option, instead of a text.
pub(super) fn network_namespace(file: &str, text: &str) -> Result<Option<String>, Problem> {
    let mut module = Module::open(file, text)?;
    let value = module.value(&["mapper"])?;
    let strings: Vec<SyntaxNode> = strings_in(&value)
        .filter(|string| string.text().to_string().contains(".networkNamespace "))
        .collect();
    let [message] = strings.as_slice() else {
        let problem = "`mapper` does not have one message about `networkNamespace`";
        return Err(module.wrong(start(&value), problem));
    };
    match message.parent() {
        // The argument of `optional`.
        Some(parent) if parent.kind() == SyntaxKind::NODE_APPLY => {
            let set = format!(
                "{{\n  assertion = false;\n  message = {};\n}}",
                message.text()
            );
            let set = indented(&set, 0, module.depth(start(&parent)));
            let condition = parent
                .first_child()
                .map_or(start(message), |node| end(&node));
            module.splice(condition..end(message), &format!(" {set}"));
        }
        // The value of `message` in an assertion.
        Some(parent) if parent.kind() == SyntaxKind::NODE_ATTRPATH_VALUE => {}
        _ => return Err(module.wrong(start(message), "it is no argument of `optional`")),
    }
    module.finish()
}
