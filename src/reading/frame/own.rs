//! The mention of a document's own policy, and of the policy that a page is about.

use super::ground::{self, Decided, opening};
use super::head::{Line, Says, number_alone};
use super::{Layout, Span, address, dated};
use crate::ground::url;
use crate::model::{Basis, BodyIx, DateBasis, Evidence, Identifier, Mention};
use crate::profile::{List, Profile};
use crate::reading::Quotable;
use crate::reading::cite::{self, Reach};
use crate::reading::page::label;
use crate::source::{BlockKind, Unit};

/// The own policy of a document that is one.
pub(super) fn of_document(
    profile: &Profile,
    layout: &Layout,
    lines: &[Line],
    decided: &Decided<'_>,
    close: Option<Span>,
) -> Mention {
    let mut mention = Mention { described: true, ..Mention::default() };
    if let Some(number) = number(profile, layout, lines, decided) {
        let scheme = profile.schemes.get(number.scheme);
        mention.kind = Some(scheme.kind.as_str().into());
        mention.body = profile.body_of(&number).map(|body| (body, Basis::Identifier));
        mention.identifiers.push((number, Basis::Stated));
    }
    mention.kind.get_or_insert_with(|| decided.kind.kind.as_str().into());
    if let Some(body) = decided.kind.body {
        mention.body = Some((body, Basis::Stated));
    }
    let sent = || {
        let from = lines.iter().find_map(|line| match &line.says {
            Says::Sender(sender) => Some(sender),
            _ => None,
        });
        let (_, body) = profile.bodies.find_in(from?).next()?;
        Some((body, Basis::Stated))
    };
    mention.body = mention.body.or_else(sent).or_else(|| issuer(profile, layout));
    set_title(profile, layout, lines, decided, &mut mention);
    let printed = lines.iter().find_map(|line| match line.says {
        Says::Date(date) | Says::Number(_, Some(date)) => Some(date),
        _ => None,
    });
    // The day of the signature goes before the day on which a site put the text up.
    let closed = close.and_then(|span| profile.dates.find_in(span.of(&layout.text)).last()?.date);
    let witnessed = || profile.names.day_in_words(&layout.text);
    let front = || dated(profile, layout, &profile.frames.front.date);
    let date = closed.or_else(witnessed).or(printed).or_else(front);
    mention.date = date.map(|date| (date, DateBasis::Record));
    mention.signer = lines.iter().find_map(|line| match &line.says {
        Says::Sender(sender) => Some(name_of(sender).into()),
        _ => None,
    });
    mention.urls.extend(address(profile, layout).map(Into::into));
    mention
}

/// "Shaun Donovan, Director", "Tony Scott- Federal Chief Information Officer": the name.
fn name_of(sender: &str) -> &str {
    let end = sender.find([',', '–', '—', '(']).or_else(|| sender.find("- ")).unwrap_or(sender.len());
    sender.get(..end).unwrap_or(sender).trim()
}

/// The number that the head prints for itself, that front matter gives, or with which the title opens.
fn number(profile: &Profile, layout: &Layout, lines: &[Line], decided: &Decided<'_>) -> Option<Identifier> {
    let fits = |number: &Identifier| {
        let scheme = profile.schemes.get(number.scheme);
        !label::is_code(profile, number) && decided.kind.body.is_none_or(|body| scheme.body == Some(body))
    };
    let printed = lines.iter().find_map(|line| match &line.says {
        Says::Number(number, _) => Some(number).filter(|n| fits(n)).cloned(),
        _ => None,
    });
    let front = || {
        let field = profile.frames.front.number.iter().find_map(|key| layout.field(key))?;
        let cited = profile.schemes.find_in(&field.text).into_iter().map(|(_, number)| number).find(fits);
        let bare = || {
            let digits = field.text.trim();
            let number = digits.len() <= 8 && digits.starts_with(|c: char| c.is_ascii_digit());
            let own = profile.schemes.iter().find(|(_, s)| number && s.kind == decided.kind.kind);
            own.map(|(scheme, _)| profile.schemes.identifier(scheme, digits))
        };
        cited.or_else(bare)
    };
    let titled = || {
        let title = title_unit(profile, layout).map(|u| u.text)?;
        let (number, basis) = label::read(profile, &title).mention.identifiers.into_iter().next()?;
        (basis == Basis::Stated && fits(&number)).then_some(number)
    };
    // A heading with one number of the kind: "VHA DIRECTIVE 2010-053".
    let headed = || {
        let mut of_kind = profile.schemes.find_in(&layout.text).into_iter().filter(|(span, number)| {
            profile.schemes.get(number.scheme).kind == decided.kind.kind && ground::is_heading(layout, *span)
        });
        let (_, number) = of_kind.next().filter(|(_, number)| fits(number))?;
        of_kind.all(|(_, other)| other == number).then_some(number)
    };
    let does = matches!(decided.ground, ground::Ground::Does(_));
    printed.or_else(front).or_else(titled).or_else(|| does.then(headed).flatten())
}

/// The body that front matter names as the issuer, else the one that the address tells.
fn issuer(profile: &Profile, layout: &Layout) -> Option<(BodyIx, Basis)> {
    let field = profile.frames.front.issuer.iter().find_map(|key| layout.field(key));
    let named = field.and_then(|f| profile.bodies.find_in(&f.text).next()).map(|(_, b)| (b, Basis::Stated));
    named.or_else(|| {
        let url = address(profile, layout)?;
        profile.bodies.by_url(&url).map(|b| (b, Basis::Url))
    })
}

/// The title of the document with where it stands; the name of the site is left out.
fn title_unit(profile: &Profile, layout: &Layout) -> Option<Unit> {
    let fields = profile.frames.front.title.iter().filter_map(|key| layout.field(key));
    let fields = fields.map(|f| Unit { locator: f.locator.clone(), text: f.text.clone() });
    let mut all = std::iter::once(layout.title.clone()).chain(fields);
    let unit = all.find(|unit| !unit.text.trim().is_empty())?;
    let text = profile.frames.without_site(&unit.text).to_owned();
    Some(Unit { text, ..unit })
}

/// Sets title, other titles, label and evidence: the subject, else the title without its kind, else the first line of the
/// head that may be one.
fn set_title(
    profile: &Profile,
    layout: &Layout,
    lines: &[Line],
    decided: &Decided<'_>,
    mention: &mut Mention,
) {
    let body = Quotable::new(&layout.locator, &layout.text);
    let subject = lines.iter().find_map(|line| match &line.says {
        Says::Subject(subject) => Some((subject.as_str(), body.quote(line.span))),
        _ => None,
    });
    let announced = subject.as_ref().map(|(subject, _)| *subject);
    let free = || {
        let titles = || lines.iter().filter(|line| line.says == Says::Free);
        let line = titles().find(|line| line.top).or_else(|| titles().next())?;
        Some((line.text(layout).to_owned(), body.quote(line.span)))
    };
    let unit = title_unit(profile, layout);
    let whole = unit.map(|unit| {
        let quote = Quotable::new(&unit.locator, &unit.text).quote(Span::new(0, unit.text.len()));
        (unit.text, quote)
    });
    // "Memorandum for the Secretary of State" names who is addressed.
    let addressed = |title: &str| decided.kind.head.as_ref().is_some_and(|r| r.is_match(title));
    let whole = whole.filter(|(title, _)| !(subject.is_some() && addressed(title)));
    // A number and its day are no title where another line is one.
    let bare =
        |title: &str| number_alone(profile, title).is_some() && (subject.is_some() || free().is_some());
    let whole = whole.filter(|(title, _)| !bare(title));
    let (title, quote) = match (whole, subject) {
        (Some((title, quote)), _) => (title, quote),
        (None, Some((title, quote))) => (title.to_owned(), quote),
        (None, None) => match free() {
            Some(found) => found,
            None => {
                let first = layout.blocks.first().map_or(Span::default(), |b| b.span);
                mention.evidence = body.quote(first);
                mention.label = mention.evidence.quote.clone();
                return;
            }
        },
    };
    let proper = proper_title(profile, decided, &title);
    if proper != title {
        mention.alt_titles.push(title.as_str().into());
    }
    if let Some(subject) = announced
        && profile.wording.title_key(subject).0 != profile.wording.title_key(&proper).0
    {
        mention.alt_titles.push(subject.into());
    }
    mention.title = (!proper.is_empty()).then(|| proper.into());
    mention.label = title.into();
    mention.evidence = quote;
}

/// A title without the words of its kind and its own number: "Executive Order on Reading" is "Reading".
fn proper_title(profile: &Profile, decided: &Decided<'_>, title: &str) -> String {
    if let Some(words) = opening(decided.kind, title) {
        let rest = title.get(words.len()..).unwrap_or("");
        let rest = rest.trim_start_matches([' ', ':', ',', '–', '—', '-']);
        // "Memorandum for the Secretary" has no other name.
        let addressed = decided.kind.head.as_ref().is_some_and(|r| r.is_match(title));
        let numbered = profile.schemes.find_in(title).first().is_some_and(|(span, _)| span.start == 0);
        if !addressed && !numbered && rest.len() > 3 {
            return rest.to_owned();
        }
    }
    let read = label::read(profile, title);
    let own = read.mention.identifiers.first().is_some_and(|(_, basis)| *basis == Basis::Stated);
    match read.mention.title {
        Some(proper) if own => proper.into(),
        _ => title.to_owned(),
    }
}

/// The policy that a page or a row of a table is about: that whose number its front matter or a column gives, that of its
/// title, of what stands under the title, or of the address that its front matter gives for it.
pub(super) fn of_page(profile: &Profile, layout: &Layout, lines: &[Line]) -> Option<Mention> {
    let front = &profile.frames.front;
    let titles = front.title.iter().chain(&front.subtitle).filter_map(|key| layout.field(key));
    let titles = titles.map(|f| Unit { locator: f.locator.clone(), text: f.text.clone() });
    let title = Unit {
        text: profile.frames.without_site(&layout.title.text).to_owned(),
        locator: layout.title.locator.clone(),
    };
    let all: Vec<Unit> = std::iter::once(title).chain(titles).filter(|u| !u.text.is_empty()).collect();
    let link = front.policy_address.iter().find_map(|key| layout.field(key));
    let link = link.and_then(|f| url::absolute(f.text.trim(), layout.url.as_deref()).ok());
    let link = link.filter(|url| url.starts_with("http"));
    let mut mention = numbered(profile, layout, all.first())
        .or_else(|| all.iter().find_map(|unit| named_by(profile, unit)))
        .or_else(|| linked(profile, all.first()?, link.as_deref()?))
        .or_else(|| headed(profile, layout, lines))?;
    mention.described = true;
    if let Some(link) = link {
        mention.urls.push(link.into());
    }
    if let Some(date) = dated(profile, layout, &front.policy_date).or_else(|| told_in_prose(profile, layout))
    {
        mention.date = Some((date, DateBasis::Stated));
    }
    if mention.body.is_none_or(|(_, basis)| basis != Basis::Stated) && mention.identifiers.is_empty() {
        mention.body = issuer(profile, layout).or(mention.body);
    }
    if !layout.summary.text.is_empty() {
        mention.abstract_ = Some(layout.summary.text.as_str().into());
    }
    label::complete(profile, &mut mention);
    Some(mention)
}

/// The policy whose number is all of a field, called by the title beside it, of the day beside it.
fn numbered(profile: &Profile, layout: &Layout, title: Option<&Unit>) -> Option<Mention> {
    let front = &profile.frames.front;
    let field = front.number.iter().find_map(|key| layout.field(key))?;
    let words = field.text.trim();
    let found = profile.schemes.find_in(words);
    let [(span, number)] = found.as_slice() else { return None };
    if *span != Span::new(0, words.len()) {
        return None;
    }
    let unit =
        title.cloned().unwrap_or_else(|| Unit { locator: field.locator.clone(), text: words.to_owned() });
    let proper = |unit: &Unit| {
        label::read(profile, &unit.text).mention.title.unwrap_or_else(|| unit.text.as_str().into())
    };
    Some(Mention {
        identifiers: vec![(number.clone(), Basis::Stated)],
        title: title.map(proper),
        label: unit.text.as_str().into(),
        date: dated(profile, layout, &front.date).map(|date| (date, DateBasis::Stated)),
        evidence: quoted(&unit),
        ..Mention::default()
    })
}

/// The policy of the first heading of a text: a number alone, called by the heading after it; or a title that tells its
/// kind, by which the text calls itself: "this guidance".
fn headed(profile: &Profile, layout: &Layout, lines: &[Line]) -> Option<Mention> {
    let body = Quotable::new(&layout.locator, &layout.text);
    let numbered = lines.iter().position(|line| line.top).and_then(|top| lines.get(top..));
    if let Some([line, rest @ ..]) = numbered
        && let Says::Number(number, _) = &line.says
    {
        let next = rest.first().filter(|l| l.top && l.says == Says::Free);
        return Some(Mention {
            identifiers: vec![(number.clone(), Basis::Stated)],
            title: next.map(|l| l.text(layout).into()),
            label: line.text(layout).into(),
            evidence: body.quote(line.span),
            ..Mention::default()
        });
    }
    let heading = layout.blocks.iter().take(MAX_BEFORE).find(|b| b.kind == BlockKind::Heading(1))?;
    let words = layout.block_text(heading);
    let read = label::read(profile, words).mention;
    let titled = read.identifiers.is_empty() && words.split_whitespace().nth(3).is_some();
    let kind = read.kind.clone().filter(|_| titled)?;
    let nouns = profile.kinds.iter().filter(|(_, k)| *k.name == *kind).flat_map(|(_, k)| &k.refer);
    let nouns: Vec<&String> = nouns.collect();
    let own = cite::references(profile, &layout.text).into_iter().filter(|r| {
        let said = profile.kinds.get(r.kind).is_some_and(|k| k.refer.iter().any(|n| nouns.contains(&n)));
        r.reach == Reach::This && said
    });
    (own.take(OFTEN).count() == OFTEN).then(|| Mention { evidence: body.quote(heading.span), ..read })
}

/// The first heading of a text stands behind no more blocks than this.
const MAX_BEFORE: usize = 12;

/// A text calls itself so often by the kind in its first heading.
const OFTEN: usize = 3;

/// The policy that a title names by its own words.
fn named_by(profile: &Profile, unit: &Unit) -> Option<Mention> {
    let read = label::read(profile, &unit.text);
    let numbered = !read.mention.identifiers.is_empty();
    if !numbered && (read.mention.kind.is_none() || label::is_loose(profile, &unit.text, &read.mention)) {
        return None;
    }
    let evidence = quoted(unit);
    Some(Mention { evidence, ..read.mention })
}

/// The policy whose number the address of a page carries, called by the page's title.
fn linked(profile: &Profile, unit: &Unit, link: &str) -> Option<Mention> {
    let number = profile.schemes.in_url(link)?;
    let title = label::read(profile, &unit.text).mention.title.unwrap_or_else(|| unit.text.as_str().into());
    Some(Mention {
        identifiers: vec![(number, Basis::Url)],
        title: Some(title),
        label: unit.text.as_str().into(),
        evidence: quoted(unit),
        ..Mention::default()
    })
}

fn quoted(unit: &Unit) -> Evidence {
    Quotable::new(&unit.locator, &unit.text).quote(Span::new(0, unit.text.len()))
}

/// "Dated April 23, 1998." in the texts of front matter.
fn told_in_prose(profile: &Profile, layout: &Layout) -> Option<crate::model::PartialDate> {
    let fields = profile.frames.front.prose.iter().filter_map(|key| layout.field(key));
    let mut texts = fields.map(|f| f.text.as_str());
    texts.find_map(|text| {
        let mut dates = profile.dates.find_in(text);
        dates.find_map(|hit| {
            let before = text.get(..hit.span.start).unwrap_or("").trim_end();
            let told = profile.wording.ends(List::Dated, before).is_some();
            hit.date.filter(|_| told)
        })
    })
}
