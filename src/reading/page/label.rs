//! A label: the words by which a page names one policy, read into a mention.

use super::super::media::{self, MediaHit};
use super::spelled;
use super::titles::names_part;
use crate::ground::boundary::head;
use crate::ground::{Span, fold_space, url};
use crate::model::{Basis, BodyIx, DateBasis, Identifier, Mention, PartialDate};
use crate::profile::{Kind, List, Profile, Reading, Turn};
use crate::reading::cite::{self, Citation, Cited};

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
        return read_unsaid(profile, unsaid, printed);
    }
    let cut = printed.len() > MAX_TITLE;
    let printed = head(printed, MAX_TITLE);
    let media = media::find_in(profile, printed);
    let words_end = media.first().map_or(printed.len(), |m| m.span.start);
    let words = unbalanced(printed.get(..words_end).unwrap_or(printed));
    let words = after(profile, List::LinkVerbs, words);
    let words = after(profile, List::SmallArticles, words);
    let told = told_behind(profile, words);
    let (words, marked) = kind_behind(profile, told.words);
    let words_at = printed.find(words).unwrap_or(0);
    let reading = profile.kinds.read(&profile.schemes, words);
    let mut label = Label { media, cut, title: reading.title.shift(words_at), ..Label::default() };
    let mention = &mut label.mention;
    mention.label = fold_space(words).into();
    mention.date = told.date.map(|d| (d, DateBasis::Beside));
    let found = Words { profile, words, reading, citations: cite::find_in(profile, words) };
    let mut title = found.reading.title.of(words).trim().trim_end_matches([',', ';', '.']).to_owned();
    let number = found.leading_number();
    mention.identifiers.extend(number.map(|id| (id.clone(), Basis::Stated)));
    if number.is_none()
        && let Some((id, open)) = found.number_at_end()
    {
        mention.identifiers.push((id.clone(), Basis::Stated));
        title = words.get(found.reading.title.start..open).unwrap_or("").trim().to_owned();
    }
    let act = found.act(mention);
    let whole_act = act.is_some();
    title = act.unwrap_or(title);
    // "GSA’s Office of Government-wide Policy" makes policies and is none.
    let named = whole_act || !mention.identifiers.is_empty();
    let kind = found.kind(whole_act, named).map(|kind| (kind, found.basis_of_body()));
    let marked = marked.and_then(|ix| profile.kinds.get(ix)).map(|kind| (kind, Basis::Stated));
    let kind = kind.or(marked);
    if let Some((kind, basis)) = kind {
        mention.kind = Some(kind.name.as_str().into());
        mention.body = kind.body.map(|body| (body, basis));
    }
    label.is_policy = named || kind.is_some();
    found.tell_body(mention, told.body);
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
    let about = number.is_some() && found.reading.title.start == 0;
    if !(proper.trim().is_empty() || about || is_numbers(profile, proper) || names_part(profile, proper)) {
        give_title(profile, mention, &title);
    }
    label
}

/// Reads a label whose kind is left unsaid, as `unsaid` would say it.
fn read_unsaid(profile: &Profile, unsaid: &str, printed: &str) -> Label {
    let lead = unsaid.len() + 1;
    let mut label = read(profile, &format!("{unsaid} {}", printed.trim_start()));
    let before = printed.len() - printed.trim_start().len();
    let spans = label.media.iter_mut().filter_map(|m| m.impossible.as_mut());
    for span in spans.chain([&mut label.title]) {
        let back = |at: usize| (at + before).saturating_sub(lead);
        *span = Span::new(back(span.start), back(span.end));
    }
    label.mention.label = label.mention.label.get(lead..).unwrap_or_default().into();
    label
}

/// Words before what is told behind them: when, and by whom.
struct Told<'w> {
    words: &'w str,
    date: Option<PartialDate>,
    body: Option<BodyIx>,
}

/// Parts words from the date that ends them, and from a bracket that tells date and body.
fn told_behind<'w>(profile: &Profile, words: &'w str) -> Told<'w> {
    // "…, October 6, 2011" at the end dates the policy and is no part of its title.
    let dated = profile.dates.find_in(words).last().filter(|h| h.span.end == words.len() && h.span.start > 0);
    let undated = dated.and_then(|h| words.get(..h.span.start)).and_then(|w| w.trim_end().strip_suffix(','));
    let (words, date) = undated.map_or((words, None), |w| (w, dated.and_then(|h| h.date)));
    let told = profile.wording.turn(Turn::ToldInBracket).captures(words);
    let told_on = told.as_ref().and_then(|c| profile.dates.find_in(c.name("on")?.as_str()).next()?.date);
    let Some(told) = told.filter(|_| told_on.is_some()) else { return Told { words, date, body: None } };
    let body = told.name("by").and_then(|by| profile.bodies.find_in(by.as_str()).next());
    let words = told.get(0).and_then(|whole| words.get(..whole.start())).unwrap_or(words);
    Told { words, date: date.or(told_on), body: body.map(|(_, body)| body) }
}

/// The words of a label, with what was found in them.
struct Words<'w> {
    profile: &'w Profile,
    words: &'w str,
    reading: Reading,
    citations: Vec<Citation>,
}

impl<'w> Words<'w> {
    /// The number that leads the words.
    fn leading_number(&self) -> Option<&Identifier> {
        let first = self.citations.first()?;
        match &first.cited {
            Cited::Number(id) if leads(self.profile, self.words, first.span, self.reading.lead) => Some(id),
            _ => None,
        }
    }

    /// "Open Data Policy (M-13-13)": a number alone in the parenthesis that ends the label is the policy's own. The number,
    /// and where the parenthesis opens.
    fn number_at_end(&self) -> Option<(&Identifier, usize)> {
        let last = self.citations.last()?;
        let Cited::Number(id) = &last.cited else { return None };
        let closes = self.words.get(last.span.end..)?.trim() == ")";
        let open = self.words.get(..last.span.start)?.rfind('(')?;
        let alone = self.words.get(open + 1..last.span.start)?.trim().is_empty();
        (closes && alone).then_some((id, open))
    }

    /// The title of the Act that the label names, whose number, year and acronyms the mention gets; none where it names a
    /// policy that only speaks of an Act.
    fn act(&self, mention: &mut Mention) -> Option<String> {
        let (words, of_title) = (self.words, self.reading.title);
        let turn = |turn: Turn, words: &str| self.profile.wording.turn(turn).is_match(words);
        for citation in &self.citations {
            let Cited::Act { title: act, year, acronym, number } = &citation.cited else { continue };
            // The Act is the policy of the label where its name is (nearly) all of the title, or what a title of it is of.
            let before = words.get(of_title.start..citation.span.start).unwrap_or("");
            let part = turn(Turn::PartOf, before);
            if (part || citation.span.start <= of_title.start + 4)
                && (citation.span.end + 4 >= words.len().min(of_title.end)
                    || turn(Turn::BehindAct, words.get(citation.span.end..).unwrap_or("")))
            {
                mention.acronyms.extend(acronym.iter().map(|a| a.as_str().into()));
                mention.identifiers.extend(number.iter().map(|id| (id.clone(), Basis::Stated)));
                let year = year.and_then(PartialDate::from_y);
                mention.date = mention.date.or(year.map(|y| (y, DateBasis::Title)));
                let title = if part { act.clone() } else { format!("{before}{act}") };
                return Some(after(self.profile, List::Articles, &title).to_owned());
            }
        }
        None
    }

    /// The kind that the words tell; none where they name no policy. `whole_act` tells whether they name an Act, `named`
    /// whether a number or an Act tells the policy.
    fn kind(&self, whole_act: bool, named: bool) -> Option<&'w Kind> {
        let (profile, words, reading) = (self.profile, self.words, &self.reading);
        // A title that ends in the name of an Act is not the Act: "Social Media, …, and the Paperwork Reduction Act".
        let names_act = self.citations.iter().any(|c| matches!(c.cited, Cited::Act { .. }));
        let kind = reading
            .kind
            .and_then(|ix| profile.kinds.get(ix))
            .filter(|k| k.name != "Statute" || !names_act || whole_act || reading.lead.is_some())?;
        let policy = named
            || !profile.wording.list(List::Offices).iter().any(|w| words.contains(w.as_str()))
                && !is_menu(profile, reading.title.of(words))
                && reading.lead.is_none_or(|lead| !is_other_thing(profile, words, lead));
        policy.then_some(kind)
    }

    /// Whether the words themselves name the body that their kind tells.
    fn basis_of_body(&self) -> Basis {
        let stated = self.reading.lead.is_some_and(|lead| names_body(self.profile, lead.of(self.words)));
        if stated { Basis::Stated } else { Basis::Identifier }
    }

    /// Gives a mention the body that the words name, or that a bracket tells (`told`), and the kind of its number.
    fn tell_body(&self, mention: &mut Mention, told: Option<BodyIx>) {
        let profile = self.profile;
        if let Some(body) = told {
            mention.body = Some((body, Basis::Stated));
        }
        // "NARA Guidance for …"
        if mention.kind.is_some()
            && let Some((_, body)) =
                profile.bodies.find_in(self.words).next().filter(|(span, _)| span.start == 0)
        {
            mention.body = Some((body, Basis::Stated));
        }
        // A number tells the kind better than a word of the title: "M-13-43 – Open Kettle Policy" is a memorandum.
        if let Some((id, _)) = mention.identifiers.first().filter(|_| self.reading.lead.is_none()) {
            mention.kind = Some(profile.schemes.get(id.scheme).kind.as_str().into());
            mention.body = None;
        }
        if let Some((_, body)) = possessive_body(profile, self.words) {
            mention.body = Some((body, Basis::Stated));
        }
    }
}

/// Gives a mention its title, and the acronym and the year that the title prints.
fn give_title(profile: &Profile, mention: &mut Mention, title: &str) {
    let proper = title.trim_matches(['“', '”', '"', ' ']);
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
    let year = year.filter(|y| (1789..2100).contains(y)).and_then(PartialDate::from_y);
    mention.date = mention.date.or(year.map(|y| (y, DateBasis::Title)));
    let enclosed =
        whole.starts_with('“') && whole.find('”').is_some_and(|i| i + '”'.len_utf8() == whole.len());
    let balanced = if whole.contains('“') && whole.contains('”') && !enclosed { whole } else { proper };
    mention.title = Some(balanced.into());
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
            mention.body = profile.body_of(id).map(|body| (body, (*basis).max(Basis::Identifier)));
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
