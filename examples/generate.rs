//! Writes synthetic Federal Register files of any size, for benchmarks and for trying things out.
//!
//! ```text
//! cargo run --release --example generate -- --policies 10000 --format csv --seed 1 > orders.csv
//! ```
//!
//! The same arguments give the same bytes: a small xorshift generator, no clock. Orders amend, revoke, supersede
//! and cite earlier ones, about as often as the real ones do; most relations stand in the notes of both orders,
//! some on one side only; one note in about a hundred has one of the flaws that the real ones have. Numbers run from 10000
//! with suffixes (`10000`, `10000-A`, …), so that there are enough of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

use chrono::{Days, NaiveDate};
use clap::{Parser, ValueEnum};
use serde_json::json;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Numbers of five digits from 10000, each with 26 suffixes.
const MAX_POLICIES: u64 = 90_000 * 27;

/// Orders act on others at most this many before them.
const REACH: u64 = 60;

#[derive(Parser)]
#[command(about = "Writes synthetic Federal Register files: the same arguments give the same bytes")]
struct Args {
    /// How many executive orders
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=MAX_POLICIES))]
    policies: u64,
    /// The download's columns, an answer of the API, or its objects one a line
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    format: Form,
    /// Another seed gives another corpus
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Csv,
    Json,
    Ndjson,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let corpus = Corpus { count: args.policies, seed: args.seed };
    let written = match args.format {
        Form::Csv => corpus.csv(&mut out),
        Form::Json => corpus.json(&mut out),
        Form::Ndjson => corpus.ndjson(&mut out),
    };
    match written.and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "generate: {e}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Marsaglia's xorshift64*.
struct Random(u64);

impl Random {
    /// The generator for one order: its choices do not depend on those of others.
    fn of(seed: u64, order: u64, salt: u64) -> Self {
        let mixed =
            seed ^ order.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xd1b5_4a32_d192_ed03);
        let mut random = Self(mixed | 1);
        random.next();
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `n`.
    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n.max(1)
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(words.len() as u64)).unwrap_or(0);
        words.get(at).copied().unwrap_or("")
    }
}

/// Labels of both sides, and how many of a hundred relations are of the kind.
const RELATIONS: &[(&str, &str, u64)] = &[
    ("Amends", "Amended by", 40),
    ("Revokes", "Revoked by", 28),
    ("See", "See", 16),
    ("Supersedes", "Superseded by", 9),
    ("Continues", "Continued by", 4),
    ("Revokes in part", "Revoked in part by", 2),
    ("Supplements", "Supplemented by", 1),
];

/// One act of an order on an earlier one.
#[derive(Clone, Copy, PartialEq)]
struct Act {
    target: u64,
    relation: usize,
    part: bool,
    both_sides: bool,
}

struct Corpus {
    count: u64,
    seed: u64,
}

impl Corpus {
    /// What an order does to earlier ones.
    fn acts(&self, order: u64) -> impl Iterator<Item = Act> {
        let mut random = Random::of(self.seed, order, 1);
        let count =
            [0, 0, 1, 1, 2, 3].get(usize::try_from(random.below(6)).unwrap_or(0)).copied().unwrap_or(0);
        (0..count).filter_map(move |_| {
            let back = 1 + random.below(REACH);
            let mut share = random.below(100);
            let relation = RELATIONS.iter().position(|(_, _, of)| {
                let fits = share < *of;
                share = share.saturating_sub(*of);
                fits
            })?;
            let part = relation == 1 && random.below(12) == 0;
            let both_sides = random.below(100) >= 18;
            Some(Act { target: order.checked_sub(back)?, relation, part, both_sides })
        })
    }

    fn number(order: u64) -> String {
        let (number, suffix) = (10_000 + order / 27, order % 27);
        match u8::try_from(suffix) {
            Ok(suffix @ 1..) => format!("{number}-{}", char::from(b'A' + suffix - 1)),
            _ => number.to_string(),
        }
    }

    /// Orders are spread over the years 1937 to 2024.
    fn signed(&self, order: u64) -> NaiveDate {
        let first = NaiveDate::from_ymd_opt(1937, 1, 2).unwrap_or_default();
        first.checked_add_days(Days::new(order * 32_000 / self.count)).unwrap_or(first)
    }

    fn title(&self, order: u64) -> String {
        let mut random = Random::of(self.seed, order, 2);
        let verb = random.pick(&[
            "Establishing",
            "Amending",
            "Providing for",
            "Designating",
            "Creating",
            "Delegating",
            "Blocking",
            "Prescribing",
            "Withdrawing",
            "Transferring",
        ]);
        let thing = random.pick(&[
            "an Emergency Board To Investigate a Dispute Between",
            "the Administration of",
            "Certain Functions of",
            "Regulations Governing",
            "the Commission on",
            "Public Lands for the Use of",
            "Adjustments of",
            "Property of Certain Persons Contributing to the Situation in",
        ]);
        let place = random.pick(&[
            "the Canal Zone",
            "Alaska",
            "the Civil Service",
            "Certain Railroads and Their Employees",
            "the Federal Government",
            "New Mexico",
            "the Armed Forces",
            "Customer Service",
            "the Western Balkans",
        ]);
        format!("{verb} {thing} {place}")
    }

    /// `EO 10000-A, January 5, 1938`
    fn cited(&self, order: u64) -> String {
        format!("EO {}, {}", Self::number(order), self.signed(order).format("%B %-d, %Y"))
    }

    /// What stands in the notes of an order; empty for about a quarter of them.
    fn notes(&self, order: u64) -> String {
        let mut lists: Vec<(&str, Vec<String>)> = Vec::new();
        let mut add = |label, item| match lists.iter_mut().find(|(l, _)| *l == label) {
            Some((_, items)) => items.push(item),
            None => lists.push((label, vec![item])),
        };
        let item = |order, part| self.cited(order) + if part { " (in part)" } else { "" };
        for act in self.acts(order) {
            let label = RELATIONS.get(act.relation).map_or("See", |r| r.0);
            add(label, item(act.target, act.part));
        }
        for later in order + 1..=(order + REACH).min(self.count - 1) {
            for act in self.acts(later).filter(|a| a.target == order && a.both_sides) {
                let label = RELATIONS.get(act.relation).map_or("See", |r| r.1);
                add(label, item(later, act.part));
            }
        }
        let mut random = Random::of(self.seed, order, 3);
        let day = self.signed(order).checked_add_days(Days::new(random.below(3000))).unwrap_or_default();
        let day = day.format("%B %-d, %Y");
        match random.below(12) {
            0 => add("See", format!("Notice of {day}")),
            1 => add(
                "Revoked by",
                format!(
                    "Public Land Order {}, {day} ({} FR {})",
                    random.below(7000) + 1,
                    random.below(80) + 1,
                    random.below(60_000) + 1
                ),
            ),
            2 => add("See", format!("Proc. {}, {day}", 2000 + random.below(8000))),
            3 => add(
                "See",
                format!(
                    "Pub. L. {}-{} ({} Stat. {})",
                    random.below(60) + 80,
                    random.below(600) + 1,
                    random.below(100) + 60,
                    random.below(3000) + 1
                ),
            ),
            _ => {}
        }
        let mut notes = String::new();
        for (i, (label, items)) in lists.iter().enumerate() {
            if i > 0 {
                notes.push_str(if random.below(40) == 0 { ";;\n ;  " } else { "\n" });
            }
            let _ = write!(notes, "{label}: {}", items.join("; "));
        }
        flawed(notes, &mut random)
    }

    fn president(&self, order: u64) -> &'static str {
        let terms = [
            (1945, "Franklin D. Roosevelt"),
            (1953, "Harry S. Truman"),
            (1961, "Dwight D. Eisenhower"),
            (1969, "Lyndon B. Johnson"),
            (1977, "Gerald R. Ford"),
            (1981, "Jimmy Carter"),
            (1989, "Ronald Reagan"),
            (1993, "George H. W. Bush"),
            (2001, "William J. Clinton"),
            (2009, "George W. Bush"),
            (2017, "Barack Obama"),
            (2021, "Donald Trump"),
            (9999, "Joseph R. Biden Jr."),
        ];
        let year: i32 = self.signed(order).format("%Y").to_string().parse().unwrap_or(0);
        terms.iter().find(|(end, _)| year < *end).map_or("", |(_, name)| name)
    }

    /// The newest first, as the download has them.
    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record([
            "citation",
            "document_number",
            "end_page",
            "html_url",
            "pdf_url",
            "type",
            "subtype",
            "publication_date",
            "signing_date",
            "start_page",
            "title",
            "disposition_notes",
            "executive_order_number",
            "not_received_for_publication",
        ])
        .map_err(plain)?;
        for order in (0..self.count).rev() {
            let (signed, page) = (self.signed(order), 1 + order % 90_000);
            let volume = signed.format("%Y").to_string().parse::<u64>().unwrap_or(0).saturating_sub(1935);
            let document = format!("{}-{:05}", signed.format("%Y"), order % 100_000);
            rows.write_record([
                format!("{volume} FR {page}"),
                format!(" {document}"),
                (page + 2).to_string(),
                format!("https://www.federalregister.gov/d/{document}"),
                String::new(),
                "Presidential Document".to_owned(),
                "Executive Order".to_owned(),
                (signed + Days::new(4)).format("%m/%d/%Y").to_string(),
                signed.to_string(),
                page.to_string(),
                self.title(order),
                self.notes(order),
                Self::number(order),
                String::new(),
            ])
            .map_err(plain)?;
        }
        rows.flush()
    }

    /// An object as the API gives it.
    fn object(&self, order: u64) -> serde_json::Value {
        let (signed, page) = (self.signed(order), 1 + order % 90_000);
        let volume = signed.format("%Y").to_string().parse::<u64>().unwrap_or(0).saturating_sub(1935);
        let document = format!("{}-{:05}", signed.format("%Y"), order % 100_000);
        let president = self.president(order);
        json!({
            "citation": format!("{volume} FR {page}"),
            "document_number": document,
            "executive_order_notes": self.notes(order),
            "executive_order_number": Self::number(order),
            "html_url": format!("https://www.federalregister.gov/d/{document}"),
            "president": {"name": president, "identifier": president.to_lowercase().replace(['.', ' '], "-")},
            "publication_date": (signed + Days::new(4)).to_string(),
            "signing_date": signed.to_string(),
            "subtype": "Executive Order",
            "title": self.title(order),
            "type": "Presidential Document",
        })
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "{{\"count\":{},\"description\":\"Synthetic executive orders\",\"results\":[",
            self.count
        )?;
        for order in (0..self.count).rev() {
            serde_json::to_writer(&mut *out, &self.object(order))?;
            if order > 0 {
                out.write_all(b",\n")?;
            }
        }
        out.write_all(b"]}\n")
    }

    fn ndjson(&self, out: &mut dyn Write) -> io::Result<()> {
        (0..self.count).rev().try_for_each(|order| {
            serde_json::to_writer(&mut *out, &self.object(order))?;
            out.write_all(b"\n")
        })
    }
}

/// The error of the operating system behind one of the writer.
fn plain(e: csv::Error) -> io::Error {
    match e.into_kind() {
        csv::ErrorKind::Io(e) => e,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// One note in about a hundred is printed with a flaw.
fn flawed(notes: String, random: &mut Random) -> String {
    match random.below(600) {
        0 => notes.replacen("Revoked in part by", "Revoked in pary by", 1),
        1 => notes.replacen("EO ", "EP ", 1),
        2 => notes.replacen("EO ", "EO EO ", 1),
        3 => notes.replacen(", ", "; ", 1),
        4 => notes.replacen(':', "", 1),
        5 => notes.replace('\n', "; "),
        _ => notes,
    }
}
