//! The lines between boxes.

use super::super::{active, evidence, name_and_title};
use super::boxes::BOX_WIDTH;
use super::layers::{Element, Piece};
use super::look::Look;
use super::{Picture, escape};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The attributes of a line.
pub(super) fn stroke(look: Look) -> String {
    let dashes = match look.dashes() {
        "" => String::new(),
        dashes => format!(" stroke-dasharray=\"{dashes}\""),
    };
    format!("stroke=\"{}\" stroke-width=\"{}\"{dashes} fill=\"none\"", look.colour(), look.width())
}

/// The arrow heads, one for each look.
pub(super) fn markers(svg: &mut String, looks: &[Look]) -> std::fmt::Result {
    writeln!(svg, "<defs>")?;
    for (i, look) in looks.iter().enumerate() {
        writeln!(
            svg,
            "<marker id=\"head{i}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path d=\"M0 1 L10 5 L0 9 z\" fill=\"{}\"/></marker>",
            look.colour(),
        )?;
    }
    writeln!(svg, "</defs>")
}

/// Draws all pieces, the faint ones first.
pub(super) fn draw(svg: &mut String, picture: &Picture<'_>) -> std::fmt::Result {
    let ports = Ports::new(picture);
    let mut order: Vec<usize> = (0..picture.layers.pieces.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(picture.layers.pieces[i].look), i));
    for i in order {
        piece(svg, picture, &ports, i)?;
    }
    lanes(svg, picture)
}

fn piece(svg: &mut String, picture: &Picture<'_>, ports: &Ports, i: usize) -> std::fmt::Result {
    let p = picture.layers.pieces[i];
    let (top, bottom) =
        (picture.rows[picture.layers.row[p.upper]], picture.rows[picture.layers.row[p.lower]]);
    let (x1, x2) = (ports.lower[i], ports.upper[i]);
    // Out of the lower box to the edge of its row, across the gap, and on to the upper box.
    let (y1, y4) = (side(picture, p.lower, true), side(picture, p.upper, false));
    let (y2, y3) = (bottom.0, top.0 + top.1);
    let mid = y2.midpoint(y3);
    let path =
        if p.upwards { path([x1, x2], [y1, y2, mid, y3, y4]) } else { path([x2, x1], [y4, y3, mid, y2, y1]) };
    let mut head = String::new();
    if p.arrives {
        write!(head, " marker-end=\"url(#head{})\"", p.look)?;
    }
    if p.tie.is_some() && picture.looks[p.look].both_ways() {
        write!(head, " marker-start=\"url(#head{})\"", p.look)?;
    }
    let look = stroke(picture.looks[p.look]);
    let hint = hint(picture, &p);
    if hint.is_empty() {
        writeln!(svg, "<path d=\"{path}\" {look}{head}/>")
    } else {
        writeln!(svg, "<path d=\"{path}\" {look}{head}><title>{}</title></path>", escape(&hint))
    }
}

/// A line that leaves and arrives straight. A straight part of no length is left out: an arrow head at its end would
/// have no direction.
fn path([x1, x2]: [f64; 2], [y1, y2, mid, y3, y4]: [f64; 5]) -> String {
    let to = |from: f64, y: f64| if (from - y).abs() < 0.05 { String::new() } else { format!(" V{y:.1}") };
    let (out, on) = (to(y1, y2), to(y3, y4));
    format!("M{x1:.1} {y1:.1}{out} C{x1:.1} {mid:.1} {x2:.1} {mid:.1} {x2:.1} {y3:.1}{on}")
}

/// The lanes through their rows.
fn lanes(svg: &mut String, picture: &Picture<'_>) -> std::fmt::Result {
    let mut look_of: BTreeMap<usize, usize> = BTreeMap::new();
    for p in &picture.layers.pieces {
        for e in [p.upper, p.lower] {
            if picture.layers.elements[e] == Element::Lane {
                look_of.insert(e, p.look);
            }
        }
    }
    for (e, look) in look_of {
        let (y, height) = picture.rows[picture.layers.row[e]];
        let x = picture.x[e];
        let look = stroke(picture.looks[look]);
        writeln!(svg, "<path d=\"M{x:.1} {y:.1} V{:.1}\" {look}/>", y + height)?;
    }
    Ok(())
}

/// What the edge that begins with a piece says.
fn hint(picture: &Picture<'_>, p: &Piece) -> String {
    let index = picture.view.index;
    let Some(&e) = p.tie.and_then(|tie| picture.acts[tie].as_ref()) else { return String::new() };
    let edge = index.edge(e);
    let (actor, target) = (name_and_title(index, edge.actor).0, name_and_title(index, edge.target).0);
    let does = active(edge.relation, edge.extent);
    format!("{actor} {does} {target}, {} {}", edge.when, evidence::of_edge(index, e)).trim_end().to_owned()
}

/// The upper or lower edge of a box, or of the row for a lane.
fn side(picture: &Picture<'_>, e: usize, upper: bool) -> f64 {
    let (y, height) = picture.rows[picture.layers.row[e]];
    let own = match picture.layers.elements[e] {
        Element::Box(i) => picture.boxes[i].height,
        Element::Lane => height,
    };
    let top = y + (height - own) / 2.0;
    if upper { top } else { top + own }
}

/// Where pieces touch their ends: spread along the side of a box, in the order of where they lead.
struct Ports {
    /// The place at the lower end of each piece.
    lower: Vec<f64>,
    /// The place at its upper end.
    upper: Vec<f64>,
}

impl Ports {
    fn new(picture: &Picture<'_>) -> Self {
        let pieces = &picture.layers.pieces;
        let mut at_lower: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut at_upper: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, p) in pieces.iter().enumerate() {
            at_lower.entry(p.lower).or_default().push(i);
            at_upper.entry(p.upper).or_default().push(i);
        }
        let spread = |ends: BTreeMap<usize, Vec<usize>>, far: &dyn Fn(&Piece) -> usize| {
            let mut place = vec![0.0; pieces.len()];
            for (e, mut own) in ends {
                own.sort_by(|&a, &b| {
                    let x = |i: usize| picture.x[far(&pieces[i])];
                    x(a).total_cmp(&x(b)).then(pieces[a].look.cmp(&pieces[b].look)).then(a.cmp(&b))
                });
                let room = match picture.layers.elements[e] {
                    Element::Box(_) => (BOX_WIDTH - 28.0).min(26.0 * (own.len() - 1) as f64),
                    Element::Lane => 0.0,
                };
                let step = room / (own.len().max(2) - 1) as f64;
                for (n, i) in own.into_iter().enumerate() {
                    place[i] = picture.x[e] - room / 2.0 + step * n as f64;
                }
            }
            place
        };
        Self { lower: spread(at_lower, &|p| p.upper), upper: spread(at_upper, &|p| p.lower) }
    }
}
