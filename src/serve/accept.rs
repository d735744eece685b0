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
