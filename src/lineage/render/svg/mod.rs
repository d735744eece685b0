//! Lineage as a picture to print, layered along time: the oldest policies above, years at the left.
//!
//! Edges lead from the policy that acts to its target, mostly upwards, through lanes between the boxes;
//! edges of one relation to one policy run together. Ended policies are greyed and struck through.

mod boxes;
mod edges;
mod layers;
mod look;
mod measure;
mod place;
mod rows;

use super::selection::Selection;
use super::{View, cut, name_and_title};
use crate::lineage::Interval;
use crate::lineage::day::AsOf;
use crate::lineage::index::{EdgeIx, PolicyIx};
use crate::lineage::walk::Direction;
use crate::model::Relation;
use boxes::{BOX_WIDTH, Drawn};
use layers::{Element, Layers, Tie};
use look::Look;
use measure::Font;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

/// The most policies that are drawn one by one, where nothing else is said.
pub const LIMIT: usize = 100;

/// The most that are ever drawn one by one: more is no picture, and the layout is not linear.
const MOST: usize = 500;

/// The family of the text; widths are measured for the first three.
const FAMILY: &str = "Helvetica, Arial, 'Liberation Sans', sans-serif";
const MARGIN: f64 = 28.0;
/// The width of the years at the left.
const YEARS: f64 = 84.0;

/// Writes a picture of about `limit` policies, 500 at most; the others stand as groups, and the picture says
/// so.
///
/// # Errors
/// Those of `out`.
pub fn write(view: &View<'_>, limit: usize, out: &mut dyn Write) -> io::Result<()> {
    let selection = Selection::new(view, limit.min(MOST));
    let picture = Picture::new(view, &selection);
    out.write_all(picture.draw().as_bytes())
}

/// Everything in its place.
struct Picture<'a> {
    view: &'a View<'a>,
    selection: &'a Selection,
    boxes: Vec<Drawn>,
    /// The edge behind each tie.
    acts: Vec<Option<EdgeIx>>,
    looks: Vec<Look>,
    layers: Layers,
    /// The middles of the elements.
    x: Vec<f64>,
    /// The top and the height of each row.
    rows: Vec<(f64, f64)>,
    years: Vec<String>,
    width: f64,
    height: f64,
    header: Vec<Line>,
    legend: Vec<(f64, f64, Look)>,
}

/// A line of text above the picture.
struct Line {
    y: f64,
    font: Font,
    text: String,
}

impl<'a> Picture<'a> {
    fn new(view: &'a View<'a>, selection: &'a Selection) -> Self {
        let boxes = boxes::boxes(view, selection);
        let drawn = ties(view, selection);
        let mut looks: Vec<Look> = drawn.iter().map(|d| d.look).collect();
        looks.sort_unstable();
        looks.dedup();
        let ties: Vec<Tie> = drawn
            .iter()
            .map(|d| Tie { from: d.from, to: d.to, look: looks.binary_search(&d.look).unwrap_or(0) })
            .collect();
        let pairs: Vec<(usize, usize)> = ties.iter().map(|t| (t.from, t.to)).collect();
        let days: Vec<Option<i32>> = boxes.iter().map(|b| b.day).collect();
        let (row_of, rows) = rows::rows(&days, &pairs, per_row(boxes.len()));
        let layers = Layers::new(&row_of, rows, &ties);
        let x = place::middles(&layers, BOX_WIDTH);
        let years = (0..rows).map(|r| {
            let policies = boxes.iter().zip(&row_of).take(selection.policies.len());
            years(policies.filter(|&(_, &row)| row == r).map(|(b, _)| b.day.map(rows::year)))
        });
        let years = years.collect();
        let mut picture = Self {
            view,
            selection,
            boxes,
            acts: drawn.into_iter().map(|d| d.act).collect(),
            looks,
            layers,
            x,
            rows: Vec::new(),
            years,
            width: 0.0,
            height: 0.0,
            header: Vec::new(),
            legend: Vec::new(),
        };
        let right = picture.right();
        picture.width = (MARGIN * 2.0 + YEARS + right).max(640.0);
        let free = picture.width - 2.0 * MARGIN - YEARS - right;
        picture.x.iter_mut().for_each(|x| *x += MARGIN + YEARS + free / 2.0);
        let top = picture.head();
        picture.stack(top);
        picture
    }

    /// The right edge of the rightmost element.
    fn right(&self) -> f64 {
        let edges = self.layers.elements.iter().zip(&self.x);
        edges.map(|(&e, x)| x + place::half(e, BOX_WIDTH)).fold(0.0, f64::max)
    }

    /// Lays out title, remarks and legend; gives where the rows begin.
    fn head(&mut self) -> f64 {
        let (name, title) = name_and_title(self.view.index, self.view.start);
        let inner = self.width - 2.0 * MARGIN;
        let mut y = MARGIN;
        let mut lines = vec![(Font::bold(20.0), format!("Lineage of {}", cut(&name, 120)), 2)];
        lines.push((Font::regular(14.0), title.into_owned(), 3));
        lines.push((Font::regular(12.0), self.summary(), 3));
        if self.selection.hidden() > 0 {
            lines.push((Font::bold(12.0), self.collapsed(), 2));
        }
        for (font, text, most) in lines {
            for text in font.wrap(&text, inner, most) {
                y += font.size * 1.35;
                self.header.push(Line { y, font, text });
            }
        }
        y += 14.0;
        let font = Font::regular(12.0);
        let mut x = MARGIN;
        for &look in &self.looks {
            let wide = 44.0 + font.width(&look.name()) + 22.0;
            if x > MARGIN && x + wide > self.width - MARGIN {
                x = MARGIN;
                y += 20.0;
            }
            self.legend.push((x, y + 8.0, look));
            x += wide;
        }
        y + if self.looks.is_empty() { 0.0 } else { 34.0 }
    }

    /// Gives each row its place below the last.
    fn stack(&mut self, top: f64) {
        let mut y = top;
        for (r, row) in self.layers.rows.iter().enumerate() {
            let boxes = row.iter().filter_map(|&e| match self.layers.elements[e] {
                Element::Box(i) => Some(self.boxes[i].height),
                Element::Lane => None,
            });
            let height = boxes.fold(24.0, f64::max);
            self.rows.push((y, height));
            y += height + self.gap(r);
        }
        self.height = y - self.rows.last().map_or(0.0, |_| self.gap(self.rows.len() - 1)) + MARGIN;
    }

    /// The room between a row and the next: more where edges go far to the side.
    fn gap(&self, r: usize) -> f64 {
        let pieces = self.layers.pieces.iter().filter(|p| self.layers.row[p.upper] == r);
        let far = pieces.map(|p| (self.x[p.upper] - self.x[p.lower]).abs()).fold(0.0, f64::max);
        40.0 + (far / 10.0).min(56.0)
    }

    fn summary(&self) -> String {
        let covered = self.view.index.covered_until(self.view.start).map(|d| format!(", covered until {d}"));
        format!(
            "{} policies, {} edges, each from the policy that acts to its target. Status as of {}{}. Policies \
             no longer in force are struck through.",
            self.selection.policies.len(),
            self.selection.edges.len(),
            AsOf(self.view.as_of),
            covered.unwrap_or_default(),
        )
    }

    fn collapsed(&self) -> String {
        format!(
            "{} more policies are not drawn one by one: they stand in {} dotted boxes next to what they are tied to.",
            self.selection.hidden(),
            self.selection.groups.len(),
        )
    }

    fn draw(&self) -> String {
        let mut svg = String::new();
        // Writing to a string cannot fail.
        let _ = self.draw_to(&mut svg);
        svg
    }

    fn draw_to(&self, svg: &mut String) -> std::fmt::Result {
        let (name, _) = name_and_title(self.view.index, self.view.start);
        let (w, h) = (self.width.ceil(), self.height.ceil());
        writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
             role=\"img\" aria-labelledby=\"lineage-title lineage-desc\" font-family=\"{FAMILY}\">"
        )?;
        writeln!(svg, "<title id=\"lineage-title\">Lineage of {}</title>", escape(&name))?;
        let mut about = self.summary();
        if self.selection.hidden() > 0 {
            let _ = write!(about, " {}", self.collapsed());
        }
        writeln!(svg, "<desc id=\"lineage-desc\">{}</desc>", escape(&about))?;
        writeln!(svg, "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>")?;
        for line in &self.header {
            text(svg, MARGIN, line.y, line.font, "#1a1a1a", "", &line.text)?;
        }
        self.axis(svg)?;
        edges::markers(svg, &self.looks)?;
        self.legend(svg)?;
        edges::draw(svg, self)?;
        boxes::draw(svg, self)?;
        svg.push_str("</svg>\n");
        Ok(())
    }

    /// The years, and a line between rows of different years.
    fn axis(&self, svg: &mut String) -> std::fmt::Result {
        for (r, &(y, height)) in self.rows.iter().enumerate() {
            if r > 0 && self.years[r] == self.years[r - 1] {
                continue; // one year in several rows
            }
            if r > 0 {
                let y = y - self.gap(r - 1) / 2.0;
                let right = self.width - MARGIN;
                writeln!(svg, "<path d=\"M{MARGIN} {y:.1} H{right:.1}\" stroke=\"#e4e4e4\"/>")?;
            }
            let middle = y + height / 2.0 + 4.0;
            text(svg, MARGIN, middle, Font::bold(13.0), "#5a5a5a", "", &self.years[r])?;
        }
        Ok(())
    }

    fn legend(&self, svg: &mut String) -> std::fmt::Result {
        for (i, &(x, y, look)) in self.legend.iter().enumerate() {
            writeln!(
                svg,
                "<path d=\"M{x:.1} {y:.1} H{:.1}\" {}{} marker-end=\"url(#head{i})\"/>",
                x + 32.0,
                edges::stroke(look),
                if look.both_ways() { format!(" marker-start=\"url(#head{i})\"") } else { String::new() },
            )?;
            text(svg, x + 44.0, y + 4.0, Font::regular(12.0), "#1a1a1a", "", &look.name())?;
        }
        Ok(())
    }
}

/// The label of a row with policies of some years: `1993`, `1993–1996`, `undated`, nothing for groups alone.
fn years(of: impl Iterator<Item = Option<i32>>) -> String {
    let all: Vec<Option<i32>> = of.collect();
    match (all.iter().flatten().min(), all.iter().flatten().max()) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first}–{last}"),
        _ if all.is_empty() => String::new(),
        _ => "undated".to_owned(),
    }
}

/// How many boxes stand side by side, so that the picture has about the shape of a sheet.
fn per_row(boxes: usize) -> usize {
    ((boxes as f64 / 2.4).sqrt().ceil() as usize).clamp(3, 7)
}

/// The edges between boxes; policies come first among the boxes, then groups.
fn ties(view: &View<'_>, selection: &Selection) -> Vec<DrawnTie> {
    let number: BTreeMap<PolicyIx, usize> =
        selection.policies.iter().enumerate().map(|(i, &p)| (p, i)).collect();
    let acts = selection.edges.iter().map(|&e| (e, view.index.edge(e)));
    let mut drawn: Vec<DrawnTie> = acts
        .filter(|(_, edge)| edge.actor != edge.target)
        .map(|(e, edge)| DrawnTie {
            from: number[&edge.actor],
            to: number[&edge.target],
            look: Look::Act(edge.relation, edge.extent),
            act: Some(e),
        })
        .collect();
    join_citations(&mut drawn, |i| view.index.issued(selection.policies[i]));
    for (i, group) in selection.groups.iter().enumerate() {
        let (more, anchor) = (selection.policies.len() + i, number[&group.anchor]);
        let (from, to) = match group.direction {
            Direction::Down => (more, anchor),
            Direction::Up => (anchor, more),
        };
        drawn.push(DrawnTie { from, to, look: Look::More, act: None });
    }
    drawn
}

/// An edge of the picture.
struct DrawnTie {
    from: usize,
    to: usize,
    look: Look,
    /// `None` for a tie to a group.
    act: Option<EdgeIx>,
}

/// Draws two policies that cite each other with one line, from the later to the earlier.
fn join_citations(drawn: &mut Vec<DrawnTie>, issued: impl Fn(usize) -> Interval) {
    let cites = |look: Look| matches!(look, Look::Act(Relation::Cites, _));
    let all: BTreeSet<(usize, usize)> =
        drawn.iter().filter(|d| cites(d.look)).map(|d| (d.from, d.to)).collect();
    drawn.retain_mut(|d| {
        if !cites(d.look) || !all.contains(&(d.to, d.from)) {
            return true;
        }
        d.look = Look::CiteEachOther;
        (issued(d.from), d.from) > (issued(d.to), d.to)
    });
}

/// Writes one line of text with its left end or middle at a place.
fn text(
    svg: &mut String,
    x: f64,
    y: f64,
    font: Font,
    fill: &str,
    more: &str,
    line: &str,
) -> std::fmt::Result {
    let weight = if font.bold { " font-weight=\"bold\"" } else { "" };
    writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{}\"{weight} fill=\"{fill}\"{more}>{}</text>",
        font.size,
        escape(line),
    )
}

/// Text for an element or an attribute; characters that XML has no place for become `�`.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            c if c.is_control() && !matches!(c, '\n' | '\t') => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
