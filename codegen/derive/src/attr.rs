//! Reads what this derive itself understands: `#[nix(...)]` and doc comments.

use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, LitStr, Meta, Path, Token, parse_quote};

use crate::errors::Errors;

/// `#[nix(...)]` on a field.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    /// A value worth showing.
    pub(crate) example: Option<Expr>,
    /// Why no behaviour file reads the option.
    pub(crate) unread: Option<LitStr>,
    /// Whether only the module itself sets the option.
    pub(crate) read_only: bool,
    /// The default as a text around `{name}`.
    pub(crate) default_from_name: Option<LitStr>,
    /// The default as Nix text: the behaviour reads it off the system's configuration.
    pub(crate) default_from_config: Option<LitStr>,
    /// What stands for the names of a map.
    pub(crate) placeholder: Option<LitStr>,
    /// What the option was called before.
    pub(crate) renamed_from: Vec<LitStr>,
    /// What was written, for messages.
    pub(crate) written: Vec<Path>,
}

impl FieldAttrs {
    /// Reads the attributes of a field.
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut found = Self::default();
        each(attrs, errors, |meta, errors| found.read(meta, errors));
        found
    }

    fn read(&mut self, meta: &ParseNestedMeta, errors: &mut Errors) -> syn::Result<()> {
        if meta.path.is_ident("renamed_from") {
            self.written.push(meta.path.clone());
            self.renamed_from.push(text(meta, errors)?);
            return Ok(());
        }
        if is_repeated(&mut self.written, meta, errors) {
            return skip_value(meta);
        }
        match name(&meta.path).as_str() {
            "example" => self.example = Some(meta.value()?.parse()?),
            "read_only" => self.read_only = true,
            "unread" => self.unread = Some(text(meta, errors)?),
            "default_from_name" => self.default_from_name = Some(text(meta, errors)?),
            "default_from_config" => self.default_from_config = Some(text(meta, errors)?),
            "placeholder" => self.placeholder = Some(text(meta, errors)?),
            other => {
                let known = "`example`, `unread`, `read_only`, `default_from_name`, `default_from_config`, `placeholder` \
                             or `renamed_from`";
                unknown(meta, other, "field", known, errors)?;
            }
        }
        Ok(())
    }
}

/// `#[nix(...)]` on a type.
pub(crate) struct TypeAttrs {
    /// The path of the crate `nixos_options`.
    pub(crate) options: Path,
    /// Options that there were.
    pub(crate) removed: Vec<Removed>,
}

/// `#[nix(removed(path = "…", help = "…"))]`.
pub(crate) struct Removed {
    /// Where the option was.
    pub(crate) path: LitStr,
    /// Why it is gone, and what to use instead.
    pub(crate) help: LitStr,
}

impl TypeAttrs {
    /// Reads the attributes of a type.
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut found = Self {
            options: parse_quote!(::nixos_options),
            removed: Vec::new(),
        };
        let mut written = Vec::new();
        each(attrs, errors, |meta, errors| {
            if meta.path.is_ident("removed") {
                found.removed.extend(removed(meta, errors)?);
                return Ok(());
            }
            if is_repeated(&mut written, meta, errors) {
                return skip_value(meta);
            }
            match name(&meta.path).as_str() {
                "crate" => found.options = meta.value()?.parse::<LitStr>()?.parse()?,
                other => unknown(meta, other, "type", "`crate` or `removed`", errors)?,
            }
            Ok(())
        });
        found
    }
}

/// `None`: something is missing, and reported.
fn removed(meta: &ParseNestedMeta, errors: &mut Errors) -> syn::Result<Option<Removed>> {
    let (mut path, mut help, mut written) = (None, None, Vec::new());
    meta.parse_nested_meta(|meta| {
        if is_repeated(&mut written, &meta, errors) {
            return skip_value(&meta);
        }
        match name(&meta.path).as_str() {
            "path" => path = Some(text(&meta, errors)?),
            "help" => help = Some(text(&meta, errors)?),
            other => unknown(&meta, other, "removed option", "`path` or `help`", errors)?,
        }
        Ok(())
    })?;
    let found = path.zip(help).map(|(path, help)| Removed { path, help });
    if found.is_none() {
        let message = "a removed option needs its path and a help text: write \
                       `removed(path = \"…\", help = \"Why, and what to use instead.\")`";
        errors.push(&meta.path, message);
    }
    Ok(found)
}

/// Refuses every `#[nix(...)]`: where it could have no effect.
pub(crate) fn refuse_nix(attrs: &[Attribute], place: &str, errors: &mut Errors) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("nix")) {
        errors.push(
            attr,
            format_args!(
                "`#[nix(...)]` has no meaning on {place}: remove it, or write it on a field instead"
            ),
        );
    }
}

/// The doc comment, as rustdoc shows it: one leading space removed from each line.
pub(crate) fn doc(attrs: &[Attribute], errors: &mut Errors) -> String {
    let mut lines = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("doc")) {
        let Meta::NameValue(meta) = &attr.meta else {
            continue; // `#[doc(hidden)]` and the like
        };
        let Some(text) = literal(&meta.value) else {
            errors.push(
                meta,
                "this doc comment is an expression: write the text itself instead",
            );
            continue;
        };
        if let Some(found) = text
            .value()
            .chars()
            .find(|c| c.is_control() && !"\n\t".contains(*c))
        {
            errors.push(
                &meta.value,
                format_args!("the doc comment contains the control character {found:?}, which cuts or corrupts Nix text: write plain text instead"),
            );
        }
        lines.extend(text.value().split('\n').map(dedent));
    }
    lines.join("\n").trim().to_owned()
}

/// All entries of `#[serde(...)]` or `#[schemars(...)]`, with their spans: serde's own parser gives
/// the meaning without the span.
pub(crate) fn entries(attrs: &[Attribute], of: &str) -> Vec<Meta> {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident(of))
        .filter_map(|attr| {
            attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .ok()
        })
        .flatten()
        .collect()
}

fn each(
    attrs: &[Attribute],
    errors: &mut Errors,
    mut read: impl FnMut(&ParseNestedMeta, &mut Errors) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("nix")) {
        if let Err(error) = attr.parse_nested_meta(|meta| read(&meta, errors)) {
            errors.extend(error);
        }
    }
}

fn is_repeated(written: &mut Vec<Path>, meta: &ParseNestedMeta, errors: &mut Errors) -> bool {
    let repeated = written.contains(&meta.path);
    if repeated {
        errors.push(
            &meta.path,
            format_args!(
                "`{}` is written twice: write it once instead",
                name(&meta.path)
            ),
        );
    }
    written.push(meta.path.clone());
    repeated
}

fn unknown(
    meta: &ParseNestedMeta,
    found: &str,
    place: &str,
    known: &str,
    errors: &mut Errors,
) -> syn::Result<()> {
    errors.push(
        &meta.path,
        format_args!("unknown attribute `#[nix({found})]` on a {place}: write {known} instead"),
    );
    skip_value(meta)
}

/// A text that says something.
fn text(meta: &ParseNestedMeta, errors: &mut Errors) -> syn::Result<LitStr> {
    let text: LitStr = meta.value()?.parse()?;
    if text.value().trim().is_empty() || text.value().contains(char::is_control) {
        errors.push(
            &text,
            format_args!(
                "`{}` is empty or contains a control character: write one line of text instead",
                name(&meta.path)
            ),
        );
    }
    Ok(text)
}

/// Reads over the value of an entry, so that the entries behind it are still checked.
fn skip_value(meta: &ParseNestedMeta) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in meta.input);
        content.parse::<proc_macro2::TokenStream>()?;
    }
    Ok(())
}

fn name(path: &Path) -> String {
    let segments: Vec<_> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    segments.join("::")
}

fn literal(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(syn::ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

fn dedent(line: &str) -> String {
    line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
}
