//! Which of several forms a client wants: <https://www.rfc-editor.org/rfc/rfc9110#name-accept>.

use axum::http::{HeaderMap, header};

/// More ranges than these are not read.
const MAX_RANGES: usize = 64;

/// One range of `Accept`: `text/*;q=0.5`.
struct Range<'h> {
    kind: &'h str,
    sub: &'h str,
    quality: f32,
}

impl<'h> Range<'h> {
    fn read(text: &'h str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, sub) =
            parts.next()?.split_once('/').filter(|(kind, sub)| !kind.is_empty() && !sub.is_empty())?;
        let quality = parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
        let quality = quality.map_or(Some(1.0), |q| q.parse().ok().filter(|q| (0.0..=1.0).contains(q)))?;
        Some(Self { kind: kind.trim(), sub: sub.trim(), quality })
    }

    /// How closely it names a media type, from 1; `None` where it does not.
    fn closeness(&self, kind: &str, sub: &str) -> Option<u8> {
        match (self.kind, self.sub) {
            ("*", "*") => Some(1),
            (k, "*") if k.eq_ignore_ascii_case(kind) => Some(2),
            (k, s) if k.eq_ignore_ascii_case(kind) && s.eq_ignore_ascii_case(sub) => Some(3),
            _ => None,
        }
    }
}

/// The one of `offers`, media types without parameters with what they stand for, that the client likes best; of equals the first. The
/// first where it says nothing; `None` where it takes none.
pub fn choose<'o, T>(headers: &HeaderMap, offers: &'o [(&'static str, T)]) -> Option<&'o (&'static str, T)> {
    let texts: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
    let ranges: Vec<Range<'_>> =
        texts.iter().flat_map(|t| t.split(',')).filter_map(Range::read).take(MAX_RANGES).collect();
    if ranges.is_empty() {
        return offers.first();
    }
    let quality = |media_type: &str| {
        let (kind, sub) = media_type.split_once('/')?;
        let fits = ranges.iter().filter_map(|r| Some((r.closeness(kind, sub)?, r.quality)));
        fits.max_by_key(|(closeness, _)| *closeness).map(|(_, quality)| quality).filter(|q| *q > 0.0)
    };
    let mut best: Option<(f32, &(&str, T))> = None;
    for offer in offers {
        if let Some(quality) = quality(offer.0)
            && best.as_ref().is_none_or(|(before, _)| quality > *before)
        {
            best = Some((quality, offer));
        }
    }
    best.map(|(_, offer)| offer)
}

/// Whether a client takes neither gzip nor an answer as it is, which is all that there is:
/// <https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding>. It has to say so of both.
pub fn takes_no_coding(headers: &HeaderMap) -> bool {
    let texts = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    let (mut plain, mut packed, mut others) = (None, None, None);
    for coding in texts.flat_map(|text| text.split(',')).take(MAX_RANGES) {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality = parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
        let taken = quality.is_none_or(|q| q.parse() != Ok(0.0_f32));
        match name.as_str() {
            "identity" => plain = Some(taken),
            "gzip" | "x-gzip" => packed = Some(packed.unwrap_or(false) || taken),
            "*" => others = Some(taken),
            _ => {}
        }
    }
    !plain.or(others).unwrap_or(true) && !packed.or(others).unwrap_or(false)
}

/// The names of what is offered, for a message.
pub fn names<T>(offers: &[(&'static str, T)]) -> String {
    offers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const OFFERS: [(&str, u8); 3] = [("application/json", 0), ("text/csv", 1), ("text/turtle", 2)];

    fn chosen(accept: &str) -> Option<u8> {
        let mut headers = HeaderMap::new();
        if !accept.is_empty() {
            headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
        }
        choose(&headers, &OFFERS).map(|(_, n)| *n)
    }

    #[test]
    fn codings_that_are_taken() {
        for (told, none) in [
            (None, false),
            (Some(""), false),
            (Some("gzip"), false),
            (Some("br"), false),
            (Some("br, identity;q=0"), true),
            (Some("identity;q=0"), true),
            (Some("*;q=0"), true),
            (Some("identity;q=0, *"), false),
            (Some("identity;q=0, gzip;q=0.1"), false),
            (Some("*;q=0.0, X-GZIP"), false),
            (Some("*;q=0, identity"), false),
            (Some("gzip;q=0, identity;Q=0.000, *"), true),
        ] {
            let heads = told.map(|told| (header::ACCEPT_ENCODING, HeaderValue::from_static(told)));
            assert_eq!(takes_no_coding(&heads.into_iter().collect()), none, "{told:?}");
        }
    }

    #[test]
    fn what_is_liked_best_is_chosen() {
        for (accept, n) in [
            ("", Some(0)),
            ("*/*", Some(0)),
            ("text/*", Some(1)),
            ("text/csv;q=0.5, text/turtle", Some(2)),
            ("Text/Turtle; q=1.0", Some(2)),
            ("text/*;q=0.9, text/csv;q=0.1", Some(2)),
            ("application/json;q=0, */*;q=0.1", Some(1)),
            ("image/png", None),
            ("*/*;q=0", None),
            ("nonsense, ;;, /", Some(0)),
            ("text/csv;q=7, text/turtle;q=0.2", Some(2)),
        ] {
            assert_eq!(chosen(accept), n, "{accept}");
        }
    }
}
