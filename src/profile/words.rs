//! The small words of a language, as classes, and phrases of them.

use std::collections::{BTreeMap, HashMap};

/// What a language knows of a word: a set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Class(u64);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $key:ident;)*) => {
        classes!(@bits 0; $($(#[$doc])* $name;)*);
        /// The keys of `[words]`, with their classes.
        const KEYS: &[(&str, Class)] = &[$((stringify!($key), Class::$name)),*];
    };
    (@bits $n:expr; $(#[$doc:meta])* $name:ident; $($rest:tt)*) => {
        impl Class {
            $(#[$doc])*
            pub const $name: Self = Self(1 << ($n));
        }
        classes!(@bits $n + 1; $($rest)*);
    };
    (@bits $n:expr;) => {};
}

classes! {
    /// Articles and the like before the name of a policy.
    DETERMINER = determiners;
    /// Nouns that stand for the whole of a policy: “provisions”.
    WHOLE = whole;
    /// Nouns that stand for a part of it: “section”.
    PART = part;
    /// Ordinals and other words between such nouns and the policy.
    BETWEEN = between;
    /// Prepositions.
    PREPOSITION = prepositions;
    /// Words that join the members of a list.
    SEPARATOR = separators;
    /// Words that open a modifier of the name before them.
    MODIFIER = modifiers;
    /// Words that look like participles and open none.
    NO_MODIFIER = no_modifiers;
    /// Verbs that make a sentence.
    FINITE = finite;
    /// Auxiliaries of a passive that is done now.
    BE = be;
    /// Auxiliaries of a passive that somebody did before.
    BEEN = been;
    /// Auxiliaries of the perfect.
    PERFECT = perfect;
    /// Auxiliaries by which a document orders.
    WILL = will;
    /// Words that leave open whether it comes to pass.
    MAY = modal;
    /// Words that may stand between a subject and its verb.
    ADVERB = adverbs;
    /// Words that deny what follows.
    NEGATIVE = negative;
    /// Subjects that deny the whole clause.
    NOTHING = nothing;
    /// Words that open a clause in which nothing is done.
    SUBORDINATE = subordinate;
    /// Words that open a condition.
    CONDITION = condition;
    /// Words that open a relative clause.
    RELATIVE = relative;
    /// Words by which somebody else is made to do it, and those somebodies.
    CONTROLLER = controllers;
    /// Subjects for which the document speaks.
    SPEAKER = speakers;
    /// Words by which a document points at itself.
    HERE = here;
    /// Nouns for what a policy says: what is done to them is done to the policy.
    CONTENT = contents;
    /// Verbs by which a policy is given out.
    ISSUE = issue;
    /// Prepositions between contents and their policy.
    WITHIN = within;
    /// Prepositions before a purpose.
    PURPOSE = purpose;
    /// The preposition that names who acts.
    BY = by;
    /// Prepositions that lead to the acting policy.
    AGENT = agent;
    /// Pronouns that repeat the subject: “it is hereby”, “the same is hereby”.
    AGREED = agreed;
    /// Words that lead to members of what was named in general.
    INCLUDING = including;
    /// Verbs of ordering after which “that” opens the ordered clause.
    THAT = that_after;
    /// Verbs by which a document orders.
    ORDERING = ordering;
    /// Words before the last day of what goes on for a time.
    UNTIL = until;
    /// Pronouns for the policy of which the text speaks.
    PRONOUN = pronouns;
    /// Pronouns for several policies.
    THEY = they;
    /// Nouns for how a text is changed: “by the addition of”.
    MEANS = means;
    /// What a document finds an act to be: “it is necessary to”.
    JUDGED = judged;
    /// Auxiliaries of one subject.
    SINGULAR = singular;
    /// Auxiliaries of several subjects.
    PLURAL = plural;
    /// Words that name a part of a policy without saying which.
    MOST = most;
    /// “There are hereby revoked”.
    THERE = there;
    /// The mark of an infinitive.
    TO = to;
    /// Words that may stand between a name and its date.
    DATED = dated;
}

impl Class {
    /// Whether both share a class.
    #[must_use]
    pub const fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The classes of both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether no class is known.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The classes of each word of a language.
#[derive(Debug, Default)]
pub struct WordClasses {
    words: HashMap<String, Class>,
}

impl WordClasses {
    /// Reads the lists of `[words]`. Errors name the key that is missing or unknown.
    pub(super) fn parse(lists: &BTreeMap<String, Vec<String>>) -> Result<Self, String> {
        let mut words: HashMap<String, Class> = HashMap::new();
        for (key, list) in lists {
            let Some((_, class)) = KEYS.iter().find(|(k, _)| k == key) else {
                return Err(format!("words.{key}: expected one of the word classes"));
            };
            for word in list {
                let known = words.entry(word.to_lowercase()).or_default();
                *known = known.or(*class);
            }
        }
        if lists.is_empty() {
            return Ok(Self::default());
        }
        match KEYS.iter().find(|(key, _)| !lists.contains_key(*key)) {
            Some((key, _)) => Err(format!("expected words.{key}, found none")),
            None => Ok(Self { words }),
        }
    }

    /// The classes of a word in lower case.
    #[must_use]
    pub fn of(&self, word: &str) -> Class {
        self.words.get(word).copied().unwrap_or_default()
    }
}

/// Stands for any words in a phrase, no more than [`MAX_ANY`].
const ANY: &str = "*";

/// So many words may stand where a phrase has [`ANY`].
const MAX_ANY: usize = 6;

/// Phrases of several words, found by their first word; the longest wins.
#[derive(Debug, Default)]
pub struct PhraseSet<T> {
    by_first: HashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T: Clone> PhraseSet<T> {
    /// Adds a phrase; its words are parted by blanks.
    pub(super) fn add(&mut self, phrase: &str, value: T) {
        let mut words = phrase.split_whitespace().map(str::to_lowercase);
        let Some(first) = words.next() else { return };
        let of_first = self.by_first.entry(first).or_default();
        of_first.push((words.collect(), value));
        of_first.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }

    /// The phrase that starts with `first`, and how many words it has; `word(i)` gives the word `i` places after it.
    pub fn at<'w>(&self, first: &str, word: impl Fn(usize) -> &'w str) -> Option<(&T, usize)> {
        let fits = |words: &[String], from: usize| {
            words.iter().enumerate().all(|(i, w)| word(from + i).eq_ignore_ascii_case(w))
        };
        self.by_first.get(first)?.iter().find_map(|(rest, value)| {
            let Some(gap) = rest.iter().position(|w| w == ANY) else {
                return fits(rest, 1).then_some((value, rest.len() + 1));
            };
            let (before, after) = (rest.get(..gap)?, rest.get(gap + 1..)?);
            let skipped = (0..=MAX_ANY).find(|n| fits(after, 1 + gap + n)).filter(|_| fits(before, 1))?;
            Some((value, rest.len() + skipped))
        })
    }
}
