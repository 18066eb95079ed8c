//! Nixpkgs Markdown as safe HTML: `CommonMark` without HTML, with roles, admonitions, definition lists
//! and links to options.

use std::iter::Peekable;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::highlight::{self, escape, escaped};
use crate::input::is_web;
use crate::tree::Tree;

/// The context that a text needs from its page.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) tree: &'a Tree,
    /// From the page to the folder of options: nothing or `options/`.
    pub(crate) options: &'a str,
    /// Whether it is our own text: headings keep their level, and links may be relative.
    pub(crate) own: bool,
}

/// The roles of the dialect.
pub const ROLES: &[&str] = &["option", "file", "command", "env", "var", "manpage"];
/// The admonitions of the dialect.
pub const ADMONITIONS: &[&str] = &["note", "tip", "important", "caution", "warning", "example"];

/// HTML of a text.
pub(crate) fn html(text: &str, context: Context<'_>) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for block in blocks(text) {
        match block {
            Block::Text(text) => Writer::new(&text, context, &mut out).run(),
            Block::Open(kind) => {
                let title = kind[..1].to_uppercase() + &kind[1..];
                push!(
                    out,
                    "<div class=\"box {kind}\" role=note><p class=title>{title}</p>"
                );
            }
            Block::Close => out.push_str("</div>"),
        }
    }
    out
}

/// The text without markup, its paragraphs on lines.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut events = Parser::new_ext(text, OPTIONS).peekable();
    while let Some(event) = events.next() {
        match event {
            Event::Code(code) => {
                without_role(&mut out);
                out.push_str(&code);
            }
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => out.push_str(&text),
            // A link without text of its own is shown as the option that it names.
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let (Some(name), Some(Event::End(_))) =
                    (dest_url.strip_prefix("#opt-"), events.peek())
                {
                    out.push_str(name);
                }
            }
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Item | TagEnd::Heading(_),
            ) => out.push('\n'),
            _ => {}
        }
    }
    out.lines()
        .filter(|line| !line.starts_with(":::"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The first sentence of a plain text, at most `longest` characters.
pub(crate) fn sentence(plain: &str, longest: usize) -> String {
    let line = plain
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("")
        .trim();
    let end = line
        .match_indices(". ")
        .map(|(at, _)| at)
        .find(|&at| !line[..at].ends_with("e.g") && !line[..at].ends_with("i.e"));
    let line = end.map_or(line, |at| &line[..=at]);
    if line.chars().count() <= longest {
        return line.to_owned();
    }
    let cut: String = line.chars().take(longest - 1).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{cut}…")
}

const OPTIONS: Options = Options::ENABLE_DEFINITION_LIST;

enum Block {
    Text(String),
    Open(&'static str),
    Close,
}

/// Splits at the fences of admonitions, which `CommonMark` does not have.
fn blocks(text: &str) -> Vec<Block> {
    if !text.contains(":::") {
        return vec![Block::Text(text.to_owned())];
    }
    let (mut blocks, mut lines, mut open, mut fence) = (Vec::new(), String::new(), 0, None);
    for line in text.lines() {
        let start = line.trim_start();
        if let Some(mark) = fence_of(start) {
            match fence {
                None => fence = Some(mark),
                Some(mark) if start.starts_with(mark) => fence = None,
                Some(_) => {}
            }
        } else if fence.is_none() && start.starts_with(":::") {
            let info = start.trim_start_matches(':').trim();
            if info.is_empty() && open > 0 {
                blocks.push(Block::Text(std::mem::take(&mut lines)));
                blocks.push(Block::Close);
                open -= 1;
                continue;
            }
            if let Some(kind) = admonition(info) {
                blocks.push(Block::Text(std::mem::take(&mut lines)));
                blocks.push(Block::Open(kind));
                open += 1;
                continue;
            }
        }
        lines.push_str(line);
        lines.push('\n');
    }
    blocks.push(Block::Text(lines));
    blocks.extend((0..open).map(|_| Block::Close));
    blocks
}

fn fence_of(line: &str) -> Option<&'static str> {
    ["```", "~~~"]
        .into_iter()
        .find(|mark| line.starts_with(mark))
}

/// The kind in `{.note}` or `{.note #id}`.
fn admonition(info: &str) -> Option<&'static str> {
    let inside = info.strip_prefix('{')?.strip_suffix('}')?;
    let class = inside
        .split_whitespace()
        .find_map(|word| word.strip_prefix('.'))?;
    ADMONITIONS.iter().copied().find(|kind| *kind == class)
}

/// Takes `{role}` off the end, and gives the role.
fn without_role(text: &mut String) -> Option<&'static str> {
    let inside = text.strip_suffix('}')?;
    let at = inside.rfind('{')?;
    let role = ROLES
        .iter()
        .copied()
        .find(|role| *role == &inside[at + 1..])?;
    text.truncate(at);
    Some(role)
}

struct Writer<'a, 'o> {
    events: Peekable<Parser<'a>>,
    context: Context<'a>,
    out: &'o mut String,
    /// Text that may end in a role.
    pending: String,
    /// The language of the code block that is open.
    code: Option<String>,
    /// The addresses of the links that are open; `None` is one that leads nowhere.
    links: Vec<Option<String>>,
}

impl<'a, 'o> Writer<'a, 'o> {
    fn new(text: &'a str, context: Context<'a>, out: &'o mut String) -> Self {
        let events = Parser::new_ext(text, OPTIONS).peekable();
        Self {
            events,
            context,
            out,
            pending: String::new(),
            code: None,
            links: Vec::new(),
        }
    }

    fn run(mut self) {
        while let Some(event) = self.events.next() {
            match event {
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                    self.pending.push_str(&text);
                }
                Event::Code(code) => self.code_span(&code),
                Event::SoftBreak => self.pending.push('\n'),
                Event::HardBreak => self.tag("<br>"),
                Event::Rule => self.tag("<hr>"),
                Event::Start(tag) => {
                    self.flush();
                    self.start(tag);
                }
                Event::End(tag) => self.end(tag),
                _ => {}
            }
        }
        self.flush();
    }

    fn tag(&mut self, tag: &str) {
        self.flush();
        self.out.push_str(tag);
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.pending);
        // Anchors of the manual are of no use here.
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("[]{#") {
            let Some((_, tail)) = after.split_once('}') else {
                break;
            };
            escape(before, self.out);
            rest = tail;
        }
        escape(rest, self.out);
    }

    fn code_span(&mut self, code: &str) {
        let role = without_role(&mut self.pending);
        self.flush();
        let text = escaped(code);
        let target = (role == Some("option"))
            .then(|| self.option(code))
            .flatten();
        let linked = self.links.iter().any(Option::is_some);
        match (role, target) {
            (_, Some(href)) if !linked => {
                push!(self.out, "<a href=\"{href}\"><code>{text}</code></a>");
            }
            (Some("manpage"), _) => push!(self.out, "<span class=man>{text}</span>"),
            _ => push!(self.out, "<code>{text}</code>"),
        }
    }

    /// The page of an option; also of one whose names are written for the placeholders.
    fn option(&self, name: &str) -> Option<String> {
        let node = self.context.tree.find(name)?;
        Some(format!("{}{}.html", self.context.options, node.slug))
    }

    fn start(&mut self, tag: Tag<'_>) {
        let text = match tag {
            Tag::Paragraph | Tag::HtmlBlock => "<p>".to_owned(),
            Tag::Heading { level, .. } => return self.heading(level),
            Tag::BlockQuote(_) => "<blockquote>".to_owned(),
            Tag::CodeBlock(kind) => {
                self.code = Some(match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                });
                String::new()
            }
            Tag::List(Some(start)) => format!("<ol start={start}>"),
            Tag::List(None) => "<ul>".to_owned(),
            Tag::Item => "<li>".to_owned(),
            Tag::DefinitionList => "<dl>".to_owned(),
            Tag::DefinitionListTitle => "<dt>".to_owned(),
            Tag::DefinitionListDefinition => "<dd>".to_owned(),
            Tag::Emphasis => "<em>".to_owned(),
            Tag::Strong => "<strong>".to_owned(),
            // A picture from elsewhere would be a request to elsewhere.
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                return self.link(&dest_url);
            }
            _ => String::new(),
        };
        self.out.push_str(&text);
    }

    fn heading(&mut self, level: HeadingLevel) {
        let level = self.level(level);
        if !self.context.own {
            push!(self.out, "<h{level}>");
            return;
        }
        let title = match self.events.peek() {
            Some(Event::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        push!(self.out, "<h{level} id=\"{}\">", anchor(&title));
    }

    fn level(&self, level: HeadingLevel) -> usize {
        let level = level as usize;
        if self.context.own {
            level
        } else {
            (level + 2).min(6)
        }
    }

    fn link(&mut self, url: &str) {
        let empty = matches!(self.events.peek(), Some(Event::End(_)));
        let option = url.strip_prefix("#opt-");
        let href = match option {
            Some(name) => self.option(name),
            None if is_web(url) || url.starts_with("mailto:") => Some(escaped(url)),
            None if self.context.own && !url.contains(':') => Some(escaped(url)),
            None => None,
        };
        if let Some(href) = &href {
            push!(self.out, "<a href=\"{href}\">");
        }
        if empty {
            let text = option.unwrap_or(url);
            push!(self.out, "<code>{}</code>", escaped(text));
        }
        self.links.push(href);
    }

    fn end(&mut self, tag: TagEnd) {
        if let (TagEnd::CodeBlock, Some(language)) = (tag, self.code.take()) {
            let code = std::mem::take(&mut self.pending);
            self.out
                .push_str(&code_block(code.trim_end(), language.trim()));
            return;
        }
        self.flush();
        let text = match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => "</p>",
            TagEnd::Heading(level) => {
                let level = self.level(level);
                push!(self.out, "</h{level}>");
                return;
            }
            TagEnd::BlockQuote(_) => "</blockquote>",
            TagEnd::List(true) => "</ol>",
            TagEnd::List(false) => "</ul>",
            TagEnd::Item => "</li>",
            TagEnd::DefinitionList => "</dl>",
            TagEnd::DefinitionListTitle => "</dt>",
            TagEnd::DefinitionListDefinition => "</dd>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Link | TagEnd::Image => match self.links.pop() {
                Some(Some(_)) => "</a>",
                _ => "",
            },
            _ => "",
        };
        self.out.push_str(text);
    }
}

/// A block of code that can be copied and, where it is too wide, scrolled with the keyboard.
pub(crate) fn code_block(code: &str, language: &str) -> String {
    let inner = if language == "nix" {
        highlight::nix(code)
    } else {
        escaped(code)
    };
    format!("<pre tabindex=0><code>{inner}</code></pre>")
}

/// The anchor of a heading.
pub(crate) fn anchor(title: &str) -> String {
    let words = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

#[cfg(test)]
#[path = "markdown/tests.rs"]
mod tests;
