//! The boxes: a policy with its title, date and status, or a group of policies.

use super::super::selection::{Group, Selection};
use super::super::{View, clause, cut, explain, name_and_title};
use super::layers::Element;
use super::measure::Font;
use super::{Picture, escape, text};
use crate::lineage::index::PolicyIx;
use crate::lineage::status::Status;
use crate::lineage::walk::Direction;

/// The width of a box in pixels.
pub(super) const BOX_WIDTH: f64 = 212.0;
const PADDING: f64 = 10.0;
const NAME: Font = Font::bold(13.0);
const TITLE: Font = Font::regular(11.5);
const FOOT: Font = Font::regular(10.5);

/// A box with its text broken into lines.
pub(super) struct Drawn {
    name: Vec<String>,
    title: Vec<String>,
    foot: Vec<String>,
    /// What a viewer shows on demand.
    hint: String,
    pub height: f64,
    /// The day by which it is placed.
    pub day: Option<i32>,
    /// `None` for a group.
    status: Option<Status>,
    start: bool,
}

/// All boxes: policies first, then groups.
pub(super) fn boxes(view: &View<'_>, selection: &Selection) -> Vec<Drawn> {
    let policies = selection.policies.iter().map(|&p| policy(view, p));
    let groups = selection.groups.iter().map(|g| group(view, g));
    policies.chain(groups).collect()
}

fn policy(view: &View<'_>, p: PolicyIx) -> Drawn {
    let (name, title) = name_and_title(view.index, p);
    let finding = view.status(p);
    let issued = view.index.issued(p);
    let mut foot = issued.to_string();
    if finding.status != Status::InForce {
        let why = match (finding.status, finding.deciding) {
            (Status::Unknown | Status::Disputed, _) | (_, None) => finding.status.name().to_owned(),
            (status, Some(e)) => format!("{}: {}", status.name(), clause(view.index, e)),
        };
        foot = format!("{foot} {} {why}", finding.status.mark());
    }
    let hint = format!("{name} {title}\n{}\n{}", view.index.policy(p).iri, explain(view.index, &finding));
    let day = (!issued.is_unknown()).then(|| middle(issued.earliest_day(), issued.latest_day()));
    Drawn::new(&name, &title, &foot, hint, day, Some(finding.status), p == view.start)
}

fn group(view: &View<'_>, group: &Group) -> Drawn {
    let anchor = view.index.issued(group.anchor);
    let anchor = middle(anchor.earliest_day(), anchor.latest_day());
    let span = middle(group.span.earliest_day(), group.span.latest_day());
    // Below what they act upon, above what acts upon them.
    let day = match group.direction {
        Direction::Down => span.max(anchor),
        Direction::Up => span.min(anchor),
    };
    let day = (!group.span.is_unknown()).then_some(day);
    let (head, rest) = group
        .describe()
        .split_once(": ")
        .map_or_else(|| (group.describe(), String::new()), |(head, rest)| (head.to_owned(), rest.to_owned()));
    let span = if group.span.is_unknown() { "undated".to_owned() } else { group.span.to_string() };
    Drawn::new(&head, &rest, &span.replace('/', " to "), String::new(), day, None, false)
}

/// The middle of two days, one of which may be open.
fn middle(earliest: i32, latest: i32) -> i32 {
    use crate::lineage::Interval;
    match (earliest == Interval::OPEN_EARLIEST, latest == Interval::OPEN_LATEST) {
        (true, _) => latest,
        (_, true) => earliest,
        _ => earliest.midpoint(latest),
    }
}

impl Drawn {
    fn new(
        name: &str,
        title: &str,
        foot: &str,
        hint: String,
        day: Option<i32>,
        status: Option<Status>,
        start: bool,
    ) -> Self {
        let inner = BOX_WIDTH - 2.0 * PADDING;
        let name = NAME.wrap(&cut(name, 200), inner, 2);
        let title = TITLE.wrap(&cut(title, 400), inner, 3);
        let foot = FOOT.wrap(&cut(foot, 300), inner, 3);
        let lines = [(&name, 16.5), (&title, 14.5), (&foot, 13.5)];
        let height = lines.iter().map(|(l, step)| l.len() as f64 * step).sum::<f64>() + 2.0 * PADDING;
        Self { name, title, foot, hint, height, day, status, start }
    }
}

/// Draws all boxes.
pub(super) fn draw(svg: &mut String, picture: &Picture<'_>) -> std::fmt::Result {
    for (e, element) in picture.layers.elements.iter().enumerate() {
        if let Element::Box(i) = *element {
            let (y, height) = picture.rows[picture.layers.row[e]];
            let drawn = &picture.boxes[i];
            one(svg, drawn, picture.x[e] - BOX_WIDTH / 2.0, y + (height - drawn.height) / 2.0)?;
        }
    }
    Ok(())
}

fn one(svg: &mut String, drawn: &Drawn, x: f64, y: f64) -> std::fmt::Result {
    use std::fmt::Write as _;
    let ended = drawn.status == Some(Status::Ended);
    let (fill, line, dashes) = match drawn.status {
        Some(Status::InForce) => ("#ffffff", "#2f2f2f", ""),
        Some(Status::Ended) => ("#f1f1f1", "#9a9a9a", ""),
        Some(_) => ("#fff6e0", "#a86400", ""),
        None => ("#fafafa", "#8a8a8a", " stroke-dasharray=\"2 3\""),
    };
    let fill = if drawn.start && !ended { "#e8f1fc" } else { fill };
    let (stroke, round) = (if drawn.start { 3.0 } else { 1.2 }, if drawn.status.is_some() { 6 } else { 0 });
    svg.push_str("<g>");
    if !drawn.hint.is_empty() {
        write!(svg, "<title>{}</title>", escape(&drawn.hint))?;
    }
    writeln!(
        svg,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{BOX_WIDTH}\" height=\"{:.1}\" rx=\"{round}\" fill=\"{fill}\" \
         stroke=\"{line}\" stroke-width=\"{stroke}\"{dashes}/>",
        drawn.height,
    )?;
    let (ink, faint) = if ended { ("#6a6a6a", "#6a6a6a") } else { ("#111111", "#444444") };
    let struck = if ended { " text-decoration=\"line-through\"" } else { "" };
    let mut y = y + PADDING - 3.0;
    for (lines, font, step, ink, more) in [
        (&drawn.name, NAME, 16.5, ink, struck),
        (&drawn.title, TITLE, 14.5, ink, struck),
        (&drawn.foot, FOOT, 13.5, faint, ""),
    ] {
        for line in lines {
            y += step;
            text(svg, x + PADDING, y - 1.0, font, ink, more, line)?;
        }
    }
    svg.push_str("</g>\n");
    Ok(())
}
