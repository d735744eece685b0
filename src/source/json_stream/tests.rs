//! The forms that the API gives, and streams that are broken.

use super::*;

/// What a stream gives: pointers or problems, with the documents.
fn documents(text: &str) -> Vec<String> {
    let mut input = std::io::BufReader::with_capacity(3, text.as_bytes());
    let mut stream = Stream::new(&mut input);
    let mut out = Vec::new();
    while let Some(next) = stream.next() {
        out.push(match next {
            Ok(Document::Element { raw, at, pointer }) => {
                format!("{pointer} {}:{} {raw}", at.line(), at.column())
            }
            Ok(Document::Alone { raw, at }) => format!("alone {}:{} {raw}", at.line(), at.column()),
            Ok(Document::Answer { raw }) => format!("answer {raw}"),
            Err(d) => format!("{} at {:?}", d.code, d.position.map(|p| (p.line(), p.column()))),
        });
    }
    out
}

#[test]
fn the_forms_that_the_api_gives() {
    assert_eq!(documents("{\"a\": \"]\\\"}\"}\n"), ["alone 1:1 {\"a\": \"]\\\"}\"}"]);
    assert_eq!(
        documents("{\"count\":2,\n\"results\":[ {\"é\":1},\n {\"b\":[{}]}],\"x\":1}"),
        [
            "/results/0 2:13 {\"é\":1}",
            "/results/1 3:2 {\"b\":[{}]}",
            "answer {\"count\":2,\n\"results\":[],\"x\":1}"
        ]
    );
    assert_eq!(documents("{\"a\":1}\n{\"b\":2}\n"), ["/0 1:1 {\"a\":1}", "/1 2:1 {\"b\":2}"]);
    assert_eq!(documents("\u{feff}[{\"a\":1}, 5]"), ["/0 1:2 {\"a\":1}", "/1 1:11 5"]);
    assert_eq!(documents("{\"results\":[]}"), ["answer {\"results\":[]}"]);
    assert_eq!(
        documents("{\"results\":[1]}\n{\"results\":[2]}"),
        ["/results/0 1:13 1", "answer {\"results\":[]}", "/1/results/0 2:13 2", "answer {\"results\":[]}"]
    );
    assert_eq!(documents(" \n"), Vec::<String>::new());
}

#[test]
fn broken_streams_give_what_is_sound() {
    assert_eq!(
        documents("{\"a\":1}\n{oops}\n{\"b\":2}\n"),
        ["/0 1:1 {\"a\":1}", "json-syntax at Some((2, 2))", "/1 3:1 {\"b\":2}"]
    );
    assert_eq!(
        documents("{\"results\":[{\"a\":1},{\"b\":\"tw"),
        ["/results/0 1:13 {\"a\":1}", "/results/1 1:21 {\"b\":\"tw\"}", "cut-off at Some((1, 29))"]
    );
    assert_eq!(documents("{\"a\":\"x"), ["alone 1:1 {\"a\":\"x\"}", "cut-off at Some((1, 8))"]);
    assert_eq!(
        documents("{\"results\":[{\"a\":1} {\"b\":2}]}"),
        ["/results/0 1:13 {\"a\":1}", "json-syntax at Some((1, 21))"]
    );
    assert_eq!(documents("nonsense"), ["json-syntax at Some((1, 1))"]);
}

proptest::proptest! {
    #[test]
    fn any_bytes_end(text in "[\\[\\]{}\",: a\\\\\n1]{0,40}") {
        proptest::prop_assert!(documents(&text).len() <= text.len() + 2);
    }
}
