//! XML of the Government Publishing Office: `<PRESDOCU><EXECORD>…`.
//!
//! Elements are read by name: `EXECORDR` heading, `HD` title (later ones are headings of the body), `FP` and `P`
//! paragraphs, `ST`/`STn` and `TXT` a number and its words, `PRTPAGE`, `GPH` left out, `PSIG` to `BILCOD` the
//! close, `ANNEX` and whatever follows the close an annex.

use super::gpo_html::document_number;
use super::{OrderText, Part};
use crate::ground::diag::{Diagnostic, Position};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements nested deeper than this are not an order's.
const MAX_DEPTH: usize = 64;

/// Reads an XML file; what comes before an error is kept.
pub(super) fn read(text: &str, report: &mut dyn FnMut(Diagnostic)) -> OrderText {
    let mut state = State::default();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(text.len());
                report(
                    Diagnostic::error("xml-syntax", format!("reading stopped: {error}"))
                        .position(Position::of_offset(text.as_bytes(), at)),
                );
                break;
            }
        };
        match event {
            Event::Start(tag) => {
                let name = tag.name();
                if !state.open(&String::from_utf8_lossy(name.as_ref())) {
                    let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
                    report(
                        Diagnostic::error("nested-too-deep", "reading stopped: elements are nested too deep")
                            .expected(
                                format!("at most {MAX_DEPTH} levels"),
                                format!("{} levels", MAX_DEPTH + 1),
                            )
                            .position(Position::of_offset(text.as_bytes(), at)),
                    );
                    break;
                }
            }
            Event::End(_) => state.close(),
            Event::Text(words) => {
                // An entity that XML does not know stays as it is written.
                let raw = String::from_utf8_lossy(&words).into_owned();
                state
                    .words
                    .push_str(&quick_xml::escape::unescape(&raw).map(|u| u.into_owned()).unwrap_or(raw));
            }
            Event::CData(words) => state.words.push_str(&String::from_utf8_lossy(&words)),
            Event::Eof => break,
            _ => {}
        }
    }
    state.flush();
    state.order
}

/// How an element takes part in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Heading,
    Title,
    Paragraph,
    /// A number whose words follow in the next element.
    Number,
    Words,
    Close,
    Annex,
    /// Within a paragraph.
    Inline,
    Skip,
    Container,
}

fn role(name: &str) -> Role {
    match name {
        "EXECORDR" => Role::Heading,
        "HD" => Role::Title,
        "FP" | "P" | "LI" | "ENT" | "FTNT" => Role::Paragraph,
        "TXT" => Role::Words,
        "PSIG" | "PLACE" | "DATE" | "FRDOC" | "FILED" | "BILCOD" => Role::Close,
        "ANNEX" => Role::Annex,
        "E" | "SU" | "AC" | "FR" => Role::Inline,
        "PRTPAGE" | "GPH" | "GID" | "TITLE3" | "PRES" => Role::Skip,
        _ if name.starts_with("ST") && name.len() <= 4 => Role::Number,
        _ => Role::Container,
    }
}

#[derive(Default)]
struct State {
    order: OrderText,
    words: String,
    roles: Vec<Role>,
    titled: bool,
    closed: bool,
    body: bool,
}

impl State {
    /// Opens an element; false where it is nested too deep.
    fn open(&mut self, name: &str) -> bool {
        let role = role(name);
        if !matches!(role, Role::Inline | Role::Skip | Role::Words) {
            self.flush();
        }
        if role == Role::Words {
            self.words.push(' ');
        }
        if role == Role::Skip {
            // Set apart, so that its text can be dropped.
            self.words.push('\u{1}');
        }
        self.roles.push(role);
        self.roles.len() <= MAX_DEPTH
    }

    fn close(&mut self) {
        match self.roles.last() {
            Some(Role::Inline) | None => {}
            Some(Role::Skip) => {
                let start = self.words.rfind('\u{1}').unwrap_or(self.words.len());
                self.words.truncate(start);
            }
            // The words of a number follow.
            Some(Role::Number) => {
                self.roles.pop();
                return;
            }
            _ => self.flush(),
        }
        self.roles.pop();
    }

    /// Ends the paragraph that is open.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.trim().is_empty() {
            return;
        }
        let role = self.roles.iter().rev().find(|r| !matches!(r, Role::Inline | Role::Words)).copied();
        let in_annex = self.roles.contains(&Role::Annex);
        let part = match role {
            _ if in_annex => Part::Annex,
            Some(Role::Heading) => Part::Heading,
            Some(Role::Close) => {
                self.closed = true;
                if self.order.document_number.is_none() {
                    self.order.document_number = document_number(&words);
                }
                Part::Close
            }
            _ if self.closed => Part::Annex,
            Some(Role::Title) if !self.titled => {
                self.titled = true;
                Part::Title
            }
            // A title set in two lines: "President's Council on the Future of Princeville," "North Carolina".
            Some(Role::Paragraph)
                if self.titled && !self.body && words.trim().len() < 120 && is_title_line(&words) =>
            {
                Part::Title
            }
            _ => {
                self.body = true;
                Part::Body
            }
        };
        if part == Part::Title && self.order.paragraphs.last().is_some_and(|p| p.part == Part::Title) {
            self.order.extend(&words);
            return;
        }
        self.order.push(part, &words);
    }
}

/// A line of capitalised words without a full stop.
fn is_title_line(words: &str) -> bool {
    let words = words.trim();
    !words.ends_with(['.', ':'])
        && words.split_whitespace().count() <= 16
        && words.starts_with(char::is_uppercase)
        && !words.contains("authority")
}
