//! The grammar of disposition notes as data: the rows of `labels.toml`, compiled to phrases of known words.

mod rows;

use super::data::ProfileFile;
use super::date::Dates;
use super::lexicon::{Lexicon, WordId};
use super::{Bodies, Phrase, Phrases, ProfileError, Schemes};
use crate::model::{BodyIx, SchemeIx};
use crate::model::{Extent, PartialDate, Relation};
use chrono::Datelike;
use rows::{DesignatorRow, File, FormRow, Grammar, LabelRow};
use serde::Deserialize;
use std::collections::HashSet;

/// The file's name in a profile.
const FILE: &str = "labels.toml";

/// Who acts under a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    /// The order that the note belongs to.
    Outbound,
    /// The listed policy.
    Inbound,
}

/// What a label says.
#[derive(Debug)]
pub(crate) struct Label {
    /// The words, in all the ways that the table has.
    pub(crate) spellings: Vec<String>,
    /// The relations; none where it says nothing of policies.
    pub(crate) says: Vec<(Relation, Extent)>,
    /// Who acts.
    pub(crate) direction: Direction,
    /// The relations where it speaks of a body or an authority that the order made.
    pub(crate) of_body: Vec<(Relation, Extent)>,
    /// Whether the policy may stand further on in the sentence.
    pub(crate) reach: bool,
    /// Whether sentences follow it.
    pub(crate) prose: bool,
    /// Notes that have the words.
    pub(crate) tests: Vec<LabelTest>,
    /// The row of [`Labels::forms`] that makes it of verbs; none where it stands in the file itself.
    pub(crate) form: Option<usize>,
    /// Documents whose notes have it, each with a note.
    pub(crate) seen: Vec<(String, String)>,
    /// The standard or regulation that defines its words, in place of documents.
    pub(crate) defined_by: Option<String>,
}

/// What notes with the words of a label say.
#[derive(Debug)]
pub(crate) struct LabelTest {
    /// A note, and the statement that it makes of an order called "self".
    pub(crate) example: [String; 2],
    /// A note that has the words and not the label.
    pub(crate) counter: String,
}

impl Label {
    /// Whether it says more than a cross-reference does.
    pub(crate) fn relates(&self) -> bool {
        self.says.iter().any(|(relation, _)| !relation.is_reference())
    }
}

/// In what form a number stands beside its designator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// Behind it: `12862`, `10571-A`, `12,862`, `1919 1/2`.
    Number,
    /// Behind it, two numbers with a hyphen: `94-412`.
    Pair,
    /// A pair, Congress and law; or the law's number with the day or the volume that tells the Congress: `212, August
    /// 7, 1953`, `665 (68 Stat. 832)`.
    Law,
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

/// How verbs make labels, with documents whose notes have such labels.
#[derive(Debug)]
pub(crate) struct LabelForm {
    /// Its first words: `{past} by`.
    pub(crate) words: String,
    /// Documents, each with a note.
    pub(crate) seen: Vec<(String, String)>,
}

/// What names the series of a number.
#[derive(Debug)]
pub(crate) struct Designator {
    /// Its words, misprints left out.
    pub(crate) words: Vec<String>,
    /// A note of an order called "self", and the statements that it makes.
    pub(crate) example: Option<[String; 2]>,
    /// Documents whose notes have it, each with a note.
    pub(crate) seen: Vec<(String, String)>,
    /// The scheme; none for what only says where something is printed.
    pub(crate) scheme: Option<SchemeIx>,
    /// Where the number stands.
    pub(crate) form: Form,
    /// Whether it is the place of publication that is kept with a policy.
    pub(crate) register: bool,
}

/// A kind of policy that has no number.
#[derive(Debug)]
pub(crate) struct KindOf {
    /// Its words.
    pub(crate) words: Vec<String>,
    /// A note of an order called "self", and the statements that it makes.
    pub(crate) example: Option<[String; 2]>,
    /// Documents whose notes have it, each with a note.
    pub(crate) seen: Vec<(String, String)>,
    /// Local name of the policy type.
    pub(crate) name: String,
    /// Who issues it, where the word tells that.
    pub(crate) body: Option<BodyIx>,
}

/// Phrases by their first word, the longest first.
#[derive(Debug)]
pub(crate) struct WordPhrases<T> {
    by_first: Vec<Vec<(Box<[WordId]>, T)>>,
}

impl<T> WordPhrases<T> {
    fn new() -> Self {
        Self { by_first: Vec::new() }
    }

    /// The phrases that start with a word; the words behind it, and what the phrase is.
    pub(crate) fn from(&self, first: WordId) -> &[(Box<[WordId]>, T)] {
        self.by_first.get(usize::from(first)).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, words: &mut Lexicon, phrase: &str, what: T) -> Result<(), ProfileError> {
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

/// The compiled file.
#[derive(Debug)]
pub(crate) struct Labels {
    /// The word before who acts: "by".
    by: String,
    /// A name and its day: `{name} of {month} {day}, {year}`.
    of_day: String,
    pub(crate) words: Lexicon,
    pub(crate) labels: Vec<Label>,
    /// How verbs make labels.
    pub(crate) forms: Vec<LabelForm>,
    /// By place in [`Labels::labels`].
    pub(crate) label_phrases: WordPhrases<usize>,
    /// Words of inbound labels without their last "by": "(rescinded)".
    pub(crate) participles: WordPhrases<usize>,
    pub(crate) designators: Vec<Designator>,
    /// Place in [`Labels::designators`] and whether it is a misprint; for numbers that stand behind.
    pub(crate) before: WordPhrases<(usize, bool)>,
    /// The same for numbers that stand around it.
    pub(crate) around: WordPhrases<(usize, bool)>,
    pub(crate) kinds: Vec<KindOf>,
    pub(crate) kind_phrases: WordPhrases<usize>,
}

/// Words with the forms of a verb put in, as a note prints them; none where the verb lacks the form.
fn filled(words: &str, forms: &[String; 4]) -> Option<String> {
    let [_, third, past, gerund] = forms;
    let mut filled = words.to_owned();
    for (mark, form) in [("{third}", third), ("{past}", past), ("{gerund}", gerund)] {
        if filled.contains(mark) {
            if form.is_empty() {
                return None;
            }
            filled = filled.replace(mark, form);
        }
    }
    let first = filled.chars().next()?;
    Some(first.to_uppercase().chain(filled.chars().skip(1)).collect())
}

/// Whether a word is the third person, the participle or the gerund of a verb.
fn has_form(forms: &[String; 4], word: &str) -> bool {
    forms.iter().skip(1).any(|form| form.eq_ignore_ascii_case(word))
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

impl Labels {
    pub(super) fn parse(
        file: ProfileFile<'_>,
        grammar: ProfileFile<'_>,
        phrases: &Phrases,
        schemes: &Schemes,
        bodies: &Bodies,
    ) -> Result<Self, ProfileError> {
        let rows: File = file.parse()?;
        let words: Grammar = grammar.parse()?;
        let mut table = Self {
            by: words.by,
            of_day: words.of_day,
            words: Lexicon::new(&words.words, &phrases.dates).map_err(|e| grammar.wrong(e))?,
            labels: Vec::new(),
            forms: Vec::new(),
            label_phrases: WordPhrases::new(),
            participles: WordPhrases::new(),
            designators: Vec::new(),
            before: WordPhrases::new(),
            around: WordPhrases::new(),
            kinds: Vec::new(),
            kind_phrases: WordPhrases::new(),
        };
        for row in rows.label {
            table.add_label(row, phrases)?;
        }
        let spellings = table.labels.iter().flat_map(|label| &label.spellings);
        let mut known: HashSet<String> = spellings.map(|words| words.to_ascii_lowercase()).collect();
        for row in rows.form {
            table.add_form(row, phrases, &mut known)?;
        }
        for row in rows.designator {
            table.add_designator(schemes, row)?;
        }
        for row in rows.kind {
            let body = row.body.map(|key| bodies.named(&key)).transpose().map_err(|e| file.wrong(e))?;
            let ix = table.kinds.len();
            for words in &row.words {
                table.kind_phrases.add(&mut table.words, words, ix)?;
            }
            let (words, example, seen) = (row.words, row.example, row.seen);
            table.kinds.push(KindOf { name: row.r#type, body, words, example, seen });
        }
        Ok(table)
    }

    /// The name of a policy that its day tells from others of that name, as the language prints both.
    pub(crate) fn of_day(&self, name: &str, day: PartialDate, dates: &Dates) -> String {
        let first = day.earliest();
        let month = dates.month_name(first.month()).unwrap_or("");
        let filled = self.of_day.replace("{month}", month).replace("{day}", &first.day().to_string());
        filled.replace("{year}", &first.year().to_string()).replace("{name}", name)
    }

    /// Adds the labels that the verbs make in one form, one a relation; words that a label has already are passed over, and
    /// `known` holds them in small letters.
    fn add_form(
        &mut self,
        row: FormRow,
        phrases: &Phrases,
        known: &mut HashSet<String>,
    ) -> Result<(), ProfileError> {
        let extent = if row.part { Extent::Part } else { Extent::Whole };
        for relation in Relation::ALL {
            let verbs = phrases.rows.iter().filter(|verb| verb.relation == relation);
            let made = verbs.flat_map(Phrase::label_forms).flat_map(|forms| {
                let words = row.words.iter();
                words.filter_map(move |words| filled(words, forms))
            });
            let spellings: Vec<String> =
                made.filter(|words| known.insert(words.to_ascii_lowercase())).collect();
            let put = |text: &str, words: &str| {
                text.replace("{words}", words).replace("{relation}", relation.name())
            };
            let tests = spellings.iter().map(|words| LabelTest {
                example: row.example.each_ref().map(|text| put(text, words)),
                counter: put(&row.counter, &words.to_lowercase()),
            });
            let label = Label {
                tests: tests.collect(),
                spellings,
                says: vec![(relation, extent)],
                direction: row.direction,
                of_body: vec![(Relation::SeeAlso, Extent::Whole)],
                reach: false,
                prose: false,
                form: Some(self.forms.len()),
                seen: Vec::new(),
                defined_by: None,
            };
            if !label.spellings.is_empty() {
                self.add_spellings(&label)?;
                self.labels.push(label);
            }
        }
        let words = row.words.into_iter().next().unwrap_or_default();
        self.forms.push(LabelForm { words, seen: row.seen });
        Ok(())
    }

    /// Adds the words of the label that comes next.
    fn add_spellings(&mut self, label: &Label) -> Result<(), ProfileError> {
        let ix = self.labels.len();
        for words in &label.spellings {
            self.label_phrases.add(&mut self.words, words, ix)?;
            let last = words.rsplit(' ').next().unwrap_or("");
            if label.direction == Direction::Inbound
                && last == self.by
                && let Some(participle) = words.get(..words.len() - last.len())
                && !participle.trim().is_empty()
            {
                self.participles.add(&mut self.words, participle, ix)?;
            }
        }
        Ok(())
    }

    /// Where the words of a label hold a verb of the table, the label says its relation, or only refers to it.
    fn check_verbs(
        row: &LabelRow,
        says: &[(Relation, Extent)],
        phrases: &Phrases,
    ) -> Result<(), ProfileError> {
        let free = says.iter().all(|(relation, _)| relation.is_reference());
        let told = |relation: Relation| free || says.iter().any(|(said, _)| *said == relation);
        for words in &row.words {
            for word in words.split(' ') {
                let mut known = phrases
                    .rows
                    .iter()
                    .filter(|verb| verb.forms.iter().any(|f| has_form(f, word)))
                    .peekable();
                if known.peek().is_some() && !known.any(|verb| told(verb.relation)) {
                    let message =
                        format!("“{words}”: expected the relation that relations.toml has of “{word}”");
                    return Err(ProfileError::new(FILE, message));
                }
            }
        }
        Ok(())
    }

    fn add_label(&mut self, row: LabelRow, phrases: &Phrases) -> Result<(), ProfileError> {
        let says = relations(&row.says)?;
        Self::check_verbs(&row, &says, phrases)?;
        let of_body = match row.of_body {
            Some(names) => relations(&names)?,
            None if says.is_empty() => Vec::new(),
            None => vec![(Relation::SeeAlso, Extent::Whole)],
        };
        if row.example.iter().any(String::is_empty) || row.counter.is_empty() {
            let words = row.words.join(", ");
            return Err(ProfileError::new(
                FILE,
                format!("expected an example and a counter-example of “{words}”"),
            ));
        }
        let label = Label {
            spellings: row.words,
            says,
            direction: row.direction,
            of_body,
            reach: row.reach,
            prose: row.prose,
            tests: vec![LabelTest { example: row.example, counter: row.counter }],
            form: None,
            seen: row.seen,
            defined_by: row.defined_by,
        };
        self.add_spellings(&label)?;
        self.labels.push(label);
        Ok(())
    }

    fn add_designator(&mut self, schemes: &Schemes, row: DesignatorRow) -> Result<(), ProfileError> {
        let scheme = row
            .scheme
            .map(|key| {
                schemes.by_key(&key).ok_or_else(|| {
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
        let DesignatorRow { form, register, words, example, seen, .. } = row;
        self.designators.push(Designator { scheme, form, register, words, example, seen });
        Ok(())
    }
}
