//! Front matter: the fields that a text file carries before its text, as site generators take them.
//!
//! In: a text. Out: its fields as one tree of values, and where the text itself starts. YAML stands between `---`
//! lines, TOML between `+++` lines. Site generators are more lenient than the standards, and pages that they build are
//! real: blank lines may stand first; a value may go on in lines without an indent; the end mark may be missing, or be
//! `...`; a title may hold a colon. What stays unreadable is a diagnostic, and each field that can be read is.

use super::html;
use super::layout::{Block, BlockKind, Field, FieldKind, Unit};
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::{Span, fold_space};
use crate::model::PartialDate;
use serde_json::{Map, Value};

/// More fields of one document are not read.
const MAX_FIELDS: usize = 1024;

/// Values nested deeper are not read.
const MAX_DEPTH: usize = 16;

/// A field with markup is read as text up to so many bytes.
const MAX_MARKUP: usize = 1 << 20;

/// The fields of a text, and the byte at which the text itself starts.
pub(super) fn read(text: &str, report: &mut dyn FnMut(Diagnostic)) -> (Value, usize) {
    let bare = text.trim_start_matches('\u{feff}').trim_start_matches(['\n', '\r', ' ', '\t']);
    let start = text.len() - bare.len();
    let first_line = bare.split_inclusive('\n').next().unwrap_or("");
    let Some(fence) = ["---", "+++"].into_iter().find(|f| first_line.trim_end() == *f) else {
        return (Value::Null, text.len() - text.trim_start_matches('\u{feff}').len());
    };
    let inner = bare.get(first_line.len()..).unwrap_or("");
    let at = start + first_line.len();
    let (source, body) = match end_mark(inner, fence) {
        Some((end, body)) => (inner.get(..end).unwrap_or(""), body),
        None => {
            let end = end_by_form(inner);
            report(
                Diagnostic::warning(
                    "front-matter",
                    "the front matter has no end mark; it was read as far as it has fields",
                )
                .expected(
                    format!("a line `{fence}`"),
                    inner.get(end..).unwrap_or("").lines().next().unwrap_or("the end of the file"),
                )
                .position(Position::of_offset(text.as_bytes(), at + end)),
            );
            (inner.get(..end).unwrap_or(""), end)
        }
    };
    let value = if fence == "+++" { toml_fields(source) } else { yaml_fields(source) };
    let value = value.unwrap_or_else(|message| {
        let first_line = message.lines().next().unwrap_or("").to_owned();
        report(
            Diagnostic::warning(
                "front-matter",
                format!("not all of the front matter can be read: {first_line}"),
            )
            .expected("YAML between `---` lines or TOML between `+++` lines", source)
            .position(Position::of_offset(text.as_bytes(), at)),
        );
        by_lines(source)
    });
    (value, at + body)
}

/// Where the fields end and the text starts, by the end mark.
fn end_mark(inner: &str, fence: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in inner.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Where the fields end where no mark says so: before the first line that has the form of none.
fn end_by_form(inner: &str) -> usize {
    let mut at = 0;
    let mut blank = false;
    for line in inner.split_inclusive('\n') {
        let bare = line.trim();
        let nested = line.starts_with([' ', '\t', '-', '#', '}', ']']) && !blank;
        if !bare.is_empty() && key_of(line).is_none() && !nested {
            return at;
        }
        blank = bare.is_empty();
        at += line.len();
    }
    at
}

/// The key of a line such as `title: …`, without its quotation marks.
fn key_of(line: &str) -> Option<&str> {
    if line.starts_with([' ', '\t', '-', '#']) {
        return None;
    }
    let colon = line.find(':')?;
    let (key, rest) = (line.get(..colon)?, line.get(colon + 1..)?);
    let bare = key.trim().trim_matches(['"', '\'']);
    let form = !bare.is_empty()
        && bare.len() <= 64
        && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '))
        && bare.split(' ').count() <= 3;
    (form && (rest.is_empty() || rest.starts_with(char::is_whitespace))).then_some(bare)
}

fn toml_fields(source: &str) -> Result<Value, String> {
    toml::from_str::<Value>(source).map_err(|e| e.to_string())
}

fn yaml_fields(source: &str) -> Result<Value, String> {
    if source.trim().is_empty() {
        return Ok(Value::Null);
    }
    let first = match serde_saphyr::from_str::<Value>(source) {
        Ok(value) => return Ok(value),
        Err(e) => e.to_string(),
    };
    // A value that goes on in lines without an indent: indented, it is YAML.
    let mut indented = String::with_capacity(source.len() + 64);
    let mut any = false;
    for line in source.split_inclusive('\n') {
        let loose =
            !line.trim().is_empty() && !line.starts_with([' ', '\t', '#', '-']) && key_of(line).is_none();
        any |= loose;
        indented.push_str(if loose { "  " } else { "" });
        indented.push_str(line);
    }
    if !any {
        return Err(first);
    }
    serde_saphyr::from_str::<Value>(&indented).map_err(|_| first)
}

/// Reads field by field what is no YAML as a whole: `title: M-31-17: Quays`.
fn by_lines(source: &str) -> Value {
    let mut fields = Map::new();
    let mut open: Option<(String, String)> = None;
    let mut close = |open: Option<(String, String)>| {
        if let Some((key, chunk)) = open
            && !fields.contains_key(&key)
        {
            let value = field_alone(&chunk);
            fields.insert(key, value);
        }
    };
    for line in source.split_inclusive('\n') {
        match key_of(line) {
            Some(key) => close(open.replace((key.to_owned(), line.to_owned()))),
            None => {
                if let Some((_, chunk)) = &mut open {
                    chunk.push_str(line);
                }
            }
        }
    }
    close(open);
    Value::Object(fields)
}

/// The value of one field: by the standard, or else its words as they stand.
fn field_alone(chunk: &str) -> Value {
    if let Ok(Value::Object(read)) = yaml_fields(chunk)
        && read.len() == 1
        && let Some((_, value)) = read.into_iter().next()
    {
        return value;
    }
    let words = chunk.split_once(':').map_or(chunk, |(_, rest)| rest);
    let words = fold_space(words);
    Value::String(
        words.trim_matches(['"', '\'']).trim_start_matches("|").trim_start_matches('>').trim().to_owned(),
    )
}

/// The values of a tree, flat, each at its locator; `above` is the locator of the tree itself.
pub(super) fn fields(value: &Value, above: &str, report: &mut dyn FnMut(Diagnostic)) -> Vec<Field> {
    let mut found = Vec::new();
    collect(value, "", above, 0, &mut found, report);
    found
}

/// The field at a locator, as one of the texts of a page.
pub(super) fn unit(front: &[Field], locator: &str) -> Unit {
    let text = front.iter().find(|f| f.locator == locator).map(|f| f.text.clone()).unwrap_or_default();
    Unit { locator: locator.to_owned(), text }
}

/// The value of one field, flat, under a key of its own.
pub(super) fn value_fields(
    key: &str,
    locator: &str,
    value: &Value,
    report: &mut dyn FnMut(Diagnostic),
) -> Vec<Field> {
    let mut found = Vec::new();
    collect(value, key, locator, 0, &mut found, report);
    found
}

fn collect(
    value: &Value,
    key: &str,
    locator: &str,
    depth: usize,
    found: &mut Vec<Field>,
    report: &mut dyn FnMut(Diagnostic),
) {
    if found.len() >= MAX_FIELDS || depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (name, value) in map {
                let escaped = name.replace('~', "~0").replace('/', "~1");
                collect(value, name, &format!("{locator}/{escaped}"), depth + 1, found, report);
            }
        }
        Value::Array(list) => {
            for (i, value) in list.iter().enumerate() {
                collect(value, key, &format!("{locator}/{i}"), depth + 1, found, report);
            }
        }
        Value::String(words) => found.extend(text_field(key, locator, words, report)),
        Value::Bool(_) | Value::Number(_) => {
            let kind = if value.is_boolean() { FieldKind::Flag } else { FieldKind::Number };
            found.push(field(key, locator, value.to_string(), kind, None));
        }
    }
}

pub(super) fn field(
    key: &str,
    locator: &str,
    text: String,
    kind: FieldKind,
    blocks: Option<Vec<Block>>,
) -> Field {
    let blocks = blocks.unwrap_or_else(|| vec![Block::new(BlockKind::Paragraph, Span::new(0, text.len()))]);
    Field { key: key.to_owned(), locator: locator.to_owned(), text, kind, blocks }
}

fn text_field(key: &str, locator: &str, words: &str, report: &mut dyn FnMut(Diagnostic)) -> Option<Field> {
    if words.trim().is_empty() {
        return None;
    }
    if let Some(date) = iso_date(words.trim()) {
        return Some(field(key, locator, fold_space(words), FieldKind::Date(date), None));
    }
    let lines = words.trim().contains('\n');
    if (lines || words.contains("](") || words.contains('<')) && words.len() <= MAX_MARKUP {
        let place = |_| Position::of_offset(&[], 0);
        let read = html::reduce(&super::markdown::render(words), &place, report);
        if !read.text.is_empty() {
            return Some(field(key, locator, read.text, FieldKind::Text, Some(read.blocks)));
        }
    }
    let text = fold_space(&decode_entities(words));
    (!text.is_empty()).then(|| field(key, locator, text, FieldKind::Text, None))
}

/// `2025-03-01`, with or without a time after it.
pub(super) fn iso_date(words: &str) -> Option<PartialDate> {
    let day = words.get(..10)?;
    let rest = words.get(10..)?;
    let whole = rest.is_empty() || (rest.len() <= 24 && rest.starts_with(['T', ' ']) && rest.contains(':'));
    PartialDate::from_iso(day).filter(|_| whole)
}

/// Front matter holds HTML entities now and then: `&mdash;`.
pub(super) fn decode_entities(text: &str) -> String {
    if text.contains('&') {
        let tree = scraper::Html::parse_fragment(&text.replace('<', "&lt;"));
        return tree.root_element().text().collect();
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Vec<(String, String)>, String, usize) {
        let mut problems = 0;
        let (value, at) = read(text, &mut |_| problems += 1);
        let fields = fields(&value, "", &mut |_| ());
        let fields = fields.into_iter().map(|f| (f.locator, f.text)).collect();
        (fields, text[at..].to_owned(), problems)
    }

    fn pair(locator: &str, text: &str) -> (String, String) {
        (locator.to_owned(), text.to_owned())
    }

    #[test]
    fn nested_values_and_lists() {
        let (fields, body, problems) = read_all(
            "---\ntitle: Quays\nlinks:\n  - name: A\n    url: /a\ntags: [one, two]\nweight: 2\n---\nText\n",
        );
        let expected = [
            pair("/title", "Quays"),
            pair("/links/0/name", "A"),
            pair("/links/0/url", "/a"),
            pair("/tags/0", "one"),
            pair("/tags/1", "two"),
            pair("/weight", "2"),
        ];
        assert_eq!((fields, body.as_str(), problems), (expected.to_vec(), "Text\n", 0));
    }

    #[test]
    fn blank_lines_may_stand_first() {
        let (fields, body, problems) = read_all("\n\n---\ntitle: M-31-17, Quays\n---\n\nText");
        assert_eq!((fields, body.as_str(), problems), (vec![pair("/title", "M-31-17, Quays")], "\nText", 0));
    }

    #[test]
    fn a_value_may_go_on_without_an_indent() {
        let (fields, _, problems) =
            read_all("---\ndescription: A toolkit for\nlarge agencies, see design\nslug: x\n---\n");
        let expected =
            vec![pair("/description", "A toolkit for large agencies, see design"), pair("/slug", "x")];
        assert_eq!((fields, problems), (expected, 0));
    }

    #[test]
    fn an_end_mark_may_be_missing() {
        let (fields, body, problems) = read_all("---\ntitle: Quays\nslug: q\n\nThe order is told here.\n");
        let expected = vec![pair("/title", "Quays"), pair("/slug", "q")];
        assert_eq!((fields, body.as_str(), problems), (expected, "The order is told here.\n", 1));
        let (fields, body, problems) = read_all("---\nlayout: tag\nslug: q\n---");
        assert_eq!((fields.len(), body.as_str(), problems), (2, "", 0));
    }

    #[test]
    fn a_title_with_a_colon_is_read_all_the_same() {
        let (fields, _, problems) = read_all("---\ntitle: M-31-17: Quays\nslug: q\n---\n");
        assert_eq!((fields, problems), (vec![pair("/title", "M-31-17: Quays"), pair("/slug", "q")], 1));
    }

    #[test]
    fn values_with_markup_are_text_with_blocks() {
        let mut quiet = |_| ();
        let (value, _) = read("---\nbody: |\n  See [M-1](x).\n\n  - one\n  - two\n---\n", &mut quiet);
        let fields = fields(&value, "", &mut quiet);
        assert_eq!(fields[0].text, "See M-1.\none\ntwo");
        assert_eq!(fields[0].blocks.len(), 3);
    }

    #[test]
    fn a_rule_first_is_no_front_matter() {
        let (fields, body, _) = read_all("# Title\n\n---\n\nText");
        assert_eq!((fields.len(), body.as_str()), (0, "# Title\n\n---\n\nText"));
    }
}
