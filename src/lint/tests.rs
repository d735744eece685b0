//! Holds the steps of linting against the length of a page: at 1, 2 and 4 times a length, steps grow as the length does.

use super::{Levels, Linter};
use crate::ground::work;
use crate::lineage::Index;
use crate::pipeline;
use crate::profile::Profile;
use crate::rdf::iri::Base;
use crate::rdf::map::Map;
use crate::rdf::write::{Syntax, write};
use crate::resolve::Resolver;
use crate::resolve::status::Statuses;
use crate::source::Input;
use std::path::{Path, PathBuf};

/// The graph of thirty orders.
fn index(profile: &Profile) -> Index {
    let register = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lint/register.csv");
    let mut resolver = Resolver::new(profile);
    let mut said = Vec::new();
    let read =
        pipeline::read(profile, &Input::File(register), None, &mut |c| said.push(c), &mut |_| ()).unwrap();
    resolver.source(&read.header, read.format.name(), &read.sha256).unwrap();
    said.into_iter().for_each(|claims| resolver.claims(claims));
    let corpus = resolver.finish();
    let map = Map::new(&corpus, profile, Base::default(), true).with_periods(Statuses::of(&corpus));
    let mut nquads = Vec::new();
    write(&map, Syntax::NQuads, &mut nquads).unwrap();
    Index::from_nquads(nquads.as_slice()).unwrap()
}

#[test]
fn steps_grow_as_the_page_does() {
    let profile = Profile::united_states().unwrap();
    let index = index(profile);
    let linter =
        Linter::new(&index, std::iter::empty::<oxigraph::model::Quad>(), profile, None, Levels::default());
    let row = |cell: &str| format!("| {cell} | Active |\n");
    let shapes = [
        // One line of citations, alone and as many of which the same is said.
        ("md", String::new(), "See EO 12291; ".to_owned(), String::new()),
        ("md", "Agencies follow ".to_owned(), "EO 12291, EO 12498, ".to_owned(), "EO 13571.\n".to_owned()),
        ("html", "<p>".to_owned(), "<a href='/a'>EO 12498</a> (1985), ".to_owned(), "</p>".to_owned()),
        // Excuses of what follows, each alone.
        (
            "md",
            String::new(),
            "<!-- pedigraph: allow ended-citation — x -->\n\nEO 12291 asks.\n\n".to_owned(),
            String::new(),
        ),
        (
            "md",
            String::new(),
            "<!-- pedigraph: allow ended-citation — x -->\n".to_owned(),
            "EO 12291\n".to_owned(),
        ),
        // A table, a list with its lead-in, a run of keys and values.
        ("md", "| Order | Status |\n|---|---|\n".to_owned(), row("EO 12291"), String::new()),
        ("md", "These orders have been revoked:\n\n".to_owned(), "- EO 12291\n".to_owned(), String::new()),
        (
            "md",
            "# EO 12291\n\n".to_owned(),
            "Status: In force\n\nOwner: EO 12498\n\n".to_owned(),
            String::new(),
        ),
    ];
    for (ending, before, unit, after) in shapes {
        let steps = |times: usize| {
            let page = format!("{before}{}{after}", unit.repeat(times));
            work::take();
            let found = linter.file(&PathBuf::from(format!("page.{ending}")), page.as_bytes(), &mut |_| ());
            (work::take(), found.len())
        };
        let (one, found) = steps(250);
        let (four, _) = steps(1000);
        assert!(four <= one * 5, "{unit:?}: {one} steps, then {four}");
        assert!(one > 0 && found > 0 || unit.starts_with("- "), "{unit:?}: {found}");
    }
}
