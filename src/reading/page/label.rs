//! A label: the words by which a page names one policy, read into a mention.

use super::super::media::{self, MediaHit};
use super::spelled;
use super::titles::names_part;
use crate::ground::boundary::head;
use crate::ground::{Span, fold_space, url};
use crate::model::Identifier;
use crate::model::{Basis, DateBasis, Mention};
use crate::profile::{List, Profile, Turn};
use crate::reading::cite::{self, Cited};

/// A title longer than this is cut, in bytes.
pub(super) const MAX_TITLE: usize = 1000;

/// What the words of a label say.
#[derive(Debug, Default)]
pub(in crate::reading) struct Label {
    /// The mention, without evidence, date of the entry, or URLs.
    pub mention: Mention,
    /// Media parentheses in the label.
    pub media: Vec<MediaHit>,
    /// Whether words, a number or a name tell that it is a policy at all.
    pub is_policy: bool,
    /// The proper title, in bytes of the label.
    pub title: Span,
    /// Whether the label was cut for its length.
    pub cut: bool,
}

/// Reads a label: "OMB Memo M-11-24 – Implementing Executive Order 13571 … (PDF, 2.5 MB, 6 pages, June 2011)".
pub(in crate::reading) fn read(profile: &Profile, printed: &str) -> Label {
    // "A-130: Managing Information as a Strategic Resource", in a list of circulars.
    if let Some(unsaid) = profile.schemes.unsaid(printed.trim_start()) {
        let lead = unsaid.len() + 1;
        let mut label = read(profile, &format!("{unsaid} {}", printed.trim_start()));
        let before = printed.len() - printed.trim_start().len();
        let spans = label.media.iter_mut().filter_map(|m| m.impossible.as_mut());
        for span in spans.chain([&mut label.title]) {
            let back = |at: usize| (at + before).saturating_sub(lead);
            *span = Span::new(back(span.start), back(span.end));
        }
        label.mention.label = label.mention.label.get(lead..).unwrap_or_default().into();
        return label;
    }
    let cut = printed.len() > MAX_TITLE;
    let printed = head(printed, MAX_TITLE);
    let media = media::find_in(profile, printed);
    let words_end = media.first().map_or(printed.len(), |m| m.span.start);
    let words = unbalanced(printed.get(..words_end).unwrap_or(printed));
    let words = after(profile, List::LinkVerbs, words);
    let words = after(profile, List::SmallArticles, words);
    // "…, October 6, 2011" at the end dates the policy and is no part of its title.
    let dated = profile.dates.find_in(words).last().filter(|h| h.span.end == words.len() && h.span.start > 0);
    let undated = dated.and_then(|h| words.get(..h.span.start)).and_then(|w| w.trim_end().strip_suffix(','));
    let (words, dated) = undated.map_or((words, None), |w| (w, dated.and_then(|h| h.date)));
    let told = profile.wording.turn(Turn::ToldInBracket).captures(words);
    let told_on = told.as_ref().and_then(|c| profile.dates.find_in(c.name("on")?.as_str()).next()?.date);
    let told_by = told.as_ref().and_then(|c| profile.bodies.find_in(c.name("by")?.as_str()).next());
    let words = match told.as_ref().and_then(|c| c.get(0)).filter(|_| told_on.is_some()) {
        Some(whole) => words.get(..whole.start()).unwrap_or(words),
        None => words,
    };
    let dated = dated.or(told_on);
    let (words, marked) = kind_behind(profile, words);
    let words_at = printed.find(words).unwrap_or(0);
    let reading = profile.kinds.read(&profile.schemes, words);
    let mut label = Label { media, cut, title: reading.title.shift(words_at), ..Label::default() };
    let mut title = reading.title.of(words).trim().trim_end_matches([',', ';', '.']).to_owned();
    let mention = &mut label.mention;
    mention.label = fold_space(words).into();
    mention.date = dated.map(|d| (d, DateBasis::Beside));

    let citations = cite::find_in(profile, words);
    let first = citations.first();
    let number = first.and_then(|c| match &c.cited {
        Cited::Number(id) if leads(profile, words, c.span, reading.lead) => Some((id.clone(), c.span)),
        _ => None,
    });
    if let Some((id, _)) = &number {
        mention.identifiers.push((id.clone(), Basis::Stated));
        label.is_policy = true;
    }
    // "Open Data Policy (M-13-13)": a number alone in the parenthesis that ends the label is the policy's own.
    if number.is_none()
        && let Some(last) = citations.last()
        && let Cited::Number(id) = &last.cited
        && words.get(last.span.end..).is_some_and(|t| t.trim() == ")")
        && let Some(open) = words.get(..last.span.start).and_then(|t| t.rfind('('))
        && words.get(open + 1..last.span.start).is_some_and(|t| t.trim().is_empty())
    {
        mention.identifiers.push((id.clone(), Basis::Stated));
        label.is_policy = true;
        title = words.get(reading.title.start..open).unwrap_or("").trim().to_owned();
    }
    let mut whole_act = false;
    for citation in &citations {
        let Cited::Act { title: act, year, acronym, number } = &citation.cited else { continue };
        // The Act is the policy of the label where its name is (nearly) all of the title, or what a title of it is of.
        let before = words.get(reading.title.start..citation.span.start).unwrap_or("");
        let part = profile.wording.turn(Turn::PartOf).is_match(before);
        if (part || citation.span.start <= reading.title.start + 4)
            && (citation.span.end + 4 >= words.len().min(reading.title.end)
                || profile
                    .wording
                    .turn(Turn::BehindAct)
                    .is_match(words.get(citation.span.end..).unwrap_or("")))
        {
            title = if part { act.clone() } else { format!("{before}{act}") };
            title = after(profile, List::Articles, &title).to_owned();
            mention.acronyms.extend(acronym.iter().map(|a| a.as_str().into()));
            mention.identifiers.extend(number.iter().map(|id| (id.clone(), Basis::Stated)));
            let year = year.and_then(crate::model::PartialDate::from_y);
            mention.date = mention.date.or(year.map(|y| (y, DateBasis::Title)));
            label.is_policy = true;
            whole_act = true;
            break;
        }
    }
    // A title that ends in the name of an Act is not the Act: "Social Media, …, and the Paperwork Reduction Act".
    let names_act = citations.iter().any(|c| matches!(c.cited, Cited::Act { .. }));
    let kind = reading
        .kind
        .and_then(|ix| profile.kinds.get(ix))
        .filter(|k| k.name != "Statute" || !names_act || whole_act || reading.lead.is_some());
    // "GSA’s Office of Government-wide Policy" makes policies and is none.
    let named = number.is_some() || whole_act || !mention.identifiers.is_empty();
    if let Some(kind) = kind
        .filter(|_| named || !profile.wording.list(List::Offices).iter().any(|w| words.contains(w.as_str())))
        .filter(|_| named || !is_menu(profile, reading.title.of(words)))
        .filter(|_| named || reading.lead.is_none_or(|lead| !is_other_thing(profile, words, lead)))
    {
        mention.kind = Some(kind.name.as_str().into());
        label.is_policy = true;
        if let Some(body) = kind.body {
            let stated = reading.lead.is_some_and(|lead| names_body(profile, lead.of(words)));
            mention.body = Some((body, if stated { Basis::Stated } else { Basis::Identifier }));
        }
    }
    if let Some(kind) = marked.and_then(|ix| profile.kinds.get(ix)).filter(|_| mention.kind.is_none()) {
        mention.kind = Some(kind.name.as_str().into());
        mention.body = kind.body.map(|b| (b, Basis::Stated));
        label.is_policy = true;
    }
    if let Some((_, body)) = told_by.filter(|_| told_on.is_some()) {
        mention.body = Some((body, Basis::Stated));
    }
    // "NARA Guidance for …"
    if mention.kind.is_some()
        && let Some((_, body)) = profile.bodies.find_in(words).next().filter(|(span, _)| span.start == 0)
    {
        mention.body = Some((body, Basis::Stated));
    }
    // A number tells the kind better than a word of the title: "M-13-43 – Open Kettle Policy" is a memorandum.
    if let Some((id, _)) = mention.identifiers.first().filter(|_| reading.lead.is_none()) {
        mention.kind = Some(profile.schemes.get(id.scheme).kind.as_str().into());
        mention.body = None;
    }
    if let Some((_, body)) = possessive_body(profile, words) {
        mention.body = Some((body, Basis::Stated));
    }
    let title = profile.names.without_issuer(without_owner(profile, title.trim())).to_owned();
    let proper = title.trim_matches(['“', '”', '"', ' ']);
    // "The Act" names nothing that a reader could look up.
    if mention.identifiers.is_empty()
        && profile.citations.nouns.contains_key(after(profile, List::Articles, &proper.to_lowercase()))
    {
        label.is_policy = false;
        return label;
    }
    // "OMB Circular A-130 Appendix 1", "OMB Memorandum M-23-22 MAX page": a number and a word about it.
    let about = number.is_some() && reading.title.start == 0;
    let titled =
        !(proper.trim().is_empty() || about || is_numbers(profile, proper) || names_part(profile, proper));
    if titled {
        // "Cybersecurity National Action Plan (CNAP)": the acronym is no part of the title.
        let spelled =
            spelled::find_in(profile, proper).pop().filter(|s| s.name.start == 0 && proper.ends_with(')'));
        let spelled = spelled.filter(|s| proper.len() == s.name.end + s.acronym.len() + " ()".len());
        let (whole, proper) = match &spelled {
            Some(spelled) => {
                mention.acronyms.push(spelled.acronym.as_str().into());
                (spelled.name.of(proper), spelled.name.of(proper))
            }
            None => (title.trim(), proper),
        };
        // "2012 Digital Government Strategy"
        let year = proper.get(..4).filter(|_| proper.get(4..5) == Some(" ")).and_then(|y| y.parse().ok());
        let year = year.filter(|y| (1789..2100).contains(y)).and_then(crate::model::PartialDate::from_y);
        mention.date = mention.date.or(year.map(|y| (y, DateBasis::Title)));
        let enclosed =
            whole.starts_with('“') && whole.find('”').is_some_and(|i| i + '”'.len_utf8() == whole.len());
        let balanced =
            if whole.contains('“') && whole.contains('”') && !enclosed { whole } else { proper };
        mention.title = Some(balanced.into());
    }
    label
}

/// Words without the one of a list that opens them, with the blank after it.
fn after<'w>(profile: &Profile, list: List, words: &'w str) -> &'w str {
    let mut openings = profile.wording.list(list).iter();
    openings.find_map(|opening| words.strip_prefix(opening.as_str())?.strip_prefix(' ')).unwrap_or(words)
}

/// Whether the title of a page may as well be news of a policy, or a heading over several: "Modernizing Federal Information
/// Policy"; "Guidance on …" is one.
pub(in crate::reading) fn is_loose(profile: &Profile, title: &str, mention: &Mention) -> bool {
    let first = title.split_whitespace().next().unwrap_or("");
    mention.kind.as_deref() == Some("Guidance")
        && mention.identifiers.is_empty()
        && (!profile.wording.list(List::GuidanceOpens).iter().any(|w| w == first)
            || title.split_whitespace().nth(2).is_none())
        || mention.title.as_deref().is_some_and(|t| profile.wording.starts(List::LooseTitles, t).is_some())
}

/// Fills in what the identifier's scheme and the URLs tell, where the words do not.
pub(in crate::reading) fn complete(profile: &Profile, mention: &mut Mention) {
    if mention.identifiers.is_empty() {
        let found: Option<Identifier> = mention.urls.iter().find_map(|u| profile.schemes.in_url(u));
        // A Code section or a register page behind a link says where the text stands, not what it is.
        let found = found.filter(|id| {
            mention
                .kind
                .as_deref()
                .is_none_or(|k| k == profile.schemes.get(id.scheme).kind || !is_code(profile, id))
        });
        mention.identifiers.extend(found.map(|id| (id, Basis::Url)));
    }
    if let Some((id, basis)) = mention.identifiers.first() {
        let scheme = profile.schemes.get(id.scheme);
        if mention.kind.is_none() {
            mention.kind = Some(scheme.kind.as_str().into());
        }
        if mention.body.is_none() {
            mention.body = Some((scheme.body, (*basis).max(Basis::Identifier)));
        }
    }
    if mention.kind.is_none()
        && let Some(kind) =
            mention.urls.iter().find_map(|u| profile.kinds.by_url(u)).and_then(|ix| profile.kinds.get(ix))
    {
        mention.kind = Some(kind.name.as_str().into());
        mention.body = mention.body.or(kind.body.map(|b| (b, Basis::Url)));
    }
    if mention.body.is_none() {
        let body = mention.urls.iter().find_map(|u| profile.bodies.by_url(u));
        mention.body = body.map(|b| (b, Basis::Url));
    }
    if let (Some(kind), Some((body, _)), true) = (&mention.kind, mention.body, mention.identifiers.is_empty())
        && let Some(proper) = profile.kinds.of_its_body(kind, body)
    {
        mention.kind = Some(proper.into());
    }
    if mention.kind.is_none() && !mention.media.is_empty() {
        mention.kind = Some("Guidance".into());
    }
}

/// Whether a number is a place where texts are printed, and no policy's own.
pub(in crate::reading) fn is_code(profile: &Profile, id: &Identifier) -> bool {
    matches!(profile.schemes.get(id.scheme).kind.as_str(), "Code" | "RegisterDocument" | "StatuteAtLarge")
}

/// Whether a mention is of a place in a code, a journal or regulations, which has no title of its own.
pub(in crate::reading) fn is_text(profile: &Profile, mention: &Mention) -> bool {
    mention
        .identifiers
        .first()
        .is_some_and(|(id, _)| is_code(profile, id) || profile.schemes.get(id.scheme).kind == "Regulation")
}

/// A label without the kind in the parenthesis that ends it, and that kind: "Social Media … (OMB memo)".
fn kind_behind<'w>(profile: &Profile, words: &'w str) -> (&'w str, Option<usize>) {
    let kind = words.strip_suffix(')').and_then(|w| {
        let (before, within) = w.rsplit_once('(')?;
        let ix = profile.citations.nouns.get(&within.trim().to_lowercase())?;
        Some((before.trim_end(), *ix)).filter(|(before, _)| !before.is_empty())
    });
    kind.map_or((words, None), |(before, ix)| (before, Some(ix)))
}

/// Whether words are numbers of policies and nothing else: "M-17-06", "Executive Orders 12866 and 12988".
fn is_numbers(profile: &Profile, words: &str) -> bool {
    let found = profile.schemes.find_in(words);
    let mut at = 0;
    let small = found.iter().all(|(span, _)| {
        let gap = words.get(std::mem::replace(&mut at, span.end)..span.start).unwrap_or("");
        let gap = gap.trim_matches([' ', ',']);
        gap.is_empty() || profile.wording.has(List::Joining, gap)
    });
    !found.is_empty() && small && words.get(at..).is_some_and(|rest| rest.trim().is_empty())
}

/// Whether a citation stands at the head of a label, but for the words that lead to it.
fn leads(profile: &Profile, words: &str, at: Span, lead: Option<Span>) -> bool {
    let from = lead.map_or(0, |l| l.end.min(at.start));
    let gap = words.get(from..at.start).unwrap_or("");
    gap.trim_matches([' ', ',', '(', '\u{a0}', '-', '–', '—']).is_empty()
        || profile.wording.turn(Turn::LeadsNumber).is_match(gap)
}

fn names_body(profile: &Profile, lead: &str) -> bool {
    profile.bodies.find_in(lead).next().is_some()
        || profile.wording.starts(List::PresidentialLeads, lead).is_some()
}

/// "Department of Justice’s Final LEP Guidance"
fn possessive_body(profile: &Profile, words: &str) -> Option<(Span, crate::model::BodyIx)> {
    profile.bodies.find_in(words).find(|(span, _)| {
        span.start < 8 && words.get(span.end..).is_some_and(|t| t.starts_with("’s") || t.starts_with("'s"))
    })
}

/// Whether words beside a kind name no one policy: "Executive Orders", "Privacy Policy", "Updating Your Agency’s Policy".
fn is_menu(profile: &Profile, title: &str) -> bool {
    let words = || title.split(|c: char| c.is_whitespace()).filter(|w| w.chars().any(char::is_alphanumeric));
    words().nth(2).is_none() || words().any(|w| profile.names.is_spoken_to(w))
}

/// Whether the words after a kind make another thing of it: "Memorandum of Understanding", but not "Executive Order of June
/// 10, 1902".
fn is_other_thing(profile: &Profile, words: &str, lead: Span) -> bool {
    let after = words.get(lead.end..).unwrap_or("");
    let dated = profile.dates.find_in(after).next().is_some_and(|hit| hit.span.start <= 6);
    !dated && profile.frames.is_other_thing(after)
}

/// The words after the possessive of an office at the start of a title: "President’s Canal Action Plan".
fn without_owner<'t>(profile: &Profile, title: &'t str) -> &'t str {
    let bare = after(profile, List::Articles, title);
    let owner = possessive_body(profile, bare).filter(|(span, body)| {
        span.start == 0 && profile.bodies.get(*body).kind == crate::profile::BodyKind::Post
    });
    let rest = owner.and_then(|(span, _)| bare.get(span.end..));
    let rest = rest.and_then(|r| r.strip_prefix("’s ").or_else(|| r.strip_prefix("'s ")));
    rest.filter(|r| r.split_whitespace().nth(1).is_some()).unwrap_or(title)
}

/// A closing bracket that nothing opens, at the end.
fn unbalanced(words: &str) -> &str {
    let words = words.trim();
    match words.strip_suffix(')') {
        Some(rest) if rest.matches('(').count() <= rest.matches(')').count() => rest.trim_end(),
        _ => words,
    }
}

/// A link target as a URL, with whether it was refused for cause.
pub(super) fn target(href: &str, base: Option<&str>) -> (Option<String>, Option<url::UrlError>) {
    match url::absolute(href, base) {
        Ok(url) if url.starts_with("http") => (Some(url), None),
        Ok(_) | Err(url::UrlError::Relative) => (None, None),
        Err(e) => (None, Some(e)),
    }
}
