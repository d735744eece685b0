//! `pedigraph read`: what each step of reading makes of a document, for people who add data.

mod frame;
mod json;
mod unread;

use super::args::{Cli, Inputs};
use super::report::Reporter;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::profile::Profile;
use crate::reading::tree::{Node, NodeIx, NodeKind, Tree};
use crate::source::{Block, BlockKind, Enumerator, Layout};
use crate::{pipeline, source};
use clap::{Args, ValueEnum};
use std::io::Write;

/// The steps of reading that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Blocks and fields, by the markup alone
    Layout,
    /// Sections, paragraphs, items, rows, quoted text
    Tree,
    /// Whether it is a policy, is about one, or names some; the words that show it
    Frame,
    /// Clauses with a verb of change beside a policy of which no act was read
    Unread,
}

/// Arguments of `read`.
#[derive(Debug, Args)]
#[command(
    after_help = "Offsets count bytes of the text at the locator that heads a document; `pedigraph text` prints that text.
Rows of registers have no layout and are passed over, save for what is unread.

Examples:
  pedigraph read order.htm --show tree
  pedigraph read page.md --show layout --format json
  pedigraph read page.md --show frame
  pedigraph read data/ --show unread"
)]
pub struct ReadArgs {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// The step to show
    #[arg(long, value_enum, default_value_t = Step::Tree, value_name = "STEP")]
    show: Step,
    #[command(flatten)]
    pub(super) written: Written<TextOrJson>,
}

/// Runs `read`.
pub(super) fn run(cli: &Cli, args: &ReadArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let profile = cli.global.load_profile()?;
    let mut reporter = Reporter::new(&cli.global);
    let inputs = source::walk(&args.inputs.inputs).map_err(|e| Failure::new(Exit::Failure, e))?;
    let how = args.inputs.how.read_as(&profile.columns)?;
    let inputs = source::apart(inputs, how.format).map_err(|e| Failure::new(Exit::Failure, e))?;
    let form = args.written.form()?;
    let mut read = 0;
    for input in &inputs {
        let name = input.name();
        let mut written = Ok(());
        let outcome = pipeline::records(
            &profile.structure,
            input,
            how.clone(),
            &mut |record| {
                if written.is_err() {
                    return;
                }
                if args.show == Step::Unread {
                    written = unread::write(&profile, &name, &record, form, out);
                } else if let Some(layout) = record.layout() {
                    written = show(&profile, &name, &layout, (args.show, form), out);
                }
            },
            &mut |d| reporter.report(&d.within(&name)),
        );
        written?;
        match outcome {
            Ok(_) => read += 1,
            Err(d) => reporter.report(&d.within(&name)),
        }
    }
    if read == 0 {
        return Err(Failure::new(Exit::Failure, "nothing could be read"));
    }
    Ok(Exit::Success)
}

fn show(
    profile: &Profile,
    name: &str,
    layout: &Layout,
    (step, form): (Step, TextOrJson),
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let json = form == TextOrJson::Json;
    let shown = match step {
        Step::Layout if json => json::layout(name, layout)?,
        Step::Layout => return layout_text(name, layout, out),
        Step::Tree if json => json::tree(name, layout, &Tree::of(profile, layout))?,
        Step::Frame => return frame::write(profile, name, layout, json, out),
        Step::Unread => return Ok(()),
        Step::Tree => return tree_text(name, layout, &Tree::of(profile, layout), out),
    };
    writeln!(out, "{shown}")
}

/// Words of a line of output are cut here, in characters.
const MAX_WORDS: usize = 100;

fn cut(words: &str) -> String {
    let mut shown: String = words.chars().take(MAX_WORDS).map(|c| if c == '\n' { ' ' } else { c }).collect();
    if words.chars().nth(MAX_WORDS).is_some() {
        shown.push('…');
    }
    shown
}

fn kind_of_block(block: &Block) -> String {
    let kind = match block.kind {
        BlockKind::Heading(level) => format!("heading {level}"),
        BlockKind::Paragraph => "paragraph".to_owned(),
        BlockKind::Item(level) => format!("item {level}"),
        BlockKind::Quote => "quote".to_owned(),
        BlockKind::Cell => "cell".to_owned(),
        BlockKind::Note => format!("note {}", block.note.as_deref().unwrap_or("")),
    };
    match block.cell {
        Some(cell) => {
            let head = if cell.head { " head" } else { "" };
            format!("{kind} {}/{}/{}{head}", cell.table, cell.row, cell.column)
        }
        None => kind,
    }
}

fn enumerator(block: &Block, text: &str) -> Option<String> {
    Some(match block.enumerator? {
        Enumerator::Bullet => "•".to_owned(),
        Enumerator::Counted(number) => number.to_string(),
        Enumerator::Printed(span) => span.of(text).to_owned(),
    })
}

fn layout_text(name: &str, layout: &Layout, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "--- {name} {}", layout.locator)?;
    for field in &layout.front {
        writeln!(out, "field {} = {}", field.locator, cut(&field.text))?;
    }
    for block in &layout.blocks {
        let mark = enumerator(block, &layout.text).map(|m| format!(" [{m}]")).unwrap_or_default();
        let struck = if block.struck { " struck" } else { "" };
        let words = cut(layout.block_text(block));
        writeln!(
            out,
            "{}{mark}{struck} {}..{}: {words}",
            kind_of_block(block),
            block.span.start,
            block.span.end
        )?;
    }
    Ok(())
}

fn tree_text(name: &str, layout: &Layout, tree: &Tree, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "--- {name} {}", layout.locator)?;
    for (ix, node) in numbered(tree) {
        let depth = tree.ancestors(ix).count();
        let text = &layout.text;
        let mark = node.mark.map(|m| format!(" [{}]", m.of(text))).unwrap_or_default();
        let heading = node.heading.map(|h| format!(" “{}”", cut(h.of(text)))).unwrap_or_default();
        let column = match node.kind {
            NodeKind::Cell { column: Some(head), .. } => {
                format!(" under “{}”", cut(tree.node(head).own.of(text)))
            }
            _ => String::new(),
        };
        let own =
            Some(cut(node.own.of(text))).filter(|own| !own.is_empty() && node.heading != Some(node.own));
        let own = own.map(|own| format!(": {own}")).unwrap_or_default();
        writeln!(out, "{:indent$}{}{mark}{heading}{column}{own}", "", json::kind(node), indent = depth * 2)?;
    }
    Ok(())
}

fn numbered(tree: &Tree) -> impl Iterator<Item = (NodeIx, &Node)> {
    std::iter::successors(Some(NodeIx::ROOT), |ix| Some(ix.next()))
        .take(tree.nodes().len())
        .map(|ix| (ix, tree.node(ix)))
}
