//! Regular expressions of XPath as Rust's expressions say them.
//!
//! In: an expression and flags (XQuery and XPath Functions and Operators 3.1, section 5.6, over XML Schema 1.1 part 2, appendix G).
//! Out: an expression that matches the same texts, in time that is linear in the text. Characters, classes and escapes are
//! translated one by one, for both languages write alike what they mean differently: `\s`, `\w`, `.`, white space in classes.
//! Blocks (`\p{IsBasicLatin}`) and back-references are refused; what only Rust's expressions have is no expression of XPath.
//! An escaped slash, which other languages ask for and XPath does not have, is a slash: nothing else can be meant.
//! One difference stays: with the flag `m`, `^` matches after a line break that ends the text too.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Literal};
use std::fmt::Write;

/// Why an expression cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PatternError {
    /// It is no expression of XPath.
    Invalid(String),
    /// It uses what is not supported.
    Unsupported(String),
}

/// Classes that are subtracted from one another nest no deeper.
const MAX_NESTING: usize = 32;

/// The categories of Unicode that `\p{…}` names; `Cs` is none, since no text holds a surrogate.
const CATEGORIES: [&str; 36] = [
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps",
    "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn",
];

/// The characters with which names of XML begin, `NameStartChar`: `\i`.
const NAME_START: &str = r"[:A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}]";

/// The further characters of names of XML, `NameChar`: `\c` has both.
const NAME_REST: &str = r"[-.0-9\xB7\x{300}-\x{36F}\x{203F}\x{2040}]";

/// Compiles an expression with flags, of which each is one of `smixq`; tells how many slashes in it are escaped.
///
/// # Errors
/// [`PatternError`], with the construct.
pub(super) fn compile(pattern: &str, flags: &str) -> Result<(Regex, usize), PatternError> {
    let has = |flag: char| flags.contains(flag);
    let (text, slashes) = if has('q') {
        (regex::escape(pattern), 0)
    } else {
        Translator {
            rest: pattern,
            spaced: has('x'),
            any: if has('s') { "(?s:.)" } else { r"[^\n\r]" },
            folds: has('i'),
            slashes: 0,
            out: String::new(),
        }
        .translate()?
    };
    let mut builder = RegexBuilder::new(&text);
    let built = builder.case_insensitive(has('i')).multi_line(has('m')).build();
    let built = built.map_err(|_| PatternError::Unsupported("a construct that takes too much".to_owned()));
    Ok((built?, slashes))
}

/// What an escape stands for.
enum Escape {
    One(char),
    Any(ClassUnicode),
}

struct Translator<'p> {
    /// What is not read yet.
    rest: &'p str,
    /// Whether white space outside classes says nothing: the flag `x`.
    spaced: bool,
    /// What `.` matches.
    any: &'static str,
    /// Whether case is passed over: the flag `i`.
    folds: bool,
    /// How many slashes are escaped.
    slashes: usize,
    out: String,
}

fn invalid<T>(what: impl Into<String>) -> Result<T, PatternError> {
    Err(PatternError::Invalid(what.into()))
}

impl Translator<'_> {
    fn translate(mut self) -> Result<(String, usize), PatternError> {
        let mut open = 0_usize;
        // Whether a quantifier may follow.
        let mut is_atom = false;
        while let Some(c) = self.next() {
            is_atom = match c {
                '|' => self.push("|", false),
                '(' => {
                    open += 1;
                    if self.eat('?') && !self.eat(':') {
                        return invalid("a question mark at the start of a group");
                    }
                    // Nothing refers to what a group holds.
                    self.push("(?:", false)
                }
                ')' if open > 0 => {
                    open -= 1;
                    self.push(")", true)
                }
                '?' | '*' | '+' | '{' if is_atom => {
                    self.quantifier(c)?;
                    false
                }
                '?' | '*' | '+' | '{' | '}' | ')' | ']' => {
                    return invalid(format!("{c} where it means nothing"));
                }
                '.' => self.push(self.any, true),
                '^' => self.push("^", true),
                '$' => self.push("$", true),
                '[' => {
                    let class = self.class(0)?;
                    self.push_class(&class)
                }
                '\\' => match self.escape(true)? {
                    Escape::One(c) => self.push(&regex::escape(c.encode_utf8(&mut [0; 4])), true),
                    Escape::Any(class) => self.push_class(&class),
                },
                c => self.push(&regex::escape(c.encode_utf8(&mut [0; 4])), true),
            };
        }
        if open > 0 { invalid("a group that does not end") } else { Ok((self.out, self.slashes)) }
    }

    /// The next character, outside classes.
    fn next(&mut self) -> Option<char> {
        self.pass_space();
        self.take()
    }

    /// Takes a character where it comes next, outside classes.
    fn eat(&mut self, c: char) -> bool {
        self.pass_space();
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn pass_space(&mut self) {
        if self.spaced {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        }
    }

    fn take(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        Some(c)
    }

    fn push(&mut self, text: &str, is_atom: bool) -> bool {
        self.out.push_str(text);
        is_atom
    }

    /// A class by its characters, on which the flag `i` has no more to do.
    fn push_class(&mut self, class: &ClassUnicode) -> bool {
        self.out.push_str("(?-i:[");
        if class.ranges().is_empty() {
            self.out.push_str(r"^\x{0}-\x{10FFFF}");
        }
        for range in class.ranges() {
            let (start, end) = (u32::from(range.start()), u32::from(range.end()));
            let _ = write!(self.out, r"\x{{{start:X}}}-\x{{{end:X}}}"); // writing to a string does not fail
        }
        self.push("])", true)
    }

    /// `?`, `*`, `+`, `{2}`, `{2,}` or `{2,3}`, each with a `?` behind it where as little as possible is taken.
    fn quantifier(&mut self, first: char) -> Result<(), PatternError> {
        self.out.push(first);
        if first == '{' {
            let mut bounds = String::new();
            loop {
                match self.next() {
                    Some('}') => break,
                    Some(c) if c.is_ascii_digit() || c == ',' => bounds.push(c),
                    _ => return invalid("{ without a number of times"),
                }
            }
            let (min, max) = bounds.split_once(',').unwrap_or((&bounds, &bounds));
            let number = |digits: &str| digits.parse::<u32>().ok();
            let well = match (number(min), number(max)) {
                (Some(min), Some(max)) => min <= max,
                (Some(_), None) => max.is_empty(),
                _ => false,
            };
            if !well {
                return invalid(format!("{{{bounds}}}, which is no number of times"));
            }
            let _ = write!(self.out, "{bounds}}}"); // writing to a string does not fail
        }
        if self.eat('?') {
            self.out.push('?');
        }
        Ok(())
    }

    /// What stands after a backslash.
    fn escape(&mut self, outside: bool) -> Result<Escape, PatternError> {
        let Some(c) = (if outside { self.next() } else { self.take() }) else {
            return invalid("a backslash at the end");
        };
        let class = match c {
            'n' => return Ok(Escape::One('\n')),
            'r' => return Ok(Escape::One('\r')),
            't' => return Ok(Escape::One('\t')),
            '\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^' | '$' => {
                return Ok(Escape::One(c));
            }
            '/' => {
                self.slashes += 1;
                return Ok(Escape::One(c));
            }
            's' | 'S' => class_of(r"[ \t\n\r]"),
            'd' | 'D' => class_of(r"\p{Nd}"),
            'w' | 'W' => class_of(r"[^\p{P}\p{Z}\p{C}]"),
            'i' | 'I' => class_of(NAME_START),
            'c' | 'C' => class_of(&format!("[{NAME_START}{NAME_REST}]")),
            'p' | 'P' => self.category(outside)?,
            '1'..='9' if outside => {
                return Err(PatternError::Unsupported(format!(r"the back-reference \{c}")));
            }
            c => return invalid(format!(r"the escape \{c}")),
        };
        Ok(Escape::Any(if c.is_ascii_uppercase() { negated(class) } else { class }))
    }

    /// The characters of a category: `{Lu}`.
    fn category(&mut self, outside: bool) -> Result<ClassUnicode, PatternError> {
        let mut name = String::new();
        let mut take = || if outside { self.next() } else { self.take() };
        if take() != Some('{') {
            return invalid(r"\p without the name of a category");
        }
        loop {
            match take() {
                Some('}') => break,
                Some(c) => name.push(c),
                None => return invalid(r"\p{ that does not end"),
            }
        }
        if name.starts_with("Is") {
            return Err(PatternError::Unsupported(format!(r"the block \p{{{name}}}")));
        }
        if !CATEGORIES.contains(&name.as_str()) {
            return invalid(format!(r"the category \p{{{name}}}"));
        }
        Ok(class_of(&format!(r"\p{{{name}}}")))
    }

    /// The characters of a class, from behind its `[`: `a-z]`, `^\d-[5]]`.
    fn class(&mut self, depth: usize) -> Result<ClassUnicode, PatternError> {
        if depth > MAX_NESTING {
            return Err(PatternError::Unsupported("classes that nest too deep".to_owned()));
        }
        let is_negated = self.take_if("^");
        // Single characters and ranges, which the flag `i` folds, and sets, which it leaves as they are.
        let (mut single, mut sets) = (ClassUnicode::empty(), ClassUnicode::empty());
        let mut without = None;
        let mut is_first = true;
        loop {
            if !is_first && self.take_if("-[") {
                without = Some(self.class(depth + 1)?);
                if !self.take_if("]") {
                    return invalid("a subtracted class that does not end its class");
                }
                break;
            }
            match self.take() {
                None => return invalid("a class that does not end"),
                Some(']') if !is_first => break,
                Some(c @ ('[' | ']')) => return invalid(format!("{c} in a class without a backslash")),
                // A hyphen is itself where it comes first or last.
                Some('-') if !is_first && !self.rest.starts_with(']') && !self.rest.starts_with("-[") => {
                    return invalid("a hyphen within a class without a backslash");
                }
                Some('\\') => match self.escape(false)? {
                    Escape::One(c) => self.range(c, &mut single)?,
                    Escape::Any(class) => sets.union(&class),
                },
                Some(c) => self.range(c, &mut single)?,
            }
            is_first = false;
        }
        if self.folds {
            single.case_fold_simple();
        }
        single.union(&sets);
        let mut class = if is_negated { negated(single) } else { single };
        if let Some(without) = without {
            class.difference(&without);
        }
        Ok(class)
    }

    fn take_if(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// One character, or the range that it begins.
    fn range(&mut self, start: char, class: &mut ClassUnicode) -> Result<(), PatternError> {
        let mut next = self.rest.chars();
        let is_range = next.next() == Some('-') && !matches!(next.next(), Some('[' | ']') | None);
        let end = if is_range {
            self.take();
            match self.take() {
                Some('\\') => match self.escape(false)? {
                    Escape::One(end) => end,
                    Escape::Any(_) => return invalid("a range that ends with a set"),
                },
                Some(end) => end,
                None => return invalid("a class that does not end"),
            }
        } else {
            start
        };
        if end < start {
            return invalid(format!("the range {start}-{end}, which ends before it begins"));
        }
        class.push(ClassUnicodeRange::new(start, end));
        Ok(())
    }
}

fn negated(mut class: ClassUnicode) -> ClassUnicode {
    class.negate();
    class
}

/// The characters of a class that is written here; a test sees to it that each is one.
fn class_of(class: &str) -> ClassUnicode {
    match regex_syntax::parse(class).map(Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        // A class of one character is that character.
        Ok(HirKind::Literal(Literal(bytes))) => {
            let chars = std::str::from_utf8(&bytes).unwrap_or_default().chars();
            ClassUnicode::new(chars.map(|c| ClassUnicodeRange::new(c, c)))
        }
        _ => ClassUnicode::empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, flags: &str, text: &str) -> bool {
        compile(pattern, flags).unwrap().0.is_match(text)
    }

    #[test]
    fn an_escaped_slash_is_a_slash() {
        assert!(matches(r"^https?:\/\/[a\/]+$", "", "http://a/a") && !matches(r"\/", "", r"\"));
        assert_eq!(compile(r"^https?:\/\/", "").unwrap().1, 2);
        assert_eq!(compile("^https?://", "").unwrap().1, 0);
    }

    #[test]
    fn every_class_has_characters() {
        let categories = CATEGORIES.map(|name| format!(r"\p{{{name}}}"));
        let written = [NAME_START, NAME_REST, r"[^\p{P}\p{Z}\p{C}]"].map(str::to_owned);
        for class in categories.into_iter().chain(written) {
            assert!(!class_of(&class).ranges().is_empty(), "{class}");
        }
    }

    /// What both languages write alike and mean differently, and what only XPath has.
    #[test]
    fn texts_match_as_xpath_has_it() {
        for (pattern, flags, text, meant) in [
            (r"^\s$", "", "\u{a0}", false),
            (r"^\s$", "", "\r", true),
            (r"^\w$", "", "_", false),
            (r"^\w$", "", "+", true),
            (r"^\w$", "", "é", true),
            (r"^\d$", "", "٣", true),
            (r"^.$", "", "\r", false),
            (r"^.$", "s", "\n", true),
            (r"^\i\c*$", "", "ped:a-1", true),
            (r"^\i\c*$", "", "1a", false),
            (r"^[\i-[:]][\c-[:]]*$", "", "a:b", false),
            (r"^[\i-[:]][\c-[:]]*$", "", "a-b", true),
            (r"^[a-z-[aeiou]]+$", "", "xyz", true),
            (r"^[a-z-[aeiou]]+$", "", "xaz", false),
            (r"^[A-Z-[IO]]$", "i", "i", false),
            (r"^[^a-c]$", "i", "B", false),
            (r"^\p{Lu}$", "i", "a", false),
            (r"^a$", "i", "A", true),
            (r"^[a&&b]$", "", "&", true),
            (r"^[a~~b]$", "", "~", true),
            (r"^[ab-]$", "", "-", true),
            (r"^[-^]$", "", "^", true),
            (r"^ a [ ]b \d $", "x", "a b1", true),
            (r"^a#b$", "x", "a#b", true),
            (r"a.b|", "q", "a.b|", true),
            (r"a b", "qx", "a b", true),
            (r"^(ab){2,3}?$", "", "abab", true),
            (r"^b$", "m", "a\nb\nc", true),
            (r"^b$", "", "a\nb\nc", false),
            (r"^ab$", "", "ab\n", false),
            (r"^[a-[a]]$", "", "a", false),
            (r"^\-\$\P{L}$", "", "-$1", true),
            (r"^(?:a|b)$", "", "b", true),
        ] {
            assert_eq!(matches(pattern, flags, text), meant, "{pattern} {flags} {text:?}");
        }
    }

    #[test]
    fn what_xpath_does_not_have_is_no_expression() {
        for pattern in [
            "(?i)a",
            "(?P<n>a)",
            "(?<n>a)",
            "(?=a)",
            r"\bword\b",
            r"\Aa\z",
            r"a\Z",
            r"\h",
            r"\x41",
            r"\u0041",
            r"\0",
            "[[:alpha:]]",
            "[a--b]",
            "a**",
            "*a",
            "a{",
            "a{2,1}",
            "a{x}",
            "(a",
            "a)",
            "[a",
            "[]",
            "[z-a]",
            r"[a-\d]",
            "a]",
            r"\p{Greek}",
            r"\pL",
            r"\p{Cs}",
            "[a-c-e]",
            "a\\",
            r"[a\",
        ] {
            assert!(matches!(compile(pattern, ""), Err(PatternError::Invalid(_))), "{pattern}");
        }
        for (pattern, what) in
            [(r"(a)\1", r"\1"), (r"\p{IsBasicLatin}", "IsBasicLatin"), ("(a{1000}){1000}", "too much")]
        {
            let error = compile(pattern, "").unwrap_err();
            assert!(
                matches!(&error, PatternError::Unsupported(w) if w.contains(what)),
                "{pattern}: {error:?}"
            );
        }
        let deep = "[a-".repeat(100_000);
        assert!(compile(&deep, "").is_err());
    }

    proptest::proptest! {
        /// Any text is an expression or is refused, never a panic.
        #[test]
        fn any_text_is_read(pattern in r"[\[\]\\(){}?*+|^$.a-cpPisw0-9,: -]{0,24}", flags in "[smixq]{0,3}") {
            let _ = compile(&pattern, &flags);
        }
    }
}
