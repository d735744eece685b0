//! The description of one thing as one document.

use super::{CONTEXT, Node, id, push};
use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

/// The description of one thing as a document that begins with it and holds inside it what it leads to, and what leads to it where
/// the context has a name for that; what is left stands under `@included`.
#[derive(Default)]
pub struct Framed {
    nodes: Vec<Node>,
    by_id: HashMap<String, usize>,
    /// Edges that are told from their other end: key, node and place of the other end.
    back: BTreeMap<usize, Vec<(&'static str, usize)>>,
}

impl Framed {
    /// Adds a triple; the first subject is the root.
    pub fn add(&mut self, subject: NamedOrBlankNodeRef<'_>, property: NamedNodeRef<'_>, object: TermRef<'_>) {
        let subject = id(subject.into());
        let at = *self.by_id.entry(subject).or_insert_with_key(|id| {
            self.nodes.push(Node::new(id.clone(), true));
            self.nodes.len() - 1
        });
        let target = matches!(object, TermRef::NamedNode(_)).then(|| self.by_id.get(&id(object))).flatten();
        // Only the root is told what leads to it, so that nothing stands in two places.
        if let (Some(0), Some(key)) = (target, CONTEXT.reverse.get(property.as_str()))
            && at != 0
            && !self.back.get(&0).is_some_and(|found| found.iter().any(|(_, other)| *other == at))
        {
            self.back.entry(0).or_default().push((key, at));
            return;
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.add(property, object);
        }
    }

    /// Writes the document.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut placed = vec![false; self.nodes.len()];
        let mut used = BTreeSet::new();
        let root = self.nest(0, &mut placed);
        let mut left = Vec::new();
        for at in 0..self.nodes.len() {
            if placed.get(at) == Some(&false) {
                left.push(Value::Object(self.nest(at, &mut placed)));
            }
        }
        let mut document = Map::new();
        document.insert("@context".to_owned(), Value::Null);
        document.extend(root);
        if !left.is_empty() {
            document.insert("@included".to_owned(), Value::Array(left));
        }
        for (key, value) in &document {
            see(key, value, &mut used);
        }
        let context = CONTEXT.definitions.iter().filter(|(key, definition)| {
            key.starts_with('@')
                || *key == "id"
                || *key == "type"
                || used.contains(key.as_str())
                || is_prefix(definition) && used.iter().any(|k| needs(k, key))
        });
        let context: Map<String, Value> = context.map(|(k, v)| (k.clone(), v.clone())).collect();
        document.insert("@context".to_owned(), Value::Object(context));
        serde_json::to_writer_pretty(&mut *out, &document)?;
        writeln!(out)?;
        out.flush()
    }

    /// A node with those inside it that it leads to and that stand nowhere yet. Its depth is that of what a description holds: a
    /// node is placed before those inside it, so that no circle is followed.
    fn nest(&mut self, at: usize, placed: &mut [bool]) -> Map<String, Value> {
        if let Some(mark) = placed.get_mut(at) {
            *mark = true;
        }
        let Some(members) = self.nodes.get_mut(at).map(|node| std::mem::take(&mut node.members)) else {
            return Map::new();
        };
        let mut nested = Map::new();
        for (key, value) in members {
            let value = if key == "id" { value } else { self.within(&key, value, placed) };
            nested.insert(key, value);
        }
        for (key, other) in self.back.remove(&at).unwrap_or_default() {
            let other = if placed.get(other) == Some(&false) {
                Value::Object(self.nest(other, placed))
            } else {
                // It stands inside something else already.
                self.nodes.get(other).map_or(Value::Null, |node| Value::String(node.id.clone()))
            };
            push(&mut nested, key, other);
        }
        nested
    }

    fn within(&mut self, key: &str, value: Value, placed: &mut [bool]) -> Value {
        match value {
            Value::Array(values) => values.into_iter().map(|v| self.within(key, v, placed)).collect(),
            Value::Object(reference) => {
                let iri = reference.get("id").and_then(Value::as_str);
                match iri.and_then(|iri| self.by_id.get(iri)).copied() {
                    Some(at) if placed.get(at) == Some(&false) => Value::Object(self.nest(at, placed)),
                    _ => CONTEXT.shorten(key, Value::Object(reference)),
                }
            }
            other => other,
        }
    }
}

fn is_prefix(definition: &Value) -> bool {
    definition.as_str().is_some_and(|iri| iri.ends_with(['#', '/']))
}

/// Whether a key's own definition, or the key itself, is written with a prefix.
fn needs(key: &str, prefix: &str) -> bool {
    let starts = |text: &str| text.split_once(':').is_some_and(|(before, _)| before == prefix);
    let definition = CONTEXT.definitions.get(key);
    let texts = |d: &Value| {
        let of = |k: &str| d.get(k).and_then(Value::as_str).is_some_and(starts);
        d.as_str().is_some_and(starts) || of("@id") || of("@type") || of("@reverse")
    };
    starts(key) || definition.is_some_and(texts)
}

/// Every name that a value uses: keys, types and named values.
fn see(key: &str, value: &Value, used: &mut BTreeSet<String>) {
    if CONTEXT.definitions.contains_key(key) {
        used.insert(key.to_owned());
    }
    match value {
        Value::Array(values) => values.iter().for_each(|v| see(key, v, used)),
        Value::Object(members) => members.iter().for_each(|(k, v)| see(k, v, used)),
        Value::String(text) if CONTEXT.definitions.contains_key(text) => {
            used.insert(text.clone());
        }
        _ => {}
    }
}
