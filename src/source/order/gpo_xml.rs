//! XML of the Government Publishing Office: `<PRESDOCU><EXECORD>…`.
//!
//! Elements are read by name: `EXECORDR` heading, `HD` title (later ones are headings of the body), `FP` and `P`
//! paragraphs, `ST`/`STn` and `TXT` a number and its words, `PRTPAGE`, `GPH` left out, `PSIG` to `BILCOD` the
//! close, `ANNEX` and whatever follows the close an annex.

use super::gpo_html::document_number;
use super::well_formed::WellFormed;
use super::{OrderText, Part};
use crate::ground::diag::{Diagnostic, Position};
use crate::profile::{List, Structure};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements nested deeper than this are not an order's.
const MAX_DEPTH: usize = 64;

/// Reads an XML file; what comes before an error is kept.
pub(super) fn read(structure: &Structure, text: &str, report: &mut dyn FnMut(Diagnostic)) -> OrderText {
    let mut state = State::new(structure);
    let mut form = WellFormed::default();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let offset = |at: u64| usize::try_from(at).unwrap_or(text.len());
    let mut whole = false;
    loop {
        let at = offset(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let position = Position::of_offset(text.as_bytes(), offset(reader.error_position()));
                report(
                    Diagnostic::error("xml-syntax", format!("reading stopped: {error}"))
                        .position(position)
                        .stopping(),
                );
                break;
            }
        };
        match event {
            Event::Start(tag) => {
                form.start(&tag, at);
                if !state.open(&String::from_utf8_lossy(tag.name().as_ref())) {
                    let at = offset(reader.buffer_position());
                    report(too_deep().position(Position::of_offset(text.as_bytes(), at)));
                    break;
                }
            }
            Event::Empty(tag) => form.attributes(&tag, at),
            Event::End(tag) => {
                form.end(&tag, at);
                state.close();
            }
            Event::Text(words) => {
                let raw = String::from_utf8_lossy(&words).into_owned();
                let unescaped = quick_xml::escape::unescape(&raw).map(|u| u.into_owned());
                form.text(&raw, unescaped.is_ok(), at);
                // An entity that XML does not know stays as it is written.
                state.words.push_str(&unescaped.unwrap_or(raw));
            }
            Event::CData(words) => state.words.push_str(&String::from_utf8_lossy(&words)),
            Event::Eof => {
                whole = true;
                break;
            }
            _ => {}
        }
    }
    form.finish(text, whole, report);
    state.flush();
    state.order
}

/// Elements are nested deeper than an order's are.
fn too_deep() -> Diagnostic {
    Diagnostic::error("nested-too-deep", "reading stopped: elements are nested too deep")
        .expected(format!("at most {MAX_DEPTH} levels"), format!("{} levels", MAX_DEPTH + 1))
        .stopping()
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

struct State<'s> {
    structure: &'s Structure,
    order: OrderText,
    words: String,
    roles: Vec<Role>,
    /// Where the words of each open element that is left out begin.
    skipped: Vec<usize>,
    titled: bool,
    closed: bool,
    body: bool,
}

impl<'s> State<'s> {
    fn new(structure: &'s Structure) -> Self {
        let (order, words) = (OrderText::default(), String::new());
        let (roles, skipped) = (Vec::new(), Vec::new());
        Self { structure, order, words, roles, skipped, titled: false, closed: false, body: false }
    }

    /// Opens an element; false where it is nested too deep.
    fn open(&mut self, name: &str) -> bool {
        let role = role(name);
        if !matches!(role, Role::Inline | Role::Skip | Role::Words) {
            self.end_skipped();
            self.flush();
        }
        if role == Role::Words {
            self.words.push(' ');
        }
        if role == Role::Skip {
            self.skipped.push(self.words.len());
        }
        self.roles.push(role);
        self.roles.len() <= MAX_DEPTH
    }

    /// A block within an element that is left out ends it, as if the element had been closed: one that is not well formed
    /// loses no paragraph behind it.
    fn end_skipped(&mut self) {
        if let Some(start) = self.skipped.first() {
            self.words.truncate(*start);
            self.skipped.clear();
            self.roles.iter_mut().filter(|r| **r == Role::Skip).for_each(|r| *r = Role::Container);
        }
    }

    fn close(&mut self) {
        match self.roles.last() {
            Some(Role::Inline) | None => {}
            // It is left out with the element around it.
            Some(Role::Words) if !self.skipped.is_empty() => {}
            Some(Role::Skip) => {
                // What it holds is dropped.
                self.words.truncate(self.skipped.pop().unwrap_or(0));
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
                    self.order.document_number = document_number(self.structure, &words);
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
                if self.titled
                    && !self.body
                    && words.trim().len() < 120
                    && is_title_line(self.structure, &words) =>
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
fn is_title_line(structure: &Structure, words: &str) -> bool {
    let words = words.trim();
    !words.ends_with(['.', ':'])
        && words.split_whitespace().count() <= 16
        && words.starts_with(char::is_uppercase)
        && !structure.wording.list(List::Enacting).iter().any(|w| words.contains(w.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, u32, u32, bool)> {
        let mut told = Vec::new();
        read(&crate::profile::Profile::united_states().unwrap().structure, text, &mut |d| {
            let at = d.position.unwrap();
            told.push((d.code.to_string(), at.line(), at.column(), d.stops));
        });
        told
    }

    #[test]
    fn what_is_not_well_formed_is_told() {
        let fault = |line, column| vec![("xml-syntax".to_owned(), line, column, false)];
        assert_eq!(told("<A><P>é</P>\n<P>b</P></A>\n"), []);
        assert_eq!(told("<A><P>é</HD>\n<P>b</FP></A>\n"), fault(1, 8));
        assert_eq!(told("<A>\n<P>a</P></A></A>"), fault(2, 13));
        assert_eq!(told("<A><P>é &nbsp; b</P></A>"), fault(1, 9));
        assert_eq!(told("<A><P x=1>b</P></A>"), fault(1, 4));
        assert_eq!(told("<A><P x='1' x='2'/></A>"), fault(1, 4));
        assert_eq!(told("<A></A>\nwords"), fault(1, 8));
        assert_eq!(told("<A><P>a & b</P></A>"), fault(1, 9));
    }

    #[test]
    fn what_is_left_out_takes_no_other_words_with_it() {
        let structure = &crate::profile::Profile::united_states().unwrap().structure;
        for (text, words) in [
            ("<A><P>é one<PRTPAGE P='1'>page</PRTPAGE> two</P></A>", &["é one two"][..]),
            ("<A><P>é<PRES>left <TXT>out</TXT> here</PRES> two</P></A>", &["é two"]),
            (
                "<A><P>one</P><PRES>The President<P>é two</P>three</PRES><P>four</P></A>",
                &["one", "é two", "three", "four"],
            ),
            ("<A><P>é<PRES>a<PRTPAGE>b<P>two</P></A>", &["é", "two"]),
        ] {
            let order = read(structure, text, &mut |_| ());
            let found: Vec<&str> = order.paragraphs.iter().map(|p| p.span.of(&order.text)).collect();
            assert_eq!(found, words, "{text}");
        }
    }

    #[test]
    fn every_cut_is_told() {
        let whole = "<A><P>one</P><!-- a --><P x='1'>two</P></A>";
        for end in 1..whole.len() {
            assert!(told(&whole[..end]).last().unwrap().3, "{}", &whole[..end]);
        }
    }
}
