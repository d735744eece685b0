//! One policy, many renderings: whatever the container, the document is the same policy and says the same.
//!
//! Documents are generated: orders with and without a number, memoranda with a head block, proclamations; with acts in
//! sentences, in lists under a lead-in and in brackets. Each is written as HTML, Markdown with and without front matter,
//! plain text, a GPO text page, RSS and a JSON feed. What it is, its number, title, day and issuer, and every change that it
//! states must agree with what was put in.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::dice::Dice;
use pedigraph::model::{Extent, Mention, Relation};
use pedigraph::pipeline;
use pedigraph::profile::Profile;
use pedigraph::reading;
use pedigraph::reading::frame::{self, Stand};
use pedigraph::source::{Columns, Input, ReadAs};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const TITLES: &[&str] = &[
    "Keeping the Lanterns of the Harbors",
    "Care of Ladders and Nets",
    "Establishing the Council on Tides",
    "Improving the Counting of Kettles",
    "Protection of Quays From Ice",
];

/// What kind of policy a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    NumberedOrder,
    Order,
    Memorandum,
    AgencyMemorandum,
    Proclamation,
}

/// A generated policy and its truth.
struct Policy {
    kind: Kind,
    number: usize,
    title: &'static str,
    /// Year, month, day.
    day: (usize, usize, usize),
    /// What it says, paragraph by paragraph; items of a list begin with a dash.
    paragraphs: Vec<String>,
    /// `relation [in part] target`.
    changes: BTreeSet<String>,
}

impl Policy {
    fn itself(&self) -> &'static str {
        match self.kind {
            Kind::NumberedOrder | Kind::Order => "This order",
            Kind::Memorandum | Kind::AgencyMemorandum => "This memorandum",
            Kind::Proclamation => "This proclamation",
        }
    }

    fn long_day(&self) -> String {
        format!("{} {}, {}", MONTHS[self.day.1 - 1], self.day.2, self.day.0)
    }

    fn iso_day(&self) -> String {
        format!("{}-{:02}-{:02}", self.day.0, self.day.1, self.day.2)
    }
}

/// A policy that is acted on: its name in a sentence, and its identifier.
fn target(dice: &mut Dice) -> (String, String) {
    let number = 13_000 + dice.roll(900);
    let name = match dice.roll(3) {
        0 => format!("Executive Order {number}"),
        1 => format!(
            "Executive Order {number} of {} {}, {}",
            dice.pick(&MONTHS),
            1 + dice.roll(28),
            2001 + dice.roll(15)
        ),
        _ => format!("Executive Order {number} ({})", dice.pick(TITLES)),
    };
    (name, format!("EO {number}"))
}

/// Adds a paragraph or a list that states changes.
fn act(dice: &mut Dice, policy: &mut Policy) {
    let (name, id) = target(dice);
    let itself = policy.itself();
    let (words, change) = match dice.roll(8) {
        0 => (format!("{name} is hereby revoked."), format!("rescinds {id}")),
        1 => (format!("{itself} supersedes {name}."), format!("supersedes {id}")),
        2 => {
            let part = 2 + dice.roll(7);
            (
                format!("Section {part} of {name} is amended by striking “30 days”."),
                format!("amends in part {id}"),
            )
        }
        3 => (
            format!("Consistent with law, {itself} amends {name}.").replace(", This", ", this"),
            format!("amends {id}"),
        ),
        4 => (format!("Nothing in {itself} rescinds {name}.").replace("in This", "in this"), String::new()),
        5 => {
            policy.paragraphs.push("The orders named below are amended as follows:".to_owned());
            for letter in ["(a)", "(b)", "(c)"].into_iter().take(2 + dice.roll(2)) {
                let (name, id) = target(dice);
                let part = 2 + dice.roll(7);
                policy
                    .paragraphs
                    .push(format!("{letter} Section {part} of {name} is amended by striking “60 days”."));
                policy.changes.insert(format!("amends in part {id}"));
            }
            return;
        }
        6 => {
            let (other, second) = target(dice);
            policy.changes.insert(format!("rescinds {second}"));
            (format!("{itself} rescinds {name} and {other}."), format!("rescinds {id}"))
        }
        _ => {
            policy.paragraphs.push("The following orders are revoked:".to_owned());
            for i in 0..2 + dice.roll(3) {
                let (name, id) = target(dice);
                policy.paragraphs.push(format!("- {name}{}", if i == 0 { ";" } else { "." }));
                policy.changes.insert(format!("rescinds {id}"));
            }
            return;
        }
    };
    policy.paragraphs.push(words);
    if !change.is_empty() {
        policy.changes.insert(change);
    }
}

fn policy(seed: u64) -> Policy {
    let mut dice = Dice(seed);
    let kinds =
        [Kind::NumberedOrder, Kind::Order, Kind::Memorandum, Kind::AgencyMemorandum, Kind::Proclamation];
    let mut policy = Policy {
        kind: kinds[dice.roll(5)],
        number: 14_500 + dice.roll(400),
        title: dice.pick::<&str>(TITLES),
        day: (2027 + dice.roll(5), 1 + dice.roll(12), 1 + dice.roll(28)),
        paragraphs: Vec::new(),
        changes: BTreeSet::new(),
    };
    for _ in 0..1 + dice.roll(4) {
        policy.paragraphs.push("The heads of agencies shall keep a list of the quays.".to_owned());
        act(&mut dice, &mut policy);
    }
    policy
}

/// The lines of a policy, head and close with them: title, paragraphs.
fn lines(policy: &Policy) -> Vec<String> {
    let mut lines = Vec::new();
    match policy.kind {
        Kind::NumberedOrder => {
            lines.push(format!("Executive Order {} of {}", policy.number, policy.long_day()));
            lines.push(policy.title.to_owned());
        }
        Kind::Memorandum => {
            lines.push("MEMORANDUM FOR THE HEADS OF EXECUTIVE DEPARTMENTS AND AGENCIES".to_owned());
            lines.push(format!("SUBJECT: {}", policy.title));
        }
        Kind::AgencyMemorandum => {
            lines.push(format!("M-{}-{:02}", policy.day.0 - 2000, policy.number % 60));
            lines.push(policy.long_day());
            lines.push("MEMORANDUM FOR HEADS OF EXECUTIVE DEPARTMENTS AND AGENCIES".to_owned());
            lines.push("FROM: Jane Doe, Director, Office of Management and Budget".to_owned());
            lines.push(format!("SUBJECT: {}", policy.title));
            lines.push("Agencies need clear rules.".to_owned());
            lines.extend(policy.paragraphs.iter().cloned());
            return lines;
        }
        Kind::Proclamation => lines.push("A PROCLAMATION".to_owned()),
        Kind::Order => {}
    }
    let authority = "By the authority vested in me as President by the Constitution and the laws of the United States of America, ";
    lines.push(match policy.kind {
        Kind::NumberedOrder | Kind::Order => format!("{authority}it is hereby ordered:"),
        Kind::Memorandum | Kind::AgencyMemorandum => format!("{authority}I hereby direct the following:"),
        Kind::Proclamation => format!(
            "NOW, THEREFORE, I, JANE DOE, President of the United States of America, {}do hereby proclaim:",
            authority
                .to_lowercase()
                .replace("president", "President")
                .replace("constitution", "Constitution")
                .replace("united states of america", "United States of America")
        ),
    });
    lines.extend(policy.paragraphs.iter().cloned());
    lines.push("JANE DOE".to_owned());
    lines.push(format!("THE WHITE HOUSE,\n{}.", policy.long_day()));
    lines
}

fn html(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>")
}

/// Lines as HTML, lists as lists.
fn html_body(lines: &[String]) -> String {
    let mut out = String::new();
    let mut in_list = false;
    for line in lines {
        let item = line.strip_prefix("- ");
        if item.is_some() != in_list {
            out += if in_list { "</ul>\n" } else { "<ul>\n" };
            in_list = !in_list;
        }
        match item {
            Some(item) => writeln!(out, "<li>{}</li>", html(item)).unwrap(),
            None => writeln!(out, "<p>{}</p>", html(line)).unwrap(),
        }
    }
    out
}

/// Wraps words at a width, each line indented.
fn wrap(words: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    for line in words.split('\n') {
        let mut column = width;
        for word in line.split(' ') {
            if column + 1 + word.chars().count() > width {
                write!(out, "{}{:indent$}", if out.is_empty() { "" } else { "\n" }, "").unwrap();
                column = indent;
            } else {
                out.push(' ');
                column += 1;
            }
            out += word;
            column += word.chars().count();
        }
    }
    out
}

/// The renderings of a policy: a file name and its content.
fn renderings(policy: &Policy) -> Vec<(&'static str, String)> {
    let lines = lines(policy);
    let title = policy.title;
    let body = html_body(&lines);
    let markdown = lines.iter().map(|line| line.replace('\n', "  \n")).collect::<Vec<_>>().join("\n\n");
    let wrapped = lines.iter().map(|line| wrap(line, 72, 0)).collect::<Vec<_>>().join("\n\n");
    // A kind that prints its title nowhere in its text has it on top.
    let has_title = !matches!(policy.kind, Kind::Order | Kind::Proclamation);
    let top = if has_title { String::new() } else { format!("{title}\n\n") };
    let gpo = lines.iter().map(|line| wrap(&line.replace('“', "``").replace('”', "''"), 72, 16));
    let gpo = gpo.collect::<Vec<_>>().join("\n\n");
    let day = policy.iso_day();
    let url = "https://example.gov/actions/a";
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Actions",
        "items": [{"id": url, "url": url, "title": title, "date_published": format!("{day}T10:00:00Z"), "content_html": body}],
    });
    let mut all = vec![
        (
            "a.html",
            format!(
                "<html><head><title>{title}</title></head><body><main><h1>{title}</h1>\n{body}</main></body></html>"
            ),
        ),
        (
            "b.html",
            format!(
                "<html><body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1><div>{body}</div></article><footer>Contact</footer></body></html>"
            ),
        ),
        ("c.md", format!("---\ntitle: \"{title}\"\ndate: {day}\n---\n\n{markdown}\n")),
        ("d.md", format!("# {title}\n\n{markdown}\n")),
        ("e.md", format!("---\ntitle: \"{title}\"\n---\n\n{wrapped}\n")),
        ("f.txt", format!("{top}{wrapped}\n")),
        ("g.json", feed.to_string()),
        (
            "h.xml",
            format!(
                "<rss version=\"2.0\"><channel><title>Actions</title><item><title>{title}</title><link>{url}</link><description><![CDATA[{body}]]></description></item></channel></rss>"
            ),
        ),
    ];
    if policy.kind == Kind::NumberedOrder {
        let cell = |words: &str| format!("\"{}\"", words.replace('"', "\"\""));
        let row = [&format!("EO {}", policy.number), title, &day, &lines.join("\n\n")].map(cell);
        all.push(("j.csv", format!("number,title,date,text\n{}\n", row.join(","))));
        all.push(("i.htm", format!("<html><body><pre>\n{gpo}\n</pre></body></html>")));
    }
    all
}

/// What a document was found to be and to say, a line each.
fn found(name: &str, text: &str) -> Vec<String> {
    let profile = Profile::united_states().unwrap();
    let input = Input::Bytes(name.to_owned(), text.as_bytes().to_vec().into());
    let mut records = Vec::new();
    let columns = Columns::default().guessing(&profile.columns);
    let how = ReadAs { format: None, columns };
    pipeline::records(&profile.structure, &input, how, &mut |record| records.push(record), &mut |_| ())
        .unwrap_or_else(|d| panic!("{name}: {}", d.message));
    let mut told = Vec::new();
    for record in &records {
        let frame = frame::read(profile, &record.layout().unwrap());
        if frame.stand != Stand::Is {
            told.push("is no policy".to_owned());
            continue;
        }
        let (claims, _) = reading::claims(profile, record);
        let label = |m: &Mention| m.identifiers.first().map(|(id, _)| profile.label(id));
        let own = frame.own.as_ref().unwrap();
        told.push(format!(
            "{} {} “{}” {} by {}",
            own.kind.as_deref().unwrap_or("-"),
            label(own).unwrap_or_else(|| "-".to_owned()),
            own.title.as_deref().unwrap_or("-"),
            own.date.map_or_else(|| "-".to_owned(), |(date, _)| date.to_string()),
            own.body.map_or("-", |(body, _)| &*profile.bodies.get(body).key),
        ));
        let mut said = BTreeSet::new();
        for s in &claims.statements {
            if matches!(s.relation, Relation::Cites | Relation::BasedOn) {
                continue;
            }
            let (actor, target) = (&claims.mentions[s.actor as usize], &claims.mentions[s.target as usize]);
            // The actor is the document itself.
            let is_own = actor.identifiers.first() == own.identifiers.first() && actor.title == own.title;
            let by = if is_own {
                String::new()
            } else {
                format!("{} “{:?}”: ", label(actor).unwrap_or_default(), actor.title)
            };
            let part = if s.extent == Extent::Part { " in part" } else { "" };
            said.insert(format!("{by}{}{part} {}", s.relation.name(), label(target).unwrap_or_default()));
        }
        told.extend(said);
    }
    told
}

#[test]
fn a_policy_is_the_same_and_says_the_same_in_every_rendering() {
    let mut failures = Vec::new();
    for seed in 0..150 {
        let policy = policy(seed);
        let (kind, number) = match policy.kind {
            Kind::NumberedOrder => ("ExecutiveOrder", format!("EO {}", policy.number)),
            Kind::Order => ("ExecutiveOrder", "-".to_owned()),
            Kind::Memorandum => ("PresidentialMemorandum", "-".to_owned()),
            Kind::AgencyMemorandum => {
                ("Memorandum", format!("M-{}-{:02}", policy.day.0 - 2000, policy.number % 60))
            }
            Kind::Proclamation => ("Proclamation", "-".to_owned()),
        };
        let body = if kind == "Memorandum" { "office-of-management-and-budget" } else { "president" };
        let own = format!("{kind} {number} “{}” {} by {body}", policy.title, policy.iso_day());
        let expected: Vec<String> = std::iter::once(own).chain(policy.changes.iter().cloned()).collect();
        for (name, text) in renderings(&policy) {
            let told = found(name, &text);
            if told != expected {
                failures.push(format!(
                    "seed {seed}, {name}:\n  found    {told:?}\n  expected {expected:?}\n{text}"
                ));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} fail:\n{}",
        failures.len(),
        failures.iter().take(6).cloned().collect::<Vec<_>>().join("\n\n")
    );
}

#[test]
fn a_row_of_a_table_is_about_the_policy_whose_number_a_column_holds() {
    let profile = Profile::united_states().unwrap();
    let table = "number,title,date\nEO 14782,Care of Ladders,2031-12-24\nM-31-05,Mending Nets,2031-02-05\nnone,Tides,2031-01-01\n";
    let input = Input::Bytes("t.csv".to_owned(), table.as_bytes().to_vec().into());
    let how = ReadAs { format: None, columns: Columns::default().guessing(&profile.columns) };
    let mut told = Vec::new();
    let mut read = |record: pedigraph::source::Record| {
        let (claims, _) = reading::claims(profile, &record);
        for m in claims.mentions.iter().filter(|m| m.described) {
            let number = m.identifiers.first().map(|(id, _)| profile.label(id));
            let date = m.date.map(|(date, _)| date.to_string());
            told.push(
                [number, m.title.as_deref().map(str::to_owned), date]
                    .map(Option::unwrap_or_default)
                    .join("; "),
            );
        }
    };
    pipeline::records(&profile.structure, &input, how, &mut read, &mut |_| ()).unwrap();
    assert_eq!(told, ["EO 14782; Care of Ladders; 2031-12-24", "M-31-05; Mending Nets; 2031-02-05"]);
}
