//! The graph that is checked: terms as numbers, triples sorted.

use super::shapes::{Constraint, FromNever, Shapes, Target, TermIx, Walk};
use super::validate::{Violation, validate};
use hashbrown::{DefaultHashBuilder, HashTable};
use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, QuadRef, Term, TermRef};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::BuildHasher;

/// A graph on its way to be checked: put all triples in, then [`validate`](Self::validate).
///
/// Needs 12 bytes a triple, and each distinct term once.
#[derive(Debug)]
pub struct Graph<'s> {
    shapes: &'s Shapes,
    terms: Vec<Term>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    triples: Vec<[u32; 3]>,
}

impl Shapes {
    /// A graph without a triple, to be checked against these shapes.
    #[must_use]
    pub fn graph(&self) -> Graph<'_> {
        let mut graph = Graph {
            shapes: self,
            terms: Vec::new(),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            triples: Vec::new(),
        };
        for term in &self.terms {
            graph.intern(term.as_ref());
        }
        graph
    }

    /// Checks the union of all graphs of some quads. See [`Graph::validate`] for what comes out.
    pub fn validate<'q>(&self, quads: impl IntoIterator<Item = QuadRef<'q>>) -> Vec<Violation> {
        let mut graph = self.graph();
        for quad in quads {
            graph.insert(quad.subject, quad.predicate, quad.object);
        }
        graph.validate()
    }
}

impl Graph<'_> {
    /// Puts a triple in. One that is in already, from another named graph, stays one triple.
    pub fn insert<'t>(
        &mut self,
        subject: impl Into<NamedOrBlankNodeRef<'t>>,
        predicate: NamedNodeRef<'_>,
        object: impl Into<TermRef<'t>>,
    ) {
        let triple =
            [self.intern(subject.into().into()), self.intern(predicate.into()), self.intern(object.into())];
        self.triples.push(triple);
    }

    /// Checks all shapes: what is wrong, sorted by severity, focus node, path, component and value. One result for
    /// each value of a constraint that fails, whatever it was compared with.
    #[must_use]
    pub fn validate(self) -> Vec<Violation> {
        validate(self.shapes, &Index::new(self))
    }

    /// The number of a term; the terms of the shapes have theirs.
    fn intern(&mut self, term: TermRef<'_>) -> u32 {
        let Self { terms, table, hasher, .. } = self;
        let hash = hasher.hash_one(term);
        let same = |ix: &u32| terms.get(*ix as usize).is_some_and(|t| t.as_ref() == term);
        if let Some(ix) = table.find(hash, same) {
            return *ix;
        }
        let ix = u32::try_from(terms.len()).unwrap_or(u32::MAX); // more terms than any memory holds
        terms.push(term.into_owned());
        table
            .insert_unique(hash, ix, |ix| terms.get(*ix as usize).map_or(0, |t| hasher.hash_one(t.as_ref())));
        ix
    }
}

/// A graph, ready to be asked.
#[derive(Debug)]
pub(super) struct Index {
    terms: Vec<Term>,
    /// Subject, predicate, object; sorted.
    forward: Vec<[u32; 3]>,
    /// Where in `forward` the triples of each subject begin.
    starts: Vec<usize>,
    /// Predicate, object, subject, of the predicates that the shapes follow backwards; sorted.
    backward: Vec<[u32; 3]>,
    /// The instances of each class that the shapes name, and of its sub-classes; sorted.
    instances: BTreeMap<TermIx, Vec<u32>>,
}

impl Index {
    fn new(graph: Graph<'_>) -> Self {
        let Graph { shapes, terms, table, triples: mut forward, .. } = graph;
        drop(table);
        forward.sort_unstable();
        forward.dedup();
        let mut starts = vec![0; terms.len() + 1];
        for [subject, _, _] in &forward {
            if let Some(start) = starts.get_mut(*subject as usize + 1) {
                *start += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let followed = backward_predicates(shapes);
        let mut backward: Vec<[u32; 3]> =
            forward.iter().filter(|[_, p, _]| followed.contains(p)).map(|[s, p, o]| [*p, *o, *s]).collect();
        backward.sort_unstable();
        let mut index = Self { terms, forward, starts, backward, instances: BTreeMap::new() };
        index.instances = index.instances(shapes);
        index
    }

    /// The instances of the classes that shapes name.
    fn instances(&self, shapes: &Shapes) -> BTreeMap<TermIx, Vec<u32>> {
        let declared = self.range([shapes.subclass_of, 0, 0], [shapes.subclass_of + 1, 0, 0]);
        let mut below: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (sub, of) in declared.iter().map(|[_, o, s]| (*s, *o)).chain(shapes.subclasses.iter().copied()) {
            below.entry(of).or_default().push(sub);
        }
        let mut classes = BTreeSet::new();
        for shape in &shapes.shapes {
            classes.extend(
                shape.targets.iter().filter_map(|t| if let Target::Class(c) = t { Some(*c) } else { None }),
            );
            classes.extend(
                shape
                    .constraints
                    .iter()
                    .filter_map(|c| if let Constraint::Class(c) = c { Some(*c) } else { None }),
            );
        }
        let instances = |class: TermIx| {
            let (mut seen, mut open) = (BTreeSet::from([class]), vec![class]);
            let mut found = Vec::new();
            while let Some(class) = open.pop() {
                found.extend(self.subjects(shapes.rdf_type, class));
                let subclasses = below.get(&class).into_iter().flatten();
                open.extend(subclasses.filter(|c| seen.insert(**c)));
            }
            found.sort_unstable();
            found.dedup();
            found
        };
        classes.into_iter().map(|class| (class, instances(class))).collect()
    }

    /// A term by its number.
    pub(super) fn term(&self, ix: u32) -> Option<&Term> {
        self.terms.get(ix as usize)
    }

    /// The instances of a class that the shapes name, sorted.
    pub(super) fn of_class(&self, class: TermIx) -> &[u32] {
        self.instances.get(&class).map_or(&[], Vec::as_slice)
    }

    /// All triples of a subject.
    pub(super) fn about(&self, subject: u32) -> &[[u32; 3]] {
        let at = |ix: usize| self.starts.get(ix).copied().unwrap_or(self.forward.len());
        self.forward.get(at(subject as usize)..at(subject as usize + 1)).unwrap_or_default()
    }

    /// The objects of a property of a subject, sorted.
    pub(super) fn objects(&self, subject: u32, predicate: u32) -> impl Iterator<Item = u32> {
        let about = self.about(subject);
        let about = about.get(about.partition_point(|[_, p, _]| *p < predicate)..).unwrap_or_default();
        about.iter().take_while(move |[_, p, _]| *p == predicate).map(|[_, _, o]| *o)
    }

    /// The subjects that have an object, sorted; of a property that the shapes follow backwards.
    pub(super) fn subjects(&self, predicate: u32, object: u32) -> impl Iterator<Item = u32> {
        let last = (object < u32::MAX).then(|| [predicate, object + 1, 0]);
        self.range([predicate, object, 0], last.unwrap_or([predicate + 1, 0, 0])).iter().map(|[_, _, s]| *s)
    }

    /// Subjects and objects of a property that the shapes follow backwards.
    pub(super) fn pairs(&self, predicate: u32) -> impl Iterator<Item = (u32, u32)> {
        self.range([predicate, 0, 0], [predicate + 1, 0, 0]).iter().map(|[_, o, s]| (*s, *o))
    }

    /// What a path leads to from a node, sorted, each once.
    pub(super) fn values(&self, walk: &Walk, node: u32) -> Vec<u32> {
        let mut values = self.reach(walk, &[node]);
        values.sort_unstable();
        values.dedup();
        values
    }

    /// What a path leads to from any of some nodes, in no order.
    fn reach(&self, walk: &Walk, nodes: &[u32]) -> Vec<u32> {
        match walk {
            Walk::Forward(property) => nodes.iter().flat_map(|n| self.objects(*n, *property)).collect(),
            Walk::Backward(property) => nodes.iter().flat_map(|n| self.subjects(*property, *n)).collect(),
            Walk::Alternative(walks) => walks.iter().flat_map(|walk| self.reach(walk, nodes)).collect(),
            Walk::Sequence(walks) => {
                let mut reached = nodes.to_vec();
                for walk in walks {
                    reached = self.reach(walk, &reached);
                    reached.sort_unstable();
                    reached.dedup();
                }
                reached
            }
            Walk::Optional(walk) => {
                let mut reached = self.reach(walk, nodes);
                reached.extend(nodes);
                reached
            }
            Walk::Repeated(walk, from) => self.repeated(walk, *from, nodes),
        }
    }

    /// What any number of repetitions of a path lead to; each node is left once.
    fn repeated(&self, walk: &Walk, from: FromNever, nodes: &[u32]) -> Vec<u32> {
        let mut reached: HashSet<u32> =
            if from == FromNever::Yes { nodes.iter().copied().collect() } else { HashSet::new() };
        let mut open = nodes.to_vec();
        while !open.is_empty() {
            open = self.reach(walk, &open);
            open.retain(|node| reached.insert(*node));
        }
        reached.into_iter().collect()
    }

    fn range(&self, from: [u32; 3], to: [u32; 3]) -> &[[u32; 3]] {
        let at = |key: [u32; 3]| self.backward.partition_point(|t| *t < key);
        self.backward.get(at(from)..at(to)).unwrap_or_default()
    }
}

/// The properties that shapes follow from their objects.
fn backward_predicates(shapes: &Shapes) -> BTreeSet<u32> {
    let mut followed = BTreeSet::from([shapes.rdf_type, shapes.subclass_of]);
    for shape in &shapes.shapes {
        shape.walk.iter().for_each(|walk| walk.backward(&mut followed));
        followed.extend(shape.targets.iter().filter_map(|t| match t {
            Target::SubjectsOf(p) | Target::ObjectsOf(p) => Some(*p),
            Target::Node(_) | Target::Class(_) => None,
        }));
    }
    followed
}
