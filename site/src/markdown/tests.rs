use pretty_assertions::assert_eq;

use super::*;
use crate::input::Opt;

fn tree() -> Tree {
    let option = |loc: &[&str]| Opt {
        name: loc.join("."),
        loc: loc.iter().map(|part| (*part).to_owned()).collect(),
        ..Opt::default()
    };
    Tree::new(&[option(&["a", "b"]), option(&["a", "<name>", "c"])])
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let tree = tree();
    let context = Context {
        tree: &tree,
        options: "",
        own: false,
    };
    assert_eq!(html(text, context), expected);
}

#[test]
fn roles_become_code_and_links() {
    check(
        "See {option}`a.b`.",
        "<p>See <a href=\"a.b.html\"><code>a.b</code></a>.</p>",
    );
    check(
        "{option}`a.<name>.c`",
        "<p><a href=\"a._name_.c.html\"><code>a.&lt;name&gt;.c</code></a></p>",
    );
    check(
        "{option}`x.y` {file}`/etc` {nope}`z`",
        "<p><code>x.y</code> <code>/etc</code> {nope}<code>z</code></p>",
    );
    check(
        "{manpage}`tmpfs(5)`",
        "<p><span class=man>tmpfs(5)</span></p>",
    );
    check(
        "[](#opt-a.b)",
        "<p><a href=\"a.b.html\"><code>a.b</code></a></p>",
    );
}

#[test]
fn admonitions_nest_and_close() {
    check(
        "x\n\n::: {.note}\ny\n:::\n\nz",
        "<p>x</p><div class=\"box note\" role=note><p class=title>Note</p><p>y</p></div><p>z</p>",
    );
    check(
        ":::{.warning}\ny",
        "<div class=\"box warning\" role=note><p class=title>Warning</p><p>y</p></div>",
    );
    check(
        "```\n::: {.note}\n```",
        "<pre tabindex=0><code>::: {.note}</code></pre>",
    );
    check("::: {.nope}\ny", "<p>::: {.nope}\ny</p>");
}

#[test]
fn nothing_in_a_text_is_html() {
    check(
        "<script>alert(1)</script>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    );
    check(
        "a <b onclick=x> <name>",
        "<p>a &lt;b onclick=x&gt; &lt;name&gt;</p>",
    );
    check("[x](javascript:alert(1))", "<p>x</p>");
    check(
        "[x](data:text/html,y) ![p](https://x/y.png)",
        "<p>x <a href=\"https://x/y.png\">p</a></p>",
    );
    check(
        "<https://x/\"y>",
        "<p><a href=\"https://x/&quot;y\">https://x/&quot;y</a></p>",
    );
}

#[test]
fn headings_stay_below_those_of_the_page() {
    check("# x", "<h3>x</h3>");
    check("###### x", "<h6>x</h6>");
}

#[test]
fn plain_text_has_no_markup() {
    assert_eq!(
        plain("See {option}`a.b` and *this*.\n\n- x"),
        "See a.b and this.\nx"
    );
    assert_eq!(sentence("One, e.g. two. Three.", 80), "One, e.g. two.");
    assert_eq!(sentence("one two three", 9), "one two…");
}
