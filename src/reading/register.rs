//! What a document of the Federal Register says: of itself, and of others in its disposition notes.

use crate::ground::diag::Diagnostic;
use crate::ground::{Span, fold_space, url};
use crate::model::{Basis, BodyIx, Claims, DateBasis, Evidence, Identifier, Mention};
use crate::profile::Profile;
use crate::reading::notes;
use crate::source::{Quotable, RegisterRecord};

/// Reads one document.
pub(super) fn claims(profile: &Profile, record: &RegisterRecord) -> (Claims, Vec<Diagnostic>) {
    let mut claims = Claims::default();
    let mut diagnostics = Vec::new();
    let number = number(profile, record, &mut diagnostics);
    let own = claims.mention(own_mention(profile, record, number.as_ref(), &mut diagnostics));
    let printed = &record.notes;
    if !printed.text.trim().is_empty() {
        let note = notes::Note {
            text: &printed.text,
            locator: &printed.locator,
            chars_before: printed.chars_before,
            bytes_before: printed.bytes_before,
            own,
            number: number.as_ref(),
            signed: record.signed,
        };
        notes::read(profile, note, &mut claims, &mut diagnostics);
    }
    for diagnostic in &mut diagnostics {
        diagnostic.position = record.position(&diagnostic.locator, diagnostic.span.unwrap_or_default());
    }
    (claims, diagnostics)
}

/// The document's number in its series; none where what is printed is no number of it: `-1`, `1e5`, `1.5`.
fn number(
    profile: &Profile,
    record: &RegisterRecord,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Identifier> {
    let scheme = profile.schemes.by_key(record.series.as_ref()?.scheme.as_deref()?)?;
    let printed = record.number.text.trim();
    if printed.is_empty() {
        return None;
    }
    let number = profile.schemes.exactly(scheme, printed);
    if number.is_none() {
        let span = Span::new(0, record.number.text.len()).shift(record.number.bytes_before);
        let message = "the number is none of its series; none is taken";
        let expected = "digits, and a letter where one belongs to them";
        diagnostics.push(
            Diagnostic::warning("no-number", message)
                .expected(expected, printed)
                .at(&*record.number.locator, span),
        );
    }
    number
}

fn own_mention(
    profile: &Profile,
    record: &RegisterRecord,
    number: Option<&Identifier>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Mention {
    let quoted = if record.title.text.trim().is_empty() { &record.number } else { &record.title };
    let title = title(&record.title, diagnostics);
    let label = match number {
        Some(number) => profile.label(number),
        None => title.clone().unwrap_or_default(),
    };
    let issuer = record.series.as_ref().and_then(|s| s.body.as_deref());
    let presidential = issuer.is_some();
    let body = issuer
        .and_then(|key| profile.bodies.by_key(key))
        .map(|body| (body, Basis::Identifier))
        .or_else(|| agency(profile, record));
    let text = |words: &str| Some(words).filter(|w| !w.is_empty()).map(Into::into);
    Mention {
        identifiers: number.iter().map(|n| ((*n).clone(), Basis::Stated)).collect(),
        title: title.map(Into::into),
        label: label.into(),
        kind: record.series.as_ref().and_then(|s| s.kind.as_deref()).map(Into::into),
        body,
        signer: if presidential { signer(profile, record, diagnostics) } else { None },
        date: record.signed.map(|date| (date, DateBasis::Record)),
        published: record.published,
        citation: text(&record.citation),
        document_number: text(&record.document_number),
        urls: urls(record, diagnostics),
        described: true,
        evidence: evidence(quoted),
        ..Mention::default()
    }
}

/// The body that the Register names, where the profile knows it by that name.
fn agency(profile: &Profile, record: &RegisterRecord) -> Option<(BodyIx, Basis)> {
    let name = record.agency.trim();
    let whole = profile.bodies.find_in(name).find(|(span, _)| *span == Span::new(0, name.len()));
    whole.map(|(_, body)| (body, Basis::Stated))
}

/// All of a text, blanks at its ends left out.
fn evidence(quoted: &Quotable) -> Evidence {
    let words = quoted.text.trim();
    let before = quoted.text.len() - quoted.text.trim_start().len();
    let chars = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let start = quoted.chars_before.saturating_add(chars(quoted.text.get(..before).unwrap_or("")));
    Evidence {
        locator: quoted.locator.as_str().into(),
        quote: words.into(),
        start,
        end: start.saturating_add(chars(words)),
        section: "".into(),
    }
}

/// The title, white space folded and letters mended that the Register writes as `[aacute]`.
fn title(printed: &Quotable, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let folded = fold_space(&printed.text);
    let mut title = String::with_capacity(folded.len());
    let mut copied = 0;
    // The names in the printed text come in the same order.
    let mut printed_from = 0;
    for (open, _) in folded.match_indices('[') {
        let Some((name, letter)) = folded.get(open..).and_then(named_letter) else { continue };
        title.push_str(folded.get(copied..open).unwrap_or(""));
        title.push_str(letter);
        copied = open + name.len();
        let found = printed.text.get(printed_from..).and_then(|rest| rest.find(name)).unwrap_or(0);
        let at = printed_from + found;
        printed_from = at + name.len();
        diagnostics.push(
            Diagnostic::note("named-letter", "a letter is printed by its name")
                .expected(letter, name)
                .at(&*printed.locator, Span::new(at, printed_from).shift(printed.bytes_before)),
        );
    }
    title.push_str(folded.get(copied..).unwrap_or(""));
    (!title.is_empty()).then_some(title)
}

/// `[aacute]` at the start of a text, and the letter.
fn named_letter(text: &str) -> Option<(&str, &'static str)> {
    const LONGEST: usize = 10;
    let end = text.bytes().take(LONGEST).position(|b| b == b']')?;
    Some((text.get(..=end)?, letter(text.get(1..end)?)?))
}

/// Letters by the names that SGML gives them (ISO 8879), as far as names of places and people need them.
fn letter(name: &str) -> Option<&'static str> {
    const LETTERS: &[(&str, &str)] = &[
        ("aacute", "á"),
        ("acirc", "â"),
        ("agrave", "à"),
        ("aring", "å"),
        ("atilde", "ã"),
        ("auml", "ä"),
        ("ccedil", "ç"),
        ("eacute", "é"),
        ("ecirc", "ê"),
        ("egrave", "è"),
        ("euml", "ë"),
        ("iacute", "í"),
        ("icirc", "î"),
        ("iuml", "ï"),
        ("ntilde", "ñ"),
        ("oacute", "ó"),
        ("ocirc", "ô"),
        ("oslash", "ø"),
        ("otilde", "õ"),
        ("ouml", "ö"),
        ("scedil", "ş"),
        ("szlig", "ß"),
        ("uacute", "ú"),
        ("ucirc", "û"),
        ("uuml", "ü"),
        ("yacute", "ý"),
    ];
    LETTERS.iter().find(|(n, _)| *n == name).map(|(_, letter)| *letter)
}

/// Who signed: as the source says, or else whose term of office the day falls in.
fn signer(profile: &Profile, record: &RegisterRecord, diagnostics: &mut Vec<Diagnostic>) -> Option<Box<str>> {
    if !record.president.is_empty() {
        let name = profile.presidents.canonical(&record.president).unwrap_or(&record.president);
        return Some(name.into());
    }
    let signed = record.signed?;
    let (term, change) = profile.presidents.at(signed)?;
    if change {
        let message =
            format!("{signed} is a day on which the office changed hands; taken as signed by {}", term.name);
        let at = Span::new(0, record.number.text.len()).shift(record.number.bytes_before);
        diagnostics.push(
            Diagnostic::note("inauguration-day", message)
                .expected("a source that names the signer", &record.number.text)
                .at(&*record.number.locator, at),
        );
    }
    Some(term.name.as_str().into())
}

fn urls(record: &RegisterRecord, diagnostics: &mut Vec<Diagnostic>) -> Vec<Box<str>> {
    let mut urls = Vec::with_capacity(record.urls.len());
    for printed in &record.urls {
        match url::absolute(printed, None) {
            Ok(url) => urls.push(url.into()),
            Err(_) => diagnostics.push(
                Diagnostic::warning("invalid-url", "a link is no absolute URL and was left out")
                    .expected("a URL that begins with https://", printed),
            ),
        }
    }
    urls
}
