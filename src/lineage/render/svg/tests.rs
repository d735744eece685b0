//! The picture: nothing overlaps, nothing escapes.

use super::*;
use crate::lineage::testing::{Sketch, fixture, graph, named};
use crate::lineage::walk::{Direction, Filter, Relations};
use proptest::prelude::*;

const BOTH: [Direction; 2] = [Direction::Up, Direction::Down];

fn all_relations() -> Filter {
    Filter { relations: Relations::ALL, ..Filter::default() }
}

/// Left, top, right and bottom of every box.
fn frames(picture: &Picture<'_>) -> Vec<(f64, f64, f64, f64)> {
    let elements = picture.layers.elements.iter().enumerate();
    elements
        .filter_map(|(e, element)| match *element {
            Element::Box(i) => {
                let (y, height) = picture.rows[picture.layers.row[e]];
                let own = picture.boxes[i].height;
                let (x, top) = (picture.x[e], y + (height - own) / 2.0);
                Some((x - BOX_WIDTH / 2.0, top, x + BOX_WIDTH / 2.0, top + own))
            }
            Element::Lane => None,
        })
        .collect()
}

fn check(picture: &Picture<'_>) -> Result<(), TestCaseError> {
    let frames = frames(picture);
    for (i, a) in frames.iter().enumerate() {
        prop_assert!(a.0 >= MARGIN + YEARS - 0.1 && a.2 <= picture.width - MARGIN + 0.1, "{a:?}");
        prop_assert!(a.3 <= picture.height);
        for b in &frames[..i] {
            prop_assert!(a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1, "{a:?} {b:?}");
        }
    }
    for (e, element) in picture.layers.elements.iter().enumerate() {
        if *element == Element::Lane {
            let (y, x) = (picture.rows[picture.layers.row[e]].0 + 1.0, picture.x[e]);
            let crossed = frames.iter().any(|f| f.0 < x && x < f.2 && f.1 - 2.0 < y && y < f.3);
            prop_assert!(!crossed, "a lane runs through a box");
        }
    }
    Ok(())
}

#[test]
fn titles_cannot_leave_their_place() {
    let mut sketch = Sketch::new(&["2001", "2002"]).edge(1, "amends", 0, "");
    sketch.policies.push("2003".to_owned());
    let quads: Vec<_> = sketch
        .quads()
        .into_iter()
        .chain([oxigraph::model::Quad::new(
            oxigraph::model::NamedNode::new(Sketch::iri(0)).unwrap(),
            crate::ground::vocab::DCT_TITLE,
            oxigraph::model::Literal::from(
                "</text><script>alert(1)</script>\u{0}\u{1b}\u{202e}\u{ffff} & \"'".to_owned()
                    + &"W".repeat(5000),
            ),
            oxigraph::model::GraphName::DefaultGraph,
        )])
        .collect();
    let index = crate::lineage::Index::from_quads(&quads).unwrap();
    let view = View::new(&index, PolicyIx(0), &BOTH, Filter::default(), "2020-01-01".parse().unwrap());
    let mut svg = Vec::new();
    write(&view, LIMIT, &mut svg).unwrap();
    let svg = String::from_utf8(svg).unwrap();
    assert!(!svg.contains("<script") && !svg.contains(['\u{0}', '\u{1b}', '\u{202e}', '\u{ffff}']));
}

#[test]
fn a_neighbourhood_that_is_too_large_says_so() {
    let index = fixture();
    let view =
        View::new(&index, named(&index, "EO 12866"), &BOTH, all_relations(), "2024-01-01".parse().unwrap());
    let mut svg = Vec::new();
    write(&view, 5, &mut svg).unwrap();
    let svg = String::from_utf8(svg).unwrap();
    assert!(svg.contains("more policies are not drawn one by one"));
    let mut again = Vec::new();
    write(&view, 5, &mut again).unwrap();
    assert_eq!(svg.as_bytes(), again);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_overlaps(sketch in graph(24, 60), limit in 1usize..30) {
        let index = sketch.index();
        let view = View::new(&index, PolicyIx(0), &BOTH, all_relations(), "2021-01-01".parse().unwrap());
        let selection = Selection::new(&view, limit);
        check(&Picture::new(&view, &selection))?;
    }
}
