//! `labels.toml`: labels, designators and kinds, compiled to phrases of known words.

use super::token::{Kind, Token};
use super::words::{WordId, Words};
use crate::model::{Extent, Relation};
use crate::profile::{BodyIx, Profile, ProfileError, SchemeIx};
use serde::Deserialize;

/// The file's name in a profile.
const FILE: &str = "labels.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    label: Vec<LabelRow>,
    designator: Vec<DesignatorRow>,
    kind: Vec<KindRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelRow {
    words: Vec<String>,
    says: Vec<String>,
    direction: Direction,
    #[serde(default)]
    of_body: Option<Vec<String>>,
    #[serde(default)]
    reach: bool,
    #[serde(default)]
    prose: bool,
    example: [String; 2],
    counter: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DesignatorRow {
    scheme: Option<String>,
    form: Form,
    words: Vec<String>,
    #[serde(default)]
    misprints: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRow {
    r#type: String,
    body: Option<String>,
    words: Vec<String>,
}

/// Who acts under a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Direction {
    /// The order that the note belongs to.
    Outbound,
    /// The listed policy.
    Inbound,
}

/// What a label says.
#[derive(Debug)]
pub(super) struct Label {
    /// The words, in all the ways that the table has.
    pub(super) spellings: Vec<String>,
    /// The relations; none where it says nothing of policies.
    pub(super) says: Vec<(Relation, Extent)>,
    /// Who acts.
    pub(super) direction: Direction,
    /// The relations where it speaks of a body or an authority that the order made.
    pub(super) of_body: Vec<(Relation, Extent)>,
    /// Whether the policy may stand further on in the sentence.
    pub(super) reach: bool,
    /// Whether sentences follow it.
    pub(super) prose: bool,
    /// A note, and the statement that it makes of an order called "self".
    pub(super) example: [String; 2],
    /// A note that has the words and not the label.
    pub(super) counter: String,
}

impl Label {
    /// Whether it says more than that one policy cites another.
    pub(super) fn relates(&self) -> bool {
        self.says.iter().any(|(relation, _)| *relation != Relation::Cites)
    }
}

/// In what form a number stands beside its designator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Form {
    /// Behind it: `12862`, `10571-A`, `12,862`, `1919 1/2`.
    Number,
    /// Behind it, two numbers with a hyphen: `94-412`.
    Pair,
    /// Behind it, letters and a number with a hyphen: `S-12`.
    Lettered,
    /// Behind it, with a year: `No. 2 of 1946`.
    Plan,
    /// Around it: `59 FR 14541`.
    Volume,
    /// Around it, with letters and points: `50 U.S.C. App. 611n`.
    Title,
    /// Behind it, a Federal Register document number: `79-38798`.
    Document,
}

/// What names the series of a number.
#[derive(Debug)]
pub(super) struct Designator {
    /// The scheme; none for what only says where something is printed.
    pub(super) scheme: Option<SchemeIx>,
    /// Where the number stands.
    pub(super) form: Form,
}

/// A kind of policy that has no number.
#[derive(Debug)]
pub(super) struct KindOf {
    /// Local name of the policy type.
    pub(super) name: String,
    /// Who issues it, where the word tells that.
    pub(super) body: Option<BodyIx>,
}

/// Phrases by their first word, the longest first.
#[derive(Debug)]
pub(super) struct Phrases<T> {
    by_first: Vec<Vec<(Box<[WordId]>, T)>>,
}

impl<T> Phrases<T> {
    fn new() -> Self {
        Self { by_first: Vec::new() }
    }

    /// The phrases that start with a word; the words behind it, and what the phrase is.
    pub(super) fn from(&self, first: WordId) -> &[(Box<[WordId]>, T)] {
        self.by_first.get(usize::from(first)).map_or(&[], Vec::as_slice)
    }

    /// The longest phrase at a token, and the token behind it. Dots between words are passed over.
    pub(super) fn longest(&self, tokens: &[Token], at: usize) -> Option<(usize, &T)> {
        let first = tokens.get(at)?;
        self.from(first.word)
            .iter()
            .find_map(|(rest, what)| Some((follow(tokens, at + 1, rest, false)?, what)))
    }

    fn add(&mut self, words: &mut Words, phrase: &str, what: T) -> Result<(), ProfileError> {
        let mut ids = Vec::new();
        for word in phrase.split([' ', '.', '(', ')']).filter(|w| !w.is_empty()) {
            let id = words.intern(word).ok_or_else(|| {
                ProfileError::new(FILE, format!("expected words of at most 16 ASCII letters, found `{word}`"))
            })?;
            ids.push(id);
        }
        let Some((first, rest)) = ids.split_first() else {
            return Err(ProfileError::new(FILE, "expected words, found an empty phrase"));
        };
        self.by_first.resize_with(words.len().max(self.by_first.len()), Vec::new);
        if let Some(list) = self.by_first.get_mut(usize::from(*first)) {
            list.push((rest.into(), what));
            list.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
        Ok(())
    }
}

/// The token behind words that stand at `at`; dots between them, and brackets if told so, are passed over.
pub(super) fn follow(tokens: &[Token], mut at: usize, words: &[WordId], brackets: bool) -> Option<usize> {
    for word in words {
        loop {
            let token = tokens.get(at)?;
            match token.kind {
                Kind::Dot => at += 1,
                Kind::Open | Kind::Close if brackets => at += 1,
                Kind::Word if token.word == *word => break,
                _ => return None,
            }
        }
        at += 1;
    }
    Some(at)
}

/// The compiled file.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) words: Words,
    pub(super) labels: Vec<Label>,
    /// By place in [`Table::labels`].
    pub(super) label_phrases: Phrases<usize>,
    /// Words of inbound labels without their last "by": "(rescinded)".
    pub(super) participles: Phrases<usize>,
    pub(super) designators: Vec<Designator>,
    /// Place in [`Table::designators`] and whether it is a misprint; for numbers that stand behind.
    pub(super) before: Phrases<(usize, bool)>,
    /// The same for numbers that stand around it.
    pub(super) around: Phrases<(usize, bool)>,
    pub(super) kinds: Vec<KindOf>,
    pub(super) kind_phrases: Phrases<usize>,
}

fn relations(says: &[String]) -> Result<Vec<(Relation, Extent)>, ProfileError> {
    says.iter()
        .map(|name| {
            let (stem, extent) = match name.strip_suffix(" in part") {
                Some(stem) => (stem, Extent::Part),
                None => (name.as_str(), Extent::Whole),
            };
            match Relation::from_name(stem) {
                Some((relation, Extent::Whole)) => Ok((relation, extent)),
                _ => Err(ProfileError::new(FILE, format!("expected a relation, found `{name}`"))),
            }
        })
        .collect()
}

impl Table {
    pub(super) fn parse(profile: &Profile) -> Result<Self, ProfileError> {
        let file: File = toml::from_str(profile.file(FILE)).map_err(|e| ProfileError::new(FILE, e))?;
        let mut table = Self {
            words: Words::new(),
            labels: Vec::new(),
            label_phrases: Phrases::new(),
            participles: Phrases::new(),
            designators: Vec::new(),
            before: Phrases::new(),
            around: Phrases::new(),
            kinds: Vec::new(),
            kind_phrases: Phrases::new(),
        };
        for row in file.label {
            table.add_label(row)?;
        }
        for row in file.designator {
            table.add_designator(profile, row)?;
        }
        for row in file.kind {
            let body = row.body.map(|key| body(profile, &key)).transpose()?;
            let ix = table.kinds.len();
            table.kinds.push(KindOf { name: row.r#type, body });
            for words in &row.words {
                table.kind_phrases.add(&mut table.words, words, ix)?;
            }
        }
        Ok(table)
    }

    fn add_label(&mut self, row: LabelRow) -> Result<(), ProfileError> {
        let says = relations(&row.says)?;
        let of_body = match row.of_body {
            Some(names) => relations(&names)?,
            None if says.is_empty() => Vec::new(),
            None => vec![(Relation::Cites, Extent::Whole)],
        };
        let ix = self.labels.len();
        for words in &row.words {
            self.label_phrases.add(&mut self.words, words, ix)?;
            let last = words.rsplit(' ').next().unwrap_or("");
            if row.direction == Direction::Inbound
                && last == "by"
                && let Some(participle) = words.get(..words.len() - last.len())
                && !participle.trim().is_empty()
            {
                self.participles.add(&mut self.words, participle, ix)?;
            }
        }
        let (direction, reach, prose) = (row.direction, row.reach, row.prose);
        let (example, counter) = (row.example, row.counter);
        self.labels.push(Label {
            spellings: row.words,
            says,
            direction,
            of_body,
            reach,
            prose,
            example,
            counter,
        });
        Ok(())
    }

    fn add_designator(&mut self, profile: &Profile, row: DesignatorRow) -> Result<(), ProfileError> {
        let scheme = row
            .scheme
            .map(|key| {
                profile.schemes.by_key(&key).ok_or_else(|| {
                    ProfileError::new(FILE, format!("expected a scheme of schemes.toml, found `{key}`"))
                })
            })
            .transpose()?;
        let ix = self.designators.len();
        let phrases = match row.form {
            Form::Volume | Form::Title => &mut self.around,
            _ => &mut self.before,
        };
        for words in &row.words {
            phrases.add(&mut self.words, words, (ix, false))?;
        }
        for words in &row.misprints {
            phrases.add(&mut self.words, words, (ix, true))?;
        }
        self.designators.push(Designator { scheme, form: row.form });
        Ok(())
    }
}

fn body(profile: &Profile, key: &str) -> Result<BodyIx, ProfileError> {
    profile
        .bodies
        .by_key(key)
        .ok_or_else(|| ProfileError::new(FILE, format!("expected a body of bodies.toml, found `{key}`")))
}
