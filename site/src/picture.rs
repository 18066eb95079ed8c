//! Pictures of what happens after what: boxes with a line between them, as SVG that follows the
//! colours of the page and can be read aloud.

use crate::highlight::escaped;

/// Boxes from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// The text alternative of the picture.
    pub title: String,
    /// The boxes.
    pub steps: Vec<Step>,
}

/// A box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// In bold.
    pub title: String,
    /// Lines below it.
    pub lines: Vec<String>,
    /// Whether what is in it survives: drawn with a thick border.
    pub kept: bool,
    /// Beside the line that leads here: what happens in between.
    pub after: String,
}

/// A little more than the width of a phone, where text must not become small.
const WIDTH: usize = 400;
const LINE: usize = 22;
/// Characters that fit into a box; of a title, which is in bold.
const FITS: usize = 44;
const FITS_BOLD: usize = 38;

/// The picture.
pub(crate) fn svg(flow: &Flow) -> String {
    let (mut body, mut y) = (String::new(), 4);
    for (index, step) in flow.steps.iter().enumerate() {
        if index > 0 {
            body.push_str(&arrow(y, &step.after));
            y += 44;
        }
        let mut lines: Vec<(&str, String)> = Vec::new();
        lines.extend(wrapped(&step.title, FITS_BOLD).map(|line| ("title", line)));
        let below = step.lines.iter().flat_map(|line| wrapped(line, FITS));
        lines.extend(below.map(|line| ("line", line)));
        let height = 14 + lines.len() * LINE;
        body.push_str(&boxed(step, &lines, y, height));
        y += height;
    }
    let title = escaped(&flow.title);
    format!(
        "<figure><svg viewBox=\"0 0 {WIDTH} {}\" role=img aria-label=\"{title}\"><title>{title}</title>{body}</svg><figcaption>{title}. What is in a box with a thick border survives.</figcaption></figure>",
        y + 4
    )
}

fn arrow(y: usize, label: &str) -> String {
    let (middle, end) = (40, y + 44);
    let text = escaped(label);
    format!(
        "<path class=arrow d=\"M{middle} {y}V{}m-5 -7l5 7l5 -7\"/><text class=after x=60 y={}>{text}</text>",
        end - 2,
        y + 27
    )
}

fn boxed(step: &Step, lines: &[(&str, String)], y: usize, height: usize) -> String {
    let class = if step.kept { "kept" } else { "gone" };
    let mut out = format!(
        "<rect class={class} x=4 y={y} width={} height={height} rx=8 />",
        WIDTH - 8
    );
    for (index, (class, line)) in lines.iter().enumerate() {
        let y = y + 2 + (index + 1) * LINE;
        push!(
            out,
            "<text class={class} x=20 y={y}>{}</text>",
            escaped(line)
        );
    }
    out
}

/// Lines that fit. Paths may break before a slash.
fn wrapped(text: &str, fits: usize) -> impl Iterator<Item = String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let is_long = word.trim_end().chars().count() > fits;
        let pieces: Vec<&str> = if is_long {
            word.split_inclusive('/').collect()
        } else {
            vec![word]
        };
        for piece in pieces {
            let last = lines.len() - 1;
            let used = lines[last].chars().count();
            if used > 0 && used + piece.trim_end().chars().count() > fits {
                lines.push(piece.to_owned());
            } else {
                lines[last].push_str(piece);
            }
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_its_box() {
        let lines = |text: &str| wrapped(text, 12).collect::<Vec<_>>();
        assert_eq!(lines("one two three"), ["one two", "three"]);
        assert_eq!(
            lines("/var/lib/containers x"),
            ["/var/lib/", "containers x"]
        );
    }

    #[test]
    fn a_picture_has_a_name_and_a_box_for_each_step() {
        let step = |title: &str| Step {
            title: title.to_owned(),
            lines: vec!["x ".repeat(60)],
            ..Step::default()
        };
        let flow = Flow {
            title: "A <b>".to_owned(),
            steps: vec![step("1"), step("2")],
        };
        let svg = svg(&flow);
        assert_eq!(svg.matches("<rect").count(), 2);
        assert!(svg.contains("aria-label=\"A &lt;b&gt;\""));
    }
}
