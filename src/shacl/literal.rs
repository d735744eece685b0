//! Values of literals: whether they are well-formed, and which is less.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{LiteralRef, NamedNodeRef};
use oxsdatatypes::{
    Date, DateTime, Decimal, Double, Float, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time,
};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::str::FromStr;

/// A value that SPARQL's `<` knows: numbers, texts, truth values, days and moments.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// Exact numbers.
    Decimal(Decimal),
    /// Numbers in floating point, and integers beyond [`Decimal`].
    Double(Double),
    Text(Cow<'a, str>),
    Boolean(bool),
    DateTime(DateTime),
    Date(Date),
}

impl<'a> Value<'a> {
    /// The value of a literal; `None` for one that is ill-typed or cannot be ordered.
    pub(super) fn of(literal: LiteralRef<'a>) -> Option<Self> {
        let (datatype, lexical) = (literal.datatype(), literal.value());
        if datatype == xsd::STRING {
            return Some(Self::Text(Cow::Borrowed(lexical)));
        }
        if !is_well_formed(datatype, lexical) {
            return None;
        }
        match datatype {
            xsd::BOOLEAN => Some(Self::Boolean(matches!(lexical, "true" | "1"))),
            xsd::DATE => lexical.parse().ok().map(Self::Date),
            xsd::DATE_TIME => lexical.parse().ok().map(Self::DateTime),
            xsd::DOUBLE => lexical.parse().ok().map(Self::Double),
            xsd::FLOAT => lexical.parse::<Float>().ok().map(|f| Self::Double(f.into())),
            _ if datatype == xsd::DECIMAL || integer_range(datatype).is_some() => {
                let exact = lexical.parse().ok().map(Self::Decimal);
                exact.or_else(|| lexical.parse().ok().map(Self::Double))
            }
            _ => None,
        }
    }

    /// The same value, owned.
    pub(super) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Decimal(v) => Value::Decimal(v),
            Self::Double(v) => Value::Double(v),
            Self::Text(v) => Value::Text(Cow::Owned(v.into_owned())),
            Self::Boolean(v) => Value::Boolean(v),
            Self::DateTime(v) => Value::DateTime(v),
            Self::Date(v) => Value::Date(v),
        }
    }

    /// Which is less, as SPARQL's `<` says; `None` where it cannot tell.
    pub(super) fn compare(&self, other: &Value<'_>) -> Option<Ordering> {
        match (self, other) {
            (Self::Decimal(a), Value::Decimal(b)) => a.partial_cmp(b),
            (Self::Double(a), Value::Double(b)) => a.partial_cmp(b),
            (Self::Decimal(a), Value::Double(b)) => Double::from(*a).partial_cmp(b),
            (Self::Double(a), Value::Decimal(b)) => a.partial_cmp(&Double::from(*b)),
            (Self::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Self::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
            (Self::DateTime(a), Value::DateTime(b)) => a.partial_cmp(b),
            (Self::Date(a), Value::Date(b)) => a.partial_cmp(b),
            _ => None,
        }
    }

    /// Which values are in one total order: all of one kind, with and without a timezone apart.
    fn order(&self) -> u8 {
        match self {
            Self::Decimal(_) => 0,
            Self::Double(_) => 1,
            Self::Text(_) => 2,
            Self::Boolean(_) => 3,
            Self::DateTime(v) if v.timezone_offset().is_some() => 4,
            Self::DateTime(_) => 5,
            Self::Date(v) if v.timezone_offset().is_some() => 6,
            Self::Date(_) => 7,
        }
    }
}

/// The least of many values, one of each order: a value is less than all of them if it is less than each of these.
#[derive(Debug, Default)]
pub(super) struct Least<'a> {
    least: [Option<Value<'a>>; 8],
    /// A value cannot be compared with anything.
    incomparable: bool,
}

impl<'a> Least<'a> {
    /// Adds a value; `None` is one that nothing is less than.
    pub(super) fn add(&mut self, value: Option<Value<'a>>) {
        let Some(value) = value.filter(|v| v.compare(v).is_some()) else {
            self.incomparable = true;
            return;
        };
        if let Some(least) = self.least.get_mut(usize::from(value.order()))
            && least.as_ref().is_none_or(|l| value.compare(l) == Some(Ordering::Less))
        {
            *least = Some(value);
        }
    }

    /// Whether no value was added.
    pub(super) fn is_empty(&self) -> bool {
        !self.incomparable && self.least.iter().all(Option::is_none)
    }

    /// Whether a value compares with all that were added in a way that `accepts`.
    pub(super) fn admits(&self, value: Option<&Value<'_>>, accepts: fn(Ordering) -> bool) -> bool {
        let admits = |value: &Value<'_>| {
            !self.incomparable && self.least.iter().flatten().all(|l| value.compare(l).is_some_and(accepts))
        };
        self.is_empty() || value.is_some_and(admits)
    }
}

/// Whether a lexical form belongs to its datatype. All do of datatypes that SPARQL does not know.
pub(super) fn is_well_formed(datatype: NamedNodeRef<'_>, lexical: &str) -> bool {
    fn parses<T: FromStr>(lexical: &str) -> bool {
        lexical.parse::<T>().is_ok()
    }
    if let Some((from, to)) = integer_range(datatype) {
        return is_integer(lexical, from, to);
    }
    match datatype {
        xsd::BOOLEAN => matches!(lexical, "true" | "false" | "1" | "0"),
        xsd::DECIMAL => is_decimal(lexical),
        xsd::DOUBLE => parses::<Double>(lexical),
        xsd::FLOAT => parses::<Float>(lexical),
        xsd::DATE => parses::<Date>(lexical),
        xsd::DATE_TIME => parses::<DateTime>(lexical),
        xsd::DATE_TIME_STAMP => lexical.parse::<DateTime>().is_ok_and(|d| d.timezone_offset().is_some()),
        xsd::TIME => parses::<Time>(lexical),
        xsd::G_YEAR => parses::<GYear>(lexical),
        xsd::G_YEAR_MONTH => parses::<GYearMonth>(lexical),
        xsd::G_MONTH => parses::<GMonth>(lexical),
        xsd::G_MONTH_DAY => parses::<GMonthDay>(lexical),
        xsd::G_DAY => parses::<GDay>(lexical),
        xsd::DURATION => parses::<oxsdatatypes::Duration>(lexical),
        xsd::DAY_TIME_DURATION => parses::<oxsdatatypes::DayTimeDuration>(lexical),
        xsd::YEAR_MONTH_DURATION => parses::<oxsdatatypes::YearMonthDuration>(lexical),
        _ => true,
    }
}

/// Least and greatest value of `xsd:integer` and what derives from it; `None` for other datatypes.
fn integer_range(datatype: NamedNodeRef<'_>) -> Option<(Option<i128>, Option<i128>)> {
    Some(match datatype {
        xsd::INTEGER => (None, None),
        xsd::NON_NEGATIVE_INTEGER => (Some(0), None),
        xsd::POSITIVE_INTEGER => (Some(1), None),
        xsd::NON_POSITIVE_INTEGER => (None, Some(0)),
        xsd::NEGATIVE_INTEGER => (None, Some(-1)),
        xsd::LONG => (Some(i64::MIN.into()), Some(i64::MAX.into())),
        xsd::INT => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        xsd::SHORT => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        xsd::BYTE => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        xsd::UNSIGNED_LONG => (Some(0), Some(u64::MAX.into())),
        xsd::UNSIGNED_INT => (Some(0), Some(u32::MAX.into())),
        xsd::UNSIGNED_SHORT => (Some(0), Some(u16::MAX.into())),
        xsd::UNSIGNED_BYTE => (Some(0), Some(u8::MAX.into())),
        _ => return None,
    })
}

fn is_integer(lexical: &str, from: Option<i128>, to: Option<i128>) -> bool {
    let digits = lexical.strip_prefix(['+', '-']).unwrap_or(lexical);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    // Beyond 128 bits the sign alone says on which side of a limit a number is.
    let beyond = if lexical.starts_with('-') { i128::MIN } else { i128::MAX };
    let value = lexical.parse().unwrap_or(beyond);
    from.is_none_or(|from| value >= from) && to.is_none_or(|to| value <= to)
}

fn is_decimal(lexical: &str) -> bool {
    let unsigned = lexical.strip_prefix(['+', '-']).unwrap_or(lexical);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    !(whole.is_empty() && part.is_empty()) && digits(whole) && digits(part)
}
