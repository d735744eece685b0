//! A report as JUnit's XML, which servers show as tests: a suite a file, a case a finding; a file without any is a case that
//! passed.
//!
//! The form is that of Jenkins's schema, <https://github.com/jenkinsci/xunit-plugin> (`junit-10.xsd`).

use super::report::{FileReport, Judged, Report, Standing, escaped};
use super::rules::level_name;
use super::text::because;
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes the report. Findings of a level that fails the run are failures, others are told in a case that passed; those that are
/// excused or known are skipped.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let counts: Vec<[usize; 4]> = report.files.iter().map(|file| count(report, file)).collect();
    let [tests, failures, errors, skipped] =
        counts.iter().fold([0; 4], |[a, b, c, d], [e, f, g, h]| [a + e, b + f, c + g, d + h]);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"pedigraph lint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">"
    )?;
    for (file, [tests, failures, errors, skipped]) in report.files.iter().zip(counts) {
        let name = escaped(&file.name);
        let name = attribute(&name);
        writeln!(
            out,
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\">"
        )?;
        if file.unread {
            let problem = file.problems.first().map(|problem| problem.message.as_str()).unwrap_or_default();
            writeln!(out, "    <testcase classname=\"{name}\" name=\"can be read\">")?;
            writeln!(out, "      <error message=\"{}\"/>\n    </testcase>", attribute(problem))?;
        } else if file.findings.is_empty() {
            writeln!(out, "    <testcase classname=\"{name}\" name=\"nothing found\"/>")?;
        }
        file.findings.iter().try_for_each(|judged| case(report, file, judged, out))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// Cases, failures, errors and skipped cases of a file.
fn count(report: &Report, file: &FileReport) -> [usize; 4] {
    let failures = file.findings.iter().filter(|judged| fails(report, judged)).count();
    let skipped = file.findings.iter().filter(|judged| judged.standing != Standing::Reported).count();
    [file.findings.len().max(1), failures, usize::from(file.unread), skipped]
}

fn fails(report: &Report, judged: &Judged) -> bool {
    judged.standing == Standing::Reported && report.fail_on.fails(judged.finding.level)
}

fn case(report: &Report, file: &FileReport, judged: &Judged, out: &mut dyn Write) -> io::Result<()> {
    let finding = &judged.finding;
    let (line, column) = (finding.from.line(), finding.from.column());
    let name = format!("{} at {line}:{column}", finding.rule.name());
    let class = escaped(&file.name);
    writeln!(out, "    <testcase classname=\"{}\" name=\"{}\">", attribute(&class), attribute(&name))?;
    let place = format!("{class}:{line}:{column}");
    let told = std::iter::once(format!("{place}: “{}”", finding.words)).chain(because(finding));
    let told = told.collect::<Vec<_>>().join("\n");
    let message = attribute(&finding.message);
    let level = level_name(finding.level);
    match judged.standing {
        Standing::Excused => {
            let reason = finding.excused.as_ref().map(|excuse| excuse.reason.as_str()).unwrap_or_default();
            writeln!(out, "      <skipped message=\"{}\"/>", attribute(&format!("excused: {reason}")))?;
        }
        Standing::Known => writeln!(out, "      <skipped message=\"known of the baseline\"/>")?,
        Standing::Reported if fails(report, judged) => {
            writeln!(
                out,
                "      <failure type=\"{level}\" message=\"{message}\">{}</failure>",
                content(&told)
            )?;
        }
        Standing::Reported => {
            let told = format!("{level}: {}\n{told}", finding.message);
            writeln!(out, "      <system-out>{}</system-out>", content(&told))?;
        }
    }
    writeln!(out, "    </testcase>")
}

/// A text without the characters that XML 1.0 has not: they become U+FFFD.
fn legal(text: &str) -> Cow<'_, str> {
    let odd = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\n' | '\r'))
            || matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
    };
    if text.contains(odd) { Cow::Owned(text.replace(odd, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

fn content(text: &str) -> String {
    quick_xml::escape::escape(legal(text)).replace('\r', "&#13;")
}

/// The value of an attribute; a reader would make blanks of its line breaks.
fn attribute(text: &str) -> String {
    content(text).replace('\n', "&#10;").replace('\t', "&#9;")
}
